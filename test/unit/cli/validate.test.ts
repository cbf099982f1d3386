import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { validate } from '../../../src/cli/validate.ts';
import { UsageError } from '../../../src/cli/usage.ts';

async function run(
  ...args: string[]
): Promise<{ code: number; lines: string[]; remarks: string[] }> {
  const [lines, remarks]: [string[], string[]] = [[], []];
  const code = await validate(args, {
    line: (text) => void lines.push(...text.split('\n')),
    remark: (text) => void remarks.push(text),
  });
  return { code, lines, remarks };
}

describe('trackline validate', () => {
  let folder: string;
  let before: string;

  beforeEach(() => {
    before = process.cwd();
    folder = mkdtempSync(path.join(tmpdir(), 'validate-'));
    mkdirSync(path.join(folder, '.dvc'));
    mkdirSync(path.join(folder, 'sub'));
    process.chdir(folder);
  });

  afterEach(() => {
    process.chdir(before);
    rmSync(folder, { recursive: true, force: true });
  });

  function write(files: Readonly<Record<string, string | Buffer>>): void {
    for (const [name, text] of Object.entries(files)) writeFileSync(path.join(folder, name), text);
  }

  it('looks at all files of the repository, from a folder in it too', async () => {
    write({
      'dvc.yaml': 'stages:\n  fit:\n    cmd: fit\n    outs: [m.bin]\n',
      'sub/dvc.yaml': 'stages:\n  test:\n    cmd: test\n    outs: [../m.bin]\n',
      'sub/params.yaml': 'lr: 1e-3\n',
      'sub/other.yaml': 'a: [',
    });
    process.chdir('sub');
    const { code, lines, remarks } = await run();
    assert.equal(code, 1);
    assert.deepEqual(
      lines.map((line) => line.replace(/ .*\[/, ' [')),
      [
        '../dvc.yaml:4:12: [graph-duplicate-output]',
        'dvc.yaml:4:12: [graph-duplicate-output]',
        'params.yaml:1:5: [number-as-text]',
      ],
    );
    assert.deepEqual(remarks, ['3 files, 2 errors, 1 warning.']);
  });

  it('is satisfied with warnings', async () => {
    write({ 'dvc.yaml': 'stages:\n  fit:\n    cmd: python fit.py\n' });
    const { code, lines } = await run('dvc.yaml');
    assert.equal(code, 0);
    assert.match(
      lines[0] ?? '',
      /^dvc\.yaml:3:10: warning: `fit\.py` does not exist .*\[script-missing\]$/,
    );
  });

  it('gives stages, places and related places as JSON', async () => {
    write({
      'dvc.yaml':
        'stages:\r\n  "é":\r\n    foreach: [a, b]\r\n    do: {cmd: "é ${nope}"}\r\n  ok: {cmd: x}\r\n',
    });
    const { code, lines } = await run('--json', 'dvc.yaml');
    assert.equal(code, 1);
    const { files } = JSON.parse(lines.join('\n')) as { files: { diagnostics: unknown[] }[] };
    assert.deepEqual(files, [
      {
        path: 'dvc.yaml',
        valid: false,
        stages: ['ok'],
        diagnostics: [
          {
            code: 'template-missing',
            severity: 'error',
            message:
              'There is no parameter `nope`: DVC replaces `${…}` itself, from params.yaml and vars.',
            keys: ['stages', 'é', 'cmd'],
            stage: 'é@a',
            range: { start: { line: 3, character: 17 }, end: { line: 3, character: 24 } },
            related: [],
          },
        ],
      },
    ]);
  });

  it('tells of files that are no text', async () => {
    write({ 'dvc.yaml': Buffer.from([0xff, 0xfe, 0x00]) });
    const { code, lines } = await run();
    assert.equal(code, 1);
    assert.match(lines[0] ?? '', /it is not UTF-8 text/);
  });

  it('refuses files that it does not know, and those that do not exist', async () => {
    write({ 'notes.txt': '' });
    await assert.rejects(
      run('notes.txt'),
      (error) => error instanceof UsageError && /no pipeline file/.test(error.message),
    );
    await assert.rejects(
      run('sub/dvc.yaml'),
      (error) => error instanceof UsageError && /does not exist/.test(error.message),
    );
  });

  it('has nothing to say where there are no files', async () => {
    assert.deepEqual(await run(), {
      code: 0,
      lines: [],
      remarks: ['0 files, 0 errors, 0 warnings.'],
    });
  });
});
