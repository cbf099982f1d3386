import { mkdirSync } from 'node:fs';
import { join } from 'node:path';

/** Where one launch keeps what is not in the database: `launches/<launch id>/` of the store. */
export interface LaunchFolder {
  readonly path: string;
  /** Written by the command itself, byte for byte. */
  readonly stdout: string;
  readonly stderr: string;
  /** When which bytes of the two came: see `outputIndex.ts`. */
  readonly outputIndex: string;
  /** A folder: the Python helper's event files. */
  readonly events: string;
  /** The spec with secrets masked, for running it again. */
  readonly spec: string;
  /** What the supervisor found out: see `journal.ts`. */
  readonly journal: string;
  /** Process ids, and touched by the supervisor as long as it lives. */
  readonly heartbeat: string;
  /** Names the process that settles the launch after its supervisor died: see `reconcile.ts`. */
  readonly settling: string;
  /** Made by whoever wants the command to end. */
  readonly stopRequest: string;
  readonly supervisorLog: string;
}

export function launchFolder(store: string, launchId: string): LaunchFolder {
  const path = join(store, 'launches', launchId);
  return {
    path,
    stdout: join(path, 'stdout.log'),
    stderr: join(path, 'stderr.log'),
    outputIndex: join(path, 'output.jsonl'),
    events: join(path, 'events'),
    spec: join(path, 'launch.json'),
    journal: join(path, 'record.jsonl'),
    heartbeat: join(path, 'supervisor.json'),
    settling: join(path, 'settling.json'),
    stopRequest: join(path, 'stop'),
    supervisorLog: join(path, 'supervisor.log'),
  };
}

/** Makes the folder, readable by its owner alone since output may hold anything. */
export function makeLaunchFolder(store: string, launchId: string): LaunchFolder {
  const folder = launchFolder(store, launchId);
  mkdirSync(folder.events, { recursive: true, mode: 0o700 });
  return folder;
}
