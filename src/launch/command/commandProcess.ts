import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, existsSync, openSync } from 'node:fs';
import { constants } from 'node:os';
import { resolve as resolvePath } from 'node:path';
import { errorText } from '../../model/errors.ts';
import type { LaunchEnd } from '../../model/launch.ts';
import { isFolder } from '../../store/project/isFolder.ts';
import { isAlive } from '../recovery/heartbeat.ts';
import type { LaunchFolder } from '../launchFolder.ts';

/** The launched command as a process of its own session, which outlives its supervisor. */
export interface CommandProcess {
  /** Absent when it could not be started. */
  readonly pid: number | undefined;
  readonly end: Promise<LaunchEnd>;
  /** Asks it to end as Ctrl+C does; presses harder each `graceMs` when it does not. */
  stop(): void;
}

/** Time between Ctrl+C, the request to terminate, and the end of patience. */
const graceMs = 10_000;
/** How often an orphaned command is looked for. */
const lookMs = 200;

/**
 * Starts a command whose output goes straight to files, so that neither a closed terminal nor a
 * dead supervisor can block or kill it.
 */
export function startCommand(
  argv: readonly string[],
  cwd: string,
  env: NodeJS.ProcessEnv,
  folder: LaunchFolder,
): CommandProcess {
  const [program = '', ...args] = argv;
  const out = openSync(folder.stdout, 'a', 0o600);
  const err = openSync(folder.stderr, 'a', 0o600);
  try {
    const child = spawn(program, args, {
      cwd,
      env,
      // The terminal's own input where there is one; nothing when an editor started us.
      stdio: ['inherit', out, err],
      detached: true,
      windowsHide: true,
    });
    const end = endOf(child, program, cwd);
    return { pid: child.pid, end, stop: () => stop(child.pid, end) };
  } catch (error) {
    // Most failures come as an event, some at once: too long arguments, a folder that is a file.
    const reason = startFailure(error, program, cwd);
    return {
      pid: undefined,
      end: Promise.resolve({ kind: 'not-started', reason }),
      stop: () => undefined,
    };
  } finally {
    closeSync(out);
    closeSync(err);
  }
}

/**
 * A command that an earlier supervisor started. Nobody can see its exit code; its end is told as
 * `interrupted`.
 */
export function orphanedCommand(pid: number): CommandProcess {
  const end = new Promise<LaunchEnd>((resolve) => {
    const timer = setInterval(() => {
      if (isAlive(pid)) return;
      clearInterval(timer);
      resolve({ kind: 'interrupted' });
    }, lookMs);
  });
  return { pid, end, stop: () => stop(pid, end) };
}

/** The exit code that a shell would give for an end. */
export function exitCodeOf(end: LaunchEnd): number {
  switch (end.kind) {
    case 'exited':
      return end.code;
    case 'signalled':
      return (
        128 + (Object.entries(constants.signals).find(([name]) => name === end.signal)?.[1] ?? 0)
      );
    case 'not-started':
      return 127;
    case 'interrupted':
      return 1;
  }
}

function endOf(child: ChildProcess, program: string, cwd: string): Promise<LaunchEnd> {
  return new Promise((resolve) => {
    child.once('error', (error) => {
      resolve({ kind: 'not-started', reason: startFailure(error, program, cwd) });
    });
    child.once('exit', (code, signal) => {
      resolve(
        signal === null ? { kind: 'exited', code: code ?? 1 } : { kind: 'signalled', signal },
      );
    });
  });
}

function startFailure(error: unknown, program: string, cwd: string): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (!isFolder(cwd)) {
    return `The working folder ${cwd} does not exist. Choose another one.`;
  }
  if (code === 'ENOENT' && /[\\/]/.test(program) && existsSync(resolvePath(cwd, program))) {
    return `The program ${program} could not be started: the interpreter in its first line was not found. Install it, or run the file through another one.`;
  }
  if (code === 'ENOENT') {
    return `The program ${program} was not found. Check its name, or give its full path.`;
  }
  if (code === 'EACCES') {
    return `The program ${program} may not be executed. Make it executable, or run it through its interpreter.`;
  }
  if (code === 'E2BIG') {
    return `The arguments of ${program} are longer than this machine allows. Put them into a file.`;
  }
  return `The program ${program} could not be started: ${errorText(error)}.`;
}

function stop(pid: number | undefined, end: Promise<unknown>): void {
  if (pid === undefined) return;
  if (process.platform === 'win32') {
    // Windows has no signals for a whole tree of processes.
    spawn('taskkill', ['/PID', String(pid), '/T', '/F']);
    return;
  }
  const signals: readonly NodeJS.Signals[] = ['SIGINT', 'SIGTERM', 'SIGKILL'];
  signals.forEach((signal, index) => {
    const timer = setTimeout(() => signalGroup(pid, signal), index * graceMs);
    void end.then(() => clearTimeout(timer));
  });
}

function signalGroup(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-pid, signal);
  } catch (error) {
    // It ended while we were about to ask it to.
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
  }
}
