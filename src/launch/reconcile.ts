import type { Launch } from '../model/launch.ts';
import type { Store } from '../store/store.ts';
import { launchFolder } from './launchFolder.ts';
import { lifeOf } from './heartbeat.ts';
import { recoverLaunch } from './recoverLaunch.ts';

/**
 * Settles launches whose supervisor died: what their files hold is put on record, and their runs
 * end as interrupted. A command that still runs is left alone until it has ended.
 *
 * @returns the launches that were settled.
 */
export async function reconcile(store: Store): Promise<Launch[]> {
  const settled: Launch[] = [];
  for (const launch of store.launches.unfinished()) {
    if (lifeOf(launchFolder(store.root, launch.id)) !== 'ended') continue;
    await recoverLaunch(store, launch);
    settled.push(launch);
  }
  return settled;
}
