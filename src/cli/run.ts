import { writeFileSync } from 'node:fs';
import type { Writable } from 'node:stream';
import { setTimeout } from 'node:timers/promises';
import { defaultCaptureSettings } from '../model/captureSettings.ts';
import { newId } from '../model/names.ts';
import { launchFolder, type LaunchFolder } from '../launch/launchFolder.ts';
import { experimentOf } from '../launch/command/experimentName.ts';
import { readRange } from '../launch/output/outputIndex.ts';
import { startLaunch } from '../launch/startLaunch.ts';
import { locateProject } from '../store/project/project.ts';
import { parseArguments } from './arguments.ts';
import type { Output } from './output.ts';
import { supervisorScript } from './scripts.ts';
import { UsageError } from './usage.ts';

/** How often output is shown; below what the eye sees. */
const pollMs = 25;
const pieceBytes = 1024 * 1024;

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
  const folder = launchFolder(project.store, launchId);
  const release = stopOnInterrupt(folder);
  try {
    const ended = launch.ended.catch(async (error: unknown) => {
      // Loaded when it is needed: a run must not wait for what most runs never use.
      const { endOnRecord } = await import('./endOnRecord.ts');
      return await endOnRecord(project.store, launchId, error);
    });
    const exitCode = await showOutput(folder, ended);
    output.remark(`run ${runId.slice(0, 8)} is on record.`);
    return exitCode;
  } finally {
    release();
  }
}

/** Ctrl+C is for the command: it ends as it wants to, and its end is recorded. */
function stopOnInterrupt(folder: LaunchFolder): () => void {
  const stop = (): void => writeFileSync(folder.stopRequest, '');
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
  return () => {
    process.off('SIGINT', stop);
    process.off('SIGTERM', stop);
  };
}

async function showOutput(folder: LaunchFolder, ended: Promise<number>): Promise<number> {
  const done = new AbortController();
  const streams = [
    new Follower(folder.stdout, process.stdout),
    new Follower(folder.stderr, process.stderr),
  ];
  const exitCode = ended.finally(() => done.abort());
  // Its failure is told below, when everything that came before it has been shown.
  exitCode.catch(() => undefined);
  while (!done.signal.aborted) {
    for (const stream of streams) await stream.show();
    await setTimeout(pollMs, undefined, { signal: done.signal }).catch(() => undefined);
  }
  for (const stream of streams) while (await stream.show());
  return await exitCode;
}

/** Copies a growing file to a stream of this process. */
class Follower {
  readonly #path: string;
  readonly #target: Writable;
  #offset = 0;
  #closed = false;

  constructor(path: string, target: Writable) {
    this.#path = path;
    this.#target = target;
    // Whoever read our output has gone (`| head`): the run goes on without being shown.
    target.on('error', () => {
      this.#closed = true;
    });
  }

  /** @returns whether there was anything to show. */
  async show(): Promise<boolean> {
    const bytes = readRange(this.#path, this.#offset, pieceBytes);
    this.#offset += bytes.length;
    if (bytes.length === 0 || this.#closed) return false;
    await new Promise((resolve) => this.#target.write(bytes, resolve));
    return true;
  }
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

function parseParams(params: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    params.map((param) => {
      const at = param.indexOf('=');
      if (at < 1) throw new UsageError(`--param takes KEY=VALUE, not ${JSON.stringify(param)}.`);
      return [param.slice(0, at), param.slice(at + 1)];
    }),
  );
}
