import type { ByteReader } from '../byteReader.ts';
import { Damaged } from '../formats/damaged.ts';

/** Reads bits, the highest of each byte first, of bytes that are ready. */
export class BitReader {
  readonly #reader: ByteReader;
  #held = 0;
  #count = 0;

  constructor(reader: ByteReader) {
    this.#reader = reader;
  }

  /** The next bits, at most 24, as a number. @throws {EndOfBytes} */
  take(bits: number): number {
    while (this.#count < bits) {
      this.#held = ((this.#held & 0xffffff) << 8) | this.#reader.byte();
      this.#count += 8;
    }
    this.#count -= bits;
    return (this.#held >>> this.#count) & ((1 << bits) - 1);
  }
}

/** A canonical prefix code, read a bit at a time. */
export interface PrefixCode {
  /** The last code of each length; −1 for a length without. */
  readonly limits: Int32Array;
  /** What is taken from a code of each length to find its symbol. */
  readonly bases: Int32Array;
  readonly symbols: Uint16Array;
}

/** The code in which symbols have these lengths in bits. */
export function prefixCode(lengths: readonly number[], longest: number): PrefixCode {
  const symbols = Uint16Array.from(
    lengths
      .map((length, symbol) => ({ length, symbol }))
      .toSorted((a, b) => a.length - b.length || a.symbol - b.symbol),
    ({ symbol }) => symbol,
  );
  const limits = new Int32Array(longest + 1).fill(-1);
  const bases = new Int32Array(longest + 1);
  let code = 0;
  let before = 0;
  for (let length = 1; length <= longest; length += 1) {
    const count = lengths.filter((each) => each === length).length;
    bases[length] = code - before;
    code += count;
    before += count;
    if (count > 0) limits[length] = code - 1;
    code <<= 1;
  }
  return { limits, bases, symbols };
}

/** The next symbol. @throws {Damaged} when no code begins so */
export function readSymbol(bits: BitReader, { limits, bases, symbols }: PrefixCode): number {
  let code = 0;
  for (let length = 1; length < limits.length; length += 1) {
    code = (code << 1) | bits.take(1);
    if (code <= (limits[length] ?? -1)) {
      const symbol = symbols[code - (bases[length] ?? 0)];
      if (symbol !== undefined) return symbol;
    }
  }
  throw new Damaged('no symbol of it has such a code');
}
