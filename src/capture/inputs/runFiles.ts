import nodePath from 'node:path';
import type { RunFile } from '../../model/run.ts';
import type { FileEvent } from './eventLines.ts';

/** More files than this in one folder are told as the folder, whichever process opened them. */
const folderLimit = 200;

/** When a path was first read and first written by any process. */
interface Uses {
  readonly path: string;
  read?: number;
  write?: number;
}

/**
 * What a launch read and wrote, out of what all its processes opened. A file that the launch made
 * itself before it read it is an output and no input; one that was read and then changed is both.
 * Digests and sizes are absent, and `files` of a folder counts only those that were told one by
 * one: both are for whoever looks at the disk. `paths` is the platform's, given for tests.
 */
export function runFiles(
  events: readonly FileEvent[],
  projectRoot: string,
  paths: nodePath.PlatformPath = nodePath,
): RunFile[] {
  const fold = paths.sep === '\\' ? (path: string) => path.toLowerCase() : (path: string) => path;
  const files = new Map<string, Uses>();
  const folders = new Map<string, Uses>();
  for (const event of events) {
    const path = relativePath(event.path, projectRoot, paths);
    const uses = event.kind === 'file' ? files : folders;
    addUse(uses, fold(path), path, event);
  }
  return [...oneDirection('input', files, folders), ...oneDirection('output', files, folders)].sort(
    (a, b) => compare(a.direction, b.direction) || compare(a.path, b.path),
  );
}

/** Relative to the project's root with forward slashes; absolute when outside it. */
function relativePath(path: string, root: string, paths: nodePath.PlatformPath): string {
  const relative = paths.relative(root, path);
  const outside = relative === '..' || relative.startsWith(`..${paths.sep}`);
  const shown = outside || paths.isAbsolute(relative) ? path : relative === '' ? '.' : relative;
  return paths.sep === '/' ? shown : shown.replaceAll(paths.sep, '/');
}

function addUse(
  uses: Map<string, Uses>,
  key: string,
  path: string,
  event: Pick<FileEvent, 'mode' | 'time'>,
): void {
  let known = uses.get(key);
  if (known === undefined) uses.set(key, (known = { path }));
  known[event.mode] = Math.min(known[event.mode] ?? Infinity, event.time);
}

function oneDirection(
  direction: RunFile['direction'],
  files: ReadonlyMap<string, Uses>,
  folders: ReadonlyMap<string, Uses>,
): RunFile[] {
  const counts = new Map<string, Uses>();
  for (const [key, uses] of folders) {
    if (counted(direction, key, uses, folders)) counts.set(key, uses);
  }
  const found = [...files].filter(([key, uses]) => counted(direction, key, uses, folders));
  for (const [key, uses] of fullFolders(found)) counts.set(key, uses);
  const kept = [...counts].filter(([key]) => enclosing(key, counts) === undefined);
  const inFolder = new Map<string, number>(kept.map(([key]) => [key, 0]));
  const result: RunFile[] = [];
  for (const [key, uses] of found) {
    const folder = ancestors(key).findLast((above) => inFolder.has(above));
    if (folder === undefined) result.push({ path: uses.path, direction, kind: 'file', files: 1 });
    else inFolder.set(folder, (inFolder.get(folder) ?? 0) + 1);
  }
  for (const [key, uses] of kept) {
    result.push({ path: uses.path, direction, kind: 'folder', files: inFolder.get(key) ?? 0 });
  }
  return result;
}

function counted(
  direction: RunFile['direction'],
  key: string,
  uses: Uses,
  folders: ReadonlyMap<string, Uses>,
): boolean {
  if (direction === 'output') return uses.write !== undefined;
  if (uses.read === undefined) return false;
  const written = [uses, ...ancestors(key).map((above) => folders.get(above))]
    .map((one) => one?.write)
    .filter((time) => time !== undefined);
  return uses.read <= Math.min(...written);
}

/** Folders in which several processes together opened too many files to tell them one by one. */
function fullFolders(files: readonly (readonly [string, Uses])[]): Map<string, Uses> {
  const inside = new Map<string, { path: string; count: number }>();
  for (const [key, uses] of files) {
    const folder = key.slice(0, Math.max(0, key.lastIndexOf('/')));
    const path = uses.path.slice(0, folder.length);
    const known = inside.get(folder);
    if (known === undefined) inside.set(folder, { path, count: 1 });
    else known.count += 1;
  }
  return new Map(
    [...inside]
      .filter(([folder, { count }]) => folder !== '' && count > folderLimit)
      .map(([folder, { path }]) => [folder, { path }]),
  );
}

function enclosing(key: string, folders: ReadonlyMap<string, Uses>): string | undefined {
  return ancestors(key).find((above) => folders.has(above));
}

/** The folders above a path, outermost first, with `.` for the project's root. */
function ancestors(key: string): string[] {
  if (key === '.') return [];
  const above = key.startsWith('/') || /^[a-z]:\//i.test(key) ? [] : ['.'];
  for (let at = key.indexOf('/', 1); at !== -1; at = key.indexOf('/', at + 1)) {
    above.push(key.slice(0, at));
  }
  return above;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
