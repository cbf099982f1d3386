import type { ContextDict } from '../dvc/context.ts';
import type { DvcModel } from '../dvc/model.ts';
import { parameterNames } from '../dvc/resolutionFindings.ts';
import { fileKind } from '../fileKind.ts';
import type { Rule } from '../grammar/rule.ts';
import { folderOf, nameOf, resolveFrom } from '../paths.ts';
import { readYaml } from '../yaml/readYaml.ts';
import { asString, get, type Span, type Value } from '../yaml/values.ts';
import { grammars } from './grammars.ts';
import { rulesAt } from './grammarPath.ts';
import { locate } from './locate.ts';
import { valuesAt } from './completion/values.ts';

/** Something that can be written at a place. */
export interface Completion {
  readonly label: string;
  readonly kind: 'key' | 'value' | 'parameter' | 'file' | 'folder' | 'output' | 'stage' | 'metric';
  /** What is written in place of `span`. */
  readonly text: string;
  readonly span: Span;
  /** Markdown. */
  readonly doc?: string;
}

const placeholder = 'placeholder_for_completion';

/**
 * What can be written at a place of a file.
 * @param metricNames the names of the metrics that runs have logged
 */
export function completionsAt(
  model: DvcModel,
  path: string,
  text: string,
  offset: number,
  metricNames: () => readonly string[],
): Completion[] {
  const kind = fileKind(nameOf(path));
  const rule = kind === undefined || kind === 'params' ? undefined : grammars[kind];
  if (rule === undefined) return [];
  const template = kind === 'pipeline' ? openTemplate(text, offset) : undefined;
  if (template !== undefined) return parametersIn(model, path, offset, template);
  const field = kind === 'mlproject' ? openField(text, offset) : undefined;
  if (field !== undefined) return declaredIn(text, offset, field);
  const lineStart = text.lastIndexOf('\n', offset - 1) + 1;
  const before = text.slice(lineStart, offset);
  const word = /[^\s:[\]{},"']*$/.exec(before)?.[0] ?? '';
  const span = { start: offset - word.length, end: offset };
  const prefix = before.slice(0, before.length - word.length);
  const isValue = /:\s+["']?$/.test(prefix) && !/[[{,]\s*["']?$/.test(prefix);
  const keys = isValue ? [] : keysAt(model, path, text, span, rule);
  if (keys.length > 0) return keys;
  const place = pathOfPlaceholder(text, span, false);
  if (place === undefined) return [];
  const { root, found } = place;
  return valuesAt({ model, path, root, keys: found.path, word, span, rule, metricNames });
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

function keysAt(model: DvcModel, path: string, text: string, span: Span, rule: Rule): Completion[] {
  const place = pathOfPlaceholder(text, span, true);
  if (place?.found.key === undefined) return [];
  const holder = place.found.path.slice(0, -1);
  const present = keysOf(place.root, holder);
  if (fileKind(nameOf(path)) === 'lock' && holder.join() === 'stages') {
    return lockedStages(model, path, present, span);
  }
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

/** The stages that dvc.lock has nothing of yet. */
function lockedStages(
  model: DvcModel,
  path: string,
  present: ReadonlySet<string>,
  span: Span,
): Completion[] {
  const { stages } = model.draft(resolveFrom(folderOf(path), 'dvc.yaml'));
  return stages.flatMap(({ name }): Completion[] =>
    present.has(name) ? [] : [{ label: name, kind: 'stage', text: `${name}:`, span }],
  );
}

/** The `{` of a command of an MLproject that is open at a place. */
function openField(text: string, offset: number): Span | undefined {
  const line = text.slice(text.lastIndexOf('\n', offset - 1) + 1, offset);
  const open = /(?:^|[^{])\{([\w-]*)$/.exec(line);
  if (open === null || !/command\s*:/.test(line)) return undefined;
  return { start: offset - (open[1] ?? '').length, end: offset };
}

/** The parameters of the entry point that a place of an MLproject is in. */
function declaredIn(text: string, offset: number, span: Span): Completion[] {
  const { root } = readYaml(text, 'PyYAML');
  const [section, point] = root === undefined ? [] : (locate(root, offset)?.path ?? []);
  if (section !== 'entry_points' || typeof point !== 'string') return [];
  const parameters = get(get(get(root, 'entry_points'), point), 'parameters');
  if (parameters?.kind !== 'map') return [];
  return parameters.entries.flatMap(({ key }): Completion[] => {
    const name = asString(key);
    return name === undefined ? [] : [{ label: name, kind: 'parameter', text: name, span }];
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
