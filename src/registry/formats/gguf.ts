import type { ModelFacts } from '../../model/modelFile.ts';
import type { ByteReader } from '../byteReader.ts';
import { Damaged } from './damaged.ts';

/*
 * GGUF, little-endian: `GGUF`, version, count of tensors, count of key-value pairs, the pairs, the
 * tensors' descriptions, then their bytes. Source: docs/gguf.md of ggml-org/ggml.
 */

const magic = [0x47, 0x47, 0x55, 0x46];
/** Sizes of the scalar value types by their number. */
const scalarSizes = [1, 1, 2, 2, 4, 4, 4, 1, -1, -1, 8, 8, 8];
const stringType = 8;
const arrayType = 9;
const longestText = 1024 * 1024;
const mostPairs = 100_000;

/** `general.file_type`: how most of the weights are kept. */
const fileTypes: Readonly<Record<number, string>> = {
  0: 'F32',
  1: 'F16',
  2: 'Q4_0',
  3: 'Q4_1',
  7: 'Q8_0',
  8: 'Q5_0',
  9: 'Q5_1',
  10: 'Q2_K',
  11: 'Q3_K_S',
  12: 'Q3_K_M',
  13: 'Q3_K_L',
  14: 'Q4_K_S',
  15: 'Q4_K_M',
  16: 'Q5_K_S',
  17: 'Q5_K_M',
  18: 'Q6_K',
  32: 'BF16',
};

/** @returns undefined when the bytes are something else. @throws {Damaged | EndOfBytes} */
export async function readGguf(reader: ByteReader): Promise<ModelFacts | undefined> {
  if (!(await reader.fill(4)) || !reader.startsWith(magic)) return undefined;
  await reader.skip(4);
  const version = await unsigned(reader, 4);
  if (version < 2 || version > 3) throw new Damaged(`it is of the unknown version ${version}`);
  const tensors = await unsigned(reader, 8);
  const pairs = await unsigned(reader, 8);
  if (pairs > mostPairs) throw new Damaged('it announces more entries than can be');
  const entries = new Map<string, string>();
  for (let index = 0; index < pairs; index += 1) {
    const key = await text(reader);
    const value = await readValue(reader, await unsigned(reader, 4));
    if (value !== undefined) entries.set(key, value);
  }
  const architecture = entries.get('general.architecture');
  const fileType = entries.get('general.file_type');
  const context = entries.get(`${architecture}.context_length`);
  return {
    format: 'gguf',
    ...(architecture === undefined ? {} : { modelClass: architecture }),
    libraries: [],
    details: {
      Tensors: String(tensors),
      ...optional('Name', entries.get('general.name')),
      ...optional('Licence', entries.get('general.license')),
      ...optional('Size', entries.get('general.size_label')),
      ...optional('Context length', context),
      ...optional('Quantisation', fileType && (fileTypes[Number(fileType)] ?? fileType)),
    },
    findings: [],
  };
}

function optional(label: string, value: string | undefined): Record<string, string> {
  return value === undefined ? {} : { [label]: value };
}

async function unsigned(reader: ByteReader, width: 4 | 8): Promise<number> {
  const bytes = Buffer.from(await reader.take(width));
  return width === 4 ? bytes.readUInt32LE() : Number(bytes.readBigUInt64LE());
}

async function text(reader: ByteReader): Promise<string> {
  const length = await unsigned(reader, 8);
  if (length > longestText) throw new Damaged('a text is longer than can be');
  return Buffer.from(await reader.take(length)).toString('utf8');
}

/** Text and whole numbers are given; the rest is passed over. */
async function readValue(reader: ByteReader, type: number): Promise<string | undefined> {
  if (type === stringType) return await text(reader);
  if (type === arrayType) {
    await skipArray(reader);
    return undefined;
  }
  const size = scalarSizes[type];
  if (size === undefined || size < 0) throw new Damaged(`an entry has the unknown type ${type}`);
  const bytes = Buffer.from(await reader.take(size));
  if (type === 4 || type === 2 || type === 0) return String(bytes.readUIntLE(0, size));
  return type === 10 ? String(bytes.readBigUInt64LE()) : undefined;
}

async function skipArray(reader: ByteReader): Promise<void> {
  const type = await unsigned(reader, 4);
  const count = await unsigned(reader, 8);
  if (type === stringType) {
    for (let index = 0; index < count; index += 1) await reader.skip(await unsigned(reader, 8));
    return;
  }
  const size = scalarSizes[type];
  if (size === undefined || size < 0) throw new Damaged(`an array has the unknown type ${type}`);
  await reader.skip(count * size);
}
