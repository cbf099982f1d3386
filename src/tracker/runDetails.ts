import { dirname } from 'node:path';
import type { Objective } from '../model/projectFile.ts';
import { tagNames } from '../model/run.ts';
import type { RunDetails } from '../protocol/views.ts';
import { launchFolder } from '../launch/launchFolder.ts';
import { readLogTail } from '../launch/output/outputIndex.ts';
import { datasetContextTag } from '../store/tables/datasets.ts';
import { runArtifacts } from '../store/views/runArtifacts.ts';
import { runRow } from '../store/views/runRows.ts';
import { artifactFolder, type Store } from '../store/store.ts';

const logTailBytes = 64 * 1024;

/** Everything that a run's page shows, but its series; `null` when there is no such run. */
export async function runDetails(
  store: Store,
  runId: string,
  objective: Objective | undefined,
): Promise<RunDetails | null> {
  const run = store.runs.get(runId);
  const experiment = run && store.experiments.get(run.experimentId);
  if (run === undefined || experiment === undefined) return null;
  const launch = run.launchId === undefined ? undefined : store.launches.get(run.launchId);
  const files = store.files.of(runId);
  const folder = artifactFolder(store.root, run.artifactUri);
  const { artifacts, models } = await runArtifacts(store, run);
  const ofRun = store.runs.tags(runId);
  const original = store.runs.get(ofRun[tagNames.reproduces] ?? '');
  return {
    row: runRow(store, run, objective?.metric),
    data: {
      run,
      params: store.runs.params(runId),
      metrics: store.metrics.summaries(runId),
      tags: ofRun,
    },
    experiment,
    paramSources: store.runs.paramSources(runId),
    inputs: files.filter((file) => file.direction === 'input'),
    outputs: files.filter((file) => file.direction === 'output'),
    datasets: store.datasets.ofRun(runId).datasets.map(({ dataset, tags }) => {
      const context = tags[datasetContextTag];
      return {
        name: dataset.name,
        digest: dataset.digest,
        sourceType: dataset.sourceType,
        ...(context !== undefined && { context }),
      };
    }),
    artifacts,
    modelFolders: Object.fromEntries(
      models.flatMap((model) => (model.folder === undefined ? [] : [[model.path, model.folder]])),
    ),
    projectRoot: dirname(store.root),
    logTail:
      launch === undefined
        ? ''
        : readLogTail(launchFolder(store.root, launch.id), logTailBytes).bytes.toString('utf8'),
    ...(folder !== undefined && { artifactFolder: folder }),
    ...(launch !== undefined && { launch }),
    ...(objective !== undefined && { objective }),
    ...(original !== undefined && { reproduces: { id: original.id, name: original.name } }),
  };
}
