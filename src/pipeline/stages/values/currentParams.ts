import { parse, TomlDate, TomlError } from 'smol-toml';
import type { DvcModel } from '../../service/dvc/model.ts';
import type { StageInput } from '../../service/dvc/stage.ts';
import { isMap, toPlain, UnknownValue, Written, type Plain, type PlainMap } from './plain.ts';
import { selectParam } from './selectParam.ts';

/** What a parameters file holds now of what a stage names. */
export type CurrentParams =
  | { readonly kind: 'missing' }
  /** `message` is a sentence. */
  | { readonly kind: 'broken'; readonly message: string }
  | {
      readonly kind: 'values';
      /** Those that are there, by the names that the stage gives; all of the file where it gives none. */
      readonly values: PlainMap;
      /** Names without a value. */
      readonly missing: readonly string[];
    };

/** Reads the parameters of a stage from one of its files. */
export function currentParams(model: DvcModel, input: StageInput): CurrentParams {
  const file = readData(model, input.path);
  if (file.kind !== 'data') return file;
  const names = (input.keys ?? []).map(({ name }) => name);
  if (names.length === 0) {
    return { kind: 'values', values: isMap(file.data) ? file.data : new Map(), missing: [] };
  }
  const values = new Map<Plain, Plain>();
  const missing: string[] = [];
  for (const name of names) {
    const value = selectParam(file.data, name);
    if (value === undefined) missing.push(name);
    else values.set(name, value);
  }
  return { kind: 'values', values, missing };
}

type FileData =
  | { readonly kind: 'missing' }
  | { readonly kind: 'broken'; readonly message: string }
  | { readonly kind: 'data'; readonly data: Plain };

function readData(model: DvcModel, path: string): FileData {
  if (/\.toml$/i.test(path)) return readToml(model, path);
  const file = model.params(path);
  switch (file.kind) {
    case 'missing':
      return { kind: 'missing' };
    case 'folder':
      return { kind: 'broken', message: 'It is a folder.' };
    case 'broken':
      return { kind: 'broken', message: file.message };
    case 'data':
      try {
        return { kind: 'data', data: toPlain(file.data) };
      } catch (error) {
        if (!(error instanceof UnknownValue)) throw error;
        return { kind: 'broken', message: error.message };
      }
  }
}

function readToml(model: DvcModel, path: string): FileData {
  const content = model.workspace.kindOf(path) === 'file' ? model.workspace.read(path) : undefined;
  if (content === undefined) return { kind: 'missing' };
  if (content.kind === 'unreadable') return { kind: 'broken', message: `${content.reason}.` };
  try {
    return { kind: 'data', data: fromToml(parse(content.text, { integersAsBigInt: true })) };
  } catch (error) {
    if (!(error instanceof TomlError)) throw error;
    return {
      kind: 'broken',
      message: `The file is no valid TOML: ${error.message.split('\n')[0]}`,
    };
  }
}

function fromToml(value: unknown): Plain {
  if (value instanceof TomlDate) return new Written(value.toISOString());
  if (Array.isArray(value)) return value.map(fromToml);
  if (typeof value === 'object' && value !== null) {
    return new Map(Object.entries(value).map(([key, inner]) => [key, fromToml(inner)]));
  }
  return typeof value === 'bigint' ||
    typeof value === 'number' ||
    typeof value === 'boolean' ||
    typeof value === 'string'
    ? value
    : null;
}
