import { posix } from 'node:path';

/*
 * Paths of the language service are absolute and written with `/`, `C:/project/dvc.yaml` on Windows
 * too; whoever gives a Workspace translates.
 */

/** Whether a path as people write it is absolute on either kind of system. */
export function isAbsolute(path: string): boolean {
  return path.startsWith('/') || /^[A-Za-z]:[/\\]/.test(path);
}

/** A path as seen from a folder, without `.` and `..` inside. */
export function resolveFrom(folder: string, path: string): string {
  const normal = isAbsolute(path) ? posix.normalize(path) : posix.join(folder, path);
  return normal.length > 1 && normal.endsWith('/') ? normal.slice(0, -1) : normal;
}

/** The folder that holds a path. */
export function folderOf(path: string): string {
  const slash = path.lastIndexOf('/');
  return slash > 0 ? path.slice(0, slash) : '/';
}

/** The last part of a path. */
export function nameOf(path: string): string {
  return posix.basename(path);
}

/** Whether a path lies in a folder or is it. */
export function isInside(path: string, folder: string): boolean {
  return path === folder || path.startsWith(folder.endsWith('/') ? folder : `${folder}/`);
}

/** A path as written from a folder. */
export function relativeTo(folder: string, path: string): string {
  return posix.relative(folder, path) || '.';
}

/** Whether a path is an address such as `s3://bucket/key`, which no file of the project is. */
export function isAddress(path: string): boolean {
  return /^[A-Za-z][A-Za-z0-9+.-]+:\/\//.test(path);
}
