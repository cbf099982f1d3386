import assert from 'node:assert/strict';
import {
  redact,
  redactArguments,
  redactValue,
  redactValues,
  secretMask,
} from '../../../src/model/redaction.ts';
import { isSecretName } from '../../../src/model/secrets/names.ts';

// Put together here, so that no scanner takes this file for a leak.
const awsKey = ['AKIA', 'IOSFODNN7EXAMPLE'].join('');
const gitHubToken = ['ghp', 'a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8'].join('_');
const huggingFaceToken = ['hf', 'AbCdEfGhIjKlMnOpQrStUvWxYzAbCdEfGh'].join('_');
const webToken = ['eyJhbGciOiJIUzI1NiJ9', 'eyJzdWIiOiIxMjM0NTY3ODkwIn0', 'dBjftJeZ4CVP'].join('.');
const privateKey = [
  '-----BEGIN RSA PRIVATE',
  'KEY-----\nMIIEow\n-----END RSA PRIVATE KEY-----',
].join(' ');

describe('redaction', () => {
  for (const secret of [awsKey, gitHubToken, huggingFaceToken, webToken, privateKey]) {
    it(`masks ${secret.slice(0, 8)}… wherever it stands`, () => {
      const { text, found } = redact(`before ${secret} after`);
      assert.equal(text, `before ${secretMask} after`);
      assert.equal(found, 1);
    });
  }

  it('keeps what is not secret around a secret', () => {
    assert.equal(
      redact('postgres://ann:hunter2@db.example.org/runs').text,
      `postgres://ann:${secretMask}@db.example.org/runs`,
    );
    assert.equal(
      redact('Authorization: Bearer abcdefghijklmnop1234').text,
      `Authorization: Bearer ${secretMask}`,
    );
  });

  it('leaves hashes, identifiers, paths and numbers alone', () => {
    for (const text of [
      '7307c29f92a5d878bd64a5ce430845efcbe7c0c0',
      'sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
      '123e4567-e89b-12d3-a456-426614174000',
      '/home/ann/data/train.csv',
      'https://example.org:8080/path',
      'C:\\models\\best.pt',
      '0.001',
    ]) {
      assert.deepEqual(redact(text), { text, found: 0 });
    }
  });

  it('knows names of secrets from names that speak of tokens', () => {
    for (const name of [
      'password',
      '--api-key',
      'DB_PASSWORD',
      'hfToken',
      'aws_secret_access_key',
    ]) {
      assert.equal(isSecretName(name), true, name);
    }
    for (const name of ['max_tokens', 'tokenizer', 'token_count', 'key', 'monkey', 'passes']) {
      assert.equal(isSecretName(name), false, name);
    }
  });

  it('masks arguments in each of their forms', () => {
    const { argv, found } = redactArguments([
      'python',
      'train.py',
      '--api-key',
      'abc',
      '--password=def',
      'db.token=ghi',
      '--max-tokens',
      '100',
      '--lr=0.1',
      gitHubToken,
    ]);
    assert.deepEqual(argv, [
      'python',
      'train.py',
      '--api-key',
      secretMask,
      `--password=${secretMask}`,
      `db.token=${secretMask}`,
      '--max-tokens',
      '100',
      '--lr=0.1',
      secretMask,
    ]);
    assert.equal(found, 4);
  });

  it('does not take the next option for the value of a secret', () => {
    assert.deepEqual(redactArguments(['--token', '--verbose']).argv, ['--token', '--verbose']);
  });

  it('names the parameters that it masked', () => {
    assert.deepEqual(redactValues({ lr: '0.1', api_key: 'abc', url: `x ${awsKey}` }), {
      values: { lr: '0.1', api_key: secretMask, url: `x ${secretMask}` },
      found: ['api_key', 'url'],
    });
    assert.equal(redactValue('password', '').text, '');
  });
});
