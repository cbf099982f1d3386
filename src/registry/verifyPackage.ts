import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { UserError } from '../model/errors.ts';
import { filesBelow, packageDigest, parseSums, sumsFile } from './sums.ts';

/** What checking a package against its list of sums found. */
export interface Verification {
  readonly digest: string;
  /** How many files were checked. */
  readonly files: number;
  /** Files whose content is another than when the package was built. */
  readonly changed: readonly string[];
  readonly missing: readonly string[];
  /** Files that are on no list. */
  readonly added: readonly string[];
}

/**
 * Checks every file of a package.
 *
 * @throws {UserError} when the folder is no package.
 */
export async function verifyPackage(folder: string, signal?: AbortSignal): Promise<Verification> {
  let text: string;
  try {
    text = await readFile(path.join(folder, sumsFile), 'utf8');
  } catch {
    throw new UserError(
      `${folder} has no ${sumsFile}, so it is no package of Trackline.`,
      'Name the folder that `trackline package` or `trackline pull` made.',
    );
  }
  const sums = parseSums(text);
  if (sums === undefined) {
    throw new UserError(`${path.join(folder, sumsFile)} is damaged.`, 'Pull the package again.');
  }
  const present = new Map(
    (await filesBelow(folder, signal))
      .filter(({ path: file }) => file !== sumsFile)
      .map((file) => [file.path, file.sha256]),
  );
  return {
    digest: packageDigest(text),
    files: sums.size,
    changed: [...sums]
      .filter(([file, sum]) => (present.get(file) ?? sum) !== sum)
      .map(([file]) => file),
    missing: [...sums.keys()].filter((file) => !present.has(file)),
    added: [...present.keys()].filter((file) => !sums.has(file)),
  };
}

/** Whether nothing of a package differs. */
export function isIntact({ changed, missing, added }: Verification): boolean {
  return changed.length + missing.length + added.length === 0;
}
