import path from 'node:path';

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

/** Whether a text holds a private key. */
export function holdsPrivateKey(text: string): boolean {
  return privateKey.test(text);
}
