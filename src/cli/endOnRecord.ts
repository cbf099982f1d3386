import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { exitCodeOf } from '../launch/command/commandProcess.ts';
import { reconcile } from '../launch/recovery/reconcile.ts';
import { databaseExists } from '../store/database.ts';
import { openStore } from '../store/store.ts';
import { supervisorScript } from './scripts.ts';

/** How often the record is looked at when nobody tells us of its end. */
const lookMs = 250;

/**
 * The exit code of a launch whose supervisor died: another one is given the rest of it.
 *
 * @throws `cause` when the launch is on record no more.
 */
export async function endOnRecord(root: string, launchId: string, cause: unknown): Promise<number> {
  if (!databaseExists(join(root, 'trackline.db'))) throw cause;
  const store = openStore(root);
  try {
    for (;;) {
      await reconcile(store, supervisorScript);
      const launch = store.launches.get(launchId);
      if (launch === undefined) throw cause;
      if (launch.end !== undefined) return exitCodeOf(launch.end);
      await setTimeout(lookMs);
    }
  } finally {
    store.close();
  }
}
