import assert from 'node:assert/strict';
import { applied, codesOf, diagnose, fixed } from './support/diagnose.ts';

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
