import { stripVTControlCharacters } from 'node:util';

/** One line of a program's output, without its line ending and terminal control sequences. */
export interface OutputLine {
  readonly text: string;
  /**
   * A state that a carriage return has overwritten, such as one position of a progress bar. The
   * state that a line feed ends is an ordinary line.
   */
  readonly transient: boolean;
}

/** Limits of a {@link LineSplitter}; the defaults suit a log that is read while it is written. */
export interface LineSplitterOptions {
  /** Characters kept of one line; what follows them up to the line feed is dropped. */
  readonly maxLineLength?: number;
  /** Least time in milliseconds between two transient lines. */
  readonly transientInterval?: number;
}

/**
 * Cuts the bytes of one output stream into lines as a terminal would show them. Characters may be
 * split between chunks, invalid bytes become U+FFFD, and memory stays bounded for a line that
 * never ends.
 */
export class LineSplitter {
  readonly #decoder = new TextDecoder();
  readonly #maxLineLength: number;
  readonly #transientInterval: number;
  #pending = '';
  #lastTransient = Number.NEGATIVE_INFINITY;

  constructor(options: LineSplitterOptions = {}) {
    this.#maxLineLength = options.maxLineLength ?? 16_384;
    this.#transientInterval = options.transientInterval ?? 250;
  }

  /** The lines that `chunk`, written at `timestamp` (ms since the epoch), completes. */
  push(chunk: Uint8Array, timestamp: number): OutputLine[] {
    return this.#take(this.#decoder.decode(chunk, { stream: true }), timestamp);
  }

  /** The last line when the stream ended without a line feed. */
  end(): OutputLine[] {
    const lines = this.#take(this.#decoder.decode(), Number.NEGATIVE_INFINITY);
    const rest = finalState(this.#pending);
    this.#pending = '';
    if (rest !== '') lines.push(this.#line(rest, false));
    return lines;
  }

  #take(text: string, timestamp: number): OutputLine[] {
    const lines: OutputLine[] = [];
    let start = 0;
    for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', start)) {
      const line = this.#pending + text.slice(start, end);
      this.#pending = '';
      lines.push(this.#line(finalState(line), false));
      start = end + 1;
    }
    this.#hold(text.slice(start), timestamp, lines);
    return lines;
  }

  /** Keeps an unfinished line, and passes on the states that it has already overwritten. */
  #hold(text: string, timestamp: number, lines: OutputLine[]): void {
    const line = this.#pending + text;
    const lastReturn = line.lastIndexOf('\r');
    if (lastReturn < 0) {
      this.#pending = line.slice(0, this.#maxLineLength);
      return;
    }
    const current = line.slice(lastReturn + 1);
    const overwritten = finalState(line.slice(0, lastReturn));
    if (isBlank(current)) {
      // A line feed may follow: the overwritten state would then be the line.
      this.#pending = overwritten === '' ? '' : `${overwritten.slice(0, this.#maxLineLength)}\r`;
      return;
    }
    this.#pending = current.slice(0, this.#maxLineLength);
    if (overwritten === '' || timestamp - this.#lastTransient < this.#transientInterval) return;
    this.#lastTransient = timestamp;
    lines.push(this.#line(overwritten, true));
  }

  #line(text: string, transient: boolean): OutputLine {
    const cut = text.length > this.#maxLineLength ? text.slice(0, this.#maxLineLength) : text;
    return { text: plain(cut), transient };
  }
}

/** What a terminal would show of a line with carriage returns: its last state that is not blank. */
function finalState(line: string): string {
  let end = line.length;
  for (let at = line.lastIndexOf('\r'); at >= 0; at = line.lastIndexOf('\r', at - 1)) {
    const state = line.slice(at + 1, end);
    if (!isBlank(state)) return state;
    end = at;
    if (at === 0) break;
  }
  return end === line.length ? line : line.slice(0, end);
}

function isBlank(text: string): boolean {
  return plain(text).trim() === '';
}

/** `text` without escape sequences and other control characters; tabs stay. */
function plain(text: string): string {
  // oxlint-disable-next-line no-control-regex
  if (!/[\0-\x08\x0b-\x1f\x7f-\x9f]/.test(text)) return text;
  // oxlint-disable-next-line no-control-regex
  return stripVTControlCharacters(text).replaceAll(/[\0-\x08\x0b-\x1f\x7f-\x9f]/g, '');
}
