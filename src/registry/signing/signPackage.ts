import { createPublicKey, type KeyObject } from 'node:crypto';
import { readFile, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { UserError } from '../../model/errors.ts';
import { describePackage } from '../describePackage.ts';
import { filesBelow } from '../sums.ts';
import { isIntact, verifyFiles } from '../verifyPackage.ts';
import { bundleText, digestFor, keyHint } from './bundle.ts';
import { checkSignature } from './checkSignature.ts';
import { signatureFile, statementText } from './statement.ts';

/** A package that was signed. */
export interface SignedPackage {
  readonly name: string;
  readonly version: string;
  /** Digest of its list of sums, which the signature covers as it covers every other file. */
  readonly digest: string;
  /** Absolute. */
  readonly signature: string;
  /** What the key is known by: the SHA-256 of its public part. */
  readonly key: string;
}

/**
 * Signs a package as OpenSSF Model Signing has it, into `model.sig` in its folder. A signature of
 * the same key that is right stays as it is, so that a package is pushed twice as the same.
 *
 * @throws {UserError} when the package was changed, or the key is of a kind that cannot sign.
 */
export async function signPackage(
  folder: string,
  privateKey: KeyObject,
  signal?: AbortSignal,
): Promise<SignedPackage> {
  digestFor(privateKey);
  const publicKey = createPublicKey(privateKey);
  const { name, version, digest } = await describePackage(folder);
  const files = await filesBelow(folder, signal);
  if (!isIntact(await verifyFiles(folder, files))) {
    throw new UserError(
      `The package ${name} ${version} was changed after it was built, and is not signed.`,
      `Delete ${folder} and package the model again.`,
    );
  }
  const sums = new Map(files.map((file) => [file.path, file.sha256]));
  const target = path.join(folder, signatureFile);
  const existing = await readFile(target, 'utf8').catch(() => undefined);
  const kept = existing !== undefined && checkSignature(existing, sums, publicKey).kind === 'valid';
  if (!kept) {
    await writeFile(
      `${target}.draft`,
      bundleText(statementText(name, sums), privateKey, publicKey),
    );
    await rename(`${target}.draft`, target);
  }
  return { name, version, digest, signature: target, key: keyHint(publicKey) };
}
