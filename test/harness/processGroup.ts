import { spawn, spawnSync } from 'node:child_process';
import type { ChildProcess, SpawnOptions } from 'node:child_process';
import { once } from 'node:events';
import { constants } from 'node:os';
import { pause } from './wait.ts';

/** The heads of the groups that are still to be ended. */
const live = new Set<number>();

/** Starts a command at the head of a process group of its own, so that all of it can be ended. */
export function spawnGroup(command: string, args: string[], options: SpawnOptions): ChildProcess {
  const child = spawn(command, args, { ...options, detached: process.platform !== 'win32' });
  if (!watching) watchSignals();
  if (child.pid !== undefined) live.add(child.pid);
  return child;
}

let watching = false;

/** A group of its own does not hear Ctrl+C, so it is ended when this process is told to end. */
function watchSignals(): void {
  watching = true;
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.once(signal, () => {
      for (const pid of live) endGroup(pid, 'SIGTERM');
      // Who listens too, ends the process in its own way.
      if (process.listenerCount(signal) === 0) process.exit(128 + constants.signals[signal]);
    });
  }
}

/** Ends a process that {@link spawnGroup} started, and everything in its group. */
export async function stopGroup(child: ChildProcess): Promise<void> {
  const { pid } = child;
  if (pid === undefined) return;
  live.delete(pid);
  const end = performance.now() + 3000;
  let there = endGroup(pid, 'SIGTERM');
  while (there) {
    await pause(25);
    there = endGroup(pid, performance.now() > end ? 'SIGKILL' : 0);
    if (performance.now() > end) return;
  }
}

/** Ends all of them at once, where nothing of what they do is kept: they have nothing to put away. */
export async function killGroup(child: ChildProcess): Promise<void> {
  const { pid, exitCode, signalCode } = child;
  if (pid === undefined) return;
  live.delete(pid);
  const ended = exitCode === null && signalCode === null ? once(child, 'exit') : undefined;
  endGroup(pid, 'SIGKILL');
  await ended;
}

/** Signals a group; whether anything was left of it. Windows knows no signals: it ends at once. */
function endGroup(pid: number, signal: NodeJS.Signals | 0): boolean {
  if (process.platform === 'win32') {
    spawnSync('taskkill', ['/pid', String(pid), '/t', '/f']);
    return false;
  }
  try {
    process.kill(-pid, signal);
    return true;
  } catch (error) {
    // ESRCH: nobody left. EPERM: only zombies are left, on macOS.
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ESRCH' || code === 'EPERM') return false;
    throw error;
  }
}
