import type { ByteReader } from '../byteReader.ts';
import { Damaged } from '../formats/damaged.ts';
import { BitReader, prefixCode, readSymbol, type PrefixCode } from './bits.ts';

/*
 * bzip2, as `joblib.dump(compress='bz2')` writes it. The format has no document of its own; source:
 * the published decoder of bzip2 1.0. Checksums are passed over: whoever loads the file judges them.
 */

/** Bytes of plain text before the first coding, for each level of a stream. */
const levelBytes = 100_000;
/** More than a block of any level needs in the file. */
const blockBytes = 2_600_000;
/** Blocks that are read at once: what is left of the last ones is copied each time. */
const blocksRead = 3;
const blockMagic = 0x314159;
const endMagic = 0x177245;
const groupSize = 50;
const longestCode = 20;
const piece = 64 * 1024;

/** Gives what the streams of a file hold, some at a time. @throws {Damaged | EndOfBytes} */
export async function* bzip2Streams(reader: ByteReader): AsyncGenerator<Uint8Array> {
  do {
    const [b = 0, z = 0, h = 0, level = 0] = await reader.take(4);
    if (b !== 0x42 || z !== 0x5a || h !== 0x68 || level < 0x31 || level > 0x39) {
      throw new Damaged('what follows a stream of bzip2 is none');
    }
    const block = new Uint32Array((level - 0x30) * levelBytes);
    const bits = new BitReader(reader);
    for (;;) {
      // As much as a block can need is made ready, so that it is decoded without waiting.
      if (reader.ready < blockBytes) await reader.fill(blocksRead * blockBytes);
      const magic = bits.take(24);
      bits.take(24);
      // The checksum of a block, or of the whole.
      bits.take(16);
      bits.take(16);
      if (magic === endMagic) break;
      if (magic !== blockMagic) throw new Damaged('a block of bzip2 has another beginning');
      yield* plainOf(readBlock(bits, block));
    }
  } while (await reader.fill(1));
}

/** A block after its second coding was undone: the sorted text, and where to begin in it. */
interface SortedBlock {
  /** The byte in the low eight bits, and which comes next in the others. */
  readonly chain: Uint32Array;
  readonly length: number;
  readonly first: number;
}

function readBlock(bits: BitReader, chain: Uint32Array): SortedBlock {
  // Written by versions before 0.9.5 alone.
  if (bits.take(1) === 1) throw new Damaged('it is a randomised block of bzip2');
  const origin = bits.take(24);
  const used = readUsedBytes(bits);
  const codes = bits.take(3);
  const selectors = readSelectors(bits, codes);
  const tables = Array.from({ length: codes }, () => readCode(bits, used.length + 2));
  const { length, counts } = readMoved(bits, chain, used, selectors, tables);
  if (origin >= length) throw new Damaged('a block of bzip2 begins outside itself');
  return { chain, length, first: linked(chain, length, counts, origin) };
}

function readUsedBytes(bits: BitReader): number[] {
  const rows = bits.take(16);
  const used: number[] = [];
  for (let row = 0; row < 16; row += 1) {
    if ((rows & (0x8000 >>> row)) === 0) continue;
    const columns = bits.take(16);
    for (let column = 0; column < 16; column += 1) {
      if ((columns & (0x8000 >>> column)) !== 0) used.push(row * 16 + column);
    }
  }
  if (used.length === 0) throw new Damaged('a block of bzip2 uses no bytes');
  return used;
}

/** Which code each group of symbols is written in. */
function readSelectors(bits: BitReader, codes: number): Uint8Array {
  const count = bits.take(15);
  if (codes < 2 || codes > 6 || count === 0) throw new Damaged('a block of bzip2 has no codes');
  const recent = Array.from({ length: codes }, (_, index) => index);
  return Uint8Array.from({ length: count }, () => {
    let back = 0;
    while (bits.take(1) === 1) back += 1;
    const [code] = recent.splice(back, 1);
    if (code === undefined) throw new Damaged('a block of bzip2 names a code that it has not');
    recent.unshift(code);
    return code;
  });
}

function readCode(bits: BitReader, symbols: number): PrefixCode {
  let length = bits.take(5);
  const lengths = Array.from({ length: symbols }, () => {
    while (bits.take(1) === 1) length += bits.take(1) === 1 ? -1 : 1;
    if (length < 1 || length > longestCode) throw new Damaged('a code of bzip2 is too long');
    return length;
  });
  return prefixCode(lengths, longestCode);
}

/** Undoes the codes, the runs, and the moving of each byte to the front. */
function readMoved(
  bits: BitReader,
  into: Uint32Array,
  used: readonly number[],
  selectors: Uint8Array,
  tables: readonly PrefixCode[],
): { readonly length: number; readonly counts: Uint32Array } {
  const recent = Uint8Array.from(used);
  const counts = new Uint32Array(256);
  const end = used.length + 1;
  let length = 0;
  let run = 0;
  let weight = 1;
  for (const selector of selectors) {
    const table = tables[selector];
    if (table === undefined) throw new Damaged('a block of bzip2 names a code that it has not');
    for (let left = groupSize; left > 0; left -= 1) {
      const symbol = readSymbol(bits, table);
      if (symbol <= 1) {
        // The length of a run in digits 1 and 2, the lowest first.
        run += weight << symbol;
        weight *= 2;
        if (run > into.length) throw tooLong();
        continue;
      }
      if (run > 0) {
        const byte = recent[0] ?? 0;
        if (length + run > into.length) throw tooLong();
        into.fill(byte, length, length + run);
        counts[byte] = (counts[byte] ?? 0) + run;
        length += run;
        run = 0;
        weight = 1;
      }
      if (symbol === end) return { length, counts };
      const byte = recent[symbol - 1] ?? 0;
      recent.copyWithin(1, 0, symbol - 1);
      recent[0] = byte;
      if (length >= into.length) throw tooLong();
      into[length] = byte;
      counts[byte] = (counts[byte] ?? 0) + 1;
      length += 1;
    }
  }
  throw new Damaged('a block of bzip2 has no end');
}

function tooLong(): Damaged {
  return new Damaged('a block of bzip2 is longer than it may be');
}

/** Undoes the sorting: writes into each place which one follows, and gives the first. */
function linked(chain: Uint32Array, length: number, counts: Uint32Array, origin: number): number {
  const next = new Uint32Array(256);
  for (let byte = 1; byte < 256; byte += 1) {
    next[byte] = (next[byte - 1] ?? 0) + (counts[byte - 1] ?? 0);
  }
  for (let index = 0; index < length; index += 1) {
    const byte = (chain[index] ?? 0) & 0xff;
    const place = next[byte] ?? 0;
    next[byte] = place + 1;
    chain[place] = (chain[place] ?? 0) | (index << 8);
  }
  return (chain[origin] ?? 0) >>> 8;
}

/** Follows the chain, and undoes the first coding: four equal bytes, then how many more. */
function* plainOf({ chain, length, first }: SortedBlock): Generator<Uint8Array> {
  const out = new Uint8Array(piece + 256);
  let filled = 0;
  let at = first;
  let last = -1;
  let same = 0;
  for (let left = length; left > 0; left -= 1) {
    const entry = chain[at] ?? 0;
    const byte = entry & 0xff;
    at = entry >>> 8;
    if (same === 4) {
      out.fill(last, filled, filled + byte);
      filled += byte;
      same = 0;
      last = -1;
    } else {
      same = byte === last ? same + 1 : 1;
      last = byte;
      out[filled] = byte;
      filled += 1;
    }
    if (filled >= piece) {
      yield out.subarray(0, filled);
      filled = 0;
    }
  }
  if (filled > 0) yield out.subarray(0, filled);
}
