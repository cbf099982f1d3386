import * as v from 'valibot';
import type { ModelFacts } from '../../model/modelFile.ts';
import type { ByteReader } from '../byteReader.ts';
import { Damaged } from './damaged.ts';

/*
 * safetensors: the length of a header as 64 bits, little-endian; the header as JSON, which gives
 * for each tensor its type, shape and place; then the bytes of the tensors without gaps.
 * Source: the README of huggingface/safetensors.
 */

/** The library itself refuses longer headers. */
const longestHeader = 100_000_000;

const tensor = v.object({
  dtype: v.string(),
  shape: v.array(v.pipe(v.number(), v.integer(), v.minValue(0))),
  data_offsets: v.tuple([v.number(), v.number()]),
});
const header = v.objectWithRest(
  { __metadata__: v.optional(v.record(v.string(), v.string())) },
  tensor,
);

const widths: Readonly<Record<string, number>> = {
  BOOL: 1,
  U8: 1,
  I8: 1,
  F8_E5M2: 1,
  F8_E4M3: 1,
  I16: 2,
  U16: 2,
  F16: 2,
  BF16: 2,
  I32: 4,
  U32: 4,
  F32: 4,
  F64: 8,
  I64: 8,
  U64: 8,
};

/** @returns undefined when the bytes are something else. @throws {Damaged} */
export async function readSafetensors(
  reader: ByteReader,
  size: number,
): Promise<ModelFacts | undefined> {
  if (!(await reader.fill(10))) return undefined;
  const length = Number(Buffer.from(await reader.take(8)).readBigUInt64LE());
  if (length < 2 || length > longestHeader || !reader.startsWith([0x7b])) return undefined;
  if (8 + length > size) throw new Damaged('its header ends beyond the file');
  const tensors = parseHeader(Buffer.from(await reader.take(length)).toString('utf8'));
  const { __metadata__: metadata = {}, ...named } = tensors;
  checkPlaces(Object.entries(named), size - 8 - length);
  const types = new Set(Object.values(named).map(({ dtype }) => dtype));
  const parameters = Object.values(named).reduce((sum, { shape }) => sum + product(shape), 0);
  return {
    format: 'safetensors',
    ...(metadata['format'] === undefined ? {} : { modelClass: metadata['format'] }),
    libraries: [{ name: 'safetensors' }],
    details: {
      Tensors: String(Object.keys(named).length),
      Parameters: String(parameters),
      Types: [...types].join(', '),
    },
    findings: [],
  };
}

function parseHeader(text: string): v.InferOutput<typeof header> {
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch {
    throw new Damaged('its header is not JSON');
  }
  const parsed = v.safeParse(header, data);
  if (!parsed.success) throw new Damaged('its header does not describe tensors');
  return parsed.output;
}

type NamedTensor = [string, v.InferOutput<typeof tensor>];

function checkPlaces(tensors: readonly NamedTensor[], bytes: number): void {
  let at = 0;
  for (const [
    name,
    {
      dtype,
      shape,
      data_offsets: [from, to],
    },
  ] of tensors.toSorted(
    ([, a], [, b]) =>
      a.data_offsets[0] - b.data_offsets[0] || a.data_offsets[1] - b.data_offsets[1],
  )) {
    if (from !== at || to < from) throw new Damaged(`the place of the tensor ${name} is wrong`);
    const width = widths[dtype];
    if (width !== undefined && to - from !== product(shape) * width) {
      throw new Damaged(`the tensor ${name} has not the size of its shape`);
    }
    at = to;
  }
  if (at !== bytes) throw new Damaged(`it has ${bytes} bytes of tensors where ${at} are announced`);
}

function product(shape: readonly number[]): number {
  return shape.reduce((count, side) => count * side, 1);
}
