import { YamlProblem } from './problem.ts';

/** Characters by code, as far as YAML gives them a meaning. */
export const code = {
  end: -1,
  tab: 9,
  lineFeed: 10,
  carriageReturn: 13,
  space: 32,
  nextLine: 0x85,
  lineSeparator: 0x2028,
  paragraphSeparator: 0x2029,
  byteOrderMark: 0xfeff,
} as const;

/** Whether a line ends before this character, or the text does. */
export function isLineEnd(char: number): boolean {
  return (
    char === code.lineFeed ||
    char === code.carriageReturn ||
    char === code.end ||
    char === code.nextLine ||
    char === code.lineSeparator ||
    char === code.paragraphSeparator
  );
}

/** Whether this is a space, a tab, or where a line ends. */
export function isBlank(char: number): boolean {
  return char === code.space || char === code.tab || isLineEnd(char);
}

// eslint-disable-next-line no-control-regex
const forbidden = /[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u;

/** A place in a text that is read from front to back, knowing its line and column. */
export class Reader {
  readonly text: string;
  position = 0;
  /** From 0. */
  line = 0;
  private lineStart = 0;

  /** @throws YamlProblem where the text holds a character that YAML forbids. */
  constructor(text: string) {
    this.text = text;
    const odd = forbidden.exec(text);
    if (odd !== null) {
      const name = (odd[0].codePointAt(0) ?? 0).toString(16).padStart(4, '0').toUpperCase();
      const message = `The character U+${name} is not allowed in YAML. Delete it, or write it as an escape between double quotes.`;
      throw new YamlProblem('yaml-syntax', message, odd.index);
    }
    if (this.peek() === code.byteOrderMark) {
      this.position = 1;
      this.lineStart = 1;
    }
  }

  /** From 0. */
  get column(): number {
    return this.position - this.lineStart;
  }

  /** The character so many ahead; `code.end` behind the text. */
  peek(ahead = 0): number {
    const at = this.position + ahead;
    return at < this.text.length ? this.text.charCodeAt(at) : code.end;
  }

  /** Whether the text goes on with this. */
  startsWith(prefix: string): boolean {
    return this.text.startsWith(prefix, this.position);
  }

  /** Steps over characters of this line. */
  skip(count = 1): void {
    this.position += count;
  }

  /** Steps over characters of this line and gives them. */
  take(count: number): string {
    const taken = this.text.slice(this.position, this.position + count);
    this.position += count;
    return taken;
  }

  /** Steps over spaces. */
  skipSpaces(): void {
    while (this.peek() === code.space) this.position += 1;
  }

  /** Steps to the end of the line. */
  skipToLineEnd(): void {
    while (!isLineEnd(this.peek())) this.position += 1;
  }

  /**
   * Steps over a line break.
   * @returns it as it counts in a value; nothing where there is none.
   */
  lineBreak(): string {
    const char = this.peek();
    if (char === code.end || !isLineEnd(char)) return '';
    const pair = char === code.carriageReturn && this.peek(1) === code.lineFeed;
    this.position += pair ? 2 : 1;
    if (char === code.lineFeed || char === code.carriageReturn) {
      this.line += 1;
      this.lineStart = this.position;
    }
    if (char === code.lineSeparator) return '\u2028';
    return char === code.paragraphSeparator ? '\u2029' : '\n';
  }

  /** Whether a line begins here with `---` or `...` alone. */
  atDocumentMark(mark?: '---' | '...'): boolean {
    if (this.column !== 0 || !isBlank(this.peek(3))) return false;
    return mark === undefined
      ? this.startsWith('---') || this.startsWith('...')
      : this.startsWith(mark);
  }
}
