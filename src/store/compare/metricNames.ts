import type { Store } from '../store.ts';

/** Names of the metrics that at least one of the runs has, sorted. */
export function metricNames(
  store: Store,
  { runIds }: { readonly runIds: readonly string[] },
): string[] {
  return store.database
    .prepare<[string], string>(
      `SELECT DISTINCT series.key FROM json_each(?) AS wanted
       CROSS JOIN runs ON runs.id = wanted.value AND runs.lifecycle = 'active'
       CROSS JOIN series ON series.run = runs.pk
       ORDER BY series.key`,
    )
    .pluck()
    .all(JSON.stringify(runIds));
}
