import { readParams, type ParamsFile } from '../params/readParams.ts';
import { relativeTo, resolveFrom } from '../paths.ts';
import { leadsNowhere, type Workspace } from '../workspace.ts';
import {
  asString,
  entryOf,
  typeInWords,
  type Dict,
  type List,
  type Span,
  type Value,
} from '../yaml/values.ts';
import {
  merge,
  Redefinition,
  toNode,
  UnsupportedValue,
  type ContextDict,
  type Origin,
} from './context.ts';
import { interpolationsOf } from './expression.ts';

/** The values for `${…}`, and the files that they are from. */
export interface Loaded {
  readonly context: ContextDict;
  /** By path: the keys that were taken, or all of them. */
  readonly files: ReadonlyMap<string, readonly string[] | 'all'>;
}

/** Why the values cannot be loaded. */
export interface VarsProblem {
  readonly code:
    | 'vars-interpolated'
    | 'vars-missing-file'
    | 'vars-not-a-map'
    | 'vars-missing-key'
    | 'vars-broken-file'
    | 'vars-loaded-twice'
    | 'vars-redefined'
    | 'vars-reserved'
    | 'vars-unsupported';
  readonly message: string;
  /** In dvc.yaml; nothing for the params.yaml beside it. */
  readonly span?: Span;
  /** The index in `vars`. */
  readonly index?: number;
  /** Where it is in another file. */
  readonly related?: Span & { readonly path: string; readonly message: string };
}

/** Where values are loaded for. */
export interface VarsPlace {
  readonly workspace: Workspace;
  /** The dvc.yaml. */
  readonly file: string;
  /** What files are relative to. */
  readonly folder: string;
  /** The stage, whose own `vars` these are. */
  readonly stage?: string;
  /** Names that may not be given another value: `item` and `key` in a generated stage. */
  readonly reserved: readonly string[];
}

/** Loads the params.yaml of a folder, if there is one, on top of what is loaded. */
export function loadDefaultParams(place: VarsPlace, loaded: Loaded): Loaded | VarsProblem {
  const path = resolveFrom(place.folder, 'params.yaml');
  if (leadsNowhere(place.workspace, path)) {
    const message = 'params.yaml is a link that leads to no file. Remove it, or correct the link.';
    return { code: 'vars-missing-file', message };
  }
  if (place.workspace.kindOf(path) === undefined) return loaded;
  return loadFile(place, loaded, 'params.yaml', undefined);
}

/** Loads the entries of a `vars` list in turn, up to the first that cannot be loaded. */
export function loadVars(place: VarsPlace, loaded: Loaded, vars: List): Loaded | VarsProblem {
  const interpolated = vars.items.findIndex(holdsInterpolation);
  if (interpolated >= 0) {
    const span = vars.items[interpolated] ?? vars;
    const message =
      '`vars` cannot hold `${…}`: it is read before there are values. Write the value out.';
    return { code: 'vars-interpolated', message, span, index: interpolated };
  }
  let state = loaded;
  for (const [index, item] of vars.items.entries()) {
    const file = asString(item);
    const next =
      file === undefined
        ? addMap(place, state, item, index)
        : loadFile(place, state, file, { span: item, index });
    if ('code' in next) return next;
    state = next;
  }
  return state;
}

function holdsInterpolation(value: Value): boolean {
  switch (value.kind) {
    case 'unknown':
      return false;
    case 'scalar':
      return value.type === 'str' && interpolationsOf(value.text).length > 0;
    case 'list':
      return value.items.some(holdsInterpolation);
    case 'map':
      return value.entries.some(
        ({ key, value: inner }) => holdsInterpolation(key) || holdsInterpolation(inner),
      );
  }
}

interface Item {
  readonly span: Span;
  readonly index: number;
}

function addMap(place: VarsPlace, loaded: Loaded, map: Value, index: number): Loaded | VarsProblem {
  const source = `${place.stage === undefined ? '' : `${place.stage}.`}vars[${index}]`;
  return add(place, loaded, map, { path: place.file, source }, { span: map, index });
}

function loadFile(
  place: VarsPlace,
  loaded: Loaded,
  reference: string,
  item: Item | undefined,
): Loaded | VarsProblem {
  const [, name = '', listed] = /^([^:]*)(?::([^]*))?$/.exec(reference) ?? [];
  const keys =
    listed === undefined || listed === '' ? undefined : listed.split(',').filter(Boolean);
  const wanted = keys !== undefined && keys.length > 0 ? keys : undefined;
  const path = resolveFrom(place.folder, name);
  const before = loaded.files.get(path);
  if (before === 'all' && wanted === undefined) return loaded;
  const shown = relativeTo(resolveFrom(place.file, '..'), path);
  const twice = loadedTwice(before, wanted, shown);
  if (twice !== undefined) return { code: 'vars-loaded-twice', message: twice, ...item };
  const params = readParams(place.workspace, path);
  const data = dataOf(params, wanted, shown, path);
  if ('code' in data) return { ...data, ...item };
  const added = add(place, loaded, data, { path, source: shown }, item);
  if ('code' in added) return added;
  const taken =
    before === undefined || before === 'all' ? (wanted ?? 'all') : [...before, ...(wanted ?? [])];
  return { ...added, files: new Map([...added.files, [path, taken]]) };
}

function loadedTwice(
  before: readonly string[] | 'all' | undefined,
  wanted: readonly string[] | undefined,
  shown: string,
): string | undefined {
  if (before === undefined) return undefined;
  if (before === 'all') {
    return `All of ${shown} is loaded already${shown === 'params.yaml' ? ', which happens by itself' : ''}. Remove this entry.`;
  }
  if (wanted === undefined)
    return `Some keys of ${shown} are loaded already. Remove that entry or this one.`;
  const again = wanted.find((key) => before.includes(key));
  return again === undefined
    ? undefined
    : `\`${again}\` of ${shown} is loaded already. Remove it here.`;
}

function dataOf(
  params: ParamsFile,
  keys: readonly string[] | undefined,
  shown: string,
  path: string,
): Value | VarsProblem {
  switch (params.kind) {
    case 'missing':
      return {
        code: 'vars-missing-file',
        message: `${shown} does not exist. Create it, or correct the path, which is relative to this file's folder or the stage's \`wdir\`.`,
      };
    case 'folder':
      return { code: 'vars-missing-file', message: `${shown} is a folder. Name a file in it.` };
    case 'broken': {
      const related = { path, ...params.span, message: params.message };
      return {
        code: 'vars-broken-file',
        message: `${shown} cannot be read. ${params.message}`,
        related,
      };
    }
    case 'data':
      return selected(params.data, keys, shown);
  }
}

function selected(
  data: Value,
  keys: readonly string[] | undefined,
  shown: string,
): Value | VarsProblem {
  if (data.kind === 'unknown') return data;
  if (data.kind !== 'map') {
    const message = `${shown} holds ${typeInWords(data)} where keys and values are expected.`;
    return { code: 'vars-not-a-map', message };
  }
  if (keys === undefined) return data;
  const absent = keys.find((key) => entryOf(data, key) === undefined);
  if (absent !== undefined) {
    return { code: 'vars-missing-key', message: `${shown} has no key \`${absent}\`.` };
  }
  const entries = keys.flatMap((key) => entryOf(data, key) ?? []);
  return { ...data, entries } satisfies Dict;
}

function add(
  place: VarsPlace,
  loaded: Loaded,
  data: Value,
  origin: Origin,
  item: Item | undefined,
): Loaded | VarsProblem {
  if (data.kind === 'unknown') {
    // Whatever is not found may be in the file that cannot be looked into.
    return { ...loaded, context: { ...loaded.context, open: true } };
  }
  try {
    const node = toNode(data, origin);
    if (node.kind !== 'dict') return loaded;
    const reserved = place.reserved.find((name) => node.entries.has(name));
    if (reserved !== undefined) {
      const message = `\`${reserved}\` is what DVC itself gives to each generated stage. Choose another name.`;
      return { code: 'vars-reserved', message, ...item };
    }
    return { ...loaded, context: merge(loaded.context, node) };
  } catch (error) {
    if (error instanceof UnsupportedValue) return unsupported(error, item);
    if (error instanceof Redefinition) return redefined(error, item);
    throw error;
  }
}

function unsupported({ value, origin }: UnsupportedValue, item: Item | undefined): VarsProblem {
  const what = typeInWords(value);
  const message = `${origin.source} holds ${what}, on which DVC crashes, used or not. Put it in quotes.`;
  const { path } = origin;
  const { start, end } = value;
  const related = { path, start, end, message: `Here is ${what}.` };
  return { code: 'vars-unsupported', message, related, ...item };
}

function redefined({ keys, first, second }: Redefinition, item: Item | undefined): VarsProblem {
  const name = keys.join('.');
  const message = `\`${name}\` already has a value in ${first.origin.source}. DVC allows one, even when they are equal: rename or remove one of them.`;
  const { start, end } = first.key ?? first.value;
  const related = {
    path: first.origin.path,
    start,
    end,
    message: `\`${name}\` is set here first.`,
  };
  const span = second.origin.source.includes('vars[') ? (second.key ?? item?.span) : item?.span;
  return { code: 'vars-redefined', message, related, ...item, ...(span !== undefined && { span }) };
}
