import { existsSync, statSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { toServicePath } from '../pipeline/files/diskWorkspace.ts';

/** The nearest folder upwards with a `.dvc` folder, else with a `.git`, else the folder itself. */
export function repositoryOf(folder: string): string {
  return (
    nearest(folder, (candidate) => isFolder(join(candidate, '.dvc'))) ??
    nearest(folder, (candidate) => existsSync(join(candidate, '.git'))) ??
    folder
  );
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

/** A path as seen from the current folder, with `/`. */
export function fromHere(path: string): string {
  return toServicePath(relative(process.cwd(), path));
}
