import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { UserError } from '../model/errors.ts';
import type { PackageFile } from '../model/modelPackage.ts';

/** The list of sums in a package, in the form that `sha256sum --check` reads. */
export const sumsFile = 'SHA256SUMS';

/** The SHA-256 of a file, in hexadecimal. @throws when it cannot be read or `signal` aborts. */
export async function fileSha256(file: string, signal?: AbortSignal): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(file, { highWaterMark: 1024 * 1024 }), hash, { signal });
  return hash.digest('hex');
}

/**
 * All files below a folder with their digests, sorted by path.
 *
 * @throws when one cannot be read, or is a link, which packages do not hold.
 */
export async function filesBelow(folder: string, signal?: AbortSignal): Promise<PackageFile[]> {
  const files: PackageFile[] = [];
  for (const relative of await pathsBelow(folder)) {
    const absolute = path.join(folder, relative);
    files.push({
      path: relative,
      bytes: (await stat(absolute)).size,
      sha256: await fileSha256(absolute, signal),
    });
  }
  return files;
}

/** Relative paths of the files below a folder, `/` between folders, by code point. */
export async function pathsBelow(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => !entry.isDirectory())
    .map((entry) =>
      path.relative(folder, path.join(entry.parentPath, entry.name)).split(path.sep).join('/'),
    )
    .toSorted((a, b) => (a < b ? -1 : 1));
}

/** What a file is told to be when its content is not what the list of sums says. */
export function changedFile(file: string): UserError {
  return new UserError(
    `${file} was changed after its package was built.`,
    'Delete the package and package the model again.',
  );
}

/** The text of the list of sums. */
export function sumsText(files: readonly PackageFile[]): string {
  return files.map(({ sha256, path: file }) => `${sha256}  ${file}\n`).join('');
}

/** Reads a list of sums: path → digest; undefined when a line is something else. */
export function parseSums(text: string): ReadonlyMap<string, string> | undefined {
  const sums = new Map<string, string>();
  for (const line of text.split('\n')) {
    if (line === '') continue;
    const match = /^([0-9a-f]{64}) [ *](.+)$/.exec(line);
    if (match?.[1] === undefined || match[2] === undefined) return undefined;
    sums.set(match[2], match[1]);
  }
  return sums;
}

/** The digest of a package: that of its list of sums. */
export function packageDigest(sums: string): string {
  return `sha256:${createHash('sha256').update(sums).digest('hex')}`;
}
