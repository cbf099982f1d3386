import {
  isAlias,
  isMap,
  isScalar,
  isSeq,
  parseDocument,
  type Document,
  type Pair,
  type YAMLMap,
} from 'yaml';
import { errorText } from '../../model/errors.ts';

/** Parameters out of configuration files. */
export interface ConfigParameters {
  readonly params: Readonly<Record<string, string>>;
  /** One sentence for each thing that was left out. */
  readonly warnings: readonly string[];
}

const maxParams = 1000;
const maxValueLength = 6000;
const maxSteps = 50_000;
const maxDepth = 100;

/**
 * The parameters in a YAML text: names of nested maps are joined with dots, lists are JSON, and
 * numbers stay as they are written. `file` is for warnings.
 */
export function flattenYaml(text: string, file: string): ConfigParameters {
  const document = parseDocument(text, { merge: true, logLevel: 'silent', uniqueKeys: false });
  const [error] = document.errors;
  if (error !== undefined) {
    const [sentence = ''] = error.message.split('\n');
    return { params: {}, warnings: [`${file} was not read: ${sentence.replace(/:$/, '')}.`] };
  }
  const flattener = new Flattener(document);
  try {
    flattener.visit(document.contents, '');
  } catch (cause) {
    return { params: {}, warnings: [`${file} was not read: ${errorText(cause)}.`] };
  }
  const kept = [...flattener.params].filter(([, value]) => value.length <= maxValueLength);
  const long = [...flattener.params].filter(([, value]) => value.length > maxValueLength);
  const warnings = long.map(
    ([name, value]) =>
      `Parameter ${name} of ${file} was left out: its value of ${value.length} characters is longer than ${maxValueLength}.`,
  );
  if (kept.length > maxParams) {
    const [first = ''] = kept[maxParams] ?? [];
    warnings.push(
      `${kept.length - maxParams} parameters of ${file}, from ${first} on, were left out: a run keeps ${maxParams}.`,
    );
  }
  return { params: Object.fromEntries(kept.slice(0, maxParams)), warnings };
}

/** Walks over one document. Aliases can make a small file huge, so that its steps are counted. */
class Flattener {
  readonly params = new Map<string, string>();
  readonly #document: Document;
  /** Nodes by their anchors, as far as the walk has come: an alias means the last before it. */
  readonly #anchors = new Map<string, unknown>();
  #steps = 0;

  constructor(document: Document) {
    this.#document = document;
  }

  visit(node: unknown, name: string, depth = 0): void {
    if (++this.#steps > maxSteps || depth > maxDepth) throw new Error('it holds too much');
    if ((isMap(node) || isSeq(node) || isScalar(node)) && node.anchor !== undefined) {
      this.#anchors.set(node.anchor, node);
    }
    if (isAlias(node)) {
      const target = this.#anchors.get(node.source);
      if (target === undefined) throw new Error(`it has no anchor named ${node.source}`);
      this.visit(target, name, depth + 1);
    } else if (isMap(node)) this.#map(node, name, depth + 1);
    else if (isSeq(node)) {
      this.params.set(name, JSON.stringify(node.toJS(this.#document, { maxAliasCount: 100 })));
    } else if (isScalar(node) && name !== '') {
      const { value, source } = node;
      this.params.set(name, typeof value === 'number' && source ? source : String(value));
    }
  }

  #map(map: YAMLMap, name: string, depth: number): void {
    const [own, merged] = [map.items.filter((pair) => !isMerge(pair)), map.items.filter(isMerge)];
    // What a map says itself counts more than what it merges, wherever it stands.
    for (const { value } of merged) this.#merge(value, name, depth);
    for (const { key, value } of own) {
      const part = isScalar(key) ? String(key.value) : String(key);
      this.visit(value, name === '' ? part : `${name}.${part}`, depth);
    }
  }

  /** One map, or a list of them of which the first counts most. */
  #merge(value: unknown, name: string, depth: number): void {
    if (isSeq(value)) for (const item of value.items.toReversed()) this.visit(item, name, depth);
    else this.visit(value, name, depth);
  }
}

function isMerge({ key }: Pair): boolean {
  return isScalar(key) && key.source === '<<';
}
