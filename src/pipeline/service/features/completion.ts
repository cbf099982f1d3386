import type { ContextDict } from '../dvc/context.ts';
import { kitfileRule } from '../kitfile/grammar.ts';
import { mlprojectRule } from '../mlproject/grammar.ts';
import { pipelineRule } from '../dvc/grammar.ts';
import type { DvcModel } from '../dvc/model.ts';
import { isPipelineFile } from '../dvc/repository.ts';
import { parameterNames } from '../dvc/resolutionFindings.ts';
import { fileKind } from '../fileKind.ts';
import type { Rule } from '../grammar/rule.ts';
import { folderOf, isAddress, isInside, nameOf, relativeTo, resolveFrom } from '../paths.ts';
import { readYaml } from '../yaml/readYaml.ts';
import { asString, get, type Span, type Value } from '../yaml/values.ts';
import { rulesAt } from './grammarPath.ts';
import { locate } from './locate.ts';

/** Something that can be written at a place. */
export interface Completion {
  readonly label: string;
  readonly kind: 'key' | 'value' | 'parameter' | 'file' | 'folder' | 'output';
  /** What is written in place of `span`. */
  readonly text: string;
  readonly span: Span;
  /** Markdown. */
  readonly doc?: string;
}

const placeholder = 'placeholder_for_completion';

/** What can be written at a place of a dvc.yaml, MLproject or Kitfile. */
export function completionsAt(
  model: DvcModel,
  path: string,
  text: string,
  offset: number,
): Completion[] {
  const kind = fileKind(nameOf(path));
  const rule =
    kind === 'pipeline'
      ? pipelineRule
      : kind === 'mlproject'
        ? mlprojectRule
        : kind === 'kitfile'
          ? kitfileRule
          : undefined;
  if (rule === undefined) return [];
  const template = kind === 'pipeline' ? openTemplate(text, offset) : undefined;
  if (template !== undefined) return parametersIn(model, path, offset, template);
  const lineStart = text.lastIndexOf('\n', offset - 1) + 1;
  const before = text.slice(lineStart, offset);
  const word = /[^\s:[\]{},"']*$/.exec(before)?.[0] ?? '';
  const span = { start: offset - word.length, end: offset };
  const prefix = before.slice(0, before.length - word.length);
  if (/:\s+["']?$/.test(prefix) && !/[[{,]\s*["']?$/.test(prefix)) {
    return valuesAt(model, path, text, span, rule, kind === 'pipeline');
  }
  const keys = keysAt(text, span, rule);
  return keys.length > 0 ? keys : valuesAt(model, path, text, span, rule, kind === 'pipeline');
}

/** The `${` that is open at a place, and where the name behind it begins. */
function openTemplate(text: string, offset: number): Span | undefined {
  const line = text.slice(text.lastIndexOf('\n', offset - 1) + 1, offset);
  const open = /(?<!\\)\$\{\s*([^{}]*)$/.exec(line);
  return open === null ? undefined : { start: offset - (open[1] ?? '').length, end: offset };
}

function parametersIn(model: DvcModel, path: string, offset: number, span: Span): Completion[] {
  const { root } = model.pipeline(path);
  const { stages, loaded } = model.draft(path);
  const [section, owner] = root === undefined ? [] : (locate(root, offset)?.path ?? []);
  const stage = section === 'stages' ? stages.find(({ group }) => group === owner) : undefined;
  const context: ContextDict | undefined = stage?.context ?? loaded?.context;
  if (context === undefined) return [];
  return parameterNames(context).map((name) => ({
    label: name,
    kind: 'parameter',
    text: name,
    span,
  }));
}

/** The text with something that can be read in place of the word at the cursor. */
function withPlaceholder(text: string, { start, end }: Span, asKey: boolean): string {
  const lineEnd = text.indexOf('\n', end);
  const rest = text.slice(end, lineEnd < 0 ? text.length : lineEnd);
  const colon = asKey && !/^\s*:/.test(rest) ? ': ' : '';
  return text.slice(0, start) + placeholder + colon + text.slice(end);
}

function pathOfPlaceholder(text: string, span: Span, asKey: boolean) {
  const { root } = readYaml(withPlaceholder(text, span, asKey));
  const found = root === undefined ? undefined : locate(root, span.start + 1);
  return root === undefined || found === undefined ? undefined : { root, found };
}

function keysAt(text: string, span: Span, rule: Rule): Completion[] {
  const place = pathOfPlaceholder(text, span, true);
  if (place?.found.key === undefined) return [];
  const holder = place.found.path.slice(0, -1);
  const present = keysOf(place.root, holder);
  return rulesAt(rule, withoutPlaceholder(place.root), holder).flatMap((one) => {
    if (one.is !== 'fields') return [];
    return Object.entries(one.fields).flatMap(([name, field]): Completion[] =>
      present.has(name)
        ? []
        : [
            {
              label: name,
              kind: 'key',
              text: `${name}:${opening(field.rule)}`,
              span,
              doc: field.doc,
            },
          ],
    );
  });
}

/** What follows the colon of a new key. */
function opening(rule: Rule): string {
  return rule.is === 'text' || rule.is === 'boolean' || rule.is === 'either' ? ' ' : '';
}

function keysOf(root: Value, path: readonly (string | number)[]): Set<string> {
  let value: Value | undefined = root;
  for (const step of path)
    value = value?.kind === 'list' ? value.items[Number(step)] : get(value, String(step));
  return new Set(
    value?.kind === 'map' ? value.entries.flatMap(({ key }) => asString(key) ?? []) : [],
  );
}

function withoutPlaceholder(root: Value): Value {
  if (root.kind === 'list') return { ...root, items: root.items.map(withoutPlaceholder) };
  if (root.kind !== 'map') return root;
  const entries = root.entries
    .filter(({ key }) => asString(key) !== placeholder)
    .map((entry) => ({ ...entry, value: withoutPlaceholder(entry.value) }));
  return { ...root, entries };
}

function valuesAt(
  model: DvcModel,
  path: string,
  text: string,
  span: Span,
  rule: Rule,
  isPipeline: boolean,
): Completion[] {
  const place = pathOfPlaceholder(text, span, false);
  if (place === undefined) return [];
  const { path: keys } = place.found;
  if (rulesAt(rule, place.root, keys).some(({ is }) => is === 'boolean')) {
    return ['true', 'false'].map((value) => ({ label: value, kind: 'value', text: value, span }));
  }
  if (!isPipeline || keys[0] !== 'stages') return [];
  const section = keys.findLast((key) =>
    ['deps', 'outs', 'metrics', 'plots', 'params', 'wdir'].includes(String(key)),
  );
  const word = text.slice(span.start, span.end);
  const folder = section === 'wdir' ? folderOf(path) : folderOfStage(model, path, keys[1]);
  if (section === 'params') return parameterKeys(model, folder, span);
  if (section === 'deps')
    return [...outputsFrom(model, folder, span), ...filesIn(model, folder, word, span, false)];
  return section === undefined ? [] : filesIn(model, folder, word, span, section === 'wdir');
}

function folderOfStage(model: DvcModel, path: string, name: string | number | undefined): string {
  const stage = model.draft(path).stages.find(({ group }) => group === name);
  return stage?.folder ?? folderOf(path);
}

function parameterKeys(model: DvcModel, folder: string, span: Span): Completion[] {
  const params = model.params(resolveFrom(folder, 'params.yaml'));
  if (params.kind !== 'data') return [];
  const visit = (value: Value, prefix: string): string[] =>
    value.kind === 'map'
      ? value.entries.flatMap(({ key, value: inner }) => {
          const name = asString(key);
          return name === undefined ? [] : [prefix + name, ...visit(inner, `${prefix}${name}.`)];
        })
      : [];
  return visit(params.data, '').map((name) => ({
    label: name,
    kind: 'parameter',
    text: name,
    span,
  }));
}

function outputsFrom(model: DvcModel, folder: string, span: Span): Completion[] {
  const stages = model.files.filter(isPipelineFile).flatMap((path) => model.draft(path).stages);
  const data = model.files
    .filter((path) => fileKind(nameOf(path)) === 'data')
    .map((path) => model.dataFile(path));
  const paths = new Set(
    [...stages, ...data].flatMap(({ outputs }) => outputs.map(({ path }) => path)),
  );
  return Array.from(paths, (path): Completion => {
    const text = isAddress(path) || !isInside(path, model.root) ? path : relativeTo(folder, path);
    return { label: text, kind: 'output', text, span };
  });
}

/** What is in the folder that a half-written path leads to. */
function filesIn(
  model: DvcModel,
  folder: string,
  word: string,
  span: Span,
  foldersOnly: boolean,
): Completion[] {
  const slash = word.lastIndexOf('/') + 1;
  const base = word.slice(0, slash);
  return model.workspace
    .list(resolveFrom(folder, base === '' ? '.' : base))
    .flatMap(({ name, kind }): Completion[] => {
      if (name.startsWith('.') || (foldersOnly && kind !== 'folder')) return [];
      const text = base + name;
      return [{ label: text, kind: kind === 'folder' ? 'folder' : 'file', text, span }];
    });
}
