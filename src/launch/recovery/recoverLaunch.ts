import { existsSync, mkdirSync, statSync } from 'node:fs';
import { UserError } from '../../model/errors.ts';
import type { Launch } from '../../model/launch.ts';
import { knownSecrets, SecretKnowledge } from '../../model/secrets/known.ts';
import type { Store } from '../../store/store.ts';
import { launchFolder, type LaunchFolder } from '../launchFolder.ts';
import { readHeartbeat } from './heartbeat.ts';
import { lastEntry, readJournal } from '../record/journal.ts';
import { LaunchRecord } from '../record/launchRecord.ts';
import { readSpec } from '../launchSpec.ts';
import { LaunchSecrets } from '../record/launchSecrets.ts';
import { Recorder } from '../record/recorder.ts';
import { WriteQueue } from '../record/writeQueue.ts';

/**
 * Puts on record what a launch left in its files after its supervisor died, and ends its runs: as
 * the supervisor saw it, else as the script itself told, else as interrupted. It may be done again, or by two processes at once: the record comes out the same.
 */
export async function recoverLaunch(store: Store, launch: Launch): Promise<void> {
  const folder = launchFolder(store.root, launch.id);
  const spec = readSpec(folder);
  const seen = lastEntry(readJournal(folder), 'end');
  const endTime = seen?.endTime ?? lastSign(folder) ?? launch.startTime;
  if (typeof spec === 'string') {
    settle(store, launch, endTime);
    store.launches.warn(launch.id, spec);
    return;
  }
  const troubles: string[] = [];
  const writes = new WriteQueue((sentence) => troubles.push(sentence));
  const record = new LaunchRecord(spec, store, writes);
  const warn = (text: string): void => record.warn(text);
  // What the command was given is not kept; it may well be what we are given.
  const secrets = new LaunchSecrets(new SecretKnowledge(knownSecrets(process.env, [])), warn);
  const recorder = new Recorder(spec, folder, store, writes, new Set(), secrets, warn);
  mkdirSync(folder.events, { recursive: true });
  recorder.replay();
  await recorder.finish(endTime);
  await recorder.finishFiles();
  const end = seen?.end ?? recorder.endOf({ kind: 'interrupted' }, readHeartbeat(folder)?.command);
  record.end(end, endTime, seen?.stopped ?? existsSync(folder.stopRequest));
  if (seen === undefined) {
    record.warn('The process that recorded this run was ended; what its files hold is on record.');
  }
  if (!writes.flush()) throw new UserError(troubles.join(' '), 'It is tried again later.');
  for (const trouble of troubles) store.launches.warn(launch.id, trouble);
}

function settle(store: Store, launch: Launch, endTime: number): void {
  store.launches.update(launch.id, { end: { kind: 'interrupted' }, endTime });
  for (const run of store.runs.ofLaunch(launch.id)) {
    if (run.status === 'RUNNING' || run.status === 'SCHEDULED') {
      store.runs.update(run.id, { status: 'KILLED', endTime });
    }
  }
}

/** When the supervisor or the command was last heard of, in milliseconds since the epoch. */
function lastSign(folder: LaunchFolder): number | undefined {
  const times = [folder.heartbeat, folder.stdout, folder.stderr]
    .filter((path) => existsSync(path))
    .map((path) => Math.trunc(statSync(path).mtimeMs));
  return times.length === 0 ? undefined : Math.max(...times);
}
