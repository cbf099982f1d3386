import { rmSync } from 'node:fs';
import { setImmediate } from 'node:timers/promises';
import { takeSnapshot } from '../capture/snapshot/snapshot.ts';
import { errorText } from '../model/errors.ts';
import { launchFolder, type LaunchFolder } from './launchFolder.ts';
import { readSpec, type LaunchSpec } from './launchSpec.ts';
import { readHeartbeat } from './recovery/heartbeat.ts';
import { secretsOf } from './supervision/commandSecrets.ts';
import { refusal, type SupervisorContext } from './supervision/context.ts';

/**
 * Runs one launch from its record's beginning to its end. Resolves when all of it is on record, the
 * digests of large files included, which may be long after the `ended` report.
 */
export async function supervise(spec: LaunchSpec, context: SupervisorContext): Promise<void> {
  const folder = launchFolder(spec.store, spec.launchId);
  const secrets = secretsOf(spec, context.env);
  const read = Promise.withResolvers<void>();
  // Git works while the rest of this program and the store are opened; what was snapshot for a run
  // that is refused is harmless.
  const code = takeSnapshot({
    cwd: spec.cwd,
    launchId: spec.launchId,
    launchDir: folder.path,
    storeRoot: spec.store,
    maxUntrackedFileBytes: spec.capture.maxUntrackedFileBytes,
    secrets: secrets.map(({ value }) => value),
    onRead: read.resolve,
  });
  const { withSupervisor } = await import('./supervision/withSupervisor.ts');
  // Git's next step comes before the store is opened.
  await setImmediate();
  const begun = await withSupervisor(spec.store, spec, context, (supervisor) =>
    supervisor.run({ read: Promise.race([read.promise, code]), code }),
  );
  if (begun === true) return;
  // Git may still write there.
  await code;
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
  const { withSupervisor } = await import('./supervision/withSupervisor.ts');
  await withSupervisor(store, spec, context, (supervisor) =>
    supervisor.takeOver({ ...processes, command }),
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
