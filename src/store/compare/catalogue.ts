import { columnId, gitKeys, systemKeys, type ColumnInfo } from '../../model/compare/columns.ts';
import { FilterError } from '../../model/search/filterError.ts';
import type { CatalogueQuery } from '../../protocol/compare.ts';
import type { Database } from '../database.ts';
import { filterSql } from '../search/searchRuns.ts';
import { allOf, type Sql } from '../search/searchSql.ts';
import type { Store } from '../store.ts';
import { readColumns } from './columnValues.ts';
import { scopeSql } from './comparedRuns.ts';

type Table = 'params' | 'series' | 'tags';

/** Which columns there are, sorted by group and name. */
export function catalogue(store: Store, query: CatalogueQuery): ColumnInfo[] {
  if (!query.counted) return allColumns(store.database);
  return countedColumns(store, allOf([scopeSql(query.scope), ...readable(query.filter)]));
}

/** The filter, unless it cannot be read, which is told elsewhere. */
function readable(filter = ''): Sql[] {
  try {
    return [filterSql(filter)];
  } catch (error) {
    if (error instanceof FilterError) return [];
    throw error;
  }
}

/** Every column of the store, without looking at a value: a step in an index for each name. */
function allColumns(database: Database): ColumnInfo[] {
  const keys = (table: Table): string[] =>
    database
      .prepare<[], string>(
        `WITH RECURSIVE found(key) AS (
           SELECT min(key) FROM ${table}
           UNION ALL
           SELECT (SELECT min(key) FROM ${table} WHERE key > found.key) FROM found
           WHERE found.key IS NOT NULL)
         SELECT key FROM found WHERE key IS NOT NULL`,
      )
      .pluck()
      .all();
  return [
    ...keys('params').map((key) => ({ id: columnId({ source: 'param', key }) })),
    ...keys('series').map((key) => ({
      id: columnId({ source: 'metric', key, statistic: 'last' }),
    })),
    ...ownTags(keys('tags')).map((key) => ({ id: columnId({ source: 'tag', key }) })),
    ...launchColumns,
    ...dataKeys(database).map((key) => ({ id: columnId({ source: 'data', key }) })),
  ];
}

const launchColumns: readonly ColumnInfo[] = [
  ...gitKeys.map((key) => ({ id: `git:${key}` })),
  ...systemKeys.map((key) => ({ id: `system:${key}` })),
];

/** Tags of programs say nothing that has not a column of its own. */
function ownTags(keys: readonly string[]): readonly string[] {
  return keys.filter((key) => !/^(?:mlflow|trackline)\./.test(key));
}

function dataKeys(database: Database): string[] {
  return database
    .prepare<[], string>(
      `SELECT DISTINCT path FROM files WHERE direction = 'input'
       UNION SELECT name FROM datasets ORDER BY 1`,
    )
    .pluck()
    .all();
}

/** The columns that a scope's runs have a value of, counted and compared. */
function countedColumns(store: Store, scope: Sql): ColumnInfo[] {
  const { database } = store;
  const runs = database
    .prepare<(string | number)[], number>(`SELECT r.pk FROM runs AS r WHERE ${scope.text}`)
    .pluck()
    .all(...scope.values);
  const wanted = JSON.stringify(runs);
  const counted = (table: Table, value: 'value' | 'last'): [string, number, boolean][] =>
    // For a few runs their own rows are read, for many the index that has all values by key.
    database
      .prepare<[string], [string, number, number]>(
        runs.length < 200
          ? `SELECT t.key, count(*), min(t.${value}) IS NOT max(t.${value})
             FROM json_each(?) AS wanted CROSS JOIN ${table} AS t ON t.run = wanted.value
             GROUP BY t.key ORDER BY t.key`
          : `SELECT key, count(*), min(${value}) IS NOT max(${value})
             FROM ${table} INDEXED BY ${table}_by_key
             WHERE run IN (SELECT value FROM json_each(?)) GROUP BY key`,
      )
      .raw()
      .all(wanted)
      .map(([key, count, varies]) => [key, count, varies === 1 || count < runs.length]);
  return [
    ...counted('params', 'value').map(infoOf('param')),
    ...counted('series', 'last').map(([key, count, differs]) => ({
      id: columnId({ source: 'metric', key, statistic: 'last' }),
      runs: count,
      differs,
    })),
    ...counted('tags', 'value')
      .filter(([key]) => ownTags([key]).length > 0)
      .map(infoOf('tag')),
    ...readAndCount(store, runs, [
      ...launchColumns.map(({ id }) => id),
      ...dataKeys(database).map((key) => columnId({ source: 'data', key })),
    ]),
  ];
}

function infoOf(source: 'param' | 'tag') {
  return ([key, count, differs]: [string, number, boolean]): ColumnInfo => ({
    id: columnId({ source, key }),
    runs: count,
    differs,
  });
}

function readAndCount(store: Store, runs: readonly number[], ids: readonly string[]): ColumnInfo[] {
  const columns = readColumns(store, Int32Array.from(runs), ids);
  return columns.flatMap((data, index): ColumnInfo[] => {
    const values: ArrayLike<number> = data.kind === 'number' ? data.values : data.codes;
    const seen = new Set<number>();
    let count = 0;
    for (let run = 0; run < runs.length; run += 1) {
      const has = data.kind === 'number' ? data.present[run] === 1 : (data.codes[run] ?? -1) >= 0;
      if (!has) continue;
      count += 1;
      seen.add(values[run] ?? Number.NaN);
    }
    const id = ids[index] ?? '';
    return count === 0 ? [] : [{ id, runs: count, differs: seen.size > 1 || count < runs.length }];
  });
}
