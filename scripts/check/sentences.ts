/** A sentence for people in a source file. */
export interface Sentence {
  /** From 1. */
  readonly line: number;
  /** What a template literal fills in is `{0}`, `{1}`, …, as in the texts of `l10n.t`. */
  readonly text: string;
}

/** What begins like a sentence, holds words that a translation would change, and ends like one. */
const SENTENCE = /^(?:[A-Z`“]|\{0\}).*[a-z]{2,} .*(?:[\w{}).`'"][.?!]|[.?!] \{\d+\})$/s;
/** Statements for the database may look like one. */
const STATEMENT = /^(?:SELECT|UPDATE|DELETE|INSERT|EXISTS|VACUUM|LEFT JOIN)\b/;
/** A slash behind one of these begins a regular expression, and is no division. */
const BEFORE_EXPRESSION = /(?:[(,=:[!&|?{};+]|=>|\breturn|\bcase)\s*$/;

/**
 * The sentences in the literals of a source file; joined literals (`'a' + 'b'`) are one, and those
 * inside of a template's holes are found too. Comments and regular expressions are passed over.
 */
export function sentencesIn(source: string): Sentence[] {
  const found: Sentence[] = [];
  const lineAt = (at: number): number => source.slice(0, at).split('\n').length;
  let joined: { readonly at: number; readonly text: string } | undefined;
  let end = 0;
  const finish = (): void => {
    if (joined !== undefined && isSentence(joined.text)) {
      found.push({ line: lineAt(joined.at), text: joined.text });
    }
    joined = undefined;
  };
  for (const literal of literals(source)) {
    const glue = source.slice(end, literal.from);
    if (joined !== undefined && /^\s*\+\s*$/.test(glue)) {
      joined = { at: joined.at, text: joined.text + literal.text };
    } else {
      finish();
      joined = { at: literal.from, text: literal.text };
    }
    for (const inner of literal.holes) found.push(...sentencesIn(inner));
    end = literal.to;
  }
  finish();
  return found;
}

function isSentence(text: string): boolean {
  return SENTENCE.test(text) && !STATEMENT.test(text);
}

interface Literal {
  readonly from: number;
  readonly to: number;
  readonly text: string;
  /** The code in a template's `${…}`. */
  readonly holes: readonly string[];
}

function* literals(source: string): Generator<Literal> {
  for (let at = 0; at < source.length; at += 1) {
    const passed = pastCommentOrExpression(source, at);
    if (passed !== undefined) {
      at = passed - 1;
      continue;
    }
    const quote = source[at];
    if (quote !== "'" && quote !== '"' && quote !== '`') continue;
    const literal = literalAt(source, at, quote);
    yield literal;
    at = literal.to - 1;
  }
}

/** Where a comment or regular expression that begins here ends; undefined when none does. */
function pastCommentOrExpression(source: string, at: number): number | undefined {
  if (source[at] !== '/') return undefined;
  if (source[at + 1] === '/') return endOf(source, '\n', at);
  if (source[at + 1] === '*') return endOf(source, '*/', at + 2) + 2;
  if (!BEFORE_EXPRESSION.test(source.slice(Math.max(0, at - 20), at))) return undefined;
  const expression = /\/(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\\n])+\//y;
  expression.lastIndex = at;
  return expression.test(source) ? expression.lastIndex : undefined;
}

function literalAt(source: string, from: number, quote: string): Literal {
  let text = '';
  const holes: string[] = [];
  for (let at = from + 1; at < source.length; at += 1) {
    if (source[at] === quote) return { from, to: at + 1, text, holes };
    if (source[at] === '\\') {
      at += 1;
      text += source[at] === 'n' ? '\n' : (source[at] ?? '');
    } else if (quote === '`' && source.startsWith('${', at)) {
      const end = endOfHole(source, at + 2);
      text += `{${holes.length}}`;
      holes.push(source.slice(at + 2, end));
      at = end;
    } else text += source[at] ?? '';
  }
  return { from, to: source.length, text, holes };
}

/** Where the brace is that closes a hole; literals in it may hold braces of their own. */
function endOfHole(source: string, from: number): number {
  let depth = 0;
  for (let at = from; at < source.length; at += 1) {
    const sign = source[at] ?? '';
    if (sign === "'" || sign === '"' || sign === '`') at = literalAt(source, at, sign).to - 1;
    else if (sign === '{') depth += 1;
    else if (sign === '}') {
      if (depth === 0) return at;
      depth -= 1;
    }
  }
  return source.length;
}

function endOf(source: string, what: string, from: number): number {
  const end = source.indexOf(what, from);
  return end < 0 ? source.length : end;
}
