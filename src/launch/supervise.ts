import { rmSync } from 'node:fs';
import { takeSnapshot } from '../capture/snapshot/snapshot.ts';
import { errorText } from '../model/errors.ts';
import { setAsideSentence } from '../store/damage/setAside.ts';
import { openOrBeginStore, type Store } from '../store/store.ts';
import { launchFolder, type LaunchFolder } from './launchFolder.ts';
import { readSpec, type LaunchSpec } from './launchSpec.ts';
import { readHeartbeat } from './recovery/heartbeat.ts';
import { secretsOf } from './supervision/commandSecrets.ts';
import { refusal, type SupervisorContext } from './supervision/context.ts';
import { Supervisor } from './supervision/supervisor.ts';

/**
 * Runs one launch from its record's beginning to its end. Resolves when all of it is on record, the
 * digests of large files included, which may be long after the `ended` report.
 */
export async function supervise(spec: LaunchSpec, context: SupervisorContext): Promise<void> {
  const folder = launchFolder(spec.store, spec.launchId);
  const secrets = secretsOf(spec, context.env);
  // Git works while the store is opened; what was snapshot for a run that is refused is harmless.
  const snapshot = takeSnapshot({
    cwd: spec.cwd,
    launchId: spec.launchId,
    launchDir: folder.path,
    storeRoot: spec.store,
    maxUntrackedFileBytes: spec.capture.maxUntrackedFileBytes,
    secrets: secrets.map(({ value }) => value),
  });
  const begun = await withStore(spec.store, context, (store) =>
    new Supervisor(spec, context, store).run(snapshot),
  );
  if (begun === true) return;
  // Git may still write there.
  await snapshot;
  removeRefused(folder, context);
}

/** Takes over a launch whose supervisor died while its command goes on. */
export async function takeOver(
  store: string,
  launchId: string,
  context: SupervisorContext,
): Promise<void> {
  const folder = launchFolder(store, launchId);
  const spec = readSpec(folder);
  const processes = readHeartbeat(folder);
  if (typeof spec === 'string' || processes?.command === undefined) {
    context.report(refusal(new Error('the files of the launch cannot be read')));
    return;
  }
  const { command } = processes;
  await withStore(store, context, (opened) =>
    new Supervisor(spec, context, opened).takeOver({ ...processes, command }),
  );
}

/** A launch that was refused leaves nothing behind. */
function removeRefused(folder: LaunchFolder, context: SupervisorContext): void {
  try {
    rmSync(folder.path, { recursive: true, force: true });
  } catch (error) {
    // Windows keeps a file that is open, and our log is one.
    context.log(`${folder.path} could not be removed: ${errorText(error)}`);
  }
}

/** @returns what the work gives; `undefined` when the store could not be opened. */
async function withStore<T>(
  root: string,
  context: SupervisorContext,
  work: (store: Store) => Promise<T>,
): Promise<T | undefined> {
  let store: Store;
  try {
    store = openOrBeginStore(root, (aside) => {
      context.log(setAsideSentence(root, aside));
      context.report({ kind: 'trouble', text: setAsideSentence(root, aside) });
    });
  } catch (error) {
    context.report(refusal(error));
    return undefined;
  }
  try {
    return await work(store);
  } finally {
    store.close();
  }
}
