import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { scriptOfCommand } from '../../capture/parameters/scriptCommand.ts';
import { UserError } from '../../model/errors.ts';
import type { Store } from '../../store/store.ts';
import { launchFolder, type LaunchFolder } from '../launchFolder.ts';
import { readSpec, type LaunchSpec } from '../launchSpec.ts';
import { lastEntry, readJournal, type JournalEntry } from '../record/journal.ts';
import { LaunchRecord } from '../record/launchRecord.ts';
import { WriteQueue } from '../record/writeQueue.ts';
import { lifeOf } from './heartbeat.ts';
import { reconcile } from './reconcile.ts';

/** A launch that has its folder and is not in the database. */
export interface LostLaunch {
  readonly folder: LaunchFolder;
  readonly spec: LaunchSpec;
}

/** A supervisor that began this long ago has put its launch on record. */
const beginningMs = 10_000;

/** The launches of a store whose record is lost, with a database that was damaged or removed. */
export function lostLaunches(store: Store): LostLaunch[] {
  const all = join(store.root, 'launches');
  if (!existsSync(all)) return [];
  return readdirSync(all).flatMap((id) => {
    if (store.launches.get(id) !== undefined) return [];
    const folder = launchFolder(store.root, id);
    const spec = readSpec(folder);
    if (typeof spec === 'string' || spec.launchId !== id) return [];
    return isBeginning(folder) ? [] : [{ folder, spec }];
  });
}

/** Whether its supervisor is about to put it on record for the first time. */
function isBeginning(folder: LaunchFolder): boolean {
  const young = Date.now() - statSync(folder.spec).mtimeMs < beginningMs;
  // What is found out comes after the record.
  const known = readJournal(folder).some(({ kind }) => kind !== 'begin');
  return young && !known && lifeOf(folder) === 'supervised';
}

/** What came of making records again. */
export interface RecordedAgain {
  /** Runs whose record was made again, by name. */
  readonly runs: readonly string[];
  /** How many of them are still under way: their supervisors complete the record when they end. */
  readonly running: number;
}

/**
 * Makes the records of lost launches again from what their folders hold: command, parameters, code,
 * environment, log, metrics, how they ended.
 *
 * @param supervisor the built `dist/supervisor.js`.
 */
export async function recoverRuns(store: Store, supervisor: string): Promise<RecordedAgain> {
  const lost = lostLaunches(store);
  for (const one of lost) beginAgain(store, one);
  await reconcile(store, supervisor);
  const runs = lost.map(({ spec }) => store.runs.get(spec.runId));
  return {
    runs: runs.map((run) => run?.name ?? ''),
    running: runs.filter((run) => run?.status === 'RUNNING').length,
  };
}

/**
 * Puts a launch on record as its supervisor did when it began, with what it found out since. How it
 * goes on or ended is for `reconcile` to see.
 */
export function beginAgain(store: Store, { folder, spec }: LostLaunch): void {
  const known = readJournal(folder);
  const troubles: string[] = [];
  const writes = new WriteQueue((sentence) => troubles.push(sentence));
  const record = new LaunchRecord(spec, store, writes);
  store.transaction(() => {
    // Another process may have done it between our look and our turn.
    if (store.launches.get(spec.launchId) !== undefined) return;
    const { name } = scriptOfCommand(spec.argv, spec.cwd);
    record.begin(spec.argv, spec.params, name, lastEntry(known, 'begin'));
    for (const entry of known) tellAgain(record, entry);
    record.warn(
      'The database that held this run was lost; its record was made again from its log and events.',
    );
  });
  if (troubles.length > 0)
    throw new UserError(troubles.join(' '), 'Free some space and try again.');
}

function tellAgain(record: LaunchRecord, entry: JournalEntry): void {
  switch (entry.kind) {
    case 'code':
      record.code(entry.code);
      return;
    case 'environment':
      record.environment(entry.environment);
      return;
    case 'params':
      record.params(entry.params);
      return;
    case 'warning':
      record.warn(entry.text);
      return;
    case 'begin':
    case 'end':
  }
}
