import { readFileSync, renameSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import * as v from 'valibot';
import type { LaunchFolder } from '../launchFolder.ts';

/*
 * `supervisor.json` says which processes a launch consists of. The supervisor touches it as long as
 * it lives, since a process id alone may by now belong to somebody else.
 */

const processesSchema = v.object({
  supervisor: v.number(),
  command: v.optional(v.number()),
  hostname: v.string(),
  /** What the command was told, so that another supervisor can serve it in the same place. */
  endpoint: v.optional(v.object({ port: v.number(), token: v.string() })),
  /** Whether the script's first MLflow run has become the launch's run. */
  adopted: v.optional(v.boolean(), false),
});

/** The processes of a launch. */
export type LaunchProcesses = v.InferInput<typeof processesSchema>;

/** Time between touches; a supervisor that missed several of them is dead. */
export const heartbeatMs = 2_000;
const deadAfterMs = 30_000;

export function writeHeartbeat(folder: LaunchFolder, processes: LaunchProcesses): void {
  // At once or not at all: without it nobody would know of a command that runs.
  const whole = `${folder.heartbeat}.${process.pid}`;
  writeFileSync(whole, JSON.stringify(processes), { mode: 0o600 });
  renameSync(whole, folder.heartbeat);
}

export function touchHeartbeat(folder: LaunchFolder): void {
  const now = new Date();
  utimesSync(folder.heartbeat, now, now);
}

/** What a supervisor last wrote; `undefined` when it died before it had written anything whole. */
export function readHeartbeat(folder: LaunchFolder): LaunchProcesses | undefined {
  try {
    return v.parse(processesSchema, JSON.parse(readFileSync(folder.heartbeat, 'utf8')));
  } catch {
    return undefined;
  }
}

/** Who lives of a launch. `elsewhere`: it runs on another machine that shares this folder. */
export type LaunchLife = 'supervised' | 'unsupervised' | 'ended' | 'elsewhere';

export function lifeOf(folder: LaunchFolder): LaunchLife {
  const processes = readHeartbeat(folder);
  if (processes === undefined) return 'ended';
  const touched = statSync(folder.heartbeat).mtimeMs;
  const fresh = Date.now() - touched < deadAfterMs;
  if (processes.hostname !== hostname()) return fresh ? 'elsewhere' : 'ended';
  if (fresh && isAlive(processes.supervisor)) return 'supervised';
  return processes.command !== undefined && isAlive(processes.command) ? 'unsupervised' : 'ended';
}

/** Whether there is a process of this number on this machine that has not ended. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    // It is somebody else's.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
  return !isZombie(pid);
}

/**
 * Whether a process has ended and its parent has not asked how. In a container whose first process
 * asks nobody, those whose parents died stay so for ever.
 */
function isZombie(pid: number): boolean {
  if (process.platform !== 'linux') return false;
  try {
    // The name in parentheses may hold anything; the state is the letter behind it.
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    return /^[ZX]/.test(stat.slice(stat.lastIndexOf(')') + 2));
  } catch {
    // Gone at this moment, or /proc is hidden from us.
    return false;
  }
}
