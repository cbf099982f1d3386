import { floatRepr } from '../../service/python.ts';
import { isMap, Written, type Plain } from '../values/plain.ts';

/*
 * Scalars as the YAML library of DVC (ruamel.yaml, in its round-trip mode with its defaults) writes
 * them, character by character, so that a dvc.lock of ours is the one that DVC would have written.
 */

/** Lines are broken behind this column where a space allows it. */
const bestWidth = 80;
const breaks = '\n\u0085\u2028\u2029';
const spaces = `\0 \t\r${breaks}`;

/** Where a scalar is written. */
export interface ScalarPlace {
  /** The column at which it begins, with the space before it still to be written if there is one. */
  readonly column: number;
  /** The column of the lines that it goes on in. */
  readonly indent: number;
  /** It is a key, which is never broken. */
  readonly isKey: boolean;
}

/** A scalar as text; empty for nothing. */
export function writeScalar(value: Exclude<Plain, readonly Plain[]>, place: ScalarPlace): string {
  if (value === null || isMap(value)) return '';
  if (typeof value === 'string') return writeText(value, place);
  return new Lines(place).plain(plainText(value));
}

function plainText(value: boolean | bigint | number | Written): string {
  if (value instanceof Written) return value.text;
  return typeof value === 'number' ? floatText(value) : value.toString();
}

function floatText(value: number): string {
  if (Number.isNaN(value)) return '.nan';
  if (!Number.isFinite(value)) return value < 0 ? '-.inf' : '.inf';
  return floatRepr(value);
}

function writeText(text: string, place: ScalarPlace): string {
  const { plain, single, multiline } = stylesFor(text);
  const asPlain = plain && isText(text) && !(place.isKey && (text === '' || multiline));
  if (asPlain) return new Lines(place).plain(text);
  if (text.includes("'") || text.includes('\n')) return new Lines(place).doubleQuoted(text);
  if (single && !(place.isKey && multiline)) return new Lines(place).singleQuoted(text);
  return new Lines(place).doubleQuoted(text);
}

/** Whether a text that is written without quotes is read as text again (YAML 1.2). */
function isText(text: string): boolean {
  return ![
    /^(?:true|True|TRUE|false|False|FALSE)$/,
    /^[-+]?[0-9][0-9_]*\.[0-9_]*(?:[eE][-+]?[0-9]+)?$/,
    /^[-+]?[0-9][0-9_]*[eE][-+]?[0-9]+$/,
    /^[-+]?\.[0-9_]+(?:[eE][-+][0-9]+)?$/,
    /^(?:[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))$/,
    /^(?:[-+]?0b[01_]+|[-+]?0o?[0-7_]+|[-+]?[0-9_]+|[-+]?0x[0-9a-fA-F_]+)$/,
    /^(?:<<|=|~|null|Null|NULL|)$/,
    /^\d{4}-\d\d-\d\d$/,
    /^\d{4}-\d\d?-\d\d?(?:[Tt]|[ \t]+)\d\d?:\d\d:\d\d(?:\.\d*)?(?:[ \t]*(?:Z|[-+]\d\d?(?::\d\d)?))?$/,
  ].some((expression) => expression.test(text) && !text.startsWith('_'));
}

interface Styles {
  readonly plain: boolean;
  readonly single: boolean;
  readonly multiline: boolean;
}

/** The styles that a text can be written in. */
function stylesFor(text: string): Styles {
  const chars = Array.from(text);
  if (chars.length === 0) return { plain: true, single: true, multiline: false };
  let indicators = /^(?:---|\.\.\.)/.test(text) || /^[#,[\]{}&*!|>'"%@`]/.test(text);
  indicators ||= /^[?:-]/.test(text) && isSpace(chars[1]);
  let [special, multiline, breakSpace, spaceBreak] = [false, false, false, false];
  for (const [index, char] of chars.entries()) {
    const [before, after] = [chars[index - 1], chars[index + 1]];
    if (index > 0 && char === ':' && isSpace(after)) indicators = true;
    if (index > 0 && char === '#' && isSpace(before)) indicators = true;
    if (isBreak(char)) multiline = true;
    if (!isPrintable(char)) special = true;
    if (char === ' ' && isBreak(before)) breakSpace = true;
    if (isBreak(char) && before === ' ') spaceBreak = true;
  }
  const edges = /^[ \n\u0085\u2028\u2029]|[ \n\u0085\u2028\u2029]$/.test(text);
  const single = !special && !breakSpace && !spaceBreak;
  return { plain: single && !indicators && !multiline && !edges, single, multiline };
}

function isSpace(char: string | undefined): boolean {
  return char === undefined || spaces.includes(char);
}

function isBreak(char: string | undefined): boolean {
  return char !== undefined && breaks.includes(char);
}

function isPrintable(char: string): boolean {
  return /^[\n\u0020-\u007e\u0085\u00a0-\ud7ff\ue000-\ufefe\uff00-\ufffd\u{10000}-\u{10ffff}]$/u.test(
    char,
  );
}

/** What follows the backslash in double quotes. */
const escapes: Readonly<Record<string, string>> = {
  '\0': '0',
  '\u0007': 'a',
  '\b': 'b',
  '\t': 't',
  '\n': 'n',
  '\v': 'v',
  '\f': 'f',
  '\r': 'r',
  '\u001b': 'e',
  '"': '"',
  '\\': '\\',
  '\u0085': 'N',
  '\u00a0': '_',
  '\u2028': 'L',
  '\u2029': 'P',
};

/** Writes one scalar, over several lines where it is long. Positions count characters. */
class Lines {
  readonly #place: ScalarPlace;
  #text = '';
  #column: number;

  constructor(place: ScalarPlace) {
    this.#place = place;
    this.#column = place.column;
  }

  plain(text: string): string {
    if (text === '') return '';
    const words = text.split(/( +)/);
    for (const [index, word] of words.entries()) {
      if (index % 2 === 0) {
        const length = Array.from(word).length;
        const isTooLong = length + this.#column > bestWidth;
        if (isTooLong && this.#column > this.#place.indent) this.#newLine();
        this.#write(word);
      } else if (word.length === 1 && this.#column >= bestWidth && !this.#place.isKey) {
        this.#newLine();
      } else this.#write(word);
    }
    return this.#text;
  }

  singleQuoted(text: string): string {
    this.#write("'");
    const parts = text.replaceAll("'", "''").split(/( +)/);
    for (const [index, part] of parts.entries()) {
      const isInside = index > 1 || (index === 1 && parts[0] !== '');
      const isLast = index === parts.length - 2 && parts.at(-1) === '';
      const mayBreak = index % 2 === 1 && part.length === 1 && isInside && !isLast;
      if (mayBreak && this.#column > bestWidth && !this.#place.isKey) this.#newLine();
      else this.#write(part);
    }
    this.#write("'");
    return this.#text;
  }

  doubleQuoted(text: string): string {
    const chars = Array.from(text);
    this.#write('"');
    let start = 0;
    for (let end = 0; end <= chars.length; end += 1) {
      const char = chars[end];
      if (char === undefined || !isPlainInQuotes(char)) {
        this.#write(chars.slice(start, end).join(''));
        start = Math.max(start, end);
        if (char !== undefined) {
          this.#write(escaped(char));
          start = end + 1;
        }
      }
      const mayBreak = end > 0 && end < chars.length - 1 && (char === ' ' || start >= end);
      if (!mayBreak || this.#column + (end - start) <= bestWidth || this.#place.isKey) continue;
      const backslash = needsBackslash(chars, start, end);
      this.#write(chars.slice(start, end).join('') + (backslash ? '\\' : ''));
      start = Math.max(start, end);
      this.#newLine();
      if (chars[start] !== ' ') continue;
      if (backslash) this.#write('\\');
      else start += 1;
    }
    this.#write('"');
    return this.#text;
  }

  #write(text: string): void {
    this.#text += text;
    this.#column += Array.from(text).length;
  }

  #newLine(): void {
    this.#text += `\n${' '.repeat(this.#place.indent)}`;
    this.#column = this.#place.indent;
  }
}

function isPlainInQuotes(char: string): boolean {
  return (
    !'"\\\u0085\u2028\u2029\ufeff'.includes(char) &&
    /^[\u0020-\u007e\u00a0-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]$/u.test(char)
  );
}

function escaped(char: string): string {
  const short = Object.hasOwn(escapes, char) ? escapes[char] : undefined;
  if (short !== undefined) return `\\${short}`;
  const code = char.codePointAt(0) ?? 0;
  const hex = (length: number): string => code.toString(16).toUpperCase().padStart(length, '0');
  if (code <= 0xff) return `\\x${hex(2)}`;
  return code <= 0xffff ? `\\u${hex(4)}` : `\\U${hex(8)}`;
}

/** Whether the end of a line in double quotes has to be escaped for what follows to stay the same. */
function needsBackslash(chars: readonly string[], start: number, end: number): boolean {
  let at = chars.indexOf(' ', end);
  if (at < 0) return true;
  const lineBreak = chars.slice(end, at).indexOf('\n');
  if (lineBreak >= 0) at = end + lineBreak;
  const after = chars[at + 1];
  if (after === undefined) return true;
  if (chars[at] === '\n' && after !== ' ') return true;
  const between = chars.slice(end, at);
  return (
    between.includes('"') ||
    between.includes("'") ||
    after === ' ' ||
    after === '\n' ||
    (chars[end - 1] === ' ' && chars[end] === ' ') ||
    start === end
  );
}
