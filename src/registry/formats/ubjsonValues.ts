import type { ByteReader } from '../byteReader.ts';
import { Damaged } from './damaged.ts';
import type { FoundValues } from './jsonValues.ts';

/*
 * Universal Binary JSON, draft 12: a byte for the type, then the value; numbers are big-endian;
 * containers may say the type and count of their items once. Source: ubjson.org.
 */

const longestText = 4 * 1024 * 1024;

/** How many bytes a scalar of a type has. */
const scalarSizes: Readonly<Record<string, number>> = {
  Z: 0,
  N: 0,
  T: 0,
  F: 0,
  i: 1,
  U: 1,
  C: 1,
  I: 2,
  l: 4,
  L: 8,
  d: 4,
  D: 8,
};

/**
 * Reads some values of a document of any size, as `jsonValues` does of JSON.
 *
 * @throws {Damaged | EndOfBytes} when the document is cut off or is no object.
 */
export async function ubjsonValues(
  reader: ByteReader,
  wanted: ReadonlySet<string>,
): Promise<FoundValues> {
  const found = new Map<string, unknown>();
  if ((await character(reader)) !== '{') throw new Damaged('it is no UBJSON object');
  await readObject(reader, '', wanted, found);
  return found;
}

async function character(reader: ByteReader): Promise<string> {
  return String.fromCharCode((await reader.take(1))[0] ?? 0);
}

/** The type of the next value; `N` stands for nothing. */
async function marker(reader: ByteReader): Promise<string> {
  for (;;) {
    const type = await character(reader);
    if (type !== 'N') return type;
  }
}

async function integer(reader: ByteReader, type: string): Promise<number> {
  const bytes = Buffer.from(await reader.take(scalarSizes[type] ?? 0));
  switch (type) {
    case 'i':
      return bytes.readInt8();
    case 'U':
    case 'C':
      return bytes.readUInt8();
    case 'I':
      return bytes.readInt16BE();
    case 'l':
      return bytes.readInt32BE();
    case 'L':
      return Number(bytes.readBigInt64BE());
    case 'd':
      return bytes.readFloatBE();
    case 'D':
      return bytes.readDoubleBE();
    default:
      throw new Damaged(`a length is of the type “${type}”`);
  }
}

async function count(reader: ByteReader): Promise<number> {
  const value = await integer(reader, await marker(reader));
  if (!Number.isSafeInteger(value) || value < 0) throw new Damaged('a length cannot be');
  if (reader.size !== undefined && value > reader.size - reader.position && value > longestText) {
    throw new Damaged('a length goes beyond the file');
  }
  return value;
}

async function text(reader: ByteReader): Promise<string> {
  const length = await count(reader);
  if (length > longestText) throw new Damaged('a text in it is too long');
  return Buffer.from(await reader.take(length)).toString('utf8');
}

interface Head {
  /** The type of all items, when it is said once. */
  readonly type: string | undefined;
  /** Their number, when it is said; else the container ends with a bracket. */
  readonly count: number | undefined;
}

async function head(reader: ByteReader): Promise<Head> {
  await reader.fill(1);
  let type: string | undefined;
  if (reader.startsWith([0x24])) {
    await reader.skip(1);
    type = await character(reader);
    await reader.fill(1);
  }
  if (!reader.startsWith([0x23])) {
    if (type !== undefined) throw new Damaged('a container has a type without a count');
    return { type, count: undefined };
  }
  await reader.skip(1);
  return { type, count: await count(reader) };
}

async function readObject(
  reader: ByteReader,
  path: string,
  wanted: ReadonlySet<string>,
  found: Map<string, unknown>,
): Promise<void> {
  const { type, count: items = Infinity } = await head(reader);
  for (let index = 0; index < items; index += 1) {
    await reader.fill(1);
    if (items === Infinity && reader.startsWith([0x7d])) {
      await reader.skip(1);
      return;
    }
    const key = await text(reader);
    const here = path === '' ? key : `${path}.${key}`;
    const kind = type ?? (await marker(reader));
    if (kind === '{' && [...wanted].some((want) => want.startsWith(`${here}.`))) {
      await readObject(reader, here, wanted, found);
    } else {
      const value = await readValue(reader, kind, wanted.has(here));
      if (wanted.has(here)) found.set(here, value);
    }
  }
}

async function readValue(reader: ByteReader, kind: string, keep: boolean): Promise<unknown> {
  switch (kind) {
    case 'S':
    case 'H':
      if (keep) return await text(reader);
      await reader.skip(await count(reader));
      return undefined;
    case 'T':
      return true;
    case 'F':
      return false;
    case 'Z':
    case 'N':
      return null;
    case '[':
      return await readArray(reader, keep);
    case '{': {
      const inner = new Map<string, unknown>();
      await readObject(reader, '', new Set(), inner);
      return undefined;
    }
    default:
      if (scalarSizes[kind] === undefined) throw new Damaged(`a value has the type “${kind}”`);
      return await integer(reader, kind);
  }
}

async function readArray(reader: ByteReader, keep: boolean): Promise<unknown[]> {
  const { type, count: items = Infinity } = await head(reader);
  const size = type === undefined ? undefined : scalarSizes[type];
  if (!keep && size !== undefined && items !== Infinity) {
    await reader.skip(size * items);
    return [];
  }
  const values: unknown[] = [];
  for (let index = 0; index < items; index += 1) {
    await reader.fill(1);
    if (items === Infinity && reader.startsWith([0x5d])) {
      await reader.skip(1);
      break;
    }
    const value = await readValue(reader, type ?? (await marker(reader)), keep);
    if (keep) values.push(value);
  }
  return values;
}
