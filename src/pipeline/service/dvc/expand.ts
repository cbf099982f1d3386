import { pythonStr } from '../python.ts';
import { asString, typeInWords, type Dict, type Span, type Value } from '../yaml/values.ts';
import { textValue, toNode, toValue, type ContextNode, type Origin } from './context.ts';
import { interpolationsOf } from './expression.ts';
import { resolve, resolveKeepingNode, type Resolution } from './resolve.ts';

/** One stage that a `foreach` or `matrix` makes. */
export interface Generated {
  /** What stands behind `@`. */
  readonly key: string;
  /** `item` and, where there is one, `key`. May throw on a value that DVC has no place for. */
  readonly names: () => Readonly<Record<string, ContextNode>>;
}

/** Why there are no stages: the value cannot be gone through. */
export interface ExpansionProblem {
  readonly code: 'foreach-type' | 'matrix-type';
  readonly message: string;
  readonly span: Span;
  readonly axis?: string;
}

/** An item as DVC has it: a node of its context, or data that is written out. */
type Item = { readonly node: ContextNode } | { readonly raw: Value };

/** More stages than anybody has; a slip in a matrix must not make an editor hang. */
export const maxGenerated = 10_000;

/**
 * The stages of a `foreach`.
 * @returns nothing where an unknown value decides.
 */
export function expandForeach(
  data: Value,
  resolution: Resolution,
  origin: Origin,
): Generated[] | ExpansionProblem | undefined {
  const template = templatedKey(data);
  if (template !== undefined) return keyProblem('foreach-type', template);
  const top = resolveKeepingNode(data, resolution);
  const value = valueOf(top);
  if (value.kind === 'unknown') return undefined;
  if (value.kind === 'scalar') {
    const message = `\`foreach\` needs a list or a map, not ${typeInWords(value)}.`;
    return { code: 'foreach-type', message, span: data };
  }
  const generated = new Map<string, Generated>();
  if (value.kind === 'map') {
    for (const [key, item] of pairsOf(top, data, resolution)) {
      const names = () => ({ item: nodeOf(item, origin), key: keyNode(key, data, origin) });
      generated.set(key, { key, names });
    }
  } else {
    const items = itemsOf(top, data, resolution);
    const composite = items.some(isComposite);
    for (const [index, item] of items.entries()) {
      if (!composite && valueOf(item).kind === 'unknown') return undefined;
      const key = composite ? String(index) : nameOf(item);
      generated.set(key, { key, names: () => ({ item: nodeOf(item, origin) }) });
    }
  }
  return [...generated.values()].slice(0, maxGenerated);
}

/**
 * The stages of a `matrix`: all combinations of the values of its axes.
 * @returns nothing where an unknown value decides.
 */
export function expandMatrix(
  matrix: Dict,
  resolution: Resolution,
  origin: Origin,
): Generated[] | ExpansionProblem | undefined {
  const template = templatedKey(matrix);
  if (template !== undefined) return keyProblem('matrix-type', template);
  const axes: { name: string; items: readonly Item[] }[] = [];
  for (const { key, value } of matrix.entries) {
    const name = resolve(key, { ...resolution, allowed: 'anything' });
    const items = axisItems(value, resolution);
    if (items === undefined || name.kind === 'unknown') return undefined;
    if ('code' in items) return items;
    axes.push({ name: pythonStr(name), items });
  }
  let combinations: { fragments: readonly string[]; values: Readonly<Record<string, Item>> }[] = [
    { fragments: [], values: {} },
  ];
  for (const { name, items } of axes) {
    combinations = combinations.flatMap(({ fragments, values }) =>
      items.map((item, index) => ({
        fragments: [...fragments, isComposite(item) ? `${name}${index}` : nameOf(item)],
        values: { ...values, [name]: item },
      })),
    );
    if (combinations.length > maxGenerated) combinations.length = maxGenerated;
  }
  if (axes.some(({ items }) => items.some((item) => !isComposite(item) && isUnknown(item))))
    return undefined;
  const generated = new Map<string, Generated>();
  for (const { fragments, values } of combinations) {
    const key = fragments.join('-');
    const names = () => ({
      item: combinedNode(values, matrix, origin),
      key: keyNode(key, matrix, origin),
    });
    generated.set(key, { key, names });
  }
  return [...generated.values()];
}

/** A key that is a `${…}` and nothing else, which DVC cannot have in the data of these. */
function templatedKey(data: Value): Value | undefined {
  if (data.kind === 'list') {
    return data.items.map(templatedKey).find((found) => found !== undefined);
  }
  if (data.kind !== 'map') return undefined;
  for (const { key, value } of data.entries) {
    const text = asString(key);
    if (text !== undefined && interpolationsOf(text)[0]?.whole === text) return key;
    const inside = templatedKey(value);
    if (inside !== undefined) return inside;
  }
  return undefined;
}

function keyProblem(code: ExpansionProblem['code'], span: Span): ExpansionProblem {
  const message = 'A `${…}` cannot be a key here: DVC crashes on it. Write the key out.';
  return { code, message, span };
}

function axisItems(
  data: Value,
  resolution: Resolution,
): readonly Item[] | ExpansionProblem | undefined {
  const top = resolveKeepingNode(data, resolution);
  const value = valueOf(top);
  if (value.kind === 'unknown') return undefined;
  if (value.kind === 'list') return itemsOf(top, data, resolution);
  if (value.kind === 'map') {
    return pairsOf(top, data, resolution).map(([key]) => ({ raw: textValue(key, data) }));
  }
  // DVC goes through the letters of a text that is written out.
  if ('raw' in top && value.type === 'str') {
    return Array.from(value.text, (letter) => ({ raw: textValue(letter, data) }));
  }
  const message = `An axis of a matrix needs a list, not ${typeInWords(value)}.`;
  return { code: 'matrix-type', message, span: data };
}

function valueOf(item: Item): Value {
  return 'node' in item ? toValue(item.node, item.node.value) : item.raw;
}

function isUnknown(item: Item): boolean {
  return valueOf(item).kind === 'unknown';
}

function isComposite(item: Item): boolean {
  if ('node' in item) return item.node.kind !== 'leaf';
  return item.raw.kind === 'list' || item.raw.kind === 'map';
}

/** What an item is called: a boolean of params.yaml is `True`, one that is written out `true`. */
function nameOf(item: Item): string {
  if ('raw' in item && item.raw.kind === 'scalar' && item.raw.type === 'bool') {
    return item.raw.value === true ? 'true' : 'false';
  }
  return pythonStr(valueOf(item));
}

function itemsOf(top: Item, data: Value, resolution: Resolution): Item[] {
  if ('node' in top) {
    return top.node.kind === 'list' ? top.node.items.map((node) => ({ node })) : [];
  }
  return data.kind === 'list'
    ? data.items.map((item) => resolveKeepingNode(item, { ...resolution, problems: [] }))
    : [];
}

function pairsOf(top: Item, data: Value, resolution: Resolution): [string, Item][] {
  if ('node' in top) {
    return top.node.kind === 'dict'
      ? Array.from(top.node.entries, ([key, node]): [string, Item] => [key, { node }])
      : [];
  }
  if (data.kind !== 'map') return [];
  const silent = { ...resolution, problems: [] };
  return data.entries.map(({ key, value }): [string, Item] => [
    nameOf({ raw: resolve(key, silent) }),
    resolveKeepingNode(value, silent),
  ]);
}

function nodeOf(item: Item, origin: Origin): ContextNode {
  return 'node' in item ? item.node : toNode(item.raw, origin);
}

function keyNode(key: string, at: Span, origin: Origin): ContextNode {
  return { kind: 'leaf', origin, value: textValue(key, at) };
}

function combinedNode(
  values: Readonly<Record<string, Item>>,
  matrix: Dict,
  origin: Origin,
): ContextNode {
  const entries = new Map(
    Object.entries(values).map(([name, item]) => [name, nodeOf(item, origin)]),
  );
  return { kind: 'dict', origin, value: matrix, entries };
}
