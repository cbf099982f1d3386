import {
  keysOf,
  interpolationsOf,
  isExpression,
  unescaped,
  type Interpolation,
} from './expression.ts';
import { insideText, type ParsingSettings } from './commandText.ts';
import { select, toValue, type ContextDict, type ContextNode } from './context.ts';
import { typeInWords, type Entry, type Scalar, type Span, type Value } from '../yaml/values.ts';

/** Why a `${…}` has no value. */
export type ResolutionProblem = {
  /** The `${…}` in its file. */
  readonly span: Span;
  readonly interpolation: Interpolation;
  /** The text that it stands in. */
  readonly scalar: Scalar;
} & (
  | { readonly kind: 'syntax' }
  | { readonly kind: 'missing'; readonly keys: readonly string[] }
  | { readonly kind: 'type'; readonly found: ContextNode }
  | { readonly kind: 'nested'; readonly found: ContextNode; readonly name: string }
);

/** A `${…}` that has a value. */
export interface Reference {
  readonly span: Span;
  readonly keys: readonly string[];
  readonly node: ContextNode;
}

/** What resolving data needs and gives. */
export interface Resolution {
  /** The text of the file that the data is in, to find a `${…}` in it. */
  readonly text: string;
  readonly context: ContextDict;
  readonly settings: ParsingSettings;
  /**
   * What may stand in for a `${…}`: single values, or maps as well in a command, or anything at all
   * outside of stages.
   */
  readonly allowed: 'values' | 'values-and-maps' | 'anything';
  readonly problems: ResolutionProblem[];
  readonly references: Reference[];
}

/** The data with all its `${…}` replaced; unknown where one has no value. */
export function resolve(value: Value, resolution: Resolution): Value {
  switch (value.kind) {
    case 'unknown':
      return value;
    case 'scalar':
      return value.type === 'str' ? resolveText(value, resolution) : value;
    case 'list':
      return { ...value, items: value.items.map((item) => resolve(item, resolution)) };
    case 'map': {
      const entries: Entry[] = value.entries.map((entry) => ({
        key: resolve(entry.key, resolution),
        value: resolve(entry.value, resolution),
        merged: entry.merged,
      }));
      return { ...value, entries };
    }
  }
}

function resolveText(scalar: Scalar, resolution: Resolution): Value {
  const found = interpolationsOf(scalar.text);
  const [first] = found;
  if (first === undefined) {
    return scalar.text.includes('\\${')
      ? { ...scalar, ...valueOf(unescaped(scalar.text)) }
      : scalar;
  }
  if (found.length === 1 && first.whole === scalar.text) {
    const node = nodeOf(first, 0, scalar, resolution);
    return node === undefined ? unknownAt(scalar) : toValue(node, scalar);
  }
  let [text, at, known] = ['', 0, true];
  for (const [index, interpolation] of found.entries()) {
    const node = nodeOf(interpolation, index, scalar, resolution);
    const part =
      node === undefined ? undefined : partOf(node, interpolation, index, scalar, resolution);
    known &&= part !== undefined;
    text += scalar.text.slice(at, interpolation.index) + (part ?? '');
    at = interpolation.index + interpolation.whole.length;
  }
  text += scalar.text.slice(at);
  return known ? { ...scalar, ...valueOf(unescaped(text)) } : unknownAt(scalar);
}

function valueOf(text: string): { value: string; text: string } {
  return { value: text, text };
}

function unknownAt({ start, end }: Span): Value {
  return { kind: 'unknown', start, end };
}

/** The node that a `${…}` names, when it may stand there. */
function nodeOf(
  interpolation: Interpolation,
  index: number,
  scalar: Scalar,
  resolution: Resolution,
): ContextNode | undefined {
  const span = spanOf(index, scalar, resolution.text);
  const base = { span, interpolation, scalar };
  if (!isExpression(interpolation.inner)) {
    resolution.problems.push({ ...base, kind: 'syntax' });
    return undefined;
  }
  const keys = keysOf(interpolation.inner);
  const node = select(resolution.context, keys);
  if (node === undefined) {
    resolution.problems.push({ ...base, kind: 'missing', keys });
    return undefined;
  }
  resolution.references.push({ span, keys, node });
  const { allowed } = resolution;
  const fits =
    node.kind === 'leaf' ||
    allowed === 'anything' ||
    (node.kind === 'dict' && allowed === 'values-and-maps');
  if (!fits) resolution.problems.push({ ...base, kind: 'type', found: node });
  return fits ? node : undefined;
}

function partOf(
  node: ContextNode,
  interpolation: Interpolation,
  index: number,
  scalar: Scalar,
  resolution: Resolution,
): string | undefined {
  if (node.kind === 'leaf' && node.value.kind === 'unknown') return undefined;
  const part = insideText(toValue(node, scalar), resolution.settings);
  if (typeof part === 'string') return part;
  const span = spanOf(index, scalar, resolution.text);
  resolution.problems.push({
    kind: 'nested',
    span,
    interpolation,
    scalar,
    found: node,
    name: part.nestedIn,
  });
  return undefined;
}

/** Where the n-th `${…}` of a text stands in the file; the whole text where that cannot be told. */
export function spanOf(index: number, scalar: Scalar, fileText: string): Span {
  const written = interpolationsOf(fileText.slice(scalar.start, scalar.end).replaceAll('\n', ' '));
  const same = written[index];
  if (same === undefined) return scalar;
  const start = scalar.start + same.index;
  return { start, end: start + same.whole.length };
}

/** A `${…}` that stands alone resolved to its node, which is told from data that is written out. */
export function resolveKeepingNode(
  value: Value,
  resolution: Resolution,
): { readonly node: ContextNode } | { readonly raw: Value } {
  if (value.kind === 'scalar' && value.type === 'str') {
    const [first] = interpolationsOf(value.text);
    if (first?.whole === value.text) {
      const node = nodeOf(first, 0, value, { ...resolution, allowed: 'anything' });
      return node === undefined ? { raw: unknownAt(value) } : { node };
    }
  }
  return { raw: resolve(value, resolution) };
}

/** What is wrong with a `${…}`, in a sentence. */
export function resolutionInWords(
  problem: ResolutionProblem,
  suggestion: string | undefined,
): string {
  const { whole } = problem.interpolation;
  switch (problem.kind) {
    case 'syntax':
      return `\`${whole}\` is no parameter: between the braces stands a name such as \`train.lr\` or \`layers[0]\`. Write \`\\${whole}\` for a variable of the shell.`;
    case 'missing': {
      const name = problem.keys.join('.');
      const hint = suggestion === undefined ? '' : ` Did you mean \`\${${suggestion}}\`?`;
      return `There is no parameter \`${name}\`: DVC replaces \`\${…}\` itself, from params.yaml and vars.${hint}`;
    }
    case 'type':
      return `\`${whole}\` is ${typeInWords(problem.found.value)}, which DVC cannot put here. Name one of its values.`;
    case 'nested':
      return `\`${whole}\` cannot become options of a command: its list \`${problem.name}\` holds lists or maps.`;
  }
}
