import type { Experiment } from '../../model/run.ts';
import { parseFilter, type Clause } from '../../model/search/filter.ts';
import { experimentGrammar } from '../../model/search/grammar.ts';
import { parseOrdering } from '../../model/search/ordering.ts';
import { UserError } from '../../model/errors.ts';
import { allOf, conditionSql, type Sql } from './searchSql.ts';
import type { ViewType } from './searchRuns.ts';
import type { Store } from '../store.ts';

/** A search for experiments. */
export interface ExperimentSearch {
  /** In the grammar of MLflow's `search_experiments`; empty takes all. */
  readonly filter?: string;
  /** Attributes to sort by; the latest made come first unless told. */
  readonly orderBy?: readonly string[];
  readonly viewType?: ViewType;
  readonly maxResults: number;
  /** How many of the results to leave out. */
  readonly offset?: number;
}

/** The columns of `experiments` by the names of their attributes. */
const attributeColumns: Readonly<Record<string, string>> = {
  name: 'e.name',
  experiment_id: 'CAST(e.id AS TEXT)',
  creation_time: 'e.creation_time',
  last_update_time: 'e.last_update_time',
};

/** @throws UserError when the filter or the ordering cannot be read. */
export function searchExperiments(
  store: Store,
  { filter = '', orderBy = [], viewType = 'ACTIVE_ONLY', maxResults, offset = 0 }: ExperimentSearch,
): { readonly experiments: Experiment[]; readonly more: boolean } {
  const pieces = parseFilter(filter, experimentGrammar).map(clauseSql);
  if (viewType !== 'ALL') {
    pieces.push({
      text: 'e.lifecycle = ?',
      values: [viewType === 'ACTIVE_ONLY' ? 'active' : 'deleted'],
    });
  }
  const where = allOf(pieces);
  const ids = store.database
    .prepare<(string | number)[], number>(
      `SELECT e.id FROM experiments AS e WHERE ${where.text}
       ORDER BY ${orderTerms(orderBy)} LIMIT ? OFFSET ?`,
    )
    .pluck()
    .all(...where.values, maxResults + 1, offset);
  return {
    experiments: ids
      .slice(0, maxResults)
      .map((id) => store.experiments.get(String(id)))
      .filter((experiment) => experiment !== undefined),
    more: ids.length > maxResults,
  };
}

function clauseSql({ column, condition }: Clause): Sql {
  if (column.entity === 'attribute') {
    if (condition.kind === 'presence') throw new Error('the grammar lets no presence through');
    return conditionSql(attributeColumns[column.key] ?? '', condition);
  }
  const exists = `EXISTS (SELECT 1 FROM experiment_tags AS t WHERE t.experiment = e.id AND t.key = ?`;
  if (condition.kind === 'presence') {
    return { text: `${condition.present ? '' : 'NOT '}${exists})`, values: [column.key] };
  }
  const inner = conditionSql('t.value', condition);
  return { text: `${exists} AND ${inner.text})`, values: [column.key, ...inner.values] };
}

function orderTerms(orderBy: readonly string[]): string {
  const wanted = orderBy.length === 0 ? ['creation_time DESC', 'experiment_id ASC'] : orderBy;
  const terms = parseOrdering(wanted, experimentGrammar).map(({ column, ascending }) => {
    if (column.entity !== 'attribute') {
      throw new UserError(`Invalid order_by entity: ${column.entity}`, '');
    }
    const expression =
      column.key === 'experiment_id' ? 'e.id' : (attributeColumns[column.key] ?? '');
    return `${expression} ${ascending ? 'ASC' : 'DESC'}`;
  });
  return [...terms, 'e.id DESC'].join(', ');
}
