import type { DvcModel } from '../../service/dvc/model.ts';
import type { Stage } from '../../service/dvc/stage.ts';
import type { DataHash } from '../data/dataHash.ts';
import type { HashName } from '../data/md5.ts';
import { commandOf, lockKey } from '../freshness.ts';
import { comparePython, type Plain, type PlainMap } from '../values/plain.ts';
import { showPlain } from '../values/show.ts';

/** The parameters file whose values stand first. */
const defaultParams = 'params.yaml';

/** A file or folder of a stage as it is when the stage has run. */
export interface StageData {
  readonly text: string;
  readonly path: string;
  readonly data: DataHash;
  readonly hashName: HashName;
}

/** All that a stage's entry in dvc.lock is made of. */
export interface StageState {
  readonly deps: readonly StageData[];
  readonly outs: readonly StageData[];
  /** The values by what the stage calls their file. */
  readonly params: readonly { readonly file: string; readonly values: PlainMap }[];
}

/** The entry of a stage in dvc.lock, with its keys in the order in which DVC writes them. */
export function lockEntry(model: DvcModel, stage: Stage, state: StageState): PlainMap {
  const entry = new Map<Plain, Plain>([['cmd', commandOf(stage)]]);
  const places = (list: readonly StageData[]): Plain[] =>
    list
      .map((item) => ({ ...item, key: lockKey(model.root, stage, item) }))
      .toSorted((a, b) => comparePython(a.key, b.key))
      .map(({ key, data, hashName }) => dataEntry(key, data, hashName));
  if (state.deps.length > 0) entry.set('deps', places(state.deps));
  if (state.params.length > 0) entry.set('params', paramsEntry(state.params));
  if (state.outs.length > 0) entry.set('outs', places(state.outs));
  return entry;
}

function dataEntry(path: string, data: DataHash, hashName: HashName): Plain {
  const entry = new Map<Plain, Plain>([['path', path]]);
  // What DVC 2 hashed is told by the absence of this.
  if (hashName === 'md5') entry.set('hash', 'md5');
  entry.set('md5', data.md5);
  entry.set('size', BigInt(data.size));
  if (data.kind === 'folder') entry.set('nfiles', BigInt(data.files.length));
  else if (data.executable) entry.set('isexec', true);
  return entry;
}

function paramsEntry(files: StageState['params']): Plain {
  const sorted = files.toSorted((a, b) =>
    a.file === defaultParams || b.file === defaultParams
      ? Number(b.file === defaultParams) - Number(a.file === defaultParams)
      : comparePython(a.file, b.file),
  );
  return new Map(
    sorted.map(({ file, values }): [Plain, Plain] => [
      file,
      new Map([...values].toSorted(([a], [b]) => comparePython(showPlain(a), showPlain(b)))),
    ]),
  );
}
