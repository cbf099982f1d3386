import { UserError } from '../errors.ts';
import { resolveColumn, type Column, type Grammar } from './grammar.ts';
import { splitName, tokenize } from './tokens.ts';

/** A column to sort by. */
export interface Order {
  readonly column: Column;
  readonly ascending: boolean;
}

/**
 * Reads the columns to sort by: `[entity.]key [ASC|DESC]` each.
 *
 * @throws UserError that says what is wrong, in MLflow's words.
 */
export function parseOrdering(clauses: readonly string[], grammar: Grammar): Order[] {
  const orders = clauses.map((clause) => parseOrder(clause, grammar));
  const seen = new Set<string>();
  for (const { column } of orders) {
    const name = `${column.entity}.${column.key}`;
    if (seen.has(name)) {
      const told = clauses.map((clause) => `'${clause}'`).join(', ');
      throw new UserError(`\`order_by\` contains duplicate fields: [${told}]`, '');
    }
    seen.add(name);
  }
  return orders;
}

function parseOrder(clause: string, grammar: Grammar): Order {
  const [name, direction, ...rest] = tokens(clause);
  if (name?.kind !== 'name' || rest.length > 0) throw unparsable(clause);
  const word = direction?.text.toLowerCase() ?? 'asc';
  if (word !== 'asc' && word !== 'desc') {
    throw new UserError(`Invalid ordering key in order_by clause '${clause}'.`, '');
  }
  const column = resolveColumn(grammar, splitName(name.text));
  if (column.entity === 'dataset') {
    throw new UserError(`Invalid order_by entity type '${column.entity}'`, '');
  }
  return { column, ascending: word === 'asc' };
}

function tokens(clause: string): ReturnType<typeof tokenize> {
  try {
    return tokenize(clause);
  } catch {
    throw unparsable(clause);
  }
}

function unparsable(clause: string): UserError {
  return new UserError(`Invalid order_by clause '${clause}'. Could not be parsed.`, '');
}
