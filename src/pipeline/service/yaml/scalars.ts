import { YamlProblem } from './problem.ts';
import { code, isBlank, isLineEnd, type Reader } from './reader.ts';
import type { ScalarStyle } from './values.ts';

/** A scalar that was read. `lineEnded` says that a line break followed it. */
interface ReadScalar {
  readonly text: string;
  readonly start: number;
  readonly end: number;
  readonly style: ScalarStyle;
  readonly lineEnded: boolean;
}

const flowEnds = new Set(Array.from(',:[]{}', (char) => char.charCodeAt(0)));
const hash = 35;
const colon = 58;
const quote = 39;
const doubleQuote = 34;
const backslash = 92;

/** Reads a scalar without quotes that begins here. */
export function readPlain(reader: Reader, indent: number, inFlow: boolean): ReadScalar {
  const { position: start } = reader;
  let [text, spaces, end, lineEnded] = ['', '', start, false];
  while (reader.peek() !== hash) {
    const length = plainLength(reader, inFlow);
    if (length === 0) break;
    lineEnded = false;
    text += spaces + reader.take(length);
    end = reader.position;
    const gap = readGap(reader);
    lineEnded = gap.lineEnded;
    spaces = gap.text;
    if (spaces === '' || (!inFlow && reader.column < indent + 1)) break;
  }
  return { text, start, end, style: 'plain', lineEnded };
}

/** How many characters of a plain scalar stand here without a break. */
function plainLength(reader: Reader, inFlow: boolean): number {
  for (let length = 0; ; length += 1) {
    const char = reader.peek(length);
    if (isBlank(char)) return length;
    if (char === colon) {
      if (isBlank(reader.peek(length + 1))) return length;
    } else if (inFlow && flowEnds.has(char)) return length;
  }
}

/** What separates the words of a plain scalar: spaces of a line, or folded line breaks. */
function readGap(reader: Reader): { text: string; lineEnded: boolean } {
  const { position } = reader;
  reader.skipSpaces();
  const spaces = reader.text.slice(position, reader.position);
  const char = reader.peek();
  if (char === code.end || !isLineEnd(char)) return { text: spaces, lineEnded: false };
  const first = reader.lineBreak();
  let breaks = '';
  if (reader.atDocumentMark()) return { text: '', lineEnded: true };
  for (;;) {
    reader.skipSpaces();
    const next = reader.lineBreak();
    if (next === '') break;
    breaks += next;
    if (reader.atDocumentMark()) return { text: '', lineEnded: true };
  }
  return { text: folded(first, breaks), lineEnded: true };
}

/** One line break is a space, more are one fewer. */
function folded(first: string, others: string): string {
  if (first !== '\n') return first + others;
  return others === '' ? ' ' : others;
}

const escapes: Readonly<Record<string, string>> = {
  '0': '\0',
  a: '\x07',
  b: '\b',
  t: '\t',
  '\t': '\t',
  n: '\n',
  v: '\v',
  f: '\f',
  r: '\r',
  e: '\x1b',
  ' ': ' ',
  '"': '"',
  '/': '/',
  '\\': '\\',
  N: '\x85',
  _: '\xa0',
  L: '\u2028',
  P: '\u2029',
};
const escapeLengths: Readonly<Record<string, number>> = { x: 2, u: 4, U: 8 };

/**
 * Reads a scalar in quotes.
 * @throws YamlProblem where it does not end, or holds an escape that does not exist.
 */
export function readQuoted(reader: Reader): ReadScalar {
  const { position: start } = reader;
  const double = reader.peek() === doubleQuote;
  const closing = double ? doubleQuote : quote;
  reader.skip();
  const parts = [readUnbroken(reader, double)];
  while (reader.peek() !== closing) {
    parts.push(readQuotedGap(reader, start));
    parts.push(readUnbroken(reader, double));
  }
  reader.skip();
  const style = double ? 'double' : 'single';
  return { text: parts.join(''), start, end: reader.position, style, lineEnded: false };
}

/** Text of a quoted scalar up to a blank or its end. */
function readUnbroken(reader: Reader, double: boolean): string {
  let text = '';
  for (;;) {
    let length = 0;
    for (let char = reader.peek(); !stopsQuoted(char); char = reader.peek(length)) length += 1;
    text += reader.take(length);
    const char = reader.peek();
    if (!double && char === quote && reader.peek(1) === quote) {
      text += "'";
      reader.skip(2);
    } else if (double ? char === quote : char === doubleQuote || char === backslash) {
      text += reader.take(1);
    } else if (double && char === backslash) {
      text += readEscape(reader);
    } else return text;
  }
}

function stopsQuoted(char: number): boolean {
  return char === quote || char === doubleQuote || char === backslash || isBlank(char);
}

function readEscape(reader: Reader): string {
  const { position } = reader;
  reader.skip();
  if (isLineEnd(reader.peek()) && reader.peek() !== code.end) {
    reader.lineBreak();
    return readBreaks(reader, position);
  }
  const name = reader.take(1);
  if (Object.hasOwn(escapes, name)) return escapes[name] ?? '';
  const length = Object.hasOwn(escapeLengths, name) ? (escapeLengths[name] ?? 0) : 0;
  const digits = reader.text.slice(reader.position, reader.position + length);
  const point = /^[\da-fA-F]+$/.test(digits) ? Number.parseInt(digits, 16) : -1;
  if (length === 0 || digits.length < length || point < 0 || point > 0x10ffff) {
    const message = `\`\\${name}\` is no escape that YAML knows. Write \`\\\\\` for a backslash, or use single quotes.`;
    throw new YamlProblem('yaml-syntax', message, position, position + 2);
  }
  reader.skip(length);
  return String.fromCodePoint(point);
}

function readQuotedGap(reader: Reader, start: number): string {
  const { position } = reader;
  while (reader.peek() === code.space || reader.peek() === code.tab) reader.skip();
  if (reader.peek() === code.end) {
    const message = 'This quote is never closed.';
    throw new YamlProblem('yaml-syntax', message, start);
  }
  if (!isLineEnd(reader.peek())) return reader.text.slice(position, reader.position);
  const first = reader.lineBreak();
  return folded(first, readBreaks(reader, start));
}

function readBreaks(reader: Reader, start: number): string {
  let breaks = '';
  for (;;) {
    if (reader.atDocumentMark()) {
      const message = 'This quote is not closed before the document ends.';
      throw new YamlProblem('yaml-syntax', message, start);
    }
    while (reader.peek() === code.space || reader.peek() === code.tab) reader.skip();
    const next = reader.lineBreak();
    if (next === '') return breaks;
    breaks += next;
  }
}

/**
 * Reads a block scalar, `|` or `>`.
 * @throws YamlProblem where its header is wrong.
 */
export function readBlock(reader: Reader, indent: number): ReadScalar {
  const { position: start } = reader;
  const style = reader.take(1) === '>' ? 'folded' : 'literal';
  const { chomping, increment } = readBlockHeader(reader, start);
  const least = indent + 1;
  let breaks: readonly string[];
  let depth: number;
  if (increment === undefined) {
    const found = readBlockIndent(reader, start);
    breaks = found.breaks;
    depth = Math.max(least, found.depth);
  } else {
    depth = Math.max(least, 1) + increment - 1;
    breaks = readBlockBreaks(reader, depth);
  }
  const parts: string[] = [];
  let lineBreak = '';
  let { position: end } = reader;
  while (reader.column === depth && reader.peek() !== code.end) {
    parts.push(...breaks);
    const indented = isBlank(reader.peek());
    const { position } = reader;
    reader.skipToLineEnd();
    parts.push(reader.text.slice(position, reader.position));
    end = reader.position;
    lineBreak = reader.lineBreak();
    breaks = readBlockBreaks(reader, depth);
    if (least === 0 && reader.atDocumentMark()) break;
    if (reader.column !== depth || reader.peek() === code.end) break;
    const folds = style === 'folded' && lineBreak === '\n' && !indented;
    if (folds && reader.peek() !== code.space && reader.peek() !== code.tab) {
      if (breaks.length === 0) parts.push(' ');
    } else parts.push(lineBreak);
  }
  if (chomping !== 'strip') parts.push(lineBreak);
  if (chomping === 'keep') parts.push(...breaks);
  return { text: parts.join(''), start, end: Math.max(end, start + 1), style, lineEnded: true };
}

function readBlockHeader(
  reader: Reader,
  start: number,
): { chomping: 'clip' | 'keep' | 'strip'; increment: number | undefined } {
  const header = /^(?:([+-])([1-9])?|([1-9])([+-])?)?( *)(#[^\n\r\x85\u2028\u2029]*)?/.exec(
    reader.text.slice(reader.position, reader.position + 200),
  );
  const sign = header?.[1] ?? header?.[4];
  const digit = header?.[2] ?? header?.[3];
  const comment = header?.[6] !== undefined;
  const spaces = header?.[5] ?? '';
  const glued = comment && spaces === '';
  reader.skip((header?.[0] ?? '').length);
  if (comment) reader.skipToLineEnd();
  if (!isLineEnd(reader.peek()) || glued) {
    const message =
      'Behind `|` or `>` only an indentation and `+` or `-` may follow; the text begins on the next line.';
    throw new YamlProblem('yaml-syntax', message, start, reader.position + 1);
  }
  reader.lineBreak();
  const chomping = sign === undefined ? 'clip' : sign === '+' ? 'keep' : 'strip';
  return { chomping, increment: digit === undefined ? undefined : Number(digit) };
}

/** Finds how far the first line of a block scalar is indented. */
function readBlockIndent(reader: Reader, start: number): { breaks: string[]; depth: number } {
  const breaks: string[] = [];
  let [depth, first] = [0, -1];
  for (;;) {
    if (reader.peek() === code.space) {
      reader.skip();
      depth = Math.max(depth, reader.column);
      continue;
    }
    if (reader.peek() === code.end || !isLineEnd(reader.peek())) break;
    if (first < 0) first = reader.column;
    breaks.push(reader.lineBreak());
  }
  if (first > 0 && depth > first) {
    const message = 'The first line of this text is blank and indented less than the next one.';
    throw new YamlProblem('yaml-syntax', message, start);
  }
  return { breaks, depth };
}

function readBlockBreaks(reader: Reader, depth: number): string[] {
  const breaks: string[] = [];
  for (;;) {
    while (reader.column < depth && reader.peek() === code.space) reader.skip();
    const next = reader.lineBreak();
    if (next === '') return breaks;
    breaks.push(next);
  }
}
