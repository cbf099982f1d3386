import { existsSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The nearest folder upwards with a `.dvc` folder. @param folder absolute */
export function dvcFolderAbove(folder: string): string | undefined {
  return nearest(folder, (candidate) => isFolder(join(candidate, '.dvc')));
}

/** The nearest folder upwards with a `.git`. @param folder absolute */
export function gitFolderAbove(folder: string): string | undefined {
  return nearest(folder, (candidate) => existsSync(join(candidate, '.git')));
}

function nearest(start: string, matches: (folder: string) => boolean): string | undefined {
  for (let folder = start; ; folder = dirname(folder)) {
    if (matches(folder)) return folder;
    if (dirname(folder) === folder) return undefined;
  }
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}
