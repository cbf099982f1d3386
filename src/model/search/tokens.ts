import { FilterError, type Place } from './filterError.ts';
import type { FilterFault } from './filterFault.ts';

/** A piece of a filter or of an ordering, how it was written, and where. */
export type Token = Piece & Place;

type Piece =
  /** A keyword, or a name: words, and parts in backticks or double quotes, joined by dots. */
  | { readonly kind: 'name'; readonly text: string }
  /** Text in single quotes, `text` without them. */
  | { readonly kind: 'string'; readonly text: string; readonly value: string }
  | { readonly kind: 'number'; readonly text: string; readonly value: number }
  | { readonly kind: 'comparator'; readonly text: string }
  | { readonly kind: 'punctuation'; readonly text: string };

const part = '[\\p{L}_@$][\\p{L}\\p{N}_@$/:-]*|`[^`]*`|"[^"]*"';
const laterPart = '[\\p{L}\\p{N}_@$/:-]+|`[^`]*`|"[^"]*"';
const form = new RegExp(
  [
    String.raw`(?<space>\s+)`,
    String.raw`(?<string>'(?:[^']|'')*')`,
    String.raw`(?<number>[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?(?![\p{L}\p{N}_]))`,
    `(?<name>(?:${part})(?:\\.(?:${laterPart}))*)`,
    '(?<comparator>[<>=!~]+)',
    '(?<punctuation>[(),])',
  ].join('|'),
  'iuy',
);

/** Cuts a filter into its pieces. @throws FilterError at what belongs to no piece. */
export function tokenize(text: string): Token[] {
  const tokens: Token[] = [];
  form.lastIndex = 0;
  while (form.lastIndex < text.length) {
    const start = form.lastIndex;
    const groups = form.exec(text)?.groups;
    if (groups === undefined) {
      throw new FilterError(strange(text.slice(start)), { start, end: text.length });
    }
    const piece = toPiece(groups);
    if (piece !== undefined) tokens.push({ ...piece, start, end: form.lastIndex });
  }
  return tokens;
}

/** The parts of a name between its first dot: entity and key, or the key alone; quotes removed. */
export function splitName(name: string): { readonly entity?: string; readonly key: string } {
  const dot = /^(?:[^.`"]+|`[^`]*`|"[^"]*")\./u.exec(name)?.[0];
  if (dot === undefined) return { key: unquote(name) };
  return { entity: unquote(dot.slice(0, -1)), key: unquote(name.slice(dot.length)) };
}

/** What is wrong where no piece begins: most often a string that is not closed. */
function strange(rest: string): FilterFault {
  const quote = /^\.?(['"`])/.exec(rest)?.[1];
  return quote === undefined ? { kind: 'clause', found: rest } : { kind: 'unclosed', quote, rest };
}

function toPiece(groups: Readonly<Record<string, string | undefined>>): Piece | undefined {
  const { string, number, name, comparator, punctuation } = groups;
  if (string !== undefined) {
    return { kind: 'string', text: string, value: string.slice(1, -1).replaceAll("''", "'") };
  }
  if (number !== undefined) return { kind: 'number', text: number, value: Number(number) };
  if (name !== undefined) return { kind: 'name', text: name };
  if (comparator !== undefined) return { kind: 'comparator', text: comparator };
  if (punctuation !== undefined) return { kind: 'punctuation', text: punctuation };
  return undefined;
}

function unquote(text: string): string {
  const quote = text[0];
  const isQuoted = text.length >= 2 && (quote === '`' || quote === '"') && text.endsWith(quote);
  return isQuoted ? text.slice(1, -1) : text;
}
