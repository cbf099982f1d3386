import { relative } from 'node:path';
import { toServicePath } from '../pipeline/files/diskWorkspace.ts';
import { dvcFolderAbove, gitFolderAbove } from '../pipeline/files/repositoryFolder.ts';

/** The nearest folder upwards with a `.dvc` folder, else with a `.git`, else the folder itself. */
export function repositoryOf(folder: string): string {
  return dvcFolderAbove(folder) ?? gitFolderAbove(folder) ?? folder;
}

/** A path as seen from the current folder, with `/`. */
export function fromHere(path: string): string {
  return toServicePath(relative(process.cwd(), path));
}
