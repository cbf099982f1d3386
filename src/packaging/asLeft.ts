import { stat } from 'node:fs/promises';
import type { RunFile } from '../model/run.ts';
import { fileSha256 } from '../registry/sums.ts';
import type { Store } from '../store/store.ts';

/**
 * Whether a file on the disk still is what a run left there: scripts write their model over that of
 * the run before, and its path alone would say that the one came from the other. A file that was
 * never hashed is told by its size, as far as that is known.
 *
 * @param file its absolute path.
 * @throws when it cannot be read.
 */
export async function isAsLeft(
  store: Store,
  file: string,
  { digest, bytes }: Pick<RunFile, 'digest' | 'bytes'>,
): Promise<boolean> {
  const { size, mtimeMs, ino } = await stat(file);
  if (bytes !== undefined && bytes !== size) return false;
  if (digest === undefined) return true;
  const known = store.files.knownDigest({ path: file, bytes: size, mtimeMs, inode: ino });
  return digest === (known ?? `sha256:${await fileSha256(file)}`);
}
