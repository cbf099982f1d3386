import type { Condition } from '../../model/search/filter.ts';

/** A piece of SQL and the values of its question marks. */
export interface Sql {
  readonly text: string;
  readonly values: readonly (string | number)[];
}

/** SQL for a condition on an expression. Where that is NULL, the condition does not hold. */
export function conditionSql(
  expression: string,
  condition: Exclude<Condition, { kind: 'presence' }>,
): Sql {
  switch (condition.kind) {
    case 'number':
      return numberSql(expression, condition.operator, condition.value);
    case 'list':
      return {
        text: `${expression} ${condition.negated ? 'NOT IN' : 'IN'} (SELECT value FROM json_each(?))`,
        values: [JSON.stringify(condition.values)],
      };
    case 'text':
      return textSql(expression, condition.operator, condition.value);
  }
}

/** Several pieces, all of which must hold. */
export function allOf(pieces: readonly Sql[]): Sql {
  return {
    text: pieces.length === 0 ? '1' : pieces.map(({ text }) => `(${text})`).join(' AND '),
    values: pieces.flatMap(({ values }) => values),
  };
}

/** NaN is kept as text, which SQLite holds greater than any number: it equals nothing here. */
function numberSql(expression: string, operator: string, value: number): Sql {
  const isNumber = `typeof(${expression}) <> 'text'`;
  const text =
    operator === '!='
      ? `${expression} <> ?`
      : operator === '<' || operator === '<=' || operator === '='
        ? `${expression} ${operator} ?`
        : `${expression} ${operator} ? AND ${isNumber}`;
  return { text, values: [value] };
}

function textSql(expression: string, operator: string, value: string): Sql {
  switch (operator) {
    case 'LIKE':
      return { text: `${expression} GLOB ?`, values: [globOf(value)] };
    case 'ILIKE':
      return { text: `${expression} LIKE ?`, values: [value] };
    default:
      return { text: `${expression} ${operator === '!=' ? '<>' : '='} ?`, values: [value] };
  }
}

/** SQLite's LIKE does not mind the case, its GLOB does. */
function globOf(pattern: string): string {
  return pattern.replaceAll(/[*?[]/g, '[$&]').replaceAll('%', '*').replaceAll('_', '?');
}
