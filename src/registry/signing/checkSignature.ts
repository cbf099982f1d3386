import type { KeyObject } from 'node:crypto';
import { UserError } from '../../model/errors.ts';
import type { SignatureCheck } from '../../model/modelPackage.ts';
import { isSignedBy, keyHint, readBundle } from './bundle.ts';
import { readStatement, signedPart, type SignedFiles } from './statement.ts';

/**
 * Checks a signature: first that the key made it, then that the files are those that it names.
 *
 * @param text of the signature's file.
 * @param files all files of the folder.
 * @param publicKey without one it is only told that there is a signature.
 */
export function checkSignature(
  text: string,
  files: SignedFiles,
  publicKey: KeyObject | undefined,
): SignatureCheck {
  try {
    const bundle = readBundle(text);
    const key = bundle.hint === undefined ? {} : { key: bundle.hint };
    if (publicKey === undefined) return { kind: 'unchecked', ...key };
    const hint = keyHint(publicKey);
    if (bundle.hint !== undefined && bundle.hint !== hint) {
      return { kind: 'invalid', reason: 'It was made with another key.' };
    }
    if (!isSignedBy(bundle, publicKey)) {
      return { kind: 'invalid', reason: 'It was changed, or made with another key.' };
    }
    const statement = readStatement(bundle.payload.toString('utf8'));
    const reason = difference(statement.files, signedPart(files, statement.ignored));
    return reason === undefined ? { kind: 'valid', key: hint } : { kind: 'invalid', reason };
  } catch (error) {
    if (error instanceof UserError) return { kind: 'invalid', reason: error.sentence };
    throw error;
  }
}

function difference(signed: SignedFiles, present: SignedFiles): string | undefined {
  for (const [file, digest] of signed) {
    const now = present.get(file);
    if (now === undefined) return `${file} was signed and is missing.`;
    if (now !== digest) return `${file} is not what was signed.`;
  }
  const added = [...present.keys()].find((file) => !signed.has(file));
  return added === undefined ? undefined : `${added} was not signed.`;
}
