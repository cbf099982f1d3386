import { chmod, copyFile, lstat, readdir, rename } from 'node:fs/promises';

/** What a person's own file is allowed to them. */
const writable = 0o644;

/**
 * Makes what stays in place while a stage runs a thing of its own: DVC may have put links to its cache
 * there, and the stage would write into the cache. Does nothing where there is nothing.
 */
export async function unlinkFromCache(path: string): Promise<void> {
  const found = await lstat(path).catch(() => undefined);
  if (found === undefined) return;
  if (found.isDirectory()) {
    for (const name of await readdir(path)) await unlinkFromCache(`${path}/${name}`);
    return;
  }
  if (found.isSymbolicLink() || found.nlink > 1) {
    const copy = `${path}.${process.pid}.tmp`;
    await copyFile(path, copy);
    await rename(copy, path);
    await chmod(path, writable);
  } else if ((found.mode & 0o200) === 0) {
    await chmod(path, writable);
  }
}
