import { UserError } from '../../model/errors.ts';
import { parseFilter, type Clause } from '../../model/search/filter.ts';
import { loggedModelGrammar, resolveColumn } from '../../model/search/grammar.ts';
import type { LoggedModel } from '../tables/loggedModels.ts';
import { allOf, conditionSql, type Sql } from './searchSql.ts';
import type { Store } from '../store.ts';

/** A dataset that metrics of models are taken on; without a digest, any of that name. */
export interface DatasetFilter {
  readonly name: string;
  readonly digest?: string;
}

/** A column to sort logged models by: an attribute, or `metrics.<name>` on a dataset. */
export interface LoggedModelOrder {
  readonly field: string;
  readonly ascending: boolean;
  readonly dataset?: DatasetFilter;
}

/** A search for logged models. */
export interface LoggedModelSearch {
  readonly experimentIds: readonly string[];
  /** In the grammar of MLflow's `search_logged_models`; empty takes all. */
  readonly filter?: string;
  /** Conditions on metrics speak of these datasets only; models not measured on them are left out. */
  readonly datasets?: readonly DatasetFilter[];
  readonly orderBy?: readonly LoggedModelOrder[];
  readonly maxResults: number;
  /** How many of the results to leave out. */
  readonly offset?: number;
}

/** The columns of `logged_models` by the names of their attributes. */
const attributeColumns: Readonly<Record<string, string>> = {
  name: 'm.name',
  model_id: 'm.id',
  model_type: 'm.model_type',
  status: `('LOGGED_MODEL_' || m.status)`,
  source_run_id: 'm.source_run',
  experiment_id: 'CAST(m.experiment AS TEXT)',
  artifact_uri: 'm.artifact_uri',
  creation_timestamp: 'm.creation_time',
  last_updated_timestamp: 'm.last_update_time',
};

/** @throws UserError when the filter or the ordering cannot be read. */
export function searchLoggedModels(
  store: Store,
  search: LoggedModelSearch,
): { readonly models: LoggedModel[]; readonly more: boolean } {
  const datasets = search.datasets ?? [];
  const clauses = parseFilter(search.filter ?? '', loggedModelGrammar);
  const pieces: Sql[] = [
    { text: `m.lifecycle = 'active'`, values: [] },
    {
      text: 'm.experiment IN (SELECT CAST(value AS INTEGER) FROM json_each(?))',
      values: [JSON.stringify(search.experimentIds)],
    },
    ...clauses.map((clause) => clauseSql(clause, datasets)),
  ];
  if (datasets.length > 0 && !clauses.some(({ column }) => column.entity === 'metric')) {
    pieces.push(measured([onDatasets(datasets)]));
  }
  const where = allOf(pieces);
  const order = orderSql(search.orderBy ?? []);
  const ids = store.database
    .prepare<(string | number)[], string>(
      `SELECT m.id FROM logged_models AS m WHERE ${where.text}
       ORDER BY ${order.text} LIMIT ? OFFSET ?`,
    )
    .pluck()
    .all(...where.values, ...order.values, search.maxResults + 1, search.offset ?? 0);
  return {
    models: store.loggedModels.load(ids.slice(0, search.maxResults)),
    more: ids.length > search.maxResults,
  };
}

function clauseSql({ column, condition }: Clause, datasets: readonly DatasetFilter[]): Sql {
  if (condition.kind === 'presence') throw new Error('the grammar lets no presence through');
  if (column.entity === 'attribute') {
    return conditionSql(attributeColumns[column.key] ?? '', condition);
  }
  if (column.entity === 'metric') {
    const pieces: Sql[] = [
      { text: 'v.key = ?', values: [column.key] },
      conditionSql('v.value', condition),
    ];
    if (datasets.length > 0) pieces.push(onDatasets(datasets));
    return measured(pieces);
  }
  const inner = conditionSql('p.value', condition);
  return {
    text: `EXISTS (SELECT 1 FROM logged_model_${column.entity}s AS p
                   WHERE p.model = m.pk AND p.key = ? AND ${inner.text})`,
    values: [column.key, ...inner.values],
  };
}

function measured(pieces: readonly Sql[]): Sql {
  const inner = allOf(pieces);
  return {
    text: `EXISTS (SELECT 1 FROM logged_model_metrics AS v
                   WHERE v.model = m.pk AND ${inner.text})`,
    values: inner.values,
  };
}

function onDatasets(datasets: readonly DatasetFilter[]): Sql {
  const pieces = datasets.map(onDataset);
  return {
    text: pieces.map(({ text }) => `(${text})`).join(' OR '),
    values: pieces.flatMap(({ values }) => values),
  };
}

function onDataset({ name, digest }: DatasetFilter): Sql {
  return digest === undefined
    ? { text: 'v.dataset_name = ?', values: [name] }
    : { text: 'v.dataset_name = ? AND v.dataset_digest = ?', values: [name, digest] };
}

/** What has no value comes last, whichever way it is sorted; then come the latest made. */
function orderSql(orders: readonly LoggedModelOrder[]): Sql {
  const terms: Sql[] = orders.map((order) => {
    const expression = orderExpression(order);
    return {
      text: `${expression.text} ${order.ascending ? 'ASC' : 'DESC'} NULLS LAST`,
      values: expression.values,
    };
  });
  return {
    text: [...terms.map(({ text }) => text), 'm.creation_time DESC', 'm.id ASC'].join(', '),
    values: terms.flatMap(({ values }) => values),
  };
}

/** Of a metric, the value that was measured last. */
function orderExpression({ field, dataset }: LoggedModelOrder): Sql {
  const dot = field.indexOf('.');
  if (dot === -1) {
    const { key } = resolveOrder(field);
    return { text: attributeColumns[key] ?? '', values: [] };
  }
  if (field.slice(0, dot) !== 'metrics') {
    throw new UserError(`Invalid order by field name: ${field}. Only metrics are supported.`, '');
  }
  const on = dataset === undefined ? undefined : onDataset(dataset);
  return {
    text: `(SELECT v.value FROM logged_model_metrics AS v
            WHERE v.model = m.pk AND v.key = ? ${on === undefined ? '' : `AND ${on.text}`}
            ORDER BY v.timestamp DESC, v.step DESC LIMIT 1)`,
    values: [field.slice(dot + 1), ...(on?.values ?? [])],
  };
}

function resolveOrder(field: string): { readonly key: string } {
  try {
    return resolveColumn(loggedModelGrammar, { key: field });
  } catch {
    throw new UserError(`Invalid order by field name: ${field}`, '');
  }
}
