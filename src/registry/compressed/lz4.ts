import type { ByteReader } from '../byteReader.ts';
import { Damaged } from '../formats/damaged.ts';

/*
 * LZ4 frames, as `joblib.dump(compress='lz4')` writes them. Source: LZ4 Frame Format 1.6.4 and LZ4
 * Block Format, of the lz4 project. Checksums are passed over: whoever loads the file judges them.
 */

const frameMagic = 0x184d2204;
/** How far back a match may reach. */
const history = 64 * 1024;
const blockSizes: readonly number[] = [0, 0, 0, 0, 64, 256, 1024, 4096];

/** Gives what the frames of a stream hold, a block at a time. @throws {Damaged | EndOfBytes} */
export async function* lz4Frames(reader: ByteReader): AsyncGenerator<Uint8Array> {
  do {
    const magic = await number(reader, 4);
    if (magic >>> 4 === 0x184d2a5) await reader.skip(await number(reader, 4));
    else if (magic === frameMagic) yield* frame(reader);
    else throw new Damaged('what follows a frame of LZ4 is none');
  } while (await reader.fill(1));
}

async function* frame(reader: ByteReader): AsyncGenerator<Uint8Array> {
  const flags = await number(reader, 1);
  if (flags >>> 6 !== 1) throw new Damaged('it is a frame of LZ4 of an unknown version');
  if ((flags & 0x01) !== 0) throw new Damaged('its LZ4 frame needs a dictionary that is not in it');
  const blockKiB = blockSizes[((await number(reader, 1)) >>> 4) & 7] ?? 0;
  if (blockKiB === 0) throw new Damaged('its LZ4 frame has blocks of an unknown size');
  const linked = (flags & 0x20) === 0;
  const blockChecksum = (flags & 0x10) === 0 ? 0 : 4;
  const contentChecksum = (flags & 0x04) === 0 ? 0 : 4;
  const contentSize = (flags & 0x08) === 0 ? 0 : 8;
  await reader.skip(contentSize + 1);
  const window = new Uint8Array(history + blockKiB * 1024);
  let kept = 0;
  for (;;) {
    const size = await number(reader, 4);
    if (size === 0) break;
    const bytes = size & 0x7fffffff;
    if (bytes > blockKiB * 1024) throw new Damaged('a block of its LZ4 frame is too long');
    const block = await reader.take(bytes);
    const end = size >>> 31 === 1 ? copied(block, window, kept) : unpacked(block, window, kept);
    await reader.skip(blockChecksum);
    yield window.subarray(kept, end);
    kept = linked ? Math.min(end, history) : 0;
    window.copyWithin(0, end - kept, end);
  }
  await reader.skip(contentChecksum);
}

function copied(block: Uint8Array, window: Uint8Array, start: number): number {
  window.set(block, start);
  return start + block.length;
}

/** Unpacks a block behind what is kept of those before it; where it ends. */
function unpacked(block: Uint8Array, window: Uint8Array, start: number): number {
  let at = 0;
  let out = start;
  const longer = (length: number): number => {
    if (length !== 15) return length;
    let whole = length;
    for (;;) {
      const more = block[at] ?? 0;
      at += 1;
      whole += more;
      if (more !== 255 || at > block.length) return whole;
    }
  };
  while (at < block.length) {
    const token = block[at] ?? 0;
    at += 1;
    const literals = longer(token >>> 4);
    if (at + literals > block.length || out + literals > window.length) throw lying();
    window.set(block.subarray(at, at + literals), out);
    at += literals;
    out += literals;
    // The last sequence has no match.
    if (at === block.length) return out;
    const offset = (block[at] ?? 0) | ((block[at + 1] ?? 0) << 8);
    at += 2;
    const length = longer(token & 15) + 4;
    if (offset === 0 || offset > out || out + length > window.length || at > block.length) {
      throw lying();
    }
    // Byte by byte, since a match may overlap what it makes.
    for (const end = out + length; out < end; out += 1) window[out] = window[out - offset] ?? 0;
  }
  throw lying();
}

function lying(): Damaged {
  return new Damaged('a block of its LZ4 frame is damaged');
}

async function number(reader: ByteReader, bytes: 1 | 4): Promise<number> {
  const read = Buffer.from(await reader.take(bytes));
  return bytes === 1 ? read.readUInt8() : read.readUInt32LE();
}
