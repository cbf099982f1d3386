import { folderOf, isAddress, nameOf, resolveFrom } from '../paths.ts';
import {
  asString,
  get,
  typeInWords,
  type Dict,
  type Entry,
  type Span,
  type Value,
} from '../yaml/values.ts';
import { isFalsy } from '../params/readParams.ts';
import type { StageInput, StageOutput, ParameterKey } from './stage.ts';

/** What DVC refuses in the paths of a stage. */
export interface PathProblem {
  readonly code:
    | 'path-type'
    | 'path-empty'
    | 'path-stage-file'
    | 'path-ignored'
    | 'path-remote'
    | 'path-scheme'
    | 'params-type'
    | 'plots-list';
  readonly message: string;
  readonly span: Span;
  readonly keys: readonly (string | number)[];
}

/** What is known of the repository when paths are looked at. */
export interface PathSettings {
  readonly remotes: ReadonlySet<string>;
  /** The pattern of a .dvcignore that hides a path. */
  readonly ignoredBy: (path: string) => string | undefined;
}

/** The schemes that DVC has a file system for. */
const schemes = new Set(
  'azure gdrive gs hdfs webhdfs http https s3 oss ssh webdav webdavs remote ds'.split(' '),
);

/** Reads the `deps` and `params` of a stage whose `${…}` are replaced. */
export function readInputs(
  stage: Dict,
  folder: string,
  settings: PathSettings,
  problems: PathProblem[],
): StageInput[] {
  const inputs: StageInput[] = [];
  const deps = get(stage, 'deps');
  for (const [index, item] of (deps?.kind === 'list' ? deps.items : []).entries()) {
    const text = pathText(item, ['deps', index], 'A dependency', problems);
    if (text === undefined) continue;
    if (text === '') {
      const message = 'A dependency cannot be empty. Name a file or folder, or remove it.';
      problems.push({ code: 'path-empty', message, span: item, keys: ['deps', index] });
      continue;
    }
    checkPath(text, item, ['deps', index], 'a dependency', settings, problems);
    const kind = text.startsWith('ds://') ? 'dataset' : 'dep';
    inputs.push({ kind, text, path: placed(folder, text), span: item });
  }
  return [...inputs, ...readParamsList(stage, folder, settings, problems)];
}

function readParamsList(
  stage: Dict,
  folder: string,
  settings: PathSettings,
  problems: PathProblem[],
): StageInput[] {
  const params = get(stage, 'params');
  const byFile = new Map<string, { span: Span; keys: ParameterKey[]; whole: boolean }>();
  const items = params?.kind === 'list' ? params.items : [];
  const wholes = wholeFiles(items);
  const at = (file: string, span: Span) => {
    const found = byFile.get(file) ?? { span, keys: [], whole: false };
    byFile.set(file, found);
    return found;
  };
  for (const [index, item] of items.entries()) {
    const keys = ['params', index] as const;
    if (item.kind === 'map') {
      for (const entry of item.entries) {
        const file = fileOf(entry);
        if (file === undefined) {
          if (entry.key.kind === 'unknown') continue;
          const message = `A parameters file must be named by text, not by ${typeInWords(entry.key)}.`;
          problems.push({ code: 'params-type', message, span: entry.key, keys });
          continue;
        }
        checkPath(file, entry.key, keys, 'a dependency', settings, problems);
        const found = at(file, entry.key);
        // Of a file that is tracked as a whole, DVC does not look at what else is said.
        if (wholes.has(file)) found.whole = true;
        else readKeys(file, entry.value, entry.key, found, [...keys, file], problems);
      }
    } else if (item.kind !== 'unknown') {
      const name = asString(item);
      if (name === undefined) {
        const message = `A parameter is named by text, not by ${typeInWords(item)}.`;
        problems.push({ code: 'params-type', message, span: item, keys });
      } else at('params.yaml', item).keys.push({ name, span: item });
    }
  }
  return Array.from(byFile, ([text, { span, keys, whole }]) => ({
    kind: 'params' as const,
    text,
    path: placed(folder, text),
    span,
    keys: whole ? [] : keys,
  }));
}

/** The files of which all parameters are tracked: those with nothing behind them, anywhere. */
function wholeFiles(items: readonly Value[]): Set<string> {
  const entries = items.flatMap((item) => (item.kind === 'map' ? item.entries : []));
  return new Set(entries.flatMap((entry) => (isFalsy(entry.value) ? (fileOf(entry) ?? []) : [])));
}

/** The parameters file that an entry is about; without a name and keys, DVC takes the usual one. */
function fileOf({ key, value }: Entry): string | undefined {
  const isNothing = key.kind === 'scalar' && key.type === 'null' && isFalsy(value);
  return isNothing ? 'params.yaml' : asString(key);
}

function readKeys(
  file: string,
  value: Value,
  key: Span,
  found: { keys: ParameterKey[] },
  keys: readonly (string | number)[],
  problems: PathProblem[],
): void {
  if (value.kind === 'unknown') return;
  if (value.kind === 'list') {
    for (const item of value.items) {
      if (item.kind === 'scalar') found.keys.push({ name: item.text, span: item });
    }
  } else {
    const message = `Behind \`${file}:\` a list of keys is expected, not ${typeInWords(value)}.`;
    problems.push({
      code: 'params-type',
      message,
      span: value.end > value.start ? value : key,
      keys,
    });
  }
}

/** Reads the `outs`, `metrics` and `plots` of a stage whose `${…}` are replaced. */
export function readOutputs(
  stage: Dict,
  folder: string,
  settings: PathSettings,
  problems: PathProblem[],
): StageOutput[] {
  const outputs: StageOutput[] = [];
  for (const section of ['outs', 'metrics', 'plots'] as const) {
    const list = get(stage, section);
    const seen = new Map<string, StageOutput>();
    for (const [index, item] of (list?.kind === 'list' ? list.items : []).entries()) {
      for (const { key, flags } of namesOf(item)) {
        const keys = [section, index];
        const text = pathText(key, keys, 'An output', problems);
        if (text === undefined) continue;
        if (flags.kind === 'list') {
          const message = `DVC takes one map for \`${text}\` in a stage, though its schema allows a list. Move several plots to the \`plots\` of dvc.yaml.`;
          problems.push({ code: 'plots-list', message, span: key, keys: [...keys, text] });
        }
        checkPath(text, key, keys, 'an output', settings, problems);
        const path = placed(folder, text);
        const ignored = isAddress(path) ? undefined : settings.ignoredBy(path);
        if (ignored !== undefined) {
          const message = `\`${text}\` is ignored by ${ignored}, so it cannot be an output. Change the pattern or the path.`;
          problems.push({ code: 'path-ignored', message, span: key, keys });
        }
        const cache = get(flags, 'cache') ?? undefined;
        const before = seen.get(text);
        const cached = cache?.kind === 'scalar' ? cache.value !== false : (before?.cached ?? true);
        const persist = get(flags, 'persist');
        const persistent =
          persist?.kind === 'scalar' ? persist.value === true : (before?.persistent ?? false);
        seen.set(text, { section, text, path, span: before?.span ?? key, cached, persistent });
      }
    }
    outputs.push(...seen.values());
  }
  return outputs;
}

function namesOf(item: Value): { key: Value; flags: Value }[] {
  if (item.kind === 'map') return item.entries.map(({ key, value }) => ({ key, flags: value }));
  const { start, end } = item;
  return [{ key: item, flags: { kind: 'map', entries: [], flow: true, start, end } }];
}

function pathText(
  value: Value,
  keys: readonly (string | number)[],
  what: string,
  problems: PathProblem[],
): string | undefined {
  const text = asString(value);
  if (text === undefined && value.kind !== 'unknown') {
    const message = `${what} is a path, not ${typeInWords(value)}. Name a parameter that holds text.`;
    problems.push({ code: 'path-type', message, span: value, keys });
  }
  return text;
}

function checkPath(
  text: string,
  span: Span,
  keys: readonly (string | number)[],
  what: string,
  { remotes }: PathSettings,
  problems: PathProblem[],
): void {
  if (text.endsWith('.dvc') || nameOf(text) === 'dvc.yaml') {
    const message = `\`${text}\` is a file of DVC itself, which cannot be ${what}. Name the data that it stands for.`;
    problems.push({ code: 'path-stage-file', message, span, keys });
  }
  const address = /^([A-Za-z][A-Za-z0-9+.-]*):\/\/(.?)/.exec(text);
  const scheme = address?.[1]?.toLowerCase();
  if (scheme === undefined) return;
  // `file:///x` names no server, so it is a path like any other.
  if (!schemes.has(scheme) && /^[/?#]?$/.test(address?.[2] ?? '')) return;
  if (!schemes.has(scheme) || (scheme === 'ds' && what !== 'a dependency')) {
    const message = `DVC has no file system for \`${scheme}://\`.`;
    problems.push({ code: 'path-scheme', message, span, keys });
  }
  const message = missingRemote(text, remotes);
  if (message !== undefined) problems.push({ code: 'path-remote', message, span, keys });
}

/** What is wrong with a `remote://name/path` of which the settings of DVC have no such name. */
export function missingRemote(text: string, remotes: ReadonlySet<string>): string | undefined {
  const remote = /^remote:\/\/([^/]*)/.exec(text)?.[1];
  return remote === undefined || remotes.has(remote)
    ? undefined
    : `There is no remote \`${remote}\` in .dvc/config. Add it with \`dvc remote add ${remote} URL\`.`;
}

function placed(folder: string, text: string): string {
  return isAddress(text) ? text : resolveFrom(folder, text);
}

/** The folder that a stage's paths are relative to. */
export function stageFolder(file: string, wdir: string | undefined): string {
  return wdir === undefined || wdir === '' ? folderOf(file) : resolveFrom(folderOf(file), wdir);
}
