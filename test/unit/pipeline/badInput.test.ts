import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { diskWorkspace, toServicePath } from '../../../src/pipeline/files/diskWorkspace.ts';
import { createPipelineService } from '../../../src/pipeline/service/service.ts';
import { atCursor } from './support/cursor.ts';
import { diagnose } from './support/diagnose.ts';

/** The first error of a dvc.yaml: its code, the line that it is on (from 1), and what is said. */
function first(text: string, more: Readonly<Record<string, string>> = {}) {
  const { diagnostics } = diagnose({ 'dvc.yaml': text, ...more });
  const [found] = diagnostics.filter(({ severity }) => severity === 'error');
  assert.ok(found !== undefined);
  const line = text.slice(0, found.start).split('\n').length;
  return { code: found.code, line, message: found.message, related: found.related };
}

describe('bad input', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'trackline-bad-input-'));
    mkdirSync(path.join(folder, '.dvc'));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  const write = (name: string, content: string | Uint8Array) => {
    mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    writeFileSync(path.join(folder, name), content);
  };
  const onDisk = () => createPipelineService(diskWorkspace(folder));
  const at = (name: string) => toServicePath(path.join(folder, name));

  it('is located and plainly said: tabs, conflicts, half-typed lines, several documents', () => {
    const tab = first('stages:\n  a:\n\tcmd: x\n');
    assert.deepEqual([tab.code, tab.line], ['yaml-tab', 3]);
    assert.match(tab.message, /tab/i);
    const conflict = first(
      'stages:\n<<<<<<< HEAD\n  a: {cmd: x}\n=======\n  a: {cmd: y}\n>>>>>>> other\n',
    );
    assert.deepEqual([conflict.code, conflict.line], ['yaml-conflict', 2]);
    assert.match(conflict.message, /merge conflict/);
    for (const [text, line] of [
      ['stages:\n  a:\n    cmd: x\n    de\n', 4],
      ['stages:\n  a:\n    cmd: "x\n', 3],
      ['stages:\n  a:\n    cmd: x\n    deps: [a,\n', 4],
      ['stages:\n  a:\n    cmd: x\n   deps: [a]\n', 4],
    ] as const) {
      const found = first(text);
      assert.equal(found.code, 'yaml-syntax', text);
      assert.ok(Math.abs(found.line - line) <= 1, `${found.line}: ${text}`);
    }
  });

  it('is a date among the parameters, shown in both files', () => {
    const params = 'lr: 1\nsince: 2024-01-01\n';
    const found = first('stages: {a: {cmd: x}}\n', { 'params.yaml': params });
    assert.equal(found.code, 'vars-unsupported');
    const [place] = found.related ?? [];
    assert.equal(params.slice(place?.start, place?.end), '2024-01-01');
    const own = diagnose({ 'params.yaml': params, 'dvc.yaml': '' }, 'params.yaml');
    assert.deepEqual(own.marked('vars-unsupported'), ['2024-01-01']);
  });

  it('is binary noise, and a folder in the place of a file', () => {
    write(
      'dvc.yaml',
      Uint8Array.from({ length: 4_096 }, (_, index) => (index * 151) % 256),
    );
    const [noise] = onDisk().validate(at('dvc.yaml'));
    assert.deepEqual([noise?.code, noise?.severity], ['file-unreadable', 'error']);
    assert.match(noise?.message ?? '', /not UTF-8/);
    mkdirSync(path.join(folder, 'sub', 'dvc.yaml'), { recursive: true });
    const [unreadable] = onDisk().validate(at('sub/dvc.yaml'));
    assert.equal(unreadable?.code, 'file-unreadable');
  });

  it('is a folder that cannot be read: the others are', () => {
    write('dvc.yaml', 'stages: {a: {cmd: x}}\n');
    write('closed/dvc.yaml', 'stages: {b: {cmd: y}}\n');
    chmodSync(path.join(folder, 'closed'), 0);
    try {
      const service = onDisk();
      assert.ok(service.files(toServicePath(folder)).includes(at('dvc.yaml')));
      assert.deepEqual(service.validate(at('dvc.yaml')), []);
    } finally {
      chmodSync(path.join(folder, 'closed'), 0o700);
    }
  });

  it('is a loop of links: each file is seen once', () => {
    write('sub/dvc.yaml', 'stages: {a: {cmd: x}}\n');
    // Windows lets everybody link folders by junctions only.
    symlinkSync(folder, path.join(folder, 'sub', 'up'), 'junction');
    symlinkSync(path.join(folder, 'loop'), path.join(folder, 'loop'), 'junction');
    const service = onDisk();
    assert.deepEqual(service.files(toServicePath(folder)), [at('sub/dvc.yaml')]);
    assert.deepEqual(service.validate(at('sub/dvc.yaml')), []);
  });

  it('leaves completion, navigation and the graph as they were last', () => {
    const good = {
      'dvc.yaml':
        'stages:\n  get: {cmd: get, outs: [raw.csv]}\n  fit: {cmd: "fit ${lr}", deps: [raw.csv]}\n',
      'params.yaml': 'lr: 1\n',
    };
    for (const text of [
      '\tstages:\n  fit:\n    cmd: x ${‸\n',
      'stages: {get: {cmd: get}, fit: {cmd: "fit ${‸',
      '<<<<<<< a\n=======\n>>>>>>> b\n[[[\nx: ${‸\n',
    ]) {
      const { service, path: file, offset } = atCursor({ ...good, 'dvc.yaml': text }, good);
      assert.ok(
        service.validate(file).some(({ severity }) => severity === 'error'),
        text,
      );
      const labels = service.completions(file, offset).map(({ label }) => label);
      assert.ok(labels.includes('lr'), text);
      const { stages } = service.model(file).draft(file);
      assert.ok(
        stages.some(({ name }) => name === 'fit'),
        text,
      );
    }
  });

  it('of patterns and links: what keeps DVC from reading anything is said in the dvc.yaml', () => {
    const pipeline = 'stages: {fit: {cmd: fit}}\n';
    for (const pattern of ['!', 'data\\', '# fine\n*.tmp\n !']) {
      const { code, message } = first(pipeline, { '.dvcignore': `${pattern}\n` });
      assert.equal(code, 'dvcignore-invalid', pattern);
      assert.match(message, /\.dvcignore:[13]:/);
    }
    assert.deepEqual(diagnose({ 'dvc.yaml': pipeline, '.dvcignore': '!a\n#!\n' }).diagnostics, []);
    const hidden = first(pipeline, { '.git/info/exclude': 'dvc.yaml\n', '.git/HEAD': '' });
    assert.equal(hidden.code, 'file-git-ignored');

    write('dvc.yaml', pipeline);
    symlinkSync('nowhere.yaml', path.join(folder, 'params.yaml'));
    symlinkSync('dvc.lock', path.join(folder, 'dvc.lock'));
    const service = createPipelineService(diskWorkspace(folder));
    const found = service.validate(toServicePath(path.join(folder, 'dvc.yaml')));
    const codes = found.filter(({ severity }) => severity === 'error').map(({ code }) => code);
    assert.deepEqual(codes.toSorted(), ['lock-invalid', 'vars-missing-file']);
  });
});
