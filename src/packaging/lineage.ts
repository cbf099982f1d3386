import type { ModelLineage } from '../model/modelPackage.ts';
import type { Run } from '../model/run.ts';
import type { Store } from '../store/store.ts';
import { isSystemMetric } from '../model/systemMetrics.ts';

/** Where a run's models come from, as the store has it. */
export function lineageOf(store: Store, run: Run): ModelLineage {
  const launch = run.launchId === undefined ? undefined : store.launches.get(run.launchId);
  const code = launch?.code;
  const python = launch?.environment?.interpreter?.version;
  // How busy the machine was says nothing of the model.
  const metrics = Object.entries(store.metrics.summaries(run.id)).filter(
    ([key, { last }]) => Number.isFinite(last) && !isSystemMetric(key),
  );
  return {
    runId: run.id,
    runName: run.name,
    experiment: store.experiments.get(run.experimentId)?.name ?? run.experimentId,
    startTime: run.startTime,
    ...(run.endTime === undefined ? {} : { endTime: run.endTime }),
    ...(launch === undefined ? {} : { command: launch.command.argv }),
    ...(code?.kind === 'git' && code.commit !== undefined ? { commit: code.commit } : {}),
    ...(code?.kind === 'git' || code?.kind === 'copy' ? { snapshot: code.snapshot } : {}),
    ...(code?.kind === 'git' ? { dirty: code.dirty } : {}),
    params: store.runs.params(run.id),
    metrics: Object.fromEntries(metrics.map(([key, { last }]) => [key, last])),
    inputs: store.files
      .of(run.id)
      .filter(({ direction }) => direction === 'input')
      .map(({ path, digest }) => (digest === undefined ? { path } : { path, digest })),
    ...(python === undefined ? {} : { python }),
    packages: launch?.environment?.packages ?? {},
  };
}
