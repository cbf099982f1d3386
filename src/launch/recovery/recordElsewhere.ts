import { setAsideDamaged } from '../../store/damage/setAside.ts';
import { openStore } from '../../store/store.ts';
import type { TrackingServer } from '../../tracking/server.ts';
import type { LaunchFolder } from '../launchFolder.ts';
import type { LaunchSpec } from '../launchSpec.ts';
import { beginAgain } from './recordAgain.ts';
import { recoverLaunch } from './recoverLaunch.ts';

/**
 * Makes a launch's record in the database that the project has now, from the launch's files and
 * from what its endpoint could not write to the one before. The endpoint is closed then.
 *
 * @param onSetAside is told where the database is that was found to be damaged.
 * @throws UserError when it cannot be written either.
 */
export async function recordElsewhere(
  spec: LaunchSpec,
  folder: LaunchFolder,
  endpoint: TrackingServer | undefined,
  onSetAside: (file: string) => void,
): Promise<void> {
  // One that opens may be damaged further inside.
  const aside = setAsideDamaged(spec.store);
  if (aside !== undefined) onSetAside(aside);
  const store = openStore(spec.store);
  try {
    beginAgain(store, { folder, spec });
    endpoint?.moveTo(store);
    endpoint?.flush();
    const launch = store.launches.get(spec.launchId);
    if (launch !== undefined) await recoverLaunch(store, launch);
  } finally {
    await endpoint?.close();
    store.close();
  }
}
