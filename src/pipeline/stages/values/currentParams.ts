import type { DvcModel } from '../../service/dvc/model.ts';
import type { StageInput } from '../../service/dvc/stage.ts';
import { isMap, toPlain, UnknownValue, type Plain, type PlainMap } from './plain.ts';
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
