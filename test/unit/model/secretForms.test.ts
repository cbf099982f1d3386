import assert from 'node:assert/strict';
import { redact, redactArguments, redactValue } from '../../../src/model/redaction.ts';
import { isSecretName } from '../../../src/model/secrets/names.ts';

/** Made up from pieces, so that no scanner takes this file for a leak. */
function fake(...pieces: readonly string[]): string {
  return pieces.join('');
}

const letters = 'aB3dE6gH9jK2mN5pQ8sT1vW4xY7zA0cD3fG6';

describe('names of secrets', () => {
  const secret =
    'password DB_PASSWORD passwd passphrase token api_token HF_TOKEN githubToken access-token api_key apiKey API-KEY openai.api_key secret client_secret AWS_SECRET_ACCESS_KEY private_key credentials Authorization db_pwd auth encryption_key';
  for (const name of secret.split(' ')) {
    it(`${name} is one`, () => assert.equal(isSecretName(name), true));
  }

  const open =
    'token_count max_tokens max_token tokenizer tokenizer_name pad_token eos_token num_tokens tokens key keys primary_key keyboard password_file token_path secret_name PWD OLDPWD author authority monkey AWS_ACCESS_KEY_ID learning_rate';
  for (const name of open.split(' ')) {
    it(`${name} is none`, () => assert.equal(isSecretName(name), false));
  }
});

describe('secrets in a text', () => {
  const secrets: readonly (readonly [name: string, text: string, masked: string])[] = [
    ['an AWS key', fake('id AKIA', 'IOSFODNN7EXAMPLE', '!'), 'id •••!'],
    ['a GitHub token', fake('ghp', '_', letters), '•••'],
    ['a fine-grained GitHub token', fake('github', '_pat_', letters), '•••'],
    ['a GitLab token', fake('glp', 'at-', letters.slice(0, 20)), '•••'],
    ['a Hugging Face token', fake('h', 'f_', letters.slice(0, 34)), '•••'],
    ['an OpenAI key', fake('s', 'k-proj-', letters), '•••'],
    ['a Slack token', fake('xo', 'xb-123456789012-', letters), '•••'],
    ['a Google key', fake('AI', 'za', letters.slice(0, 35)), '•••'],
    ['a web token', fake('ey', 'JhbGciOiJI.ey', 'JzdWIiOiIx.', letters), '•••'],
    ['a bearer', `Authorization: Bearer ${letters}`, 'Authorization: Bearer •••'],
    ['a password in an address', 'postgres://me:s3cret@db/x', 'postgres://me:•••@db/x'],
    [
      'a private key',
      fake('-----BEGIN RSA ', 'PRIVATE KEY-----\nabc\n-----END RSA ', 'PRIVATE KEY-----\nend'),
      '•••\nend',
    ],
    ['an assignment', 'password=hunter2 lr=0.1', 'password=••• lr=0.1'],
    ['a quoted assignment', '{"api_key": "abc", "lr": 0.1}', '{"api_key": "•••", "lr": 0.1}'],
    ['a connection string', 'Host=x;AccountKey=abc123==;Port=1', 'Host=x;AccountKey=•••;Port=1'],
  ];
  for (const [name, text, masked] of secrets) {
    it(`${name} is masked`, () => assert.deepEqual(redact(text), { text: masked, found: 1 }));
  }

  it('are counted', () => {
    assert.equal(redact('password=a secret=b https://u:p@h').found, 3);
  });

  const open = [
    'loss: 0.3',
    'sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
    'commit d098395b1f0e4b7b8d7c2f5a9e6c3b1a0f9e8d7c',
    '3fa85f64-5717-4562-b3fc-2c963f66afa6',
    '/home/me/data/train-2026_01_01.csv',
    'C:\\data\\password\\file.csv',
    'https://example.org:8080/path?page=3',
    'git@github.com:me/project.git',
    'Password: incorrect',
    'token: invalid',
    'use_auth_token=True',
    'sk-learn-pipeline-with-a-long-name',
    'Basic characterization of the data',
    'max_tokens=4096 pad_token=<pad> tokenizer=gpt2',
    'key=value',
  ];
  for (const text of open) {
    it(`are not seen in ${text}`, () => assert.deepEqual(redact(text), { text, found: 0 }));
  }

  it('are looked for in any text in reasonable time', () => {
    for (const unit of ['a', 'a.', 'a=', 'https://', 'sk-', '-----BEGIN PRIVATE KEY-----', 'eyJ']) {
      redact(unit.repeat(20_000));
    }
  });
});

describe('secrets among parameters and arguments', () => {
  it('are masked by their names', () => {
    assert.equal(redactValue('api_key', 'abc').text, '•••');
    assert.equal(redactValue('lr', '0.1').text, '0.1');
    assert.equal(redactValue('use_token', 'true').text, 'true');
    assert.equal(redactValue('password', '').text, '');
    assert.equal(redactValue('url', 'https://u:p@h/').text, 'https://u:•••@h/');
  });

  it('are not plain numbers, unless they are passwords', () => {
    for (const [name, value] of [
      ['nll_token', '2.31'],
      ['loss_per_token', '-1e-4'],
      ['tokens_per_step', '4096'],
      ['token', '.5'],
    ] as const) {
      assert.deepEqual(redactValue(name, value), { text: value, found: 0 }, name);
      const argv = [`--${name}`, value, `${name}=${value}`];
      assert.deepEqual(redactArguments(argv), { argv, found: 0 });
      assert.equal(redact(`${name}=${value}`).found, 0);
    }
    for (const name of ['password', 'db_pwd']) {
      assert.equal(redactValue(name, '123456').found, 1, name);
    }
    assert.equal(redactValue('api_token', '12345678901234567890').found, 1);
  });

  it('are masked behind their option, in any of its forms', () => {
    const argv = 'train.py --api-key X --token=Y +db.password=Z --lr 0.1 --max_tokens 5'.split(' ');
    assert.deepEqual(redactArguments(argv), {
      argv: 'train.py --api-key ••• --token=••• +db.password=••• --lr 0.1 --max_tokens 5'.split(
        ' ',
      ),
      found: 3,
    });
  });

  it('are not taken to be the next option', () => {
    const argv = ['--use-auth-token', '--lr', '0.1', '--password', 'false'];
    assert.deepEqual(redactArguments(argv), { argv, found: 0 });
  });

  it('are masked inside an argument', () => {
    const argv = ['curl', '-H', `Authorization: Bearer ${letters}`];
    assert.deepEqual(redactArguments(argv).argv.at(-1), 'Authorization: Bearer •••');
  });
});
