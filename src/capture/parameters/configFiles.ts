import { readFile, readdir, stat } from 'node:fs/promises';
import path from 'node:path';
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
const maxFileBytes = 1024 * 1024;
const maxSteps = 50_000;
const maxDepth = 100;
const none: ConfigParameters = { params: {}, warnings: [] };

/**
 * The `params.yaml` that a command started in `cwd` uses: there, or in the nearest folder above it
 * up to the project's `root`.
 */
export async function readParamsFile(cwd: string, root: string): Promise<ConfigParameters> {
  for (let folder = path.resolve(cwd); ; folder = path.dirname(folder)) {
    const config = await readConfig(path.join(folder, 'params.yaml'));
    if (config !== undefined) return config;
    const inside = path.relative(root, folder);
    if (inside === '' || inside.startsWith('..') || path.isAbsolute(inside)) return none;
  }
}

/**
 * The configuration that Hydra composed for a run started in `cwd` at `since` (ms since the epoch).
 * Of the jobs of a multi-run what they have in common is taken.
 *
 * @param written files that the run is known to have written
 */
export async function readHydraConfig(
  cwd: string,
  since: number,
  written: readonly string[] = [],
): Promise<ConfigParameters> {
  const known = written.filter((file) => /[/\\]\.hydra[/\\]config\.yaml$/.test(file));
  const files = known.length > 0 ? known : await findHydraConfigs(cwd, since);
  const configs: ConfigParameters[] = [];
  for (const file of files) {
    const config = await readConfig(file);
    if (config !== undefined) configs.push(config);
  }
  const [first, ...others] = configs;
  if (first === undefined) return none;
  const common = Object.entries(first.params).filter(([name, value]) =>
    others.every(({ params }) => params[name] === value),
  );
  return { params: Object.fromEntries(common), warnings: first.warnings };
}

/** Hydra's default places: `outputs/<date>/<time>` and `multirun/<date>/<time>/<job>`. */
async function findHydraConfigs(cwd: string, since: number): Promise<string[]> {
  const folders = [cwd];
  for (const [kind, depth] of [
    ['outputs', 2],
    ['multirun', 3],
  ] as const) {
    let level = [path.join(cwd, kind)];
    for (let step = 0; step < depth; step++) {
      level = (await Promise.all(level.map((folder) => latestFolders(folder))))
        .flat()
        .slice(0, 200);
    }
    folders.push(...level);
  }
  const files: string[] = [];
  for (const folder of folders) {
    const file = path.join(folder, '.hydra', 'config.yaml');
    // File systems may round times down to two seconds.
    if ((await modifiedAt(file)) >= since - 2000) files.push(file);
  }
  return files;
}

/** The folders in a folder whose names sort last: names that are times, so the latest. */
async function latestFolders(folder: string): Promise<string[]> {
  try {
    const entries = await readdir(folder, { withFileTypes: true });
    return entries
      .filter((entry) => entry.isDirectory())
      .map((entry) => path.join(folder, entry.name))
      .sort()
      .slice(-100);
  } catch (error) {
    if (isSystemError(error)) return [];
    throw error;
  }
}

async function modifiedAt(file: string): Promise<number> {
  try {
    return (await stat(file)).mtimeMs;
  } catch (error) {
    if (isSystemError(error)) return Number.NEGATIVE_INFINITY;
    throw error;
  }
}

/** The parameters of a file; undefined when there is no such file. */
async function readConfig(file: string): Promise<ConfigParameters | undefined> {
  try {
    const { size } = await stat(file);
    if (size <= maxFileBytes) return flattenYaml(await readFile(file, 'utf8'), file);
    return { params: {}, warnings: [`${file} was not read: it is larger than 1 MiB.`] };
  } catch (error) {
    if (isSystemError(error)) return undefined;
    throw error;
  }
}

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

function isSystemError(error: unknown): boolean {
  return error instanceof Error && 'code' in error;
}
