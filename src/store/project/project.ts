import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { isFolder } from './isFolder.ts';

/** Where a project keeps its record. */
export interface ProjectLocation {
  /** Absolute path of the `.trackline/` folder; it need not exist yet. */
  readonly store: string;
  /** The folder that holds it. */
  readonly root: string;
}

/**
 * The project that a folder belongs to: the nearest folder upwards that has a `.trackline/` or a
 * `trackline.yaml`, else the git root, else the folder itself. The editor and the command line
 * agree on it.
 */
export function locateProject(folder: string): ProjectLocation {
  const start = resolve(folder);
  const root =
    nearest(
      start,
      (candidate) => isFolder(join(candidate, '.trackline')) || hasProjectFile(candidate),
    ) ??
    nearest(start, (candidate) => existsSync(join(candidate, '.git'))) ??
    start;
  return { root, store: join(root, '.trackline') };
}

function hasProjectFile(folder: string): boolean {
  return existsSync(join(folder, 'trackline.yaml'));
}

function nearest(start: string, matches: (folder: string) => boolean): string | undefined {
  for (let folder = start; ; folder = dirname(folder)) {
    if (matches(folder)) return folder;
    if (dirname(folder) === folder) return undefined;
  }
}
