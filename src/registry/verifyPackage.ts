import type { KeyObject } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { UserError } from '../model/errors.ts';
import type { PackageFile, SignatureCheck } from '../model/modelPackage.ts';
import { checkSignature } from './signing/checkSignature.ts';
import { signatureFile } from './signing/statement.ts';
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
  readonly signature: SignatureCheck;
}

/**
 * Checks every file of a package, and its signature.
 *
 * @param publicKey of who should have signed it.
 * @throws {UserError} when the folder is no package.
 */
export async function verifyPackage(
  folder: string,
  signal?: AbortSignal,
  publicKey?: KeyObject,
): Promise<Verification> {
  // Before its files are read: a folder that is no package may hold anything.
  await readSums(folder);
  return await verifyFiles(folder, await filesBelow(folder, signal), publicKey);
}

/** The same for files whose digests are known. @throws {UserError} */
export async function verifyFiles(
  folder: string,
  files: readonly PackageFile[],
  publicKey?: KeyObject,
): Promise<Verification> {
  const text = await readSums(folder);
  const sums = parseSums(text);
  if (sums === undefined) {
    throw new UserError(`${path.join(folder, sumsFile)} is damaged.`, 'Pull the package again.');
  }
  const all = new Map(files.map((file) => [file.path, file.sha256]));
  const present = new Map([...all].filter(([file]) => file !== sumsFile && file !== signatureFile));
  return {
    digest: packageDigest(text),
    files: sums.size,
    changed: [...sums]
      .filter(([file, sum]) => (present.get(file) ?? sum) !== sum)
      .map(([file]) => file),
    missing: [...sums.keys()].filter((file) => !present.has(file)),
    added: [...present.keys()].filter((file) => !sums.has(file)),
    signature: all.has(signatureFile)
      ? checkSignature(await readFile(path.join(folder, signatureFile), 'utf8'), all, publicKey)
      : { kind: 'none' },
  };
}

async function readSums(folder: string): Promise<string> {
  try {
    return await readFile(path.join(folder, sumsFile), 'utf8');
  } catch {
    throw new UserError(
      `${folder} has no ${sumsFile}, so it is no package of Trackline.`,
      'Name the folder that `trackline package` or `trackline pull` made.',
    );
  }
}

/** Whether nothing of a package differs. */
export function isIntact({ changed, missing, added }: Verification): boolean {
  return changed.length + missing.length + added.length === 0;
}
