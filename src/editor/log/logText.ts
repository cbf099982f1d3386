/** Letters of a log that a document holds at most; what comes first is dropped. */
export const longestLog = 4 * 1024 * 1024;

/* Control characters are what is looked for here. */
/* oxlint-disable no-control-regex */
/** Escape sequences of terminals (ECMA-48): CSI, OSC, other strings, and those of two letters. */
const escapes =
  /\u001B(?:\[[0-?]*[ -/]*[@-~]|\][^\u0007\u001B]*(?:\u0007|\u001B\\)|[PX^_][^\u001B]*\u001B\\|[ -/]*[0-Z\\^-~])/g;
/** The beginning of one whose end has not come. */
const openEscape =
  /\u001B(?:\[[0-?]*[ -/]*|\][^\u0007\u001B]*\u001B?|[PX^_][^\u001B]*\u001B?|[ -/]*)?$/;
/* oxlint-enable no-control-regex */

/**
 * The text of a log as a person would have seen it in the end: without colours, and with lines
 * that were written over and over (progress bars) in their last state.
 */
export class LogText {
  readonly #longest: number;
  #text = '';
  /** The line that is being written, and where in it the next letter goes. */
  #line = '';
  #column = 0;
  /** The beginning of an escape sequence or a line break whose end has not come. */
  #held = '';
  #dropped = false;

  constructor(longest = longestLog) {
    this.#longest = longest;
  }

  /** Whether the beginning was dropped. */
  get dropped(): boolean {
    return this.#dropped;
  }

  get text(): string {
    return this.#text + this.#line;
  }

  /** Takes the next piece of the log, which may end anywhere. */
  append(piece: string): void {
    let whole = this.#held + piece;
    this.#held = '';
    const open = openEscape.exec(whole) ?? /\r$/.exec(whole);
    if (open !== null) {
      this.#held = whole.slice(open.index);
      whole = whole.slice(0, open.index);
    }
    const lines = whole.replaceAll(escapes, '').replaceAll('\r\n', '\n').split('\n');
    const finished: string[] = [];
    for (const [index, part] of lines.entries()) {
      this.#write(part);
      if (index === lines.length - 1) break;
      finished.push(this.#line);
      this.#line = '';
      this.#column = 0;
    }
    if (finished.length > 0) this.#text += `${finished.join('\n')}\n`;
    this.#bound();
  }

  /** Writes into the line; a carriage return goes back to its beginning. */
  #write(part: string): void {
    for (const [index, written] of part.split('\r').entries()) {
      if (index > 0) this.#column = 0;
      const before = this.#line.slice(0, this.#column);
      this.#column += written.length;
      this.#line = before + written + this.#line.slice(this.#column);
    }
  }

  #bound(): void {
    if (this.#line.length > this.#longest) {
      this.#line = this.#line.slice(-this.#longest);
      this.#column = this.#line.length;
      this.#dropped = true;
    }
    if (this.#text.length <= this.#longest) return;
    const from = this.#text.length - Math.floor(this.#longest * 0.75);
    const lineStart = this.#text.indexOf('\n', from) + 1;
    this.#text = this.#text.slice(lineStart === 0 ? from : lineStart);
    this.#dropped = true;
  }
}
