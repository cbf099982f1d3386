import { restoreSnapshot, type RestoredSnapshot } from '../../capture/snapshot/restoreSnapshot.ts';
import type { Store } from '../../store/store.ts';
import { runOf, snapshotOf } from './compareRuns.ts';

/**
 * Puts the exact files of a run into a folder of their own.
 *
 * @throws UserError when the snapshot is gone or the folder will not do; nothing is changed then.
 */
export async function restoreRun(
  store: Store,
  runId: string,
  folder: string,
  signal?: AbortSignal,
): Promise<RestoredSnapshot> {
  const { name } = runOf(store, runId);
  const snapshot = await snapshotOf(store, runId);
  return await restoreSnapshot(snapshot, folder, `Code of the run ${name} (${runId})`, signal);
}
