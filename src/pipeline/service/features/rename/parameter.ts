import { asYaml } from '../../checks/places.ts';
import type { TextEdit } from '../../diagnostic.ts';
import type { DvcModel } from '../../dvc/model.ts';
import { definitionsOf, type PipelineFile } from '../../dvc/pipelineFile.ts';
import type { Reference } from '../../dvc/resolve.ts';
import { pythonUses } from '../../params/pythonUses.ts';
import { folderOf, relativeTo, resolveFrom } from '../../paths.ts';
import { asString, entryOf, get, type Span, type Value } from '../../yaml/values.ts';
import { itemsIn } from '../items.ts';
import { editsOf, readablePipelines, refused, type Refusal, type RenameEdits } from './outcome.ts';
import {
  dataOf,
  pathOfReference,
  wordsOfName,
  wordsOfTemplate,
  type ParameterTarget,
} from './parameterTarget.ts';

/** Renames a key of parameters: in its file, in all `${…}`, in the `params` and `vars` of all stages. */
export function renameParameter(
  model: DvcModel,
  target: ParameterTarget,
  name: string,
): RenameEdits | Refusal {
  const problem = problemOfName(model, target, name);
  if (problem !== undefined) return refused(problem);
  const pipelines = readablePipelines(model);
  if ('kind' in pipelines) return pipelines;
  const edits: TextEdit[] = definitionEdits(model, target, name);
  for (const pipeline of pipelines) {
    const elsewhere = otherSource(model, pipeline, target);
    if (elsewhere !== undefined) return refused(elsewhere);
    const uses = usesIn(model, pipeline, target);
    if ('kind' in uses) return uses;
    for (const { start, end } of uses) edits.push({ path: pipeline.path, start, end, text: name });
  }
  return editsOf(edits);
}

function problemOfName(
  model: DvcModel,
  { file, holder, keys }: ParameterTarget,
  name: string,
): string | undefined {
  if (!/^[\p{L}_](?:[\p{L}\p{N}_ -]*[\p{L}\p{N}_-])?$/u.test(name)) {
    return `\`${name}\` cannot be the name of a parameter: use letters, digits, \`_\` and \`-\`, with a letter or \`_\` first.`;
  }
  if (/^(?:true|false|null)$/i.test(name)) return `\`${name}\` is no name for YAML.`;
  if (keys.length === 1 && (name === 'item' || name === 'key')) {
    return `\`${name}\` is what DVC itself gives to generated stages. Choose another name.`;
  }
  if (file.endsWith('.py') && !/^[\p{L}_][\p{L}\p{N}_]*$/u.test(name)) {
    return `\`${name}\` is no name in Python.`;
  }
  if (entryOf(holder, name) === undefined) return undefined;
  const where = relativeTo(model.root, file);
  return `\`${[...keys.slice(0, -1), name].join('.')}\` is already in ${where}. Choose another name.`;
}

function definitionEdits(model: DvcModel, target: ParameterTarget, name: string): TextEdit[] {
  const { file, entry } = target;
  const content = model.workspace.read(file);
  const text = content?.kind === 'text' ? content.text : '';
  if (file.endsWith('.py')) {
    return pythonUses(text, entry.key).map(({ start, end }) => ({
      path: file,
      start,
      end,
      text: name,
    }));
  }
  const { start, end } = entry.key;
  return [{ path: file, start, end, text: asKey(text.slice(start, end), name, file) }];
}

/** A key written as the one before it was. */
function asKey(before: string, name: string, file: string): string {
  if (before.startsWith('"')) return JSON.stringify(name);
  if (before.startsWith("'")) return `'${name}'`;
  if (file.endsWith('.toml')) return /^[\w-]+$/.test(name) ? name : JSON.stringify(name);
  return asYaml(name);
}

/** Maps of several files become one, so a map of the same name elsewhere would no longer be joined. */
function otherSource(
  model: DvcModel,
  { loaded, path, root }: PipelineFile,
  { file, keys, entry }: ParameterTarget,
): string | undefined {
  if (entry.value.kind !== 'map' || loaded === undefined) return undefined;
  if (!loaded.files.has(file) && file !== path) return undefined;
  const sources: { name: string; data: Value | undefined }[] = Array.from(
    loaded.files.keys(),
    (one) => ({ name: relativeTo(model.root, one), data: dataOf(model, one) }),
  );
  for (const { value } of itemsIn(get(root, 'vars'))) {
    sources.push({ name: relativeTo(model.root, path), data: value });
  }
  const other = sources.find(({ data }) => {
    const found = entryAt(data, keys);
    return found !== undefined && found.key !== entry.key;
  });
  return other === undefined
    ? undefined
    : `\`${keys.join('.')}\` is written in ${other.name} as well, and DVC joins the two. Rename them by hand.`;
}

function entryAt(data: Value | undefined, keys: readonly string[]) {
  let value = data;
  for (const key of keys.slice(0, -1)) value = entryOf(value, key)?.value;
  return entryOf(value, keys.at(-1) ?? '');
}

function usesIn(
  model: DvcModel,
  pipeline: PipelineFile,
  target: ParameterTarget,
): Span[] | Refusal {
  const uses: Span[] = [];
  const generating = generatingSpans(pipeline);
  for (const reference of pipeline.references) {
    const { node, span } = reference;
    if (node.origin.path !== target.file) continue;
    const keys = pathOfReference(model, reference);
    if (keys === undefined || !isSameRoot(reference, target)) continue;
    const isParent = keys.length === target.keys.length - 1 && startsWith(target.keys, keys);
    if (isParent && node.kind === 'dict' && generating.some((one) => isIn(span, one))) {
      return refused(
        `\`${target.keys.at(-1) ?? ''}\` is in the names of stages that are made of \`${keys.join('.')}\`, and of what they write.`,
      );
    }
    if (!startsWith(keys, target.keys)) continue;
    const words = wordsOfTemplate(pipeline.text, span);
    if (words === undefined) return unclear(reference);
    const word = words[words.length - keys.length + target.keys.length - 1];
    if (word !== undefined && word.text === target.keys.at(-1)) uses.push(word);
  }
  const listed = listedUses(pipeline, target);
  return 'kind' in listed ? listed : [...uses, ...listed];
}

function unclear({ keys }: Reference): Refusal {
  return refused(
    `It cannot be told where \`\${${keys.join('.')}}\` stands in a folded text. Write that text on one line first.`,
  );
}

function startsWith(keys: readonly string[], start: readonly string[]): boolean {
  return start.every((key, index) => keys[index] === key);
}

function isIn(inner: Span, outer: Span): boolean {
  return outer.start <= inner.start && inner.end <= outer.end;
}

/** Several `vars` of one dvc.yaml may have a key of the same name; only one of them is meant. */
function isSameRoot({ node }: Reference, { entry, holder, keys, file }: ParameterTarget): boolean {
  if (!file.endsWith('dvc.yaml')) return true;
  const { start } = node.key ?? node.value;
  if (entry.key.start <= start && start <= Math.max(entry.value.end, entry.key.end)) return true;
  return keys.length > 1 && holder.start <= start && start <= holder.end;
}

/** Where the `foreach` and `matrix` of a file stand. */
function generatingSpans({ root }: PipelineFile): Span[] {
  return definitionsOf(root).flatMap(({ value }) =>
    [get(value, 'foreach'), get(value, 'matrix')].filter((one) => one !== undefined),
  );
}

/** The uses in lists: `params` of stages, and `vars` that name single keys of a file. */
function listedUses(pipeline: PipelineFile, { file, keys }: ParameterTarget): Span[] | Refusal {
  const uses: Span[] = [];
  const add = (span: Span, name: string): Refusal | undefined => {
    const words = wordsOfName(pipeline.text, span, name);
    const word = words?.[keys.length - 1];
    if (word === undefined)
      return refused(
        `\`${name}\` in a list of parameters is made by \`\${…}\`. Write it out first.`,
      );
    uses.push(word);
    return undefined;
  };
  for (const stage of pipeline.stages) {
    for (const input of stage.inputs) {
      if (input.kind !== 'params' || input.path !== file) continue;
      for (const key of input.keys ?? []) {
        if (!startsWith(key.name.split('.'), keys)) continue;
        const refusal = add(key.span, key.name);
        if (refusal !== undefined) return refusal;
      }
    }
  }
  const lists: { vars: Value | undefined; folder: string }[] = [
    { vars: get(pipeline.root, 'vars'), folder: folderOf(pipeline.path) },
    ...pipeline.stages.map((stage) => ({
      vars: get(stage.definition, 'vars'),
      folder: stage.folder,
    })),
  ];
  for (const { vars, folder } of lists) {
    for (const { value } of itemsIn(vars)) uses.push(...selected(pipeline.text, value, folder));
  }
  return uses;

  /** `file:key,key` */
  function selected(text: string, value: Value, folder: string): Span[] {
    const [name, listed] = asString(value)?.split(':') ?? [];
    const wanted = keys.length === 1 ? keys[0] : undefined;
    if (name === undefined || listed === undefined || wanted === undefined) return [];
    if (resolveFrom(folder, name) !== file || !listed.split(',').includes(wanted)) return [];
    const colon = text.indexOf(':', value.start);
    const written = text.slice(colon, value.end);
    return Array.from(written.matchAll(/[^:,"'\s]+/g)).flatMap(({ index, 0: key }) => {
      const start = colon + index;
      return key === wanted ? [{ start, end: start + key.length }] : [];
    });
  }
}
