import { tagNames, type RunStatus } from '../../model/run.ts';
import type { ChildRun, StageRun } from '../../protocol/pipelineRuns.ts';
import type { Store } from '../../store/store.ts';
import { isSystemMetric } from '../../model/systemMetrics.ts';

/** So many metrics of a run are told. */
const maxMetrics = 3;

interface NewestRow {
  readonly address: string;
  readonly runId: string;
  readonly status: RunStatus;
  readonly startTime: number;
  readonly endTime: number | null;
}

/** The newest run of each stage, by the stage's address. */
export function newestStageRuns(
  store: Store,
  objective: string | undefined,
): Map<string, StageRun> {
  const rows = store.database
    .prepare<[string], NewestRow>(
      `SELECT tags.value AS address, runs.id AS runId, runs.status AS status,
              max(runs.start_time) AS startTime, runs.end_time AS endTime
       FROM tags JOIN runs ON runs.pk = tags.run
       WHERE tags.key = ? AND runs.lifecycle = 'active' GROUP BY tags.value`,
    )
    .all(tagNames.stage);
  return new Map(
    rows.map(({ address, runId, status, startTime, endTime }) => [
      address,
      {
        runId,
        status,
        startTime,
        ...(endTime !== null && { endTime }),
        metrics: metricsOf(store, runId, objective),
      },
    ]),
  );
}

/** The runs of stages below a run of a pipeline, the oldest first. */
export function childRuns(store: Store, parentRunId: string): ChildRun[] {
  return store.database
    .prepare<[string, string], ChildRun>(
      `SELECT runs.id AS runId, runs.name AS name, runs.status AS status
       FROM tags JOIN runs ON runs.pk = tags.run
       WHERE tags.key = ? AND tags.value = ? ORDER BY runs.start_time, runs.pk`,
    )
    .all(tagNames.parentRun, parentRunId);
}

function metricsOf(
  store: Store,
  runId: string,
  objective: string | undefined,
): StageRun['metrics'] {
  const all = Object.entries(store.metrics.summaries(runId))
    .filter(([name]) => !isSystemMetric(name))
    .map(([name, { last }]) => ({ name, value: last }));
  const first = all.filter(({ name }) => name === objective);
  return [...first, ...all.filter(({ name }) => name !== objective)].slice(0, maxMetrics);
}
