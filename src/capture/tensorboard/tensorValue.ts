import { type MessageReader, wire } from './protobuf.ts';

/** Element types of TensorFlow's `types.proto` that a scalar may have. */
const dtype = {
  float: 1,
  double: 2,
  int32: 3,
  uint8: 4,
  int16: 5,
  int8: 6,
  int64: 9,
  bool: 10,
  bfloat16: 14,
  half: 19,
} as const;

/** Fields of `TensorProto` that hold elements: float, double, int, int64, bool and half. */
const elementFields: ReadonlySet<number> = new Set([5, 6, 7, 10, 11, 13]);

/**
 * The single number of the `TensorProto` that the reader stands in; undefined when it has several
 * elements, or is no number.
 */
export function scalarOfTensor(reader: MessageReader): number | undefined {
  let type = 0;
  let elements = 1;
  let value: number | undefined;
  let content: Uint8Array | undefined;
  while (reader.next()) {
    const { field } = reader;
    if (reader.is(1, wire.varint)) type = reader.int64();
    else if (reader.is(2, wire.bytes)) elements = elementsOfShape(reader);
    else if (reader.is(4, wire.bytes)) content = reader.bytes();
    else if (elementFields.has(field)) value = firstElement(reader, field);
    else reader.skip();
  }
  if (elements !== 1) return undefined;
  if (content !== undefined && content.length > 0) return valueOfContent(content, type);
  if (value === undefined) return undefined;
  if (type === dtype.half) return halfValue(value);
  return type === dtype.bfloat16 ? bfloat16Value(value) : value;
}

/** The first element of a repeated number, packed or not. */
function firstElement(reader: MessageReader, field: number): number | undefined {
  if (reader.type !== wire.bytes) return element(reader, field);
  const outer = reader.enter();
  const value = reader.at < reader.end ? element(reader, field) : undefined;
  reader.leave(outer);
  return value;
}

function element(reader: MessageReader, field: number): number {
  if (field === 5) return reader.float();
  return field === 6 ? reader.double() : reader.int64();
}

function elementsOfShape(reader: MessageReader): number {
  let elements = 1;
  const outer = reader.enter();
  while (reader.next()) {
    if (!reader.is(2, wire.bytes)) {
      reader.skip();
      continue;
    }
    let size = 0;
    const shape = reader.enter();
    while (reader.next()) {
      if (reader.is(1, wire.varint)) size = reader.int64();
      else reader.skip();
    }
    reader.leave(shape);
    elements *= size;
  }
  reader.leave(outer);
  return elements;
}

const readers: Readonly<
  Record<number, readonly [bytes: number, read: (view: DataView) => number]>
> = {
  [dtype.float]: [4, (view) => view.getFloat32(0, true)],
  [dtype.double]: [8, (view) => view.getFloat64(0, true)],
  [dtype.int32]: [4, (view) => view.getInt32(0, true)],
  [dtype.int64]: [8, (view) => Number(view.getBigInt64(0, true))],
  [dtype.int16]: [2, (view) => view.getInt16(0, true)],
  [dtype.half]: [2, (view) => halfValue(view.getUint16(0, true))],
  [dtype.bfloat16]: [2, (view) => bfloat16Value(view.getUint16(0, true))],
  [dtype.int8]: [1, (view) => view.getInt8(0)],
  [dtype.uint8]: [1, (view) => view.getUint8(0)],
  [dtype.bool]: [1, (view) => view.getUint8(0)],
};

function valueOfContent(content: Uint8Array, type: number): number | undefined {
  const [bytes, read] = readers[type] ?? [];
  return read === undefined || bytes !== content.length
    ? undefined
    : read(new DataView(content.buffer, content.byteOffset, content.byteLength));
}

/** The IEEE 754 binary16 number with these bits. */
function halfValue(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0x1f) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

/** The bfloat16 number with these bits: the upper half of a binary32. */
function bfloat16Value(bits: number): number {
  const view = new DataView(new ArrayBuffer(4));
  view.setUint16(0, bits);
  return view.getFloat32(0);
}
