import assert from 'node:assert/strict';
import { createPipelineService } from '../../../src/pipeline/service/service.ts';
import { applied, codesOf, diagnose, fixed } from './support/diagnose.ts';
import { MemoryWorkspace } from './support/memoryWorkspace.ts';

const stage = (lines: string) => `stages:\n  fit:\n    cmd: fit\n${lines}`;

describe('quick fixes', () => {
  it('change a key to the nearest known one', () => {
    const files = { 'dvc.yaml': stage('    dep: [a.csv]\n') };
    const after = fixed(files, 'schema-unknown-key');
    assert.equal(after['dvc.yaml'], stage('    deps: [a.csv]\n'));
    assert.deepEqual(codesOf(after, 'dvc.yaml', 'error'), []);
  });

  it('remove a key without a value, and wrap what should be a list', () => {
    const empty = fixed({ 'dvc.yaml': stage('    deps:\n    outs: [m]\n') }, 'schema-type');
    assert.equal(empty['dvc.yaml'], stage('    outs: [m]\n'));
    const text = fixed({ 'dvc.yaml': stage('    deps: a.csv\n') }, 'schema-type');
    assert.equal(text['dvc.yaml'], stage('    deps: [a.csv]\n'));
  });

  it('make booleans of yes and no, and text of numbers', () => {
    const frozen = fixed({ 'dvc.yaml': stage('    frozen: yes\n') }, 'schema-type');
    assert.equal(frozen['dvc.yaml'], stage('    frozen: true\n'));
    const description = fixed({ 'dvc.yaml': stage('    desc: 12\n') }, 'schema-type');
    assert.equal(description['dvc.yaml'], stage("    desc: '12'\n"));
    const name = fixed({ 'dvc.yaml': 'stages:\n  1:\n    cmd: fit\n' }, 'schema-name');
    assert.equal(name['dvc.yaml'], "stages:\n  '1':\n    cmd: fit\n");
  });

  it('leave a variable to the shell', () => {
    for (const [quote, escape] of [
      ['', '\\'],
      ["'", '\\'],
      ['"', '\\\\'],
    ] as const) {
      const before = `stages:\n  fit:\n    cmd: ${quote}fit \${HOME}/x${quote}\n`;
      const after = fixed({ 'dvc.yaml': before }, 'template-missing');
      assert.equal(after['dvc.yaml'], before.replace('$', `${escape}$`));
      assert.deepEqual(codesOf(after, 'dvc.yaml', 'error'), []);
    }
  });

  it('correct the name of a parameter', () => {
    const files = {
      'dvc.yaml': 'stages:\n  fit:\n    cmd: fit ${train.lrr}\n',
      'params.yaml': 'train: {lr: 1}\n',
    };
    assert.match(diagnose(files).diagnostics[0]?.message ?? '', /Did you mean `\$\{train\.lr\}`/);
    const after = fixed(files, 'template-missing');
    assert.equal(after['dvc.yaml'], 'stages:\n  fit:\n    cmd: fit ${train.lr}\n');
  });

  it('make an empty list of a key without a value', () => {
    for (const [before, after] of [
      ['    deps:\n    outs: [m]\n', '    deps: []\n    outs: [m]\n'],
      ['    deps: null\n', '    deps: []\n'],
      ['    deps: # none\n', '    deps: [] # none\n'],
    ] as const) {
      const files = { 'dvc.yaml': stage(before) };
      const [, list] = diagnose(files).diagnostics[0]?.fixes ?? [];
      assert.ok(list?.title === 'Make it an empty list');
      assert.equal(applied(files, list)['dvc.yaml'], stage(after));
    }
  });

  it('add a parameter that is missing, in its map, with a value', () => {
    const add = (name: string, params: string | undefined) => {
      const files = {
        'dvc.yaml': `stages:\n  fit:\n    cmd: fit \${${name}}\n`,
        ...(params !== undefined && { 'params.yaml': params }),
      };
      const found = diagnose(files).diagnostics.find(({ code }) => code === 'template-missing');
      const fix = found?.fixes?.find(({ title }) => title.startsWith('Add'));
      if (fix === undefined) return undefined;
      const after = applied(files, fix);
      assert.deepEqual(codesOf(after, 'dvc.yaml', 'error'), []);
      return after['params.yaml'];
    };
    assert.equal(add('lr', 'a: 1'), 'a: 1\nlr: 0\n');
    assert.equal(add('train.lr', undefined), 'train:\n  lr: 0\n');
    assert.equal(add('train.opt.lr', 'train:\n  a: 1\n'), 'train:\n  opt:\n    lr: 0\n  a: 1\n');
    assert.equal(add('HOME', 'a: 1\n'), undefined);
    assert.equal(add('train.lr', 'train: {a: 1}\n'), undefined);
  });

  it('add a key that cannot be without', () => {
    const after = fixed({ 'dvc.yaml': 'stages:\n  fit:\n    deps: [a]\n' }, 'schema-missing-key');
    assert.equal(after['dvc.yaml'], 'stages:\n  fit:\n    cmd:\n    deps: [a]\n');
  });

  it('are found again by the code and the place', () => {
    const workspace = new MemoryWorkspace({
      '.dvc/config': '',
      'dvc.yaml': stage('    dep: [a]\n'),
    });
    const service = createPipelineService(workspace);
    const path = workspace.at('dvc.yaml');
    const [one] = service.validate(path);
    assert.ok(one !== undefined);
    assert.deepEqual(service.fixes(path, one), one.fixes);
    assert.deepEqual(service.fixes(path, { ...one, start: one.start + 1 }), []);
  });

  it('add the script to the dependencies, to a list or a new one', () => {
    const command = 'stages:\n  fit:\n    cmd: python src/fit.py\n';
    const script = { 'src/fit.py': '' };
    for (const [before, after] of [
      ['', '    deps:\n      - src/fit.py\n'],
      ['    deps: [a.csv]\n', '    deps: [a.csv, src/fit.py]\n'],
      ['    deps:\n      - a.csv\n', '    deps:\n      - a.csv\n      - src/fit.py\n'],
    ] as const) {
      const files = { ...script, 'a.csv': '', 'dvc.yaml': command + before };
      const result = fixed(files, 'script-not-in-deps');
      assert.equal(result['dvc.yaml'], command + after);
      assert.deepEqual(codesOf(result), []);
    }
  });

  it('run a stage in the folder that its paths are written from', () => {
    const files = {
      'src/dvc.yaml': 'stages:\n  fit:\n    cmd: python src/fit.py\n',
      'src/fit.py': '',
    };
    const after = fixed(files, 'script-missing', 'src/dvc.yaml');
    assert.equal(
      after['src/dvc.yaml'],
      'stages:\n  fit:\n    wdir: ..\n    cmd: python src/fit.py\n',
    );
    assert.deepEqual(codesOf(after, 'src/dvc.yaml'), ['script-not-in-deps']);
  });

  it('create a script and a parameters file', () => {
    const script = fixed(
      { 'dvc.yaml': 'stages:\n  fit:\n    cmd: python new.py\n' },
      'script-missing',
    );
    assert.equal(script['new.py'], '');
    const params = fixed({ 'dvc.yaml': stage('    params: [lr, seed]\n') }, 'params-file-missing');
    assert.equal(params['params.yaml'], 'lr:\nseed:\n');
  });

  it('correct a parameter of a stage, or add it to its file', () => {
    const files = { 'dvc.yaml': stage('    params: [rate]\n'), 'params.yaml': 'rates: 1' };
    const found = diagnose(files).diagnostics.find(({ code }) => code === 'params-key-missing');
    const [change, add] = found?.fixes ?? [];
    assert.ok(change && add);
    assert.equal(applied(files, change)['dvc.yaml'], stage('    params: [rates]\n'));
    assert.equal(applied(files, add)['params.yaml'], 'rates: 1\nrate: 0\n');
  });

  it('let git keep metrics', () => {
    const listed = fixed({ 'dvc.yaml': stage('    metrics:\n      - m.json\n') }, 'metric-cached');
    assert.equal(
      listed['dvc.yaml'],
      stage('    metrics:\n      - m.json:\n          cache: false\n'),
    );
    const inBrackets = fixed({ 'dvc.yaml': stage('    metrics: [m.json]\n') }, 'metric-cached');
    assert.equal(inBrackets['dvc.yaml'], stage('    metrics: [{m.json: {cache: false}}]\n'));
    for (const after of [listed, inBrackets]) assert.deepEqual(codesOf(after), []);
  });

  it('write numbers that PyYAML reads as DVC does', () => {
    for (const [before, after] of [
      ['1e-3', '1.0e-3'],
      ['1e5', '1.0e+5'],
      ['2.5e5', '2.5e+5'],
      ['yes', 'true'],
    ]) {
      const result = fixed({ 'params.yaml': `x: ${before}\n` }, 'number-as-text', 'params.yaml');
      assert.equal(result['params.yaml'], `x: ${after}\n`);
      assert.deepEqual(codesOf(result, 'params.yaml'), []);
    }
  });
});
