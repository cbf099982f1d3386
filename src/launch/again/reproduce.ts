import { constants, existsSync, mkdirSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { cp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { snapshotFiles } from '../../capture/snapshot/openSnapshot.ts';
import { removeRestored, restoreSnapshot } from '../../capture/snapshot/restoreSnapshot.ts';
import { errorText, UserError } from '../../model/errors.ts';
import { newId } from '../../model/names.ts';
import { secretMask } from '../../model/redaction.ts';
import type { RunComparison } from '../../model/reproduction.ts';
import { tagNames, type Run } from '../../model/run.ts';
import type { Store } from '../../store/store.ts';
import { compareRuns, runOf, snapshotOf } from './compareRuns.ts';
import { lifeOf } from '../recovery/heartbeat.ts';
import { launchFolder } from '../launchFolder.ts';
import { readSpec, type LaunchSpec } from '../launchSpec.ts';
import { placesOf, relocated, type Places } from './relocate.ts';
import { startLaunch, type StartedLaunch, type StartOptions } from '../startLaunch.ts';

export interface ReproduceOptions extends StartOptions {
  /** Where its files go to, and stay; a temporary folder that is taken away without it. */
  readonly folder?: string;
  readonly signal?: AbortSignal;
}

/** A run that is being run again. */
export interface Reproduction {
  readonly original: string;
  /** The new run, in the same store. */
  readonly runId: string;
  /** Absolute: where its files are. */
  readonly folder: string;
  /** Sentences for people about what the folder does not hold. */
  readonly remarks: readonly string[];
  readonly launch: StartedLaunch;
  /** Takes a temporary folder away; a chosen one stays. */
  readonly cleanUp: () => Promise<void>;
}

/** How often it is looked whether a run's files have been hashed. */
const pollMs = 100;

/**
 * Runs a run again from its own files: its snapshot in a worktree, beside it the data that it read
 * and git does not keep, with the same command, parameters and interpreter. The new run is on
 * record in the same store.
 *
 * @throws UserError when it cannot be done as it was; nothing is changed then.
 */
export async function reproduce(
  store: Store,
  runId: string,
  options: ReproduceOptions,
): Promise<Reproduction> {
  const run = runOf(store, runId);
  const spec = recordedSpec(store, run);
  const snapshot = await snapshotOf(store, runId);
  const held = new Set((await snapshotFiles(snapshot)).map((file) => file.path));
  const interpreter = store.launches.get(run.launchId ?? '')?.environment?.interpreter?.path;
  const place = (base: string): Places =>
    placesOf(spec, snapshot.root, path.dirname(store.root), path.resolve(base));
  // Whether it can be done at all is found out before anything is made.
  relocated(spec, place(options.folder ?? tmpdir()), held, interpreter);

  const own = options.folder === undefined ? makeTemporary() : undefined;
  const places = place(options.folder ?? path.join(own ?? '', path.basename(snapshot.root)));
  const removeOwn = (): void => {
    if (own !== undefined) rmSync(own, { recursive: true, force: true });
  };
  try {
    const message = `Code of the run ${run.name} (${runId})`;
    const restored = await restoreSnapshot(snapshot, places.folder, message, options.signal);
    const cleanUp = async (): Promise<void> => {
      await removeRestored(snapshot, places.folder);
      removeOwn();
    };
    const again = relocated(spec, places, held, interpreter);
    const launched = await startAgain(store, run, places, spec, again, options).catch(
      async (error: unknown) => {
        await cleanUp();
        throw error;
      },
    );
    return {
      original: runId,
      folder: places.folder,
      remarks: restored.remarks,
      ...launched,
      cleanUp: own === undefined ? () => Promise.resolve() : cleanUp,
    };
  } catch (error) {
    removeOwn();
    throw error;
  }
}

function makeTemporary(): string {
  return realpathSync(mkdtempSync(path.join(tmpdir(), 'trackline-reproduce-')));
}

/** Brings what the run read and git did not keep, and launches. */
async function startAgain(
  store: Store,
  run: Run,
  places: Places,
  spec: LaunchSpec,
  again: LaunchSpec,
  options: ReproduceOptions,
): Promise<{ readonly runId: string; readonly launch: StartedLaunch }> {
  await bringInputs(store, run.id, places, spec);
  // Git keeps no empty folders.
  mkdirSync(again.cwd, { recursive: true });
  options.signal?.throwIfAborted();
  const runId = newId();
  const launch = await startLaunch(
    { ...again, launchId: newId(), runId, startTime: Date.now() },
    options,
  );
  store.runs.setTags(runId, { [tagNames.reproduces]: run.id });
  return { runId, launch };
}

/**
 * How a reproduction compares with its original, once it has ended and its files are hashed.
 *
 * @param tolerance by how much two values of a metric may differ and still count as the same.
 */
export async function reproduced(
  store: Store,
  original: string,
  runId: string,
  tolerance: number,
  signal?: AbortSignal,
): Promise<RunComparison> {
  while (isUnderWay(store, runId)) {
    signal?.throwIfAborted();
    await setTimeout(pollMs);
  }
  return await compareRuns(store, original, runId, tolerance);
}

/** Whether a run has not ended, or its supervisor still works out the digests of what it read. */
function isUnderWay(store: Store, runId: string): boolean {
  const { launchId, endTime } = runOf(store, runId);
  const supervised =
    launchId !== undefined && lifeOf(launchFolder(store.root, launchId)) === 'supervised';
  return supervised || endTime === undefined;
}

/** @throws UserError when the command cannot be had as it was. */
function recordedSpec(store: Store, run: Run): LaunchSpec {
  if (run.launchId === undefined) {
    throw new UserError(
      `${run.name} was logged from elsewhere, so its command is not known.`,
      'Only runs that Trackline started can be run again.',
    );
  }
  const file = launchFolder(store.root, run.launchId);
  if (!existsSync(file.spec)) {
    throw new UserError(`The command of ${run.name} is gone with ${file.spec}.`, 'Run it by hand.');
  }
  const spec = readSpec(file);
  if (typeof spec === 'string') throw new UserError(spec, 'Run the command by hand.');
  const texts = [...spec.argv, ...Object.values(spec.params)];
  if (texts.some((text) => text.includes(secretMask))) {
    throw new UserError(
      `The command of ${run.name} was given a secret, which is not kept.`,
      'Restore the run with `trackline restore`, and run its command with the secret.',
    );
  }
  const { name: _name, ...rest } = spec;
  return rest;
}

/**
 * Copies what the run read below its project and git did not keep, such as ignored data, as it is
 * now: whether it is still the same is for the comparison to tell. Linking would let the new run
 * write to the person's own files.
 */
async function bringInputs(
  store: Store,
  runId: string,
  places: Places,
  spec: LaunchSpec,
): Promise<void> {
  for (const file of store.files.of(runId)) {
    const to = path.resolve(places.projectRoot, file.path);
    if (file.direction !== 'input' || path.isAbsolute(file.path) || existsSync(to)) continue;
    const from = [path.dirname(store.root), spec.root]
      .map((root) => path.join(root, file.path))
      .find((one) => existsSync(one));
    if (from === undefined) continue;
    try {
      mkdirSync(path.dirname(to), { recursive: true });
      await cp(from, to, {
        recursive: true,
        dereference: true,
        mode: constants.COPYFILE_FICLONE,
        filter: (source) => !/[\\/](\.git|\.trackline)$/.test(source),
      });
    } catch (error) {
      throw new UserError(
        `${from}, which the run read, could not be copied to ${to}: ${errorText(error)}.`,
        'Nothing was run; free some space, or choose another folder with --dir.',
        { cause: error },
      );
    }
  }
}
