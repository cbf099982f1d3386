import path from 'node:path';
import { secretPlaces } from '../../model/secrets/places.ts';

const secretName =
  /^(\.env(\..+)?|.+\.(env|pem|key|p12|pfx|jks|keystore|kdbx|ppk)|id_(rsa|dsa|ecdsa|ed25519)(_sk)?|[._]netrc|\.pgpass|\.pypirc|\.git-credentials|kaggle\.json)$/i;
const sample = /\.(example|sample|template|dist)$/i;

/** A private key in the text forms of RFC 7468, OpenSSH and PGP, also inside a JSON string. */
const privateKey = /(^|")-----BEGIN ([A-Z0-9]+ )*PRIVATE KEY( BLOCK)?-----(\s*$|\\n)/m;

/** Whether a file is by its name one that holds keys or passwords, such as `.env` or `id_rsa`. */
export function hasSecretName(file: string): boolean {
  const name = path.posix.basename(file);
  return secretName.test(name) && !sample.test(name);
}

/**
 * Whether a text holds a private key, an access token told by its form, or a known secret.
 *
 * @param text one character a byte.
 */
export function holdsSecret(text: string, known: readonly string[]): boolean {
  if (privateKey.test(text)) return true;
  if (known.some((value) => text.includes(Buffer.from(value, 'utf8').toString('latin1')))) {
    return true;
  }
  // A password in an address may be an example's, and code may speak of the first line of a key.
  return secretPlaces(text).some(({ form, from }) => form && !text.startsWith('-----', from));
}
