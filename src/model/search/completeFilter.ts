import { runGrammar } from './grammar.ts';
import { splitName, tokenize, type Token } from './tokens.ts';

/** A name that can stand in a filter. */
export interface FilterName {
  readonly entity: 'metric' | 'param' | 'tag';
  readonly key: string;
}

/** A column of text whose values can be told. */
export interface FilterColumn {
  readonly entity: 'param' | 'tag' | 'attribute';
  readonly key: string;
}

/** What completing a filter draws on. */
export interface FilterKnowledge {
  readonly names: readonly FilterName[];
  /** Values that runs have in a column, the most frequent first; nothing while nobody knows. */
  readonly valuesOf: (column: FilterColumn) => readonly string[];
}

/** What could come next, in place of the characters from `from` to `to`. */
export interface FilterCompletions {
  readonly from: number;
  readonly to: number;
  readonly items: readonly string[];
}

/** What a filter is waiting for at some place. */
type Expected =
  | { readonly kind: 'name' }
  | { readonly kind: 'operator'; readonly column: ColumnOf }
  | { readonly kind: 'value'; readonly column: ColumnOf }
  | { readonly kind: 'and' };

interface ColumnOf {
  readonly entity: string;
  readonly key: string;
  readonly type: 'number' | 'text';
}

/** The name or comparison that is being written, which need not be a whole one yet. */
const unfinished = /(?:[\p{L}_`][^\s'=<>!~(),]*|[<>=!~]+)$/u;

const statuses = ["'FINISHED'", "'RUNNING'", "'FAILED'", "'KILLED'", "'SCHEDULED'"];

/**
 * What could be written at a place of a filter for runs: names, comparisons, values, `and`.
 *
 * @param limit of items.
 */
export function completeFilter(
  filter: string,
  caret: number,
  known: FilterKnowledge,
  limit: number,
): FilterCompletions {
  const before = filter.slice(0, caret);
  const typed = openString(before) ?? unfinished.exec(before)?.[0] ?? '';
  const from = caret - typed.length;
  const tokens = readable(before.slice(0, from));
  const last = tokens?.at(-1);
  // After a closed string a space is wanted first.
  const isClosed = typed === '' && last?.end === caret && !['(', ','].includes(last.text);
  const nothing = { from: caret, to: caret, items: [] };
  if (tokens === undefined || isClosed) return nothing;
  const expected = expectedAfter(tokens);
  // Within a string nothing but a value can stand.
  if (typed.startsWith("'") && expected.kind !== 'value') return nothing;
  const word = typed.toLowerCase();
  const items = candidates(expected, known).filter(
    (item) => item.toLowerCase() !== word && matches(item, word),
  );
  return { from, to: caret, items: byFit(items, word).slice(0, limit) };
}

/** The text in single quotes that has not been closed yet, from its quote on. */
function openString(text: string): string | undefined {
  let quote: string | undefined;
  let start = 0;
  for (let at = 0; at < text.length; at += 1) {
    const letter = text[at] ?? '';
    if (quote === undefined && '\'"`'.includes(letter)) {
      quote = letter;
      start = at;
    } else if (letter === quote) {
      // Two of them stand for one, and the string goes on.
      if (quote === "'" && text[at + 1] === "'") at += 1;
      else quote = undefined;
    }
  }
  return quote === "'" ? text.slice(start) : undefined;
}

/** The pieces of what was written so far; nothing within a string that is not closed. */
function readable(text: string): Token[] | undefined {
  try {
    return tokenize(text);
  } catch {
    return undefined;
  }
}

/** Goes through whole clauses to where the last one stands. */
function expectedAfter(tokens: readonly Token[]): Expected {
  let expected: Expected = { kind: 'name' };
  for (const token of tokens) {
    const word = token.text.toUpperCase();
    if (expected.kind === 'name' && token.kind === 'name') {
      expected = { kind: 'operator', column: columnOf(token.text) };
    } else if (expected.kind === 'operator' && !['IS', 'NOT'].includes(word)) {
      expected = word === 'NULL' ? { kind: 'and' } : { kind: 'value', column: expected.column };
    } else if (expected.kind === 'value' && token.kind !== 'punctuation') {
      expected = { kind: 'and' };
    } else if (expected.kind === 'and' && word === 'AND') {
      expected = { kind: 'name' };
    }
  }
  return expected;
}

function columnOf(text: string): ColumnOf {
  const { entity = 'attribute', key } = splitName(text);
  const known = runGrammar.entities.get(entity) ?? entity;
  const attribute = known === 'attribute' ? runGrammar.attributes.get(key) : undefined;
  return {
    entity: known,
    key: attribute?.key ?? key,
    type: known === 'metric' ? 'number' : (attribute?.type ?? 'text'),
  };
}

function candidates(expected: Expected, { names, valuesOf }: FilterKnowledge): string[] {
  switch (expected.kind) {
    case 'name':
      return [
        ...names.map(({ entity, key }) => `${entity}s.${writtenKey(key)}`),
        ...new Set([...runGrammar.attributes.values()].map(({ key }) => key)),
      ];
    case 'operator':
      return operators(expected.column);
    case 'value':
      return values(expected.column, valuesOf);
    case 'and':
      return ['and'];
  }
}

function values({ entity, key, type }: ColumnOf, valuesOf: FilterKnowledge['valuesOf']): string[] {
  if (entity === 'attribute' && key === 'status') return statuses;
  if (type !== 'text') return [];
  if (entity !== 'param' && entity !== 'tag' && entity !== 'attribute') return [];
  return valuesOf({ entity, key }).map((value) => `'${value.replaceAll("'", "''")}'`);
}

function operators({ entity, type }: ColumnOf): string[] {
  if (type === 'number') return ['>', '>=', '<', '<=', '=', '!='];
  const presence = entity === 'param' || entity === 'tag' ? ['IS NULL', 'IS NOT NULL'] : [];
  return ['=', '!=', 'LIKE', 'ILIKE', ...presence];
}

/** A key as a filter has it: one that is no word stands in quotes. */
export function writtenKey(key: string): string {
  if (/^[\p{L}_@$][\p{L}\p{N}_@$/:-]*(?:\.[\p{L}\p{N}_@$/:-]+)*$/u.test(key)) return key;
  return key.includes('`') ? `"${key}"` : `\`${key}\``;
}

/** A word is found anywhere in a name; what stands in quotes may be written without them. */
function matches(item: string, word: string): boolean {
  const quoteless = word.startsWith("'") ? word.slice(1) : word;
  return item.toLowerCase().includes(quoteless);
}

function byFit(items: readonly string[], word: string): string[] {
  const starts = (item: string): boolean => {
    const lower = item.toLowerCase();
    if (lower.startsWith(word) || lower.startsWith(`'${word}`)) return true;
    return !lower.startsWith("'") && lower.slice(lower.indexOf('.') + 1).startsWith(word);
  };
  return [...items.filter((item) => starts(item)), ...items.filter((item) => !starts(item))];
}
