import type { RunData } from '../../model/run.ts';
import { parseFilter, type Clause } from '../../model/search/filter.ts';
import { runGrammar, type Column } from '../../model/search/grammar.ts';
import { parseOrdering, type Order } from '../../model/search/ordering.ts';
import { datasetContextSql } from '../tables/datasets.ts';
import { loadRuns } from './loadRuns.ts';
import { allOf, conditionSql, type Sql } from './searchSql.ts';
import type { Store } from '../store.ts';

/** Which lifecycle stages are searched. */
export type ViewType = 'ACTIVE_ONLY' | 'DELETED_ONLY' | 'ALL';

/** A search for runs. */
export interface RunSearch {
  /** Where to search; every experiment when left out. */
  readonly experimentIds?: readonly string[];
  /** In the grammar of MLflow's `search_runs`; empty takes all. */
  readonly filter?: string;
  /** Columns to sort by, `metrics.acc DESC`; then come the latest runs first. */
  readonly orderBy?: readonly string[];
  /** Active ones unless told. */
  readonly viewType?: ViewType;
  readonly maxResults: number;
  /** How many of the results to leave out. */
  readonly offset?: number;
}

/** A page of what was found. */
export interface RunPage {
  readonly runs: RunData[];
  /** Whether there are results after this page. */
  readonly more: boolean;
}

/** @throws UserError when the filter or the ordering cannot be read. */
export function searchRuns(store: Store, search: RunSearch): RunPage {
  const filter = allOf([...scope(search), filterSql(search.filter ?? '')]);
  const order = orderSql(parseOrdering(search.orderBy ?? [], runGrammar));
  const keys = store.database
    .prepare<(string | number)[], number>(
      `SELECT r.pk FROM runs AS r ${order.joins.text} WHERE ${filter.text}
       ORDER BY ${order.terms} LIMIT ? OFFSET ?`,
    )
    .pluck()
    .all(...order.joins.values, ...filter.values, search.maxResults + 1, search.offset ?? 0);
  return {
    runs: loadRuns(store.database, keys.slice(0, search.maxResults)),
    more: keys.length > search.maxResults,
  };
}

/**
 * A filter as a condition on the rows `r` of `runs`.
 *
 * @throws FilterError when it cannot be read.
 */
export function filterSql(filter: string): Sql {
  return allOf(parseFilter(filter, runGrammar).map(clauseSql));
}

/** The columns of `runs` by the names of their attributes. */
const attributeColumns: Readonly<Record<string, string>> = {
  run_id: 'r.id',
  run_name: 'r.name',
  status: 'r.status',
  artifact_uri: 'r.artifact_uri',
  user_id: 'r.user',
  start_time: 'r.start_time',
  end_time: 'r.end_time',
};

function scope({ experimentIds, viewType = 'ACTIVE_ONLY' }: RunSearch): Sql[] {
  const pieces: Sql[] = [];
  if (experimentIds !== undefined) {
    pieces.push({
      text: 'r.experiment IN (SELECT CAST(value AS INTEGER) FROM json_each(?))',
      values: [JSON.stringify(experimentIds)],
    });
  }
  if (viewType !== 'ALL') {
    pieces.push({
      text: 'r.lifecycle = ?',
      values: [viewType === 'ACTIVE_ONLY' ? 'active' : 'deleted'],
    });
  }
  return pieces;
}

function clauseSql({ column, condition }: Clause): Sql {
  if (column.entity === 'attribute') {
    if (condition.kind === 'presence') throw new Error('the grammar lets no presence through');
    return conditionSql(attributeColumn(column), condition);
  }
  if (column.entity === 'dataset') {
    if (condition.kind === 'presence') throw new Error('the grammar lets no presence through');
    const expression = column.key === 'context' ? datasetContextSql : `datasets.${column.key}`;
    const inner = conditionSql(expression, condition);
    return {
      text: `EXISTS (SELECT 1 FROM dataset_inputs JOIN datasets ON datasets.id = dataset
                     WHERE run = r.pk AND ${inner.text})`,
      values: inner.values,
    };
  }
  const { table, value } = pairTable(column);
  const runs = `(SELECT p.run FROM ${table} AS p INDEXED BY ${table}_by_key WHERE p.key = ?`;
  if (condition.kind === 'presence') {
    return { text: `r.pk ${condition.present ? 'IN' : 'NOT IN'} ${runs})`, values: [column.key] };
  }
  const inner = conditionSql(`p.${value}`, condition);
  return {
    text: `r.pk IN ${runs} AND ${inner.text})`,
    values: [column.key, ...inner.values],
  };
}

/** Numbers come before NaN, and what has no value comes last, whichever way it is sorted. */
function orderSql(orders: readonly Order[]): { readonly joins: Sql; readonly terms: string } {
  const joins: Sql[] = [];
  const terms: string[] = [];
  for (const [index, { column, ascending }] of orders.entries()) {
    const direction = ascending ? 'ASC' : 'DESC';
    let expression: string;
    if (column.entity === 'attribute') {
      expression = attributeColumn(column);
    } else {
      const { table, value } = pairTable(column);
      joins.push({
        text: `LEFT JOIN ${table} AS o${index} INDEXED BY ${table}_by_key
                 ON o${index}.run = r.pk AND o${index}.key = ?`,
        values: [column.key],
      });
      expression = `o${index}.${value}`;
    }
    if (column.entity === 'metric') {
      terms.push(
        `CASE typeof(${expression}) WHEN 'text' THEN 1 WHEN 'null' THEN 2 ELSE 0 END`,
        `${expression} ${direction}`,
      );
    } else {
      terms.push(`${expression} ${direction} NULLS LAST`);
    }
  }
  if (!orders.some(({ column }) => column.entity === 'attribute' && column.key === 'start_time')) {
    terms.push('r.start_time DESC');
  }
  return {
    joins: {
      text: joins.map(({ text }) => text).join(' '),
      values: joins.flatMap((j) => j.values),
    },
    terms: [...terms, 'r.id'].join(', '),
  };
}

function attributeColumn(column: Column): string {
  const name = attributeColumns[column.key];
  if (name === undefined) throw new Error(`runs have no attribute ${column.key}`);
  return name;
}

/**
 * The table that holds a key of many runs. Its index by key holds the values too, side by side for
 * all runs: ten times faster to sort by than one look-up a run, which SQLite would choose itself.
 */
function pairTable(column: Column): { readonly table: string; readonly value: string } {
  switch (column.entity) {
    case 'metric':
      return { table: 'series', value: 'last' };
    case 'param':
      return { table: 'params', value: 'value' };
    case 'tag':
      return { table: 'tags', value: 'value' };
    default:
      throw new Error(`${column.entity} has no table of keys`);
  }
}
