import type { ValueSpec, ModelFacts } from '../../model/modelFile.ts';
import type { ByteReader } from '../byteReader.ts';
import { fields, text, varint } from './protobufStream.ts';

/*
 * ONNX is a protocol buffer message. Only names, types and shapes are read: weights are passed
 * over, so that a file of any size needs no memory. Source: onnx/onnx.proto3 of the ONNX project.
 */

interface Graph {
  readonly inputs: ValueSpec[];
  readonly outputs: ValueSpec[];
  readonly initialized: Set<string>;
  readonly operators: Map<string, number>;
  /** Weights that lie in files beside the model. */
  readonly external: Set<string>;
}

/** TensorProto.DataType. */
const elementTypes: Readonly<Record<number, string>> = {
  1: 'float32',
  2: 'uint8',
  3: 'int8',
  4: 'uint16',
  5: 'int16',
  6: 'int32',
  7: 'int64',
  8: 'str',
  9: 'bool',
  10: 'float16',
  11: 'float64',
  12: 'uint32',
  13: 'uint64',
  16: 'bfloat16',
};

/**
 * Reads an ONNX model.
 *
 * @returns undefined when the bytes are not one.
 * @throws {MalformedMessage | EndOfBytes} when it is cut off.
 */
export async function readOnnx(reader: ByteReader): Promise<ModelFacts | undefined> {
  const graph: Graph = {
    inputs: [],
    outputs: [],
    initialized: new Set(),
    operators: new Map(),
    external: new Set(),
  };
  let producer = '';
  let version = '';
  let irVersion: number | undefined;
  let hasGraph = false;
  const opsets: string[] = [];
  for await (const field of fields(reader)) {
    if (field.number === 1 && field.wire === 0) irVersion = await varint(reader);
    else if (field.number === 2 && field.wire === 2) producer = await text(reader, field);
    else if (field.number === 3 && field.wire === 2) version = await text(reader, field);
    else if (field.number === 8 && field.wire === 2)
      opsets.push(await readOpset(reader, field.end));
    else if (field.number === 7 && field.wire === 2) {
      hasGraph = true;
      await readGraph(reader, field.end, graph);
    }
  }
  if (!hasGraph || irVersion === undefined || opsets.length === 0) return undefined;
  return {
    format: 'onnx',
    ...(producer === '' ? {} : { modelClass: `${producer} ${version}`.trim() }),
    libraries: [{ name: 'onnx' }, { name: 'onnxruntime' }],
    signature: {
      // Older files list the weights among the inputs too.
      inputs: graph.inputs.filter(({ name }) => !graph.initialized.has(name ?? '')),
      outputs: graph.outputs,
    },
    details: {
      Operators: [...graph.operators].map(([name, count]) => `${name} × ${count}`).join(', '),
      Opsets: opsets.join(', '),
      'IR version': String(irVersion),
    },
    findings: [...graph.external].map((file) => ({
      level: 'note' as const,
      file,
      text: `Weights lie in ${file}, which belongs to the model.`,
    })),
  };
}

async function readOpset(reader: ByteReader, end: number): Promise<string> {
  let domain = '';
  let version = 0;
  for await (const field of fields(reader, end)) {
    if (field.number === 1 && field.wire === 2) domain = await text(reader, field);
    else if (field.number === 2 && field.wire === 0) version = await varint(reader);
  }
  return `${domain === '' ? 'ai.onnx' : domain} ${version}`;
}

async function readGraph(reader: ByteReader, end: number, graph: Graph): Promise<void> {
  for await (const field of fields(reader, end)) {
    if (field.wire !== 2) continue;
    if (field.number === 1) await readNode(reader, field.end, graph);
    else if (field.number === 5) await readInitializer(reader, field.end, graph);
    else if (field.number === 11) graph.inputs.push(await readValue(reader, field.end));
    else if (field.number === 12) graph.outputs.push(await readValue(reader, field.end));
  }
}

async function readNode(reader: ByteReader, end: number, graph: Graph): Promise<void> {
  for await (const field of fields(reader, end)) {
    if (field.number !== 4 || field.wire !== 2) continue;
    const operator = await text(reader, field);
    graph.operators.set(operator, (graph.operators.get(operator) ?? 0) + 1);
  }
}

async function readInitializer(reader: ByteReader, end: number, graph: Graph): Promise<void> {
  for await (const field of fields(reader, end)) {
    if (field.wire !== 2) continue;
    if (field.number === 8) graph.initialized.add(await text(reader, field));
    else if (field.number === 13) await readExternal(reader, field.end, graph);
  }
}

async function readExternal(reader: ByteReader, end: number, graph: Graph): Promise<void> {
  let key = '';
  let value = '';
  for await (const field of fields(reader, end)) {
    if (field.wire !== 2) continue;
    if (field.number === 1) key = await text(reader, field);
    else if (field.number === 2) value = await text(reader, field);
  }
  if (key === 'location') graph.external.add(value);
}

async function readValue(reader: ByteReader, end: number): Promise<ValueSpec> {
  let name = '';
  let type: Omit<ValueSpec, 'name'> = { dtype: 'object', shape: [] };
  for await (const field of fields(reader, end)) {
    if (field.wire !== 2) continue;
    if (field.number === 1) name = await text(reader, field);
    else if (field.number === 2) type = await readType(reader, field.end);
  }
  return { name, ...type };
}

async function readType(reader: ByteReader, end: number): Promise<Omit<ValueSpec, 'name'>> {
  let dtype = 'object';
  let shape: (number | string | null)[] = [];
  for await (const field of fields(reader, end)) {
    // Field 1 is a tensor; sequences and maps stay objects.
    if (field.number !== 1 || field.wire !== 2) continue;
    for await (const part of fields(reader, field.end)) {
      if (part.number === 1 && part.wire === 0) {
        dtype = elementTypes[await varint(reader)] ?? 'object';
      } else if (part.number === 2 && part.wire === 2) shape = await readShape(reader, part.end);
    }
  }
  return { dtype, shape };
}

async function readShape(reader: ByteReader, end: number): Promise<(number | string | null)[]> {
  const shape: (number | string | null)[] = [];
  for await (const dimension of fields(reader, end)) {
    if (dimension.number !== 1 || dimension.wire !== 2) continue;
    let side: number | string | null = null;
    for await (const part of fields(reader, dimension.end)) {
      if (part.number === 1 && part.wire === 0) side = await varint(reader);
      else if (part.number === 2 && part.wire === 2) side = (await text(reader, part)) || null;
    }
    shape.push(side);
  }
  return shape;
}
