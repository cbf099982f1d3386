/** A place in a text as editors count: both from 0, characters in UTF-16 units. */
export interface Position {
  readonly line: number;
  readonly character: number;
}

/** Where the lines of a text begin, to turn offsets into positions. */
export class LineIndex {
  private readonly starts: readonly number[];
  private readonly length: number;

  constructor(text: string) {
    const starts = [0];
    for (const match of text.matchAll(/\r\n|\r|\n/g)) starts.push(match.index + match[0].length);
    this.starts = starts;
    this.length = text.length;
  }

  /** The position of an offset; what lies behind the text is at its end. */
  position(offset: number): Position {
    const at = Math.max(0, Math.min(offset, this.length));
    let [low, high] = [0, this.starts.length - 1];
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if ((this.starts[middle] ?? 0) <= at) low = middle;
      else high = middle - 1;
    }
    return { line: low, character: at - (this.starts[low] ?? 0) };
  }

  /** The offset of a position; what lies outside is at the nearest place inside. */
  offset({ line, character }: Position): number {
    const start = this.starts[Math.max(0, Math.min(line, this.starts.length - 1))] ?? 0;
    const next = this.starts[line + 1] ?? this.length + 1;
    return Math.max(start, Math.min(start + character, next - 1, this.length));
  }
}
