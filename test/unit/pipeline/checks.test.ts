import assert from 'node:assert/strict';
import { createPipelineService } from '../../../src/pipeline/service/service.ts';
import { codesOf, diagnose } from './support/diagnose.ts';
import { MemoryWorkspace } from './support/memoryWorkspace.ts';

const stage = (lines: string) => ({ 'dvc.yaml': `stages:\n  fit:\n${lines}` });

describe('checks beyond DVC', () => {
  it('say nothing of a pipeline in order', () => {
    const files = {
      'dvc.yaml':
        'stages:\n  prepare:\n    cmd: python prepare.py\n    deps: [prepare.py, raw.csv]\n    outs: [data]\n' +
        '  fit:\n    cmd: python fit.py --lr ${lr} && python -m http.server && cd sub && python gone.py\n' +
        '    deps: [fit.py, data/train.csv]\n    params: [lr]\n    metrics:\n      - m.json: {cache: false}\n' +
        'artifacts:\n  model: {path: data}\n',
      'params.yaml': 'lr: 0.1\n',
      'prepare.py': '',
      'fit.py': '',
      'raw.csv.dvc': 'outs:\n- path: raw.csv\n',
    };
    assert.deepEqual(codesOf(files), []);
  });

  it('find scripts that do not exist, however they are called', () => {
    for (const command of [
      'python gone.py',
      'python3 -u gone.py --x 1',
      'SEED=1 python gone.py',
      'uv run python gone.py',
      'echo hi && bash gone.sh',
      'Rscript gone.R',
      'python "gone away.py"',
    ]) {
      assert.deepEqual(codesOf(stage(`    cmd: ${command}\n`)), ['script-missing'], command);
    }
    for (const command of [
      'python -c "x.py"',
      'python $SCRIPT',
      'python',
      'mytool gone.py',
      'cd a && python b.py',
    ]) {
      assert.deepEqual(codesOf(stage(`    cmd: ${command}\n`)), [], command);
    }
  });

  it('find modules that a package of the project lacks', () => {
    const files = { 'src/net/fit.py': '', 'lib/a.py': '' };
    const found = (module: string) =>
      codesOf({ ...files, ...stage(`    cmd: python -m ${module}\n`) });
    assert.deepEqual(found('net.gone'), ['module-missing']);
    for (const module of ['net.fit', 'lib.a', 'http.server', 'net'])
      assert.deepEqual(found(module), []);
  });

  it('take a script that another stage writes as there', () => {
    const files = {
      'dvc.yaml':
        'stages:\n  make:\n    cmd: make\n    outs: [run.py]\n  run:\n    cmd: python run.py\n    deps: [run.py]\n',
    };
    assert.deepEqual(codesOf(files), []);
  });

  it('tell code from data among what is missing', () => {
    const files = stage('    cmd: fit\n    deps: [lib.py, raw.csv, "s3://bucket/x", "ds://set"]\n');
    const { marked } = diagnose(files);
    assert.deepEqual(marked('code-missing'), ['lib.py']);
    assert.deepEqual(marked('data-missing'), ['raw.csv']);
  });

  it('find parameters that are not there, in the folder of the stage', () => {
    const files = {
      ...stage(
        '    wdir: sub\n    cmd: fit\n    params: [lr, deep.down, "l.1", "dee*", other.yaml: [x]]\n',
      ),
      'params.yaml': 'lr: 1\n',
      'sub/params.yaml': 'deep: {up: 1}\nl: [1, 2]\n',
    };
    const { marked } = diagnose(files);
    assert.deepEqual(marked('params-key-missing'), ['lr', 'deep.down']);
    assert.deepEqual(marked('params-file-missing'), ['other.yaml']);
  });

  it('dim parameters that no stage uses, unless a script may read them', () => {
    const files = {
      'dvc.yaml':
        'stages:\n  a: {cmd: "python a.py ${lr}", deps: [a.py], params: [net.depth]}\n  b: {foreach: "${sizes}", do: {cmd: "python a.py ${item.n}", deps: [a.py]}}\n',
      'params.yaml': 'lr: 1\nold: 2\nnet: {depth: 1, width: {x: 1}}\nsizes: {s: {n: 1, m: 2}}\n',
      'a.py': 'import tools\n',
    };
    const dimmed = (more: Readonly<Record<string, string>>) =>
      diagnose({ ...files, ...more }, 'params.yaml').marked('params-unused');
    assert.deepEqual(dimmed({}), ['old', 'width']);
    assert.deepEqual(dimmed({ 'tools.py': 'pass\n' }), ['old', 'width']);
    assert.deepEqual(dimmed({ 'tools.py': 'open("params.yaml")\n' }), []);
    assert.deepEqual(dimmed({ 'a.py': 'import dvc.api\ndvc.api.params_show()\n' }), []);
    const whole = files['dvc.yaml'].replace('[net.depth]', '[{params.yaml: null}]');
    assert.deepEqual(dimmed({ 'dvc.yaml': whole }), []);
    assert.deepEqual(dimmed({ 'dvc.yaml': 'stages: {a: {cmd: ./run}}\n' }), []);
  });

  it('mark generated stages once', () => {
    const files = stage(
      '    foreach: [a, b, c]\n    do:\n      cmd: fit ${item}\n      deps: ["${item}.csv"]\n',
    );
    assert.deepEqual(codesOf(files), ['data-missing']);
  });

  it('know what else surprises', () => {
    assert.deepEqual(codesOf(stage('    cmd: fit\n    matrix: {m: abc}\n')), ['matrix-letters']);
    assert.deepEqual(codesOf({ ...stage('    cmd: fit\n    deps: [a, a]\n'), a: '' }), [
      'dep-duplicate',
    ]);
    assert.deepEqual(codesOf(stage('    cmd: fit\n    wdir: gone\n')), ['wdir-missing']);
    assert.deepEqual(codesOf(stage('    cmd: fit\n    outs: [../out.bin]\n')), ['output-outside']);
    assert.deepEqual(codesOf({ 'dvc.yaml': 'stages: {a: {cmd: x}, b: {cmd: x}}\n' }), [
      'same-command',
    ]);
    assert.deepEqual(codesOf({ 'dvc.yaml': 'stages: {"a:b": {cmd: x}, "c.d": {cmd: y}}\n' }), [
      'stage-name-characters',
      'stage-name-characters',
    ]);
    assert.deepEqual(
      codesOf({ 'dvc.yaml': 'stages: {g: {foreach: [u], do: {cmd: x}}, g@u: {cmd: y}}\n' }),
      ['stage-name-clash'],
    );
    assert.deepEqual(codesOf({ 'dvc.yaml': 'artifacts: {"my model": {path: m}}\n' }), [
      'artifact-name',
      'artifact-not-output',
    ]);
  });

  it('show what PyYAML reads differently, and dates that DVC crashes on', () => {
    const params = 'a: 1e-3\nb: "1e-3"\nc: on\nd: 0o17\ne: 1.5e-3\nf: 2024-01-01\n';
    const { marked } = diagnose({ 'params.yaml': params, 'dvc.yaml': '' }, 'params.yaml');
    assert.deepEqual(marked('number-as-text'), ['1e-3', 'on', '0o17']);
    assert.deepEqual(marked('vars-unsupported'), ['2024-01-01']);
  });

  it('have the severity that was chosen, but errors stay errors', () => {
    const workspace = new MemoryWorkspace({
      '.dvc/config': '',
      'dvc.yaml': 'stages: {a: {cmd: python x.py, deps: [y.py], out: 1}}\n',
    });
    const service = createPipelineService(workspace, {
      severities: () => ({ 'schema-unknown-key': 'off' }),
    });
    assert.deepEqual(
      service.validate(workspace.at('dvc.yaml')).map(({ severity }) => severity),
      ['error'],
    );
    workspace.write('dvc.yaml', 'stages: {a: {cmd: python x.py, deps: [y.py]}}\n');
    const chosen = createPipelineService(workspace, {
      severities: () => ({ 'script-missing': 'hint', 'code-missing': 'off' }),
    });
    assert.deepEqual(
      chosen.validate(workspace.at('dvc.yaml')).map(({ code, severity }) => [code, severity]),
      [['script-missing', 'hint']],
    );
  });
});

describe('changes', () => {
  it('show once the service is told of them, in every file that they matter to', () => {
    const workspace = new MemoryWorkspace({
      '.dvc/config': '',
      'dvc.yaml': 'stages: {a: {cmd: "x ${lr}", outs: [m]}}\n',
      'params.yaml': 'lr: 1\n',
      'sub/dvc.yaml': 'stages: {b: {cmd: y, outs: [n]}}\n',
    });
    const service = createPipelineService(workspace);
    const codes = (path: string) => service.validate(workspace.at(path)).map(({ code }) => code);
    assert.deepEqual([codes('dvc.yaml'), codes('sub/dvc.yaml')], [[], []]);
    const change = (path: string, text: string) => {
      workspace.write(path, text);
      service.changed(workspace.at(path));
    };
    change('params.yaml', 'rate: 1\n');
    assert.deepEqual(codes('dvc.yaml'), ['template-missing']);
    change('params.yaml', 'lr: 1\n');
    change('sub/dvc.yaml', 'stages: {b: {cmd: y, outs: [../m]}}\n');
    assert.deepEqual(
      [codes('dvc.yaml'), codes('sub/dvc.yaml')],
      [['graph-duplicate-output'], ['graph-duplicate-output']],
    );
    change('.dvcignore', 'm\n');
    assert.ok(codes('dvc.yaml').includes('path-ignored'));
  });

  it('do not make outputs vanish while their file is being written', () => {
    const workspace = new MemoryWorkspace({
      '.dvc/config': '',
      'dvc.yaml': 'stages: {a: {cmd: x, outs: [m.csv]}}\n',
      'sub/dvc.yaml': 'stages: {b: {cmd: y, deps: [../m.csv]}}\n',
    });
    const service = createPipelineService(workspace);
    const codes = () => service.validate(workspace.at('sub/dvc.yaml')).map(({ code }) => code);
    assert.deepEqual(codes(), []);
    for (const text of [
      'stages: {a: {cmd: x, outs: [m.csv]}}\nst',
      'stages: {a: {cmd: x, outs: [m.',
    ]) {
      workspace.write('dvc.yaml', text);
      service.changed(workspace.at('dvc.yaml'));
      assert.deepEqual(codes(), [], text);
    }
  });

  it('are refused by DVC where .dvcignore hides the file', () => {
    const files = { 'dvc.yaml': '', 'sub/dvc.yaml': 'stages: {a: {cmd: x}}\n' };
    assert.deepEqual(codesOf({ ...files, '.dvcignore': 'sub\n' }, 'sub/dvc.yaml'), [
      'file-dvc-ignored',
    ]);
    const outputs = { 'dvc.yaml': 'stages: {a: {cmd: x, outs: [d]}}\n', '.dvcignore': 'd/\n' };
    assert.deepEqual(codesOf(outputs), []);
    assert.deepEqual(codesOf({ ...outputs, 'd/x': '' }), ['path-ignored']);
  });

  it('let git ignore neither dvc.yaml nor dvc.lock', () => {
    const files = { '.git/HEAD': '', 'dvc.yaml': 'stages: {a: {cmd: x}}\n' };
    assert.deepEqual(codesOf({ ...files, '.gitignore': '*.lock\n' }), ['lock-invalid']);
    assert.deepEqual(codesOf({ ...files, '.gitignore': '*.lock\n!dvc.lock\n' }), []);
    assert.deepEqual(codesOf({ ...files, '.gitignore': '/dvc.yaml\n' }), ['file-git-ignored']);
  });
});
