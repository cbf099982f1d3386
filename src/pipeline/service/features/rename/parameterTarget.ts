import type { DvcModel } from '../../dvc/model.ts';
import type { PipelineFile } from '../../dvc/pipelineFile.ts';
import type { Reference } from '../../dvc/resolve.ts';
import { isPipelineFile } from '../../dvc/repository.ts';
import type { DataPath } from '../../diagnostic.ts';
import { entryOf, type Dict, type Entry, type Span, type Value } from '../../yaml/values.ts';
import { locate, touches } from '../locate.ts';
import { refused, type Refusal } from './outcome.ts';

/** A key of parameters that is to be renamed. */
export interface ParameterTarget {
  /** The file that gives it its value. */
  readonly file: string;
  /** The keys that lead to it from where the parameters begin, itself included. */
  readonly keys: readonly string[];
  readonly entry: Entry;
  /** The map that it is in. */
  readonly holder: Dict;
  /** The word that the cursor is on. */
  readonly word: Span;
}

/** A word of a dotted name. */
export interface NameWord extends Span {
  readonly text: string;
}

/** The parameter whose name is at a place; nothing where none is. */
export function parameterAt(
  model: DvcModel,
  path: string,
  offset: number,
): ParameterTarget | Refusal | undefined {
  if (isPipelineFile(path)) {
    const pipeline = model.draft(path);
    return (
      inTemplate(model, pipeline, offset) ??
      inList(model, pipeline, offset) ??
      written(model, path, offset)
    );
  }
  return written(model, path, offset);
}

/** The words of the name in a `${…}`, with their places in the file. */
export function wordsOfTemplate(text: string, { start, end }: Span): NameWord[] | undefined {
  const whole = text.slice(start, end);
  if (!whole.startsWith('${') || !whole.endsWith('}')) return undefined;
  const inner = whole.slice(2, -1);
  return Array.from(inner.matchAll(/[^.[\]\s](?:[^.[\]]*[^.[\]\s])?/g), ({ index, 0: word }) => {
    const from = start + 2 + index;
    return { start: from, end: from + word.length, text: word };
  });
}

/** The words of a dotted name that is written out at a place. */
export function wordsOfName(text: string, span: Span, name: string): NameWord[] | undefined {
  const at = text.slice(span.start, span.end).indexOf(name);
  if (at < 0) return undefined;
  const words: NameWord[] = [];
  let from = span.start + at;
  for (const word of name.split('.')) {
    words.push({ start: from, end: from + word.length, text: word });
    from += word.length + 1;
  }
  return words;
}

/** The keys from where parameters begin: below the item of `vars` in a dvc.yaml. */
export function parameterPath(file: string, path: DataPath): string[] | undefined {
  const keys = path.map(String);
  if (!isPipelineFile(file)) return keys;
  const vars = keys.indexOf('vars');
  return vars === 0 || (vars >= 2 && keys[0] === 'stages') ? keys.slice(vars + 2) : undefined;
}

/** The data of a file of parameters, or a dvc.yaml as a whole. */
export function dataOf(model: DvcModel, file: string): Value | undefined {
  if (isPipelineFile(file)) return model.draft(file).root;
  const params = model.params(file);
  return params.kind === 'data' ? params.data : undefined;
}

/** The keys that lead to where the value of a reference is written. */
export function pathOfReference(model: DvcModel, { node }: Reference): string[] | undefined {
  const root = dataOf(model, node.origin.path);
  const found = root === undefined ? undefined : locate(root, (node.key ?? node.value).start);
  return found === undefined ? undefined : parameterPath(node.origin.path, found.path);
}

function inTemplate(
  model: DvcModel,
  pipeline: PipelineFile,
  offset: number,
): ParameterTarget | Refusal | undefined {
  const reference = pipeline.references.find(({ span }) => touches(span, offset));
  if (reference === undefined) return undefined;
  const words = wordsOfTemplate(pipeline.text, reference.span);
  const index = words?.findIndex((word) => touches(word, offset)) ?? -1;
  const word = words?.[index];
  if (words === undefined || word === undefined) return undefined;
  const keys = pathOfReference(model, reference);
  if (keys === undefined) return undefined;
  const depth = keys.length - words.length + index;
  if (depth < 0 || keys[depth] !== word.text) {
    return refused(
      `\`${word.text}\` is no key that is written anywhere: DVC gives it to the stages that it makes.`,
    );
  }
  return target(
    model,
    reference.node.origin.path,
    keys.slice(0, depth + 1),
    word,
    reference.node.value,
  );
}

function inList(
  model: DvcModel,
  pipeline: PipelineFile,
  offset: number,
): ParameterTarget | Refusal | undefined {
  for (const input of pipeline.stages.flatMap((stage) => stage.inputs)) {
    const key = input.keys?.find(({ span }) => touches(span, offset));
    if (key === undefined) continue;
    const words = wordsOfName(pipeline.text, key.span, key.name);
    const index = words?.findIndex((word) => touches(word, offset)) ?? -1;
    const word = words?.[index];
    if (word === undefined)
      return refused(`\`${key.name}\` is made by \`\${…}\`. Rename what is in it.`);
    const keys = key.name.split('.').slice(0, index + 1);
    return (
      target(model, input.path, keys, word) ??
      refused(`\`${key.name}\` is not in \`${input.text}\`, so there is nothing to rename.`)
    );
  }
  return undefined;
}

/** A key in a file of parameters, or in `vars`. */
function written(model: DvcModel, path: string, offset: number): ParameterTarget | undefined {
  const root = dataOf(model, path);
  const found = root === undefined ? undefined : locate(root, offset);
  if (found?.key === undefined) return undefined;
  const keys = parameterPath(path, found.path);
  if (keys === undefined || keys.length === 0) return undefined;
  const { start, end } = found.key.key;
  return target(model, path, keys, { start, end }, found.key.key);
}

/** @param at a place in or below the key, to tell apart several `vars` of one dvc.yaml */
function target(
  model: DvcModel,
  file: string,
  keys: readonly string[],
  word: Span,
  at?: Span,
): ParameterTarget | undefined {
  const name = keys.at(-1);
  if (name === undefined) return undefined;
  for (const root of rootsOf(model, file)) {
    let holder: Value | undefined = root;
    for (const key of keys.slice(0, -1)) {
      holder = holder?.kind === 'list' ? holder.items[Number(key)] : entryOf(holder, key)?.value;
    }
    const entry = entryOf(holder, name);
    if (entry === undefined || holder?.kind !== 'map') continue;
    const isThere =
      at === undefined ||
      !isPipelineFile(file) ||
      (entry.key.start <= at.start && at.start <= Math.max(entry.value.end, entry.key.end));
    if (isThere) return { file, keys, entry, holder, word };
  }
  return undefined;
}

/** Where the parameters of a file begin: its data, or each map in the `vars` of a dvc.yaml. */
function rootsOf(model: DvcModel, file: string): Value[] {
  const data = dataOf(model, file);
  if (data === undefined) return [];
  if (!isPipelineFile(file)) return [data];
  const stages = entryOf(data, 'stages')?.value;
  const holders = [data];
  for (const { value } of stages?.kind === 'map' ? stages.entries : []) {
    holders.push(value);
    const body = entryOf(value, 'do')?.value;
    if (body !== undefined) holders.push(body);
  }
  return holders.flatMap((holder) => {
    const vars = entryOf(holder, 'vars')?.value;
    return vars?.kind === 'list' ? vars.items.filter(({ kind }) => kind === 'map') : [];
  });
}
