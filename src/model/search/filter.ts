import { FilterError, SearchError } from './filterError.ts';
import { resolveColumn, type Column, type Grammar } from './grammar.ts';
import { splitName, tokenize, type Token } from './tokens.ts';

export type NumericOperator = '=' | '!=' | '<' | '<=' | '>' | '>=';
export type TextOperator = '=' | '!=' | 'LIKE' | 'ILIKE';

/** What is asked of a column. `LIKE` minds the case, `ILIKE` does not; wildcards are `%` and `_`. */
export type Condition =
  | { readonly kind: 'number'; readonly operator: NumericOperator; readonly value: number }
  | { readonly kind: 'text'; readonly operator: TextOperator; readonly value: string }
  | { readonly kind: 'list'; readonly negated: boolean; readonly values: readonly string[] }
  | { readonly kind: 'presence'; readonly present: boolean };

/** One comparison of a filter. */
export interface Clause {
  readonly column: Column;
  readonly condition: Condition;
}

const numericOperators: ReadonlySet<string> = new Set(['=', '!=', '<', '<=', '>', '>=']);
const textOperators: ReadonlySet<string> = new Set(['=', '!=', 'LIKE', 'ILIKE']);

/**
 * Reads a filter of MLflow's search: comparisons joined by AND, all of which must hold.
 *
 * @throws FilterError that says what is wrong with it, in MLflow's words, and where.
 */
export function parseFilter(filter: string, grammar: Grammar): Clause[] {
  const tokens = tokenize(filter);
  const parser = new FilterParser(tokens, grammar);
  try {
    return parser.parse();
  } catch (error) {
    if (!(error instanceof SearchError)) throw error;
    const length = filter.trimEnd().length;
    const { start, end } = tokens[parser.faulty] ?? { start: length, end: length };
    throw new FilterError(error.fault, { start, end }, { cause: error });
  }
}

class FilterParser {
  readonly #tokens: readonly Token[];
  readonly #grammar: Grammar;
  #position = 0;
  #stopped = false;

  constructor(tokens: readonly Token[], grammar: Grammar) {
    this.#tokens = tokens;
    this.#grammar = grammar;
  }

  /** The token at fault after a failure: the one last read, or the one that could not be. */
  get faulty(): number {
    return this.#stopped ? this.#position : this.#position - 1;
  }

  parse(): Clause[] {
    const clauses: Clause[] = [];
    while (this.#position < this.#tokens.length) {
      if (clauses.length > 0 && !this.#take('AND')) throw this.#invalid();
      clauses.push(this.#clause());
    }
    return clauses;
  }

  #clause(): Clause {
    const name = this.#peek();
    if (name?.kind !== 'name') throw this.#invalid();
    this.#position += 1;
    if (!this.#startsCondition()) throw new SearchError({ kind: 'uncompared', name: name.text });
    const column = resolveColumn(this.#grammar, splitName(name.text));
    return { column, condition: this.#condition(column) };
  }

  #condition(column: Column): Condition {
    if (this.#take('IS')) return this.#presence(column);
    const negated = this.#take('NOT');
    if (this.#take('IN')) return this.#list(column, negated);
    if (negated) throw this.#invalid();
    const operator = this.#next().text.toUpperCase();
    return column.type === 'number' ? this.#number(column, operator) : this.#text(column, operator);
  }

  #presence(column: Column): Condition {
    const present = this.#take('NOT');
    if (!this.#take('NULL')) throw this.#invalid();
    if (!this.#grammar.nullable.has(column.entity)) {
      const { entity, key } = column;
      const known = [...this.#grammar.nullable];
      throw new SearchError({ kind: 'presence', entity, key, known });
    }
    return { kind: 'presence', present };
  }

  #number(column: Column, operator: string): Condition {
    if (!isNumericOperator(operator)) throw wrongComparator(operator, numericOperators);
    const token = this.#next();
    if (token.kind !== 'number') {
      const attribute = column.entity === 'metric' ? {} : { attribute: column.key };
      throw new SearchError({ kind: 'number', ...attribute, found: token.text });
    }
    return { kind: 'number', operator, value: token.value };
  }

  #text(column: Column, operator: string): Condition {
    if (!isTextOperator(operator)) throw wrongComparator(operator, textOperators);
    const token = this.#next();
    const isBare = this.#grammar.bareText && token.kind === 'number';
    const value = isBare ? token.text : quotedValue(token);
    if (value === undefined) {
      throw new SearchError({ kind: 'text', entity: column.entity, found: token.text });
    }
    return { kind: 'text', operator, value };
  }

  #list(column: Column, negated: boolean): Condition {
    const { listAttributes } = this.#grammar;
    if (column.type === 'number' || column.entity === 'param' || column.entity === 'tag') {
      const operators = column.type === 'number' ? numericOperators : textOperators;
      throw wrongComparator(negated ? 'NOT IN' : 'IN', operators);
    }
    if (
      column.entity === 'attribute' &&
      listAttributes !== 'all' &&
      !listAttributes.has(column.key)
    ) {
      throw new SearchError({ kind: 'no-list', known: [...listAttributes] });
    }
    return { kind: 'list', negated, values: this.#values() };
  }

  #values(): string[] {
    if (this.#next().text !== '(') throw illFormedList();
    const values: string[] = [];
    while (!this.#take(')')) {
      const value = quotedValue(this.#next());
      if (value === undefined) throw illFormedList();
      values.push(value);
      if (!this.#take(',') && this.#peek()?.text !== ')') throw illFormedList();
    }
    if (values.length === 0) throw new SearchError({ kind: 'empty-list' });
    return values;
  }

  #peek(): Token | undefined {
    return this.#tokens[this.#position];
  }

  #next(): Token {
    const token = this.#peek();
    if (token === undefined) throw this.#invalid();
    this.#position += 1;
    return token;
  }

  /** Goes past a keyword or a punctuation mark if it is next. */
  #take(word: string): boolean {
    const token = this.#peek();
    if (token?.kind !== 'name' && token?.kind !== 'punctuation') return false;
    if (token.text.toUpperCase() !== word) return false;
    this.#position += 1;
    return true;
  }

  #startsCondition(): boolean {
    const token = this.#peek();
    if (token?.kind === 'comparator') return true;
    return token?.kind === 'name' && /^(LIKE|ILIKE|IN|NOT|IS|RLIKE)$/i.test(token.text);
  }

  /** Points at where reading stopped, or at the end of the filter. */
  #invalid(): SearchError {
    this.#stopped = true;
    const at = this.#peek();
    return new SearchError(
      at === undefined
        ? { kind: 'unfinished', last: this.#tokens.at(-1)?.text ?? '' }
        : { kind: 'clause', found: at.text },
    );
  }
}

/** Strings stand in single or double quotes. */
function quotedValue(token: Token): string | undefined {
  if (token.kind === 'string') return token.value;
  return token.kind === 'name' && /^"[^"]*"$/.test(token.text)
    ? token.text.slice(1, -1)
    : undefined;
}

function isNumericOperator(text: string): text is NumericOperator {
  return numericOperators.has(text);
}

function isTextOperator(text: string): text is TextOperator {
  return textOperators.has(text);
}

function wrongComparator(operator: string, known: ReadonlySet<string>): SearchError {
  return new SearchError({ kind: 'comparator', operator, known: [...known] });
}

function illFormedList(): SearchError {
  return new SearchError({ kind: 'list' });
}
