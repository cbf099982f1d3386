import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { UserError } from '../../model/errors.ts';

/** A key that is encrypted, for which there was no passphrase or not the right one. */
export class LockedKey extends UserError {}

/**
 * Reads a private key. Neither it nor the passphrase is kept anywhere.
 *
 * @param file PEM.
 * @param passphrase of an encrypted key.
 * @param asked how a person gives the passphrase, for the sentence.
 * @throws {LockedKey} when it wants a passphrase, or another one.
 * @throws {UserError}
 */
export async function readPrivateKey(
  file: string,
  passphrase: string | undefined,
  asked: string,
): Promise<KeyObject> {
  const pem = await readKey(file);
  try {
    return createPrivateKey({ key: pem, ...(passphrase === undefined ? {} : { passphrase }) });
  } catch (error) {
    const encrypted = /ENCRYPTED/.test(pem);
    if (encrypted && passphrase === undefined) {
      throw new LockedKey(`The key ${file} is encrypted.`, asked, { cause: error });
    }
    if (encrypted) {
      throw new LockedKey(`The passphrase does not open the key ${file}.`, asked, { cause: error });
    }
    throw noKey(file, 'private', error);
  }
}

/** Reads a public key; a private key, of which the public part would do, is refused. @throws {UserError} */
export async function readPublicKey(file: string): Promise<KeyObject> {
  const pem = await readKey(file);
  if (/PRIVATE KEY/.test(pem)) throw noKey(file, 'public');
  try {
    return createPublicKey(pem);
  } catch (error) {
    throw noKey(file, 'public', error);
  }
}

async function readKey(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    throw new UserError(`The key ${file} cannot be read.`, 'Check its path.', { cause: error });
  }
}

function noKey(file: string, kind: 'private' | 'public', cause?: unknown): UserError {
  return new UserError(`${file} holds no ${kind} key.`, 'Name a PEM file that does.', { cause });
}
