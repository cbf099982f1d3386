import { dirname } from 'node:path';
import { GitError } from '../../capture/snapshot/git.ts';
import {
  openSnapshot,
  readSnapshotFile,
  type OpenSnapshot,
} from '../../capture/snapshot/openSnapshot.ts';
import {
  compareSnapshots,
  withWorkingTree,
  type SnapshotChanges,
} from '../../capture/snapshot/snapshotChanges.ts';
import type { CodeComparison, SnapshotContent } from '../../model/codeChange.ts';
import { errorText, UserError } from '../../model/errors.ts';
import { metricDifferences, type RunComparison } from '../../model/reproduction.ts';
import type { Run } from '../../model/run.ts';
import { runDifference, type ComparedRun } from '../../model/runDifference.ts';
import { datasetContextTag } from '../../store/tables/datasets.ts';
import type { Store } from '../../store/store.ts';

/** The run of an identifier. @throws UserError when there is none. */
export function runOf(store: Store, runId: string): Run {
  const run = store.runs.get(runId);
  if (run !== undefined) return run;
  throw new UserError(`There is no run ${runId} in ${store.root}.`, 'See `trackline ls --all`.');
}

/**
 * The snapshot of a run's code.
 *
 * @throws UserError when none was kept, or when it is not here any more.
 */
export async function snapshotOf(store: Store, runId: string): Promise<OpenSnapshot> {
  const { launchId, name } = runOf(store, runId);
  const launch = launchId === undefined ? undefined : store.launches.get(launchId);
  if (launch === undefined) {
    throw new UserError(
      `${name} was logged from elsewhere, so its code was not kept.`,
      'Only runs that Trackline started have a snapshot of their code.',
    );
  }
  return await openSnapshot({
    launchId: launch.id,
    cwd: launch.command.cwd,
    projectRoot: dirname(store.root),
    storeRoot: store.root,
    hostname: launch.hostname,
    ...(launch.code !== undefined && { code: launch.code }),
  });
}

/**
 * What changed in the code from one run to another, or to the working tree as it is now.
 *
 * @throws UserError when a snapshot is gone, or the two cannot be laid side by side.
 */
export async function codeChanges(
  store: Store,
  runId: string,
  other: { readonly kind: 'run'; readonly runId: string } | { readonly kind: 'working-tree' },
): Promise<SnapshotChanges & { readonly root: string }> {
  const from = await snapshotOf(store, runId);
  const work = async (to: OpenSnapshot): Promise<SnapshotChanges> =>
    await explained(from, () => compareSnapshots(from, to));
  const changes =
    other.kind === 'working-tree'
      ? await explained(from, () => withWorkingTree(from, store.root, work))
      : await work(await snapshotOf(store, other.runId));
  return { ...changes, root: from.root };
}

/**
 * How two runs differ: in code, parameters, data, environment, command and metrics. Code that
 * cannot be had does not keep the others from being compared.
 *
 * @param tolerance by how much two values of a metric may differ and still count as the same.
 * @throws UserError when one of the runs is not there.
 */
export async function compareRuns(
  store: Store,
  beforeId: string,
  afterId: string,
  tolerance: number,
): Promise<RunComparison> {
  const [before, after] = [runOf(store, beforeId), runOf(store, afterId)];
  return {
    before: { id: before.id, name: before.name, status: before.status },
    after: { id: after.id, name: after.name, status: after.status },
    code: await codeComparison(store, beforeId, afterId),
    difference: runDifference(comparedRun(store, before), comparedRun(store, after)),
    metrics: metricDifferences(
      store.metrics.summaries(beforeId),
      store.metrics.summaries(afterId),
      tolerance,
    ),
  };
}

async function codeComparison(
  store: Store,
  beforeId: string,
  afterId: string,
): Promise<CodeComparison> {
  try {
    return {
      kind: 'compared',
      ...(await codeChanges(store, beforeId, { kind: 'run', runId: afterId })),
    };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return { kind: 'unknown', reason: error.sentence };
  }
}

function comparedRun(store: Store, run: Run): ComparedRun {
  const launch = run.launchId === undefined ? undefined : store.launches.get(run.launchId);
  const files = store.files.of(run.id).filter(({ direction }) => direction === 'input');
  const datasets = store.datasets.ofRun(run.id).datasets.map(({ dataset, tags }) => {
    const context = tags[datasetContextTag];
    return {
      path: context === undefined ? dataset.name : `${dataset.name} (${context})`,
      digest: dataset.digest,
    };
  });
  return {
    params: store.runs.params(run.id),
    inputs: [...files, ...datasets],
    ...(launch !== undefined && { command: launch.command }),
    ...(launch?.environment !== undefined && { environment: launch.environment }),
  };
}

/**
 * The content of one file of a run's snapshot, for people to read.
 *
 * @throws UserError when the snapshot is gone.
 */
export async function snapshotContent(
  store: Store,
  runId: string,
  path: string,
): Promise<SnapshotContent> {
  const snapshot = await snapshotOf(store, runId);
  const content = await explained(snapshot, () => readSnapshotFile(snapshot, path));
  if (content === undefined) return { kind: 'missing' };
  // The same sign of a binary file that git goes by.
  if (content.subarray(0, 8000).includes(0)) return { kind: 'binary', bytes: content.length };
  return { kind: 'text', text: content.toString('utf8') };
}

/** Does something with a snapshot, and says in sentences when a part of it is gone. */
async function explained<T>(snapshot: OpenSnapshot, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const gone = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    if (!(error instanceof GitError) && !gone) throw error;
    throw new UserError(
      `A part of the code of this run is not in ${snapshot.kind === 'git' ? snapshot.root : snapshot.storeRoot} any more: ${errorText(error)}.`,
      'Bring it back from a clone or a backup if there is one.',
      { cause: error },
    );
  }
}
