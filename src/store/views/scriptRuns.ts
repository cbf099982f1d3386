import type { Objective } from '../../model/projectFile.ts';
import type { ParamValue, ParamValues, ScriptRuns } from '../../protocol/scripts.ts';
import { inView } from './runRows.ts';
import type { Store } from '../store.ts';

/** Sums up runs of the store, given by the store's own keys. */
export function sumUpRuns(
  store: Store,
  keys: readonly number[],
  objective: Objective | undefined,
): ScriptRuns {
  const shown = inView({ show: 'active', keys });
  const runs = store.database
    .prepare<(string | number)[], number>(`SELECT count(*) FROM runs WHERE ${shown.sql}`)
    .pluck()
    .get(...shown.values);
  if (objective === undefined) return { runs: runs ?? 0 };
  const best = store.database
    .prepare<(string | number)[], { runId: string; value: number }>(
      `SELECT runs.id AS runId, s.last AS value FROM runs
       JOIN series AS s ON s.run = runs.pk AND s.key = ?
       WHERE ${shown.sql} AND typeof(s.last) <> 'text'
       ORDER BY s.last ${bestFirst(objective)}, runs.start_time DESC LIMIT 1`,
    )
    .get(objective.metric, ...shown.values);
  return {
    runs: runs ?? 0,
    ...(best !== undefined && { best: { ...best, metric: objective.metric } }),
  };
}

/** The values that a parameter had in runs that are neither archived nor deleted. */
export function paramValues(
  store: Store,
  key: string,
  objective: Objective | undefined,
  limit: number,
): ParamValues {
  const shown = inView({ show: 'active' });
  const extreme = objective?.direction === 'minimize' ? 'min' : 'max';
  // With one min() or max() in a query, SQLite takes the other columns from the row that has it.
  const rows = store.database
    .prepare<
      (string | number)[],
      { value: string; runs: number; best: number | null; runId: string; total: number }
    >(
      `SELECT p.value AS value, count(*) AS runs, runs.id AS runId, count(*) OVER () AS total,
              ${extreme}(CASE typeof(s.last) WHEN 'text' THEN NULL ELSE s.last END) AS best
       FROM params AS p INDEXED BY params_by_key
       JOIN runs ON runs.pk = p.run
       LEFT JOIN series AS s ON s.run = runs.pk AND s.key = ?
       WHERE p.key = ? AND ${shown.sql}
       GROUP BY p.value
       ORDER BY best IS NULL, best ${bestFirst(objective)}, runs DESC, p.value LIMIT ?`,
    )
    .all(objective?.metric ?? '', key, ...shown.values, limit);
  const values = rows.map(({ value, runs, best, runId }): ParamValue => ({
    value,
    runs,
    ...(best !== null && { best: { runId, value: best } }),
  }));
  return {
    total: rows[0]?.total ?? 0,
    values,
    ...(objective !== undefined && { objective }),
  };
}

function bestFirst(objective: Objective | undefined): 'ASC' | 'DESC' {
  return objective?.direction === 'minimize' ? 'ASC' : 'DESC';
}
