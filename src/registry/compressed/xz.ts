import type { ByteReader } from '../byteReader.ts';
import { Damaged } from '../formats/damaged.ts';
import { LzmaDecoder, longestSymbol, lzmaProperties } from './lzma.ts';
import { Window } from './window.ts';

/*
 * What Python's `lzma` writes, and so `joblib.dump(compress='xz')` and `'lzma'`. Sources: The .xz
 * File Format 1.2.1, and the LZMA specification for the older form. Checksums are passed over:
 * whoever loads the file judges them.
 */

const piece = 64 * 1024;
/** As far back as a file may refer; twice what the highest level of xz does. */
const farthest = 128 * 1024 * 1024;
/** Bytes of a check, by a third of its number. */
const checkBytes: readonly number[] = [0, 4, 8, 16, 32, 64];
const lzma2 = 0x21;

/** Gives what the streams of an `.xz` file hold, some at a time. @throws {Damaged | EndOfBytes} */
export async function* xzStreams(reader: ByteReader): AsyncGenerator<Uint8Array> {
  while (await reader.fill(1)) {
    const head = await reader.take(4);
    // Streams are filled up with zeros.
    if (head.every((byte) => byte === 0)) continue;
    const [second = 0, third = 0] = await reader.take(2);
    if (Buffer.from(head).toString('latin1') !== '\u00fd7zX' || second !== 0x5a || third !== 0) {
      throw new Damaged('what follows a stream of xz is none');
    }
    const [, check = 0] = await reader.take(2);
    await reader.skip(4);
    for (;;) {
      const [size = 0] = await reader.take(1);
      if (size === 0) break;
      yield* block(reader, await readReach(reader, (size + 1) * 4 - 1));
      await reader.skip(checkBytes[Math.ceil((check & 15) / 3)] ?? 0);
    }
    await passIndex(reader);
  }
}

/** How far back a block refers, by its header. */
async function readReach(reader: ByteReader, size: number): Promise<number> {
  const header = [...(await reader.take(size))];
  const flags = header.shift() ?? 0;
  if ((flags & 0x40) !== 0) takeNumber(header);
  if ((flags & 0x80) !== 0) takeNumber(header);
  const filter = takeNumber(header);
  if ((flags & 3) !== 0 || filter !== lzma2) {
    throw new Damaged('it is compressed by xz with a filter other than LZMA2');
  }
  takeNumber(header);
  const bits = header.shift() ?? 0;
  return near(bits > 40 ? farthest + 1 : (2 | (bits & 1)) * 2 ** ((bits >>> 1) + 11));
}

function near(reach: number): number {
  if (reach <= farthest) return reach;
  throw new Damaged('unpacking it needs more than 128 MB of memory');
}

/** A number in groups of seven bits, the lowest first. */
function takeNumber(bytes: number[]): number {
  let value = 0;
  for (let weight = 1; weight <= 2 ** 56; weight *= 128) {
    const byte = bytes.shift() ?? 0;
    value += (byte & 0x7f) * weight;
    if (byte < 0x80) return value;
  }
  throw new Damaged('it has a length that cannot be');
}

/** The chunks of LZMA2. */
async function* block(reader: ByteReader, reach: number): AsyncGenerator<Uint8Array> {
  const window = new Window(reach);
  const decoder = new LzmaDecoder(window);
  const start = reader.position;
  for (let begun = false; ; begun = true) {
    const [control = 0] = await reader.take(1);
    if (control === 0) break;
    if (!begun && control !== 1 && control < 0xe0) {
      throw new Damaged('its first chunk builds on one before');
    }
    if (control === 1 || control >= 0xe0) window.reset();
    const low = Buffer.from(await reader.take(2)).readUInt16BE() + 1;
    if (control < 0x80) {
      if (control > 2) throw new Damaged('a chunk of it has a mark that LZMA2 does not know');
      for (const byte of await reader.take(low)) window.put(byte);
      yield window.drain();
    } else {
      const packed = Buffer.from(await reader.take(2)).readUInt16BE() + 1;
      if (control >= 0xc0) decoder.reset(lzmaProperties((await reader.take(1))[0] ?? 0));
      else if (control >= 0xa0) decoder.reset();
      yield* chunk(decoder, window, await reader.take(packed), ((control & 0x1f) << 16) + low);
    }
  }
  await reader.skip((4 - ((reader.position - start) % 4)) % 4);
}

function* chunk(
  decoder: LzmaDecoder,
  window: Window,
  packed: Uint8Array,
  size: number,
): Generator<Uint8Array> {
  if (packed.length < 5) throw new Damaged('a chunk of it is too short');
  decoder.begin(packed);
  const end = window.total + size;
  while (window.total < end) {
    const ended = decoder.run(Math.min(piece, end - window.total), 0);
    yield window.drain();
    if (ended || decoder.left < 0) break;
  }
  if (window.total !== end || decoder.left !== 0) throw new Damaged('a chunk of it is damaged');
}

/** The list of blocks at the end of a stream, and what closes it. */
async function passIndex(reader: ByteReader): Promise<void> {
  // The zero that marked it was taken.
  const start = reader.position - 1;
  const records = await readNumber(reader);
  for (let left = records * 2; left > 0; left -= 1) await readNumber(reader);
  await reader.skip((4 - ((reader.position - start) % 4)) % 4);
  await reader.skip(4 + 12);
}

async function readNumber(reader: ByteReader): Promise<number> {
  const bytes: number[] = [];
  do bytes.push(...(await reader.take(1)));
  while ((bytes.at(-1) ?? 0) >= 0x80 && bytes.length < 9);
  return takeNumber(bytes);
}

/** Gives what an `.lzma` file holds, some at a time. @throws {Damaged | EndOfBytes} */
export async function* lzmaFile(reader: ByteReader): AsyncGenerator<Uint8Array> {
  const head = Buffer.from(await reader.take(13));
  const window = new Window(near(head.readUInt32LE(1)));
  const size = head.readBigUInt64LE(5);
  const end = size === 0xffffffffffffffffn ? Number.MAX_SAFE_INTEGER : Number(size);
  const decoder = new LzmaDecoder(window);
  decoder.reset(lzmaProperties(head[0] ?? 0));
  decoder.begin(await reader.take(5));
  for (let ended = false; !ended && window.total < end;) {
    const more = await reader.fill(longestSymbol);
    decoder.feed(await reader.take(Math.min(reader.ready, piece)));
    do {
      const wanted = Math.min(piece, end - window.total);
      ended = decoder.run(wanted, more ? longestSymbol : 0);
      yield window.drain();
    } while (!ended && window.total < end && decoder.left >= (more ? longestSymbol : 0));
    if (decoder.left < 0) throw new Damaged('it ends too early');
  }
}
