import { spawn, type ChildProcess, type SpawnOptions } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { launchFolder, type LaunchFolder } from '../../../src/launch/launchFolder.ts';
import type { RunReport } from '../../../src/store/views/runReport.ts';
import { openStore, type Store } from '../../../src/store/store.ts';
import type { Project } from '../../harness/project.ts';
import { until } from '../../harness/wait.ts';

/** The built command line; another build of it may be named. */
export const cli =
  process.env['TRACKLINE_TEST_CLI'] ?? path.resolve(import.meta.dirname, '../../../dist/cli.js');

/** A command that runs JavaScript. */
export function node(code: string, ...args: string[]): string[] {
  return [process.execPath, '-e', code, ...args];
}

/** What a person's shell has, without what this test process itself was started with. */
const environment: NodeJS.ProcessEnv = Object.fromEntries(
  Object.entries(process.env).filter(([name]) => !/^(MLFLOW_|TRACKLINE_|PYTHONPATH$)/.test(name)),
);

/** How a call of the command line went. */
export interface Finished {
  /** As a shell gives it: 128 and the signal's number when it was killed. */
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly out: Buffer;
  readonly err: Buffer;
}

export interface Call {
  readonly cwd: string;
  readonly env?: NodeJS.ProcessEnv;
  /** Written to its standard input, which then ends. */
  readonly input?: string;
  /** A user id to run as. */
  readonly uid?: number;
}

/** A call that is under way. */
export interface Started {
  readonly process: ChildProcess;
  /** Everything on standard output so far. */
  readonly shown: () => string;
  readonly finished: Promise<Finished>;
}

/** Starts `trackline ARGUMENTS…`. */
export function start(args: readonly string[], call: Call): Started {
  const options: SpawnOptions = {
    cwd: call.cwd,
    env: { ...environment, ...call.env },
    stdio: 'pipe',
    ...(call.uid !== undefined && { uid: call.uid, gid: call.uid }),
  };
  const child = spawn(process.execPath, [cli, ...args], options);
  const out: Buffer[] = [];
  const err: Buffer[] = [];
  child.stdout?.on('data', (part: Buffer) => out.push(part));
  child.stderr?.on('data', (part: Buffer) => err.push(part));
  child.stdin?.on('error', () => undefined);
  child.stdin?.end(call.input ?? '');
  const finished = once(child, 'close').then(([code, signal]: unknown[]) => ({
    code: typeof code === 'number' ? code : null,
    signal: typeof signal === 'string' ? (signal as NodeJS.Signals) : null,
    out: Buffer.concat(out),
    err: Buffer.concat(err),
  }));
  return { process: child, shown: () => Buffer.concat(out).toString('utf8'), finished };
}

/** Calls `trackline ARGUMENTS…` and waits for its end. */
export function trackline(args: readonly string[], call: Call): Promise<Finished> {
  return start(args, call).finished;
}

/** What it says to the person, without what the command wrote to standard error. */
export function remarks({ err }: Finished): string[] {
  return err
    .toString('utf8')
    .split('\n')
    .filter((line) => line.startsWith('trackline: '))
    .map((line) => line.slice('trackline: '.length));
}

/** `trackline show RUN --json`, read. */
export async function show(project: Project, run = 'last'): Promise<RunReport> {
  const { code, out, err } = await trackline(['show', run, '--json'], { cwd: project.folder });
  if (code !== 0) throw new Error(`show ended with ${code}: ${err.toString('utf8')}`);
  return JSON.parse(out.toString('utf8')) as RunReport;
}

/** Looks into a project's store, which stays open no longer than that. */
export function look<T>(project: Project, work: (store: Store) => T): T {
  const store = openStore(project.path('.trackline'));
  try {
    return work(store);
  } finally {
    store.close();
  }
}

/** The processes and the folder of the project's only launch, once its command runs. */
export async function processesOf(project: Project): Promise<{
  readonly supervisor: number;
  readonly command: number;
  readonly folder: LaunchFolder;
}> {
  return await until(
    () => {
      if (!existsSync(project.path('.trackline', 'trackline.db'))) return undefined;
      const [launch] = look(project, (store) => store.launches.unfinished());
      if (launch === undefined) return undefined;
      const folder = launchFolder(project.path('.trackline'), launch.id);
      const { supervisor, command } = JSON.parse(readFileSync(folder.heartbeat, 'utf8')) as {
        supervisor: number;
        command?: number;
      };
      return command === undefined ? undefined : { supervisor, command, folder };
    },
    'the command to run',
    60_000,
  );
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** Waits until a process has ended. */
export async function gone(pid: number): Promise<void> {
  await until(() => !isAlive(pid), `process ${pid} to end`, 60_000);
}
