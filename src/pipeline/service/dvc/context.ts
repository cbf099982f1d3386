import {
  asString,
  pythonType,
  type Scalar,
  type ScalarType,
  type Span,
  type Unknown,
  type Value,
} from '../yaml/values.ts';

/** Where a value of the context was written. */
export interface Origin {
  /** The file. */
  readonly path: string;
  /** What DVC calls it: `params.yaml`, `vars[0]`, or nothing for `item` and `key`. */
  readonly source: string;
}

interface NodeBase {
  readonly origin: Origin;
  /** The value in its file. */
  readonly value: Value;
  /** The key in its map, to go to. */
  readonly key?: Span;
}

/** A value that `${…}` can name, with where it comes from. Nodes never change. */
export type ContextNode =
  | (NodeBase & { readonly kind: 'leaf'; readonly value: Scalar | Unknown })
  | (NodeBase & { readonly kind: 'list'; readonly items: readonly ContextNode[] })
  | ContextDict;

/** A map that `${…}` can look into: its text keys. */
export interface ContextDict extends NodeBase {
  readonly kind: 'dict';
  readonly entries: ReadonlyMap<string, ContextNode>;
  /** What is not among the entries may exist nevertheless, in a file that is not read. */
  readonly open?: boolean;
}

/** Why a value cannot be part of the context: DVC has no place for dates and sets. */
export class UnsupportedValue extends Error {
  override readonly name = 'UnsupportedValue';
  readonly value: Value;
  readonly origin: Origin;

  constructor(value: Value, origin: Origin) {
    super(`Unsupported value of type ${pythonType(value)}`);
    this.value = value;
    this.origin = origin;
  }
}

/** Two sources give the same key. */
export class Redefinition extends Error {
  override readonly name = 'Redefinition';
  readonly keys: readonly string[];
  readonly first: ContextNode;
  readonly second: ContextNode;

  constructor(keys: readonly string[], first: ContextNode, second: ContextNode) {
    super(`cannot redefine ${keys.join('.')}`);
    this.keys = keys;
    this.first = first;
    this.second = second;
  }
}

const unsupported: ReadonlySet<ScalarType> = new Set(['date', 'datetime', 'set', 'tuple', 'other']);

/** Makes a node of a value. @throws UnsupportedValue for a date, set or tuple anywhere inside. */
export function toNode(value: Value, origin: Origin, key?: Span): ContextNode {
  const base = { origin, ...(key !== undefined && { key }) };
  switch (value.kind) {
    case 'unknown':
      return { ...base, kind: 'leaf', value };
    case 'scalar':
      if (unsupported.has(value.type)) {
        throw new UnsupportedValue(value, origin);
      }
      return { ...base, kind: 'leaf', value };
    case 'list':
      return {
        ...base,
        kind: 'list',
        value,
        items: value.items.map((item) => toNode(item, origin)),
      };
    case 'map': {
      const entries = new Map<string, ContextNode>();
      for (const entry of value.entries) {
        const name = asString(entry.key);
        if (name !== undefined) entries.set(name, toNode(entry.value, origin, entry.key));
      }
      return { ...base, kind: 'dict', value, entries };
    }
  }
}

/**
 * One map with the keys of both, deeply.
 * @throws Redefinition where both have a value that is no map.
 */
export function merge(
  into: ContextDict,
  update: ContextDict,
  keys: readonly string[] = [],
): ContextDict {
  const entries = new Map(into.entries);
  for (const [key, second] of update.entries) {
    const first = entries.get(key);
    if (first === undefined) entries.set(key, second);
    else if (first.kind === 'dict' && second.kind === 'dict') {
      entries.set(key, merge(first, second, [...keys, key]));
    } else throw new Redefinition([...keys, key], first, second);
  }
  return { ...into, entries };
}

/** The context with some names put over what was there. */
export function withNames(
  context: ContextDict,
  names: Readonly<Record<string, ContextNode>>,
): ContextDict {
  if (Object.keys(names).length === 0) return context;
  return { ...context, entries: new Map([...context.entries, ...Object.entries(names)]) };
}

/** The node at the end of a chain of keys; nothing where one of them is not there. */
export function select(context: ContextDict, keys: readonly string[]): ContextNode | undefined {
  let node: ContextNode | undefined = context;
  for (const key of keys) {
    if (node === undefined) return undefined;
    if (node.kind === 'leaf') return node.value.kind === 'unknown' ? node : undefined;
    if (node.kind === 'list') node = itemAt(node.items, key);
    else
      node = node.entries.get(key) ?? (node.open === true ? unknownNode(node.origin) : undefined);
  }
  return node;
}

function unknownNode(origin: Origin): ContextNode {
  return { kind: 'leaf', origin, value: { kind: 'unknown', start: 0, end: 0 } };
}

function itemAt(items: readonly ContextNode[], key: string): ContextNode | undefined {
  return /^[-+]?\d+(?:_\d+)*$/.test(key) ? items.at(Number(key.replaceAll('_', ''))) : undefined;
}

/** A node as data again, placed where it is used. */
export function toValue(node: ContextNode, at: Span): Value {
  const { start, end } = at;
  switch (node.kind) {
    case 'leaf':
      return { ...node.value, start, end };
    case 'list':
      return {
        kind: 'list',
        items: node.items.map((item) => toValue(item, at)),
        flow: true,
        start,
        end,
      };
    case 'dict': {
      const entries = Array.from(node.entries, ([name, value]) => ({
        key: textValue(name, at),
        value: toValue(value, at),
        merged: false,
      }));
      return { kind: 'map', entries, flow: true, start, end };
    }
  }
}

/** A text as data. */
export function textValue(text: string, { start, end }: Span): Scalar {
  return { kind: 'scalar', type: 'str', value: text, text, style: 'plain', start, end };
}

/** An empty context. */
export function emptyContext(path: string): ContextDict {
  const value = { kind: 'map', entries: [], flow: true, start: 0, end: 0 } as const;
  return { kind: 'dict', origin: { path, source: '' }, value, entries: new Map() };
}
