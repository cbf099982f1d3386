import assert from 'node:assert/strict';
import { appendFileSync, openSync, readFileSync, statSync, writeSync } from 'node:fs';
import { FileMask } from '../../../src/launch/output/fileMask.ts';
import { knownSecrets } from '../../../src/model/secrets/known.ts';
import { makeProject, type Project } from '../../harness/project.ts';

// Put together here, so that no scanner takes this file for a leak.
const token = ['hf', 'AbCdEfGhIjKlMnOpQrStUvWxYzAbCdEfGh'].join('_');
const password = ['s3cret', 'pa55', '비밀'].join('-');
const key = [
  '-----BEGIN PRIVATE',
  'KEY-----\nMIIEvQIBADANBgkq\nhkiG9w0BAQEFAASC\n-----END PRIVATE KEY-----\n',
].join(' ');

describe('secrets in a file that grows', () => {
  let project: Project;
  let file: string;
  let found: string[];
  let mask: FileMask;
  let read: number;
  beforeEach(async () => {
    project = await makeProject({ 'out.log': '' }, { git: false });
    file = project.path('out.log');
    found = [];
    read = 0;
    mask = new FileMask(file, {
      known: knownSecrets({ DB_PASSWORD: password, USER: 'ada' }, []),
      onFound: (name) => found.push(name),
      onFailure: (error) => assert.fail(String(error)),
    });
  });
  afterEach(() => project.remove());

  /** Takes what the file has got since the last time; what is handed on of it. */
  function take(): string {
    const bytes = readFileSync(file).subarray(read);
    const masked = mask.mask(read, bytes);
    read += bytes.length;
    return masked.toString('utf8');
  }
  const text = (): string => readFileSync(file, 'utf8');
  const stars = (secret: string): string => '*'.repeat(Buffer.byteLength(secret));

  it('are overwritten by as many asterisks, and named', () => {
    const line = `loss=0.5 ${token} ${password} end\n`;
    appendFileSync(file, line);
    const expected = `loss=0.5 ${stars(token)} ${stars(password)} end\n`;
    assert.equal(take(), expected);
    assert.equal(text(), expected);
    assert.equal(statSync(file).size, Buffer.byteLength(line));
    assert.deepEqual(found.sort(), ['DB_PASSWORD', 'hf_A…']);
  });

  it('are found though they come in pieces, however they are cut', () => {
    const whole = `a ${password} b ${token} c\n${key}d\n`;
    for (const size of [1, 7, 40]) {
      const bytes = Buffer.from(whole);
      for (let at = 0; at < bytes.length; at += size) {
        appendFileSync(file, bytes.subarray(at, at + size));
        take();
      }
    }
    assert.equal(text().replaceAll(/\*+/g, '*'), 'a * b * c\n*\nd\n'.repeat(3));
  });

  it('leave who writes the file at its end', () => {
    const writer = openSync(file, 'a');
    writeSync(writer, `${password}\n`);
    take();
    writeSync(writer, `after ${password}\n`);
    take();
    assert.equal(text(), `${stars(password)}\nafter ${stars(password)}\n`);
  });

  it('are not seen in numbers, code and plain words', () => {
    const plain = [
      'nll_token=2.31 max_tokens: 4096',
      'token = self.next_token(state)',
      '    raise ValueError("bad password")',
      'password: incorrect',
      'api_key = os.environ["API_KEY"]',
      '',
    ].join('\n');
    appendFileSync(file, plain);
    assert.equal(take(), plain);
    assert.deepEqual(found, []);
  });
});
