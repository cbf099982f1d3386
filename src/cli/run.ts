import { defaultCaptureSettings } from '../model/captureSettings.ts';
import { newId } from '../model/names.ts';
import { experimentOf } from '../launch/command/experimentName.ts';
import { startLaunch } from '../launch/startLaunch.ts';
import { locateProject } from '../store/project/project.ts';
import { parseArguments } from './arguments.ts';
import type { Output } from './output.ts';
import { supervisorScript } from './scripts.ts';
import { showLaunch } from './showLaunch.ts';
import { UsageError } from './usage.ts';

/**
 * `trackline run`: runs a command under a supervisor of its own, and shows its output as it comes.
 *
 * @returns the command's exit code.
 */
export async function run(args: readonly string[], output: Output): Promise<number> {
  const { options, argv } = splitCommand(args);
  const { values } = parseArguments({
    args: options,
    options: {
      name: { type: 'string' },
      experiment: { type: 'string' },
      param: { type: 'string', multiple: true },
    },
  });
  const cwd = process.cwd();
  const project = locateProject(cwd);
  const launchId = newId();
  const runId = newId();
  const launch = await startLaunch(
    {
      launchId,
      runId,
      store: project.store,
      root: project.root,
      argv,
      cwd,
      experiment: values.experiment ?? experimentOf(argv, cwd),
      params: parseParams(values.param ?? []),
      capture: defaultCaptureSettings,
      startTime: Date.now(),
      ...(values.name !== undefined && { name: values.name }),
    },
    {
      supervisor: supervisorScript,
      env: process.env,
      stdin: 'inherit',
      tell: (_level, text) => output.remark(text),
    },
  );
  const exitCode = await showLaunch(launch, project.store, launchId);
  output.remark(`run ${runId.slice(0, 8)} is on record.`);
  return exitCode;
}

/** Our own options end at `--` or at the command's first word. */
function splitCommand(args: readonly string[]): { options: string[]; argv: string[] } {
  const options: string[] = [];
  const rest = [...args];
  while (rest[0] !== undefined && rest[0] !== '--' && rest[0].startsWith('-')) {
    const option = rest.shift() ?? '';
    options.push(option);
    if (!option.includes('=') && rest[0] !== undefined && rest[0] !== '--') {
      options.push(rest.shift() ?? '');
    }
  }
  if (rest[0] === '--') rest.shift();
  if (rest.length === 0) {
    throw new UsageError('No command is given. Use `trackline run -- COMMAND ARGUMENTS…`.');
  }
  return { options, argv: rest };
}

/** The `--param k=v` of a command line. */
export function parseParams(params: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    params.map((param) => {
      const at = param.indexOf('=');
      if (at < 1) throw new UsageError(`--param takes KEY=VALUE, not ${JSON.stringify(param)}.`);
      return [param.slice(0, at), param.slice(at + 1)];
    }),
  );
}
