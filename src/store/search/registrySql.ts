import { parseFilter, type Clause } from '../../model/search/filter.ts';
import type { Grammar } from '../../model/search/grammar.ts';
import { parseOrdering } from '../../model/search/ordering.ts';
import { UserError } from '../../model/errors.ts';
import { conditionSql, type Sql } from './searchSql.ts';

/** A search of the model registry. */
export interface RegistrySearch {
  /** In the grammar of MLflow's registry; empty takes all. */
  readonly filter?: string;
  readonly orderBy?: readonly string[];
  readonly maxResults: number;
  /** How many of the results to leave out. */
  readonly offset?: number;
}

/** How one kind of thing in the registry lies in the tables. */
export interface RegistryTables {
  readonly grammar: Grammar;
  readonly columns: Readonly<Record<string, string>>;
  /** FROM and WHERE of the tag that has the key `?` of what is searched; `t` is the tag. */
  readonly tag: string;
  /** The same of any tag under the same registered model. */
  readonly tagOfName: string;
}

/** MLflow keeps prompts among the models, marked with this tag. */
const promptTag = 'mlflow.prompt.is_prompt';

/**
 * The conditions of a filter. Prompts are left out unless the filter asks for them.
 *
 * @throws UserError when the filter cannot be read.
 */
export function registryConditions(filter: string, tables: RegistryTables): Sql[] {
  const clauses = parseFilter(filter, tables.grammar);
  const first = clauses.find(isPromptClause);
  if (first !== undefined && asksForPrompts(first)) {
    return clauses.map((clause) => clauseSql(clause, tables));
  }
  const noPrompt: Sql = {
    text: `NOT EXISTS (SELECT 1 ${tables.tagOfName} AND t.value = 'true')`,
    values: [promptTag],
  };
  const others = clauses.filter((clause) => !isPromptClause(clause));
  return [noPrompt, ...others.map((clause) => clauseSql(clause, tables))];
}

/** @throws UserError when the ordering cannot be read. */
export function registryOrder(
  orderBy: readonly string[],
  grammar: Grammar,
  columns: Readonly<Record<string, string>>,
): string[] {
  return parseOrdering(orderBy, grammar).map(({ column, ascending }) => {
    const expression = column.entity === 'attribute' ? columns[column.key] : undefined;
    if (expression === undefined) {
      throw new UserError(`Invalid order by key '${column.key}' specified.`, '');
    }
    return `${expression} ${ascending ? 'ASC' : 'DESC'}`;
  });
}

function clauseSql({ column, condition }: Clause, tables: RegistryTables): Sql {
  if (condition.kind === 'presence') throw new Error('the grammar lets no presence through');
  if (column.entity === 'attribute') {
    if (condition.kind === 'number' && !Number.isInteger(condition.value)) {
      throw new UserError(
        `Invalid value for numeric attribute '${column.key}': ${condition.value}`,
        '',
      );
    }
    return conditionSql(tables.columns[column.key] ?? '', condition);
  }
  const inner = conditionSql('t.value', condition);
  return {
    text: `EXISTS (SELECT 1 ${tables.tag} AND ${inner.text})`,
    values: [column.key, ...inner.values],
  };
}

function isPromptClause({ column }: Clause): boolean {
  return column.entity === 'tag' && column.key === promptTag;
}

function asksForPrompts({ condition }: Clause): boolean {
  if (condition.kind !== 'text') return false;
  const value = condition.value.toLowerCase();
  return (
    (condition.operator === '=' && value === 'true') ||
    (condition.operator === '!=' && value === 'false')
  );
}
