import { tagNames } from '../../model/run.ts';
import { sortedOrder } from '../../model/compare/order.ts';
import type { CompareScope, RunsFound, RunsQuery } from '../../protocol/compare.ts';
import { filterSql } from '../search/searchRuns.ts';
import { allOf, type Sql } from '../search/searchSql.ts';
import type { Store } from '../store.ts';
import { readColumns, type RunKeys } from './columnValues.ts';

type Found = Extract<RunsFound, { kind: 'found' }>;

/**
 * The runs that a comparison shows, in their order: by identifier alone, since only the values of
 * rows in sight are wanted.
 *
 * @throws FilterError when the filter cannot be read.
 */
export function comparedRuns(store: Store, query: RunsQuery): Found {
  const inScope = scopeSql(query.scope);
  const wanted = query.filter.trim() === '' ? inScope : allOf([inScope, filterSql(query.filter)]);
  const rows = store.database
    .prepare<(string | number)[], [number, string]>(
      `SELECT r.pk, r.id FROM runs AS r WHERE ${wanted.text} ORDER BY r.start_time DESC, r.id`,
    )
    .raw()
    .all(...wanted.values);
  const total = wanted === inScope ? rows.length : count(store, inScope);
  return { kind: 'found', runIds: inOrder(store, rows, query), total };
}

function inOrder(
  store: Store,
  rows: readonly (readonly [number, string])[],
  { orderBy }: RunsQuery,
): string[] {
  if (orderBy.length === 0) return rows.map(([, id]) => id);
  // Loops: iterators over ten thousand rows would take as long as reading them.
  const keys: RunKeys = new Int32Array(rows.length);
  for (let row = 0; row < rows.length; row += 1) keys[row] = rows[row]?.[0] ?? 0;
  const columns = readColumns(
    store,
    keys,
    orderBy.map(({ column }) => column),
  );
  const sortKeys = columns.map((data, index) => ({
    data,
    ascending: orderBy[index]?.ascending ?? true,
  }));
  const order = sortedOrder(rows.length, sortKeys);
  const runIds: string[] = [];
  for (let place = 0; place < order.length; place += 1) {
    runIds.push(rows[order[place] ?? 0]?.[1] ?? '');
  }
  return runIds;
}

/** The runs of a scope as a condition on the rows `r` of `runs`. */
export function scopeSql(scope: CompareScope): Sql {
  const active: Sql = { text: "r.lifecycle = 'active'", values: [] };
  if (scope.kind === 'runs') {
    return allOf([
      active,
      {
        text: 'r.id IN (SELECT value FROM json_each(?))',
        values: [JSON.stringify(scope.runIds)],
      },
    ]);
  }
  const unarchived: Sql = {
    // Few runs are archived: looking through them once is quicker than a look-up for each run.
    text: `r.pk NOT IN (SELECT run FROM tags INDEXED BY tags_by_key WHERE key = ? AND value = 'true')`,
    values: [tagNames.archived],
  };
  if (scope.experimentIds === undefined) return allOf([active, unarchived]);
  return allOf([
    active,
    unarchived,
    {
      text: 'r.experiment IN (SELECT CAST(value AS INTEGER) FROM json_each(?))',
      values: [JSON.stringify(scope.experimentIds)],
    },
  ]);
}

function count(store: Store, condition: Sql): number {
  return (
    store.database
      .prepare<(string | number)[], number>(
        `SELECT count(*) FROM runs AS r WHERE ${condition.text}`,
      )
      .pluck()
      .get(...condition.values) ?? 0
  );
}
