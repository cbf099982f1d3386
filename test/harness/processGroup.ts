import { spawn, spawnSync } from 'node:child_process';
import type { ChildProcess, SpawnOptions } from 'node:child_process';
import { pause } from './wait.ts';

/** Starts a command at the head of a process group of its own, so that all of it can be ended. */
export function spawnGroup(command: string, args: string[], options: SpawnOptions): ChildProcess {
  return spawn(command, args, { ...options, detached: process.platform !== 'win32' });
}

/** Ends a process that {@link spawnGroup} started, and everything in its group. */
export async function stopGroup(child: ChildProcess): Promise<void> {
  const { pid } = child;
  if (pid === undefined) return;
  if (process.platform === 'win32') {
    spawnSync('taskkill', ['/pid', String(pid), '/t', '/f']);
    return;
  }
  if (!signalGroup(pid, 'SIGTERM')) return;
  const end = performance.now() + 3000;
  while (signalGroup(pid, 0)) {
    if (performance.now() > end) {
      signalGroup(pid, 'SIGKILL');
      return;
    }
    await pause(25);
  }
}

/** Whether the group still had a process to receive the signal. */
function signalGroup(pid: number, signal: NodeJS.Signals | 0): boolean {
  try {
    process.kill(-pid, signal);
    return true;
  } catch (error) {
    // ESRCH: nobody left. EPERM: only zombies are left on macOS.
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ESRCH' || code === 'EPERM') return false;
    throw error;
  }
}
