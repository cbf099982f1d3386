import { existsSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import * as v from 'valibot';
import type { Launch } from '../../model/launch.ts';
import { databaseFailure } from '../../store/database.ts';
import type { Store } from '../../store/store.ts';
import { isAlive, lifeOf } from './heartbeat.ts';
import { launchFolder, type LaunchFolder } from '../launchFolder.ts';
import { recoverLaunch } from './recoverLaunch.ts';
import { startTakeOver } from '../startLaunch.ts';

/** Who settles a launch. */
const settlerSchema = v.object({ pid: v.number(), hostname: v.string() });

/** A process of another machine that said so longer ago than this is taken for dead. */
const patienceMs = 3_600_000;

/**
 * Settles launches whose supervisor died. A command that still runs gets another supervisor; of
 * one that has ended, what its files hold is put on record.
 *
 * @param supervisor the built `dist/supervisor.js`.
 * @returns the launches that were settled.
 */
export async function reconcile(store: Store, supervisor: string): Promise<Launch[]> {
  const settled: Launch[] = [];
  for (const launch of store.launches.unfinished()) {
    const folder = launchFolder(store.root, launch.id);
    const life = lifeOf(folder);
    if (life === 'supervised' || life === 'elsewhere') continue;
    // The lock of the database lets one process at a time look and begin.
    if (!store.transaction(() => begin(folder))) continue;
    try {
      // Another process may have settled it between our look and our turn.
      if (store.launches.get(launch.id)?.end !== undefined) continue;
      if (life === 'unsupervised') await startTakeOver(store.root, launch.id, supervisor);
      else await recoverLaunch(store, launch);
      settled.push(launch);
    } finally {
      rmSync(folder.settling, { force: true });
    }
  }
  return settled;
}

/**
 * Takes the turn to settle a launch: two processes at once, such as two windows, would write the
 * index of its output twice.
 */
function begin(folder: LaunchFolder): boolean {
  // A folder that is gone leaves nothing to write.
  if (!existsSync(folder.path)) return true;
  if (isSettling(folder)) return false;
  const settler = { pid: process.pid, hostname: hostname() };
  try {
    writeFileSync(folder.settling, JSON.stringify(settler), { mode: 0o600 });
  } catch (error) {
    throw databaseFailure(folder.settling, error);
  }
  return true;
}

function isSettling(folder: LaunchFolder): boolean {
  try {
    const settler = v.parse(settlerSchema, JSON.parse(readFileSync(folder.settling, 'utf8')));
    if (settler.hostname === hostname()) return isAlive(settler.pid);
    return Date.now() - statSync(folder.settling).mtimeMs < patienceMs;
  } catch {
    // Nobody settles it, or somebody who was ended as it began.
    return false;
  }
}
