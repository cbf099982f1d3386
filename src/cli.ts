import packageJson from '../package.json' with { type: 'json' };
import type { Output } from './cli/output.ts';
import { help, unknownCommand, UsageError } from './cli/usage.ts';
import { errorText } from './model/errors.ts';

/* The command line: `trackline COMMAND`. */

const output: Output = {
  line: (text) => void process.stdout.write(`${text}\n`),
  remark: (text) => void process.stderr.write(`trackline: ${text}\n`),
};

type Command = (args: readonly string[], output: Output) => Promise<number>;

/** Each is loaded when it is asked for: `run` must not wait for what the others need. */
const commands: Readonly<Record<string, () => Promise<Command>>> = {
  run: async () => (await import('./cli/run.ts')).run,
  ls: async () => (await import('./cli/list.ts')).list,
  show: async () => (await import('./cli/show.ts')).show,
  diff: async () => (await import('./cli/diff.ts')).diff,
  compare: async () => (await import('./cli/compare.ts')).compare,
  restore: async () => (await import('./cli/restore.ts')).restore,
  reproduce: async () => (await import('./cli/reproduce.ts')).reproduce,
  export: async () => (await import('./cli/export.ts')).exportRuns,
  serve: async () => (await import('./cli/serve.ts')).serve,
  validate: async () => (await import('./cli/validate.ts')).validate,
  graph: async () => (await import('./cli/graph.ts')).graph,
  stage: async () => (await import('./cli/stage/stage.ts')).stage,
  package: async () => (await import('./cli/package.ts')).packageModel,
  sign: async () => (await import('./cli/sign.ts')).sign,
  push: async () => (await import('./cli/push.ts')).push,
  pull: async () => (await import('./cli/pull.ts')).pull,
  gate: async () => (await import('./cli/gate.ts')).gate,
  promote: async () => (await import('./cli/promote.ts')).promote,
  models: async () => (await import('./cli/models/models.ts')).models,
  verify: async () => (await import('./cli/verify.ts')).verify,
  doctor: async () => (await import('./cli/doctor.ts')).doctor,
};

const oldestNode = 22;

async function main(args: readonly string[]): Promise<number> {
  if (Number.parseInt(process.versions.node, 10) < oldestNode) {
    throw new UsageError(
      `Trackline needs Node ${oldestNode} or newer, and this is ${process.version}. Start it with a newer one.`,
    );
  }
  const [name, ...rest] = args;
  if (name === undefined || name === 'help' || name === '--help' || name === '-h') {
    output.line(help(rest[0]));
    return name === undefined ? 2 : 0;
  }
  if (name === '--version') {
    output.line(packageJson.version);
    return 0;
  }
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (command === undefined) {
    throw unknownCommand(name);
  }
  if (asksForHelp(name, rest)) {
    output.line(help(name));
    return 0;
  }
  return await (
    await command()
  )(rest, output);
}

/** What `run` is given after its own options belongs to the command that it runs. */
function asksForHelp(command: string, args: readonly string[]): boolean {
  const end = command === 'run' ? 1 : args.indexOf('--');
  const own = end === -1 ? args : args.slice(0, end);
  return own.includes('--help') || own.includes('-h');
}

// Whoever read our results has seen enough (`| head`).
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error) => {
    if (!isBrokenPipe(error)) throw error;
  });
}

function isBrokenPipe(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'EPIPE';
}

main(process.argv.slice(2))
  .then((code) => {
    process.exitCode = code;
  })
  .catch((error: unknown) => {
    if (isBrokenPipe(error)) return;
    output.remark(errorText(error));
    process.exitCode = error instanceof UsageError ? 2 : 1;
  });
