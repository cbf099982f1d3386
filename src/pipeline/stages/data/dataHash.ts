import { readdir, stat } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { errorText, UserError } from '../../../model/errors.ts';
import { comparePython } from '../values/plain.ts';
import type { FileHashes } from './fileHashes.ts';
import { textMd5, type HashName } from './md5.ts';

/** What DVC records of a file or a folder. */
export type DataHash =
  | {
      readonly kind: 'file';
      readonly md5: string;
      readonly size: number;
      readonly executable: boolean;
    }
  | {
      readonly kind: 'folder';
      /** Ends with `.dir`. */
      readonly md5: string;
      readonly size: number;
      readonly files: readonly FolderFile[];
    };

/** A file of a folder, by its path from there with `/`. */
export interface FolderFile {
  readonly path: string;
  readonly md5: string;
}

/** Whether DVC passes over something below a folder. */
export type IsIgnored = (path: string, isFolder: boolean) => boolean;

/** So many files of a folder are read at a time. */
const atOnce = 16;
/** What DVC never looks into. */
const hiddenNames = new Set(['.git', '.hg', '.dvc']);

/**
 * Hashes a file or folder as DVC does; nothing where there is none.
 *
 * @throws UserError where it cannot be read.
 */
export async function hashData(
  path: string,
  hashes: FileHashes,
  name: HashName,
  isIgnored: IsIgnored,
): Promise<DataHash | undefined> {
  try {
    const found = await stat(path);
    if (found.isDirectory()) return await hashFolder(path, hashes, name, isIgnored);
    return { kind: 'file', ...(await hashes.hash(path, name)) };
  } catch (error) {
    if (isMissing(error)) return undefined;
    if (error instanceof UserError) throw error;
    throw new UserError(
      `${path} could not be read: ${errorText(error)}.`,
      'Make it readable, or take it out of the pipeline.',
    );
  }
}

async function hashFolder(
  root: string,
  hashes: FileHashes,
  name: HashName,
  isIgnored: IsIgnored,
): Promise<DataHash> {
  const paths = await filesBelow(root, '', isIgnored);
  const files: FolderFile[] = [];
  let size = 0;
  for (let at = 0; at < paths.length; at += atOnce) {
    const some = paths.slice(at, at + atOnce);
    const found = await Promise.all(some.map((path) => hashes.hash(`${root}/${path}`, name)));
    for (const [index, { md5, size: bytes }] of found.entries()) {
      files.push({ path: some[index] ?? '', md5 });
      size += bytes;
    }
  }
  files.sort((a, b) => comparePython(a.path, b.path));
  return { kind: 'folder', md5: `${textMd5(folderObject(files))}.dir`, size, files };
}

/** What DVC keeps in its cache for a folder: Python's JSON, whose MD5 names the folder's content. */
export function folderObject(files: readonly FolderFile[]): string {
  const entries = files.map(
    ({ path, md5 }) => `{"md5": ${inAscii(md5)}, "relpath": ${inAscii(path)}}`,
  );
  return `[${entries.join(', ')}]`;
}

function inAscii(text: string): string {
  return JSON.stringify(text).replaceAll(
    /[\u007f-\uffff]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** Links to folders are not followed, as DVC does not. */
async function filesBelow(root: string, inside: string, isIgnored: IsIgnored): Promise<string[]> {
  const entries = await readdir(`${root}/${inside}`, { withFileTypes: true });
  if (entries.some(({ name }) => name === '.dvcignore')) {
    throw new UserError(
      `${root}/${inside}.dvcignore lies in a folder that a stage reads or writes, which DVC refuses.`,
      'Move its patterns to a .dvcignore above that folder.',
    );
  }
  const found: string[] = [];
  for (const entry of entries) {
    const path = inside + entry.name;
    const isFolder = entry.isDirectory();
    if (hiddenNames.has(entry.name) || isIgnored(`${root}/${path}`, isFolder)) continue;
    if (isFolder) {
      const isOtherRepository = existsSync(`${root}/${path}/.dvc`);
      if (!isOtherRepository) found.push(...(await filesBelow(root, `${path}/`, isIgnored)));
    } else if (!entry.isSymbolicLink() || !(await stat(`${root}/${path}`)).isDirectory()) {
      found.push(path);
    }
  }
  return found;
}

function isMissing(error: unknown): boolean {
  return (
    error instanceof Error &&
    'code' in error &&
    (error.code === 'ENOENT' || error.code === 'ENOTDIR')
  );
}
