import { textMd5, type HashName } from '../data/md5.ts';
import { folderObject } from '../data/dataHash.ts';
import type { DvcModel } from '../../service/dvc/model.ts';
import { get } from '../../service/yaml/values.ts';
import type { Stage } from '../../service/dvc/stage.ts';
import { isList, isMap, lookUp, toPlain, type Plain, type PlainMap } from '../values/plain.ts';

/** What dvc.lock says of one stage: how it was when it ran last. */
export interface LockedStage {
  readonly cmd: Plain;
  readonly deps: ReadonlyMap<string, LockedData>;
  readonly outs: ReadonlyMap<string, LockedData>;
  /** The values by parameters file. */
  readonly params: ReadonlyMap<string, PlainMap>;
}

/** A file or folder as it was. */
export interface LockedData {
  /** Absent where it could not be hashed. */
  readonly md5?: string;
  readonly hashName: HashName;
}

/** The entry of a stage in the dvc.lock beside its dvc.yaml. */
export function lockedStage(model: DvcModel, stage: Stage): LockedStage | undefined {
  const { root } = model.lock(stage.file);
  const value = get(get(root, 'stages'), stage.name);
  if (value === undefined) return undefined;
  const entry = toPlain(value);
  if (!isMap(entry)) return undefined;
  return {
    cmd: entry.get('cmd') ?? null,
    deps: dataOf(entry.get('deps')),
    outs: dataOf(entry.get('outs')),
    params: paramsOf(entry.get('params')),
  };
}

function dataOf(list: Plain | undefined): Map<string, LockedData> {
  const data = new Map<string, LockedData>();
  for (const item of isList(list) ? list : []) {
    const path = isMap(item) ? item.get('path') : undefined;
    if (!isMap(item) || typeof path !== 'string') continue;
    const hashName: HashName = item.get('hash') === 'md5' ? 'md5' : 'md5-dos2unix';
    const md5 = item.get('md5') ?? md5OfFiles(item.get('files'));
    data.set(path, { hashName, ...(typeof md5 === 'string' && { md5 }) });
  }
  return data;
}

/** Of a folder in a cloud that keeps versions, the files are listed instead. */
function md5OfFiles(files: Plain | undefined): string | undefined {
  if (!isList(files)) return undefined;
  const listed = files.flatMap((file) => {
    const [path, md5] = isMap(file) ? [file.get('relpath'), file.get('md5')] : [];
    return typeof path === 'string' && typeof md5 === 'string' ? [{ path, md5 }] : [];
  });
  return `${textMd5(folderObject(listed))}.dir`;
}

function paramsOf(files: Plain | undefined): Map<string, PlainMap> {
  if (!isMap(files)) return new Map();
  return new Map(
    [...files.keys()].flatMap((file): [string, PlainMap][] => {
      const values = lookUp(files, file);
      return typeof file === 'string' && isMap(values) ? [[file, values]] : [];
    }),
  );
}
