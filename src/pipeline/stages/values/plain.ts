import { readPythonParams } from '../../service/params/pythonParams.ts';
import type { Scalar, Value } from '../../service/yaml/values.ts';
import { get } from '../../service/yaml/values.ts';

/**
 * Data as Python has it after reading a file, without places: whole numbers are `bigint`, floats are
 * `number`, and what JavaScript has no type for is a `Written`.
 */
export type Plain =
  null | boolean | bigint | number | string | Written | readonly Plain[] | PlainMap;

/** A map in the order of its file. */
export type PlainMap = ReadonlyMap<Plain, Plain>;

/** A date, a set or bytes, as written in the file; equal to what is written alike. */
export class Written {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/** A value of a file is not known, so nothing can be compared with it. */
export class UnknownValue extends Error {
  override readonly name = 'UnknownValue';
}

/** Data without places. @throws UnknownValue where a part of it could not be read. */
export function toPlain(value: Value): Plain {
  switch (value.kind) {
    case 'unknown':
      throw new UnknownValue('The file could not be read.');
    case 'list':
      return value.items.map(toPlain);
    case 'map':
      return new Map(value.entries.map(({ key, value: inner }) => [toPlain(key), toPlain(inner)]));
    case 'scalar':
      return scalarToPlain(value);
  }
}

function scalarToPlain({ type, value, text }: Scalar): Plain {
  switch (type) {
    case 'null':
      return null;
    case 'bool':
      return value === true;
    case 'int':
      return typeof value === 'bigint' ? value : BigInt(Number(value));
    case 'float':
      return Number(value);
    case 'str':
      return text;
    case 'tuple':
      return tupleToPlain(text);
    case 'date':
    case 'datetime':
    case 'bytes':
    case 'set':
    case 'other':
      return new Written(text);
  }
}

/** A tuple of a Python file; in files that tell no tuples from lists it is a list. */
function tupleToPlain(source: string): Plain {
  const read = readPythonParams(`x = [${source.replace(/^\(|\)$/g, '')}]\n`);
  const list = read.kind === 'data' ? get(read.data, 'x') : undefined;
  return list === undefined ? new Written(source) : toPlain(list);
}

/** Whether Python finds two values equal: `1 == 1.0 == True`, and maps in any order. */
export function equalInPython(a: Plain, b: Plain): boolean {
  const [x, y] = [asNumber(a), asNumber(b)];
  // oxlint-disable-next-line eqeqeq -- a bigint and a number of the same value are equal
  if (x !== undefined && y !== undefined) return x == y;
  if (a instanceof Written) return b instanceof Written && a.text === b.text;
  if (isList(a)) {
    if (!isList(b) || a.length !== b.length) return false;
    return a.every((item, index) => equalInPython(item, b[index] ?? null));
  }
  if (a instanceof Map) {
    if (!(b instanceof Map) || a.size !== b.size) return false;
    return [...entriesOf(a)].every(([key, value]) => {
      const other = lookUp(b, key);
      return other !== undefined && equalInPython(value, other);
    });
  }
  return a === b;
}

/** The value of a map under a key; maps of files are small, and other keys than text are rare. */
export function lookUp(map: PlainMap, key: Plain): Plain | undefined {
  const direct = map.get(key);
  if (direct !== undefined || typeof key === 'string') return direct;
  return [...map].find(([other]) => equalInPython(key, other))?.[1];
}

/** Whether it is a list. */
export function isList(value: Plain | undefined): value is readonly Plain[] {
  return Array.isArray(value);
}

/** Whether it is a map. */
export function isMap(value: Plain | undefined): value is PlainMap {
  return value instanceof Map;
}

function entriesOf(map: PlainMap): Iterable<[Plain, Plain]> {
  return map.entries();
}

function asNumber(value: Plain): number | bigint | undefined {
  if (typeof value === 'boolean') return value ? 1 : 0;
  return typeof value === 'number' || typeof value === 'bigint' ? value : undefined;
}

/** Compares texts by their characters as Python does; JavaScript compares halves of them. */
export function comparePython(a: string, b: string): number {
  const [left, right] = [Array.from(a), Array.from(b)];
  for (const [index, char] of left.entries()) {
    const other = right[index];
    if (other === undefined) return 1;
    const difference = (char.codePointAt(0) ?? 0) - (other.codePointAt(0) ?? 0);
    if (difference !== 0) return difference;
  }
  return left.length - right.length;
}
