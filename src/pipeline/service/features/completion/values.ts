import type { DataPath } from '../../diagnostic.ts';
import type { DvcModel } from '../../dvc/model.ts';
import { fileKind, type FileKind } from '../../fileKind.ts';
import type { Rule } from '../../grammar/rule.ts';
import { folderOf, nameOf, resolveFrom } from '../../paths.ts';
import { asString, get, type Span, type Value } from '../../yaml/values.ts';
import { rulesAt } from '../grammarPath.ts';
import { itemsIn } from '../items.ts';
import type { Completion } from '../completion.ts';
import { filesIn, outputsFrom } from './paths.ts';

/** Where a value is to be written. */
export interface ValuePlace {
  readonly model: DvcModel;
  /** The file. */
  readonly path: string;
  readonly root: Value;
  readonly keys: DataPath;
  /** The word that is begun. */
  readonly word: string;
  readonly span: Span;
  readonly rule: Rule;
  readonly metricNames: () => readonly string[];
}

const parameterFiles = /\.(?:ya?ml|json|toml|py)$/;
const templates = ['linear', 'simple', 'scatter', 'smooth', 'confusion', 'confusion_normalized'];

/** The values that can be written at a place. */
export function valuesAt(place: ValuePlace): Completion[] {
  const { path, root, keys, span, rule } = place;
  if (rulesAt(rule, root, keys).some(({ is }) => is === 'boolean')) {
    return words(['true', 'false'], 'value', span);
  }
  const kind = fileKind(nameOf(path));
  if (kind === 'pipeline') return keys[0] === 'stages' ? inStage(place) : inSection(place);
  return inOtherFile(place, kind);
}

function words(texts: readonly string[], kind: Completion['kind'], span: Span): Completion[] {
  return texts.map((text) => ({ label: text, kind, text, span }));
}

function inStage(place: ValuePlace): Completion[] {
  const { model, path, keys, word, span, root } = place;
  const section = keys.findLast((key) =>
    ['cmd', 'deps', 'outs', 'metrics', 'plots', 'params', 'vars', 'wdir'].includes(String(key)),
  );
  const flag = keys.at(-1);
  if (flag === 'remote') {
    return words([...model.repository.config.remotes], 'value', span);
  }
  if (flag === 'template') return words(templates, 'value', span);
  const folder = section === 'wdir' ? folderOf(path) : folderOfStage(model, path, keys[1]);
  const files = filesIn(model, folder, word, span, section === 'wdir' ? 'folders' : 'files');
  switch (section) {
    case 'params':
      return parameters(place, folder);
    case 'vars':
      return filesIn(model, folder, word, span, parameterFiles);
    case 'deps':
      return [...outputsFrom(model, folder, span), ...files, ...datasets(root, span)];
    case 'cmd':
      return [...stageNames(place), ...outputsFrom(model, folder, span), ...files];
    case undefined:
      return [];
    default:
      return files;
  }
}

/** Data sets of the file, as dependencies name them. */
function datasets(root: Value, span: Span): Completion[] {
  const names = itemsIn(get(root, 'datasets')).flatMap(
    ({ value }) => asString(get(value, 'name')) ?? [],
  );
  return names.map((name) => ({
    label: `ds://${name}`,
    kind: 'output',
    text: `"ds://${name}"`,
    span,
  }));
}

/** Stages can be named by commands that run them. */
function stageNames({ model, path, span }: ValuePlace): Completion[] {
  const { text } = model.pipeline(path);
  const before = text.slice(text.lastIndexOf('\n', span.start - 1) + 1, span.start);
  if (
    !/\b(?:dvc\s+(?:repro|status|freeze|unfreeze)|trackline\s+stage\s+run)(?:\s+\S+)*\s$/.test(
      before,
    )
  ) {
    return [];
  }
  const { stages } = model.draft(path);
  const names = new Set(stages.flatMap(({ name, group }) => [group, name]));
  return words([...names], 'stage', span);
}

function folderOfStage(model: DvcModel, path: string, name: string | number | undefined): string {
  const stage = model.draft(path).stages.find(({ group }) => group === name);
  return stage?.folder ?? folderOf(path);
}

/** The parameters that a stage can depend on, and other files that hold some. */
function parameters({ model, keys, span, word }: ValuePlace, folder: string): Completion[] {
  const named = keys[keys.indexOf('params') + 2];
  const file = typeof named === 'string' ? named : 'params.yaml';
  const names = words(parameterKeys(model, resolveFrom(folder, file)), 'parameter', span);
  if (typeof named === 'string') return names;
  const files = filesIn(model, folder, word, span, parameterFiles)
    .filter(({ label }) => label !== 'params.yaml' && nameOf(label) !== 'dvc.yaml')
    .map((one) => (one.kind === 'file' ? { ...one, text: `${one.text}:` } : one));
  return [...names, ...files];
}

function parameterKeys(model: DvcModel, path: string): string[] {
  const params = model.params(path);
  if (params.kind !== 'data') return [];
  const visit = (value: Value, prefix: string): string[] =>
    value.kind === 'map'
      ? value.entries.flatMap(({ key, value: inner }) => {
          const name = asString(key);
          return name === undefined ? [] : [prefix + name, ...visit(inner, `${prefix}${name}.`)];
        })
      : [];
  return visit(params.data, '');
}

/** Outside of the stages of a dvc.yaml. */
function inSection({ model, path, keys, word, span }: ValuePlace): Completion[] {
  const folder = folderOf(path);
  const files = filesIn(model, folder, word, span, 'files');
  const [section] = keys;
  const key = keys.at(-1);
  if (section === 'vars' || section === 'params') {
    return filesIn(model, folder, word, span, parameterFiles);
  }
  if (key === 'template') return words(templates, 'value', span);
  if (section === 'artifacts' && key === 'type') return words(['model', 'dataset'], 'value', span);
  const isPath = section === 'metrics' || section === 'plots' || key === 'path';
  return isPath ? [...outputsFrom(model, folder, span), ...files] : [];
}

function inOtherFile(place: ValuePlace, kind: FileKind | undefined): Completion[] {
  const { model, path, keys, word, span, metricNames } = place;
  const files = filesIn(model, folderOf(path), word, span, 'files');
  const key = keys.at(-1);
  switch (kind) {
    case 'project':
      if (key === 'metric') return words(metricNames(), 'metric', span);
      if (key === 'direction') return words(['maximize', 'minimize'], 'value', span);
      return keys[0] === 'inputs' ? files : [];
    case 'kitfile':
      return key === 'path' ? [...outputsFrom(model, folderOf(path), span), ...files] : [];
    case 'mlproject':
      if (key === 'python_env' || key === 'conda_env') {
        return filesIn(model, folderOf(path), word, span, /\.ya?ml$/);
      }
      return key === 'type' || keys.at(-2) === 'parameters'
        ? words(['float', 'int', 'string', 'path', 'uri'], 'value', span)
        : [];
    default:
      return [];
  }
}
