import assert from 'node:assert/strict';
import type { FileSymbol } from '../../../src/pipeline/service/features/symbols.ts';
import type { ServiceOptions } from '../../../src/pipeline/service/sources.ts';
import { atCursor } from './support/cursor.ts';

const params = 'train:\n  lr: 0.1\n  depth: 3\nmodels: {s: {lr: 1}, l: {lr: 2}}\n';

function completions(
  files: Readonly<Record<string, string>>,
  before?: Readonly<Record<string, string>>,
): string[] {
  const { service, path, offset } = atCursor({ 'params.yaml': params, ...files }, before);
  return service.completions(path, offset).map(({ label }) => label);
}

describe('completion', () => {
  it('offers the keys that are still free', () => {
    const inStage = completions({ 'dvc.yaml': 'stages:\n  fit:\n    cmd: fit\n    de‸\n' });
    assert.ok(inStage.includes('deps') && inStage.includes('desc') && !inStage.includes('cmd'));
    const above = completions({ 'dvc.yaml': 'stages:\n  fit:\n    ‸\n    cmd: fit\n' });
    assert.ok(above.includes('wdir') && !above.includes('cmd'));
    const top = completions({ 'dvc.yaml': 'stages: {}\n‸' });
    assert.deepEqual(top.toSorted(), [
      'artifacts',
      'datasets',
      'metrics',
      'params',
      'plots',
      'vars',
    ]);
    const flags = completions({
      'dvc.yaml': 'stages:\n  fit:\n    cmd: fit\n    outs:\n      - m.bin:\n          ‸\n',
    });
    assert.ok(flags.includes('cache') && flags.includes('persist') && !flags.includes('template'));
    const inDo = completions({
      'dvc.yaml': 'stages:\n  fit:\n    foreach: [1]\n    do:\n      cmd: x\n      ‸\n',
    });
    assert.ok(inDo.includes('outs') && !inDo.includes('foreach'));
    assert.ok(
      completions({ Kitfile: 'manifestVersion: "1"\nmodel:\n  fr‸\n' }).includes('framework'),
    );
    assert.ok(completions({ MLproject: 'entry_points:\n  main:\n    ‸\n' }).includes('command'));
  });

  it('offers parameters in ${…}, and the item of a generated stage', () => {
    const names = completions(
      { 'dvc.yaml': 'stages:\n  fit:\n    cmd: fit ${tr‸}\n' },
      {
        'dvc.yaml': 'stages:\n  fit:\n    cmd: fit\n',
        'params.yaml': params,
      },
    );
    assert.ok(names.includes('train.lr') && names.includes('train.depth'));
    const items = completions({
      'dvc.yaml': 'stages:\n  fit:\n    foreach: ${models}\n    do:\n      cmd: fit ${‸}\n',
    });
    assert.ok(items.includes('item.lr') && items.includes('key'));
  });

  it('goes on while the file is broken', () => {
    const good = { 'dvc.yaml': 'stages:\n  fit:\n    cmd: fit\n', 'params.yaml': params };
    const names = completions(
      { 'dvc.yaml': 'stages:\n  fit:\n    cmd: fit ${‸\n    deps: [\n' },
      good,
    );
    assert.ok(names.includes('train.lr'));
  });

  it('offers outputs and files, and parameters to depend on', () => {
    const files = {
      'src/fit.py': '',
      'dvc.yaml':
        'stages:\n  get:\n    cmd: get\n    outs: [raw.csv]\n  fit:\n    cmd: fit\n    deps:\n      - ‸\n',
    };
    assert.deepEqual(
      completions(files).filter((label) => !label.includes('.yaml')),
      ['raw.csv', 'src'],
    );
    const below = {
      'src/fit.py': '',
      'dvc.yaml': 'stages:\n  fit:\n    cmd: fit\n    deps:\n      - src/‸\n',
    };
    assert.ok(completions(below).includes('src/fit.py'));
    assert.ok(
      completions({
        'dvc.yaml': 'stages:\n  fit:\n    cmd: fit\n    params:\n      - ‸\n',
      }).includes('train.lr'),
    );
    assert.deepEqual(
      completions({ 'src/fit.py': '', 'dvc.yaml': 'stages:\n  fit:\n    cmd: fit\n    wdir: ‸\n' }),
      ['src'],
    );
    assert.deepEqual(
      completions({ 'dvc.yaml': 'stages:\n  fit:\n    cmd: fit\n    frozen: ‸\n' }),
      ['true', 'false'],
    );
  });
});

describe('completion elsewhere', () => {
  it('offers the names of metrics that runs have logged', () => {
    const offered = (text: string) => {
      const { service, path, offset } = atCursor({ 'trackline.yaml': text }, undefined, {
        metricNames: () => ['f1', 'val/loss'],
      });
      return service.completions(path, offset).map(({ label }) => label);
    };
    assert.deepEqual(offered('objective:\n  metric: ‸\n'), ['f1', 'val/loss']);
    assert.deepEqual(offered('gates:\n  - metric: v‸\n    threshold: 1\n'), ['f1', 'val/loss']);
    assert.deepEqual(offered('objective:\n  metric: f1\n  direction: ‸\n'), [
      'maximize',
      'minimize',
    ]);
    assert.deepEqual(offered('ob‸'), ['objective', 'inputs', 'gates', 'registries']);
    assert.ok(offered('gates:\n  - metric: f1\n    m‸\n').includes('min'));
  });

  it('offers stages to commands that run them, and to dvc.lock', () => {
    const text =
      'stages:\n  fit:\n    foreach: [a]\n    do: {cmd: x}\n  all:\n    cmd: dvc repro f‸\n';
    const names = completions({ 'dvc.yaml': text });
    assert.deepEqual(names.slice(0, 3), ['fit', 'fit@a', 'all']);
    assert.deepEqual(
      completions({
        'dvc.yaml': 'stages: {a: {cmd: x}, b: {cmd: x}}\n',
        'dvc.lock': "schema: '2.0'\nstages:\n  a:\n    cmd: x\n  ‸\n",
      }),
      ['b'],
    );
  });

  it('offers scripts, other parameters, remotes and data sets', () => {
    const more = { 'fit.py': '', 'more.toml': 'a = {b = 1}\n', '.dvc/config': '[remote "far"]\n' };
    const inStage = (lines: string, rest = '') =>
      completions({ ...more, 'dvc.yaml': `stages:\n  fit:\n${lines}${rest}` });
    assert.ok(inStage('    cmd: python ‸\n').includes('fit.py'));
    assert.ok(inStage('    cmd: x\n    params:\n      - ‸\n').includes('more.toml'));
    assert.deepEqual(inStage('    cmd: x\n    params:\n      - more.toml:\n        - ‸\n'), [
      'a',
      'a.b',
    ]);
    assert.deepEqual(inStage('    cmd: x\n    outs:\n      - m:\n          remote: ‸\n'), ['far']);
    const data = inStage(
      '    cmd: x\n    deps:\n      - ‸\n',
      'datasets: [{name: big, type: dvc}]\n',
    );
    assert.ok(data.includes('ds://big'));
    const vars = completions({ ...more, 'dvc.yaml': 'vars:\n  - ‸\n' });
    assert.ok(vars.includes('more.toml') && vars.includes('fit.py'));
  });

  it('offers the parameters of an entry point, and files', () => {
    const text =
      'entry_points:\n  main:\n    parameters: {lr: float, n: int}\n    command: "fit {lr} {‸}"\n';
    assert.deepEqual(completions({ MLproject: text }), ['lr', 'n']);
    const environment = { MLproject: 'python_env: ‸\n', 'env.yaml': '', 'a.py': '' };
    assert.deepEqual(completions(environment).toSorted(), ['env.yaml', 'params.yaml']);
    const kitfile = { Kitfile: 'manifestVersion: "1"\nmodel:\n  path: ‸\n', 'm.bin': '' };
    assert.ok(completions(kitfile).includes('m.bin'));
  });
});

const hover = (
  text: string,
  more: Readonly<Record<string, string>> = {},
  options?: ServiceOptions,
) => {
  const files = { 'dvc.yaml': text, 'params.yaml': params, ...more };
  const { service, path, offset } = atCursor(files, undefined, options);
  return service.hover(path, offset)?.text;
};

describe('hover', () => {
  it('shows the value of a parameter and where it is from', () => {
    assert.equal(
      hover('stages:\n  fit:\n    cmd: fit ${train.l‸r}\n'),
      '`train.lr` = `0.1` from params.yaml:2',
    );
    const text = 'stages:\n  fit:\n    foreach: ${models}\n    do:\n      cmd: fit ${ke‸y}\n';
    assert.equal(hover(text), "`key` = `'s'`  \n`key` = `'l'`");
  });

  it('shows what a stage runs and what it is expanded to', () => {
    assert.match(
      hover('stages:\n  f‸it:\n    cmd: fit ${train.lr}\n') ?? '',
      /```sh\nfit 0\.1\n```/,
    );
    const group =
      hover('stages:\n  f‸it:\n    foreach: ${models}\n    do:\n      cmd: fit ${item.lr}\n') ?? '';
    assert.match(group, /2 stages[^]*`fit@s`\n```sh\nfit 1\n```[^]*`fit@l`\n```sh\nfit 2/);
  });

  it('explains keys', () => {
    assert.match(
      hover('stages:\n  fit:\n    cmd: fit\n    wd‸ir: .\n') ?? '',
      /folder that the command runs in/,
    );
    assert.match(
      hover('stages:\n  fit:\n    cmd: fit\n    outs: [{m: {ca‸che: true}}]\n') ?? '',
      /keeps the output/,
    );
    assert.match(hover('', { Kitfile: 'manife‸stVersion: "1"\n' }) ?? '', /version of the format/);
    assert.match(hover('', { MLproject: 'entry_‸points: {}\n' }) ?? '', /What can be run/);
    assert.match(hover('', { 'trackline.yaml': 'objec‸tive: {}\n' }) ?? '', /primary metric/);
    assert.equal(hover('stages:\n  fit:\n    desc: f‸it\n'), undefined);
  });

  it('shows the command as it is run, and what a foreach or matrix makes', () => {
    assert.match(
      hover('stages:\n  fit:\n    cmd: fi‸t ${train.lr}\n') ?? '',
      /```sh\nfit 0\.1\n```/,
    );
    const each = 'stages:\n  fit:\n    for‸each: ${models}\n    do: {cmd: x}\n';
    assert.match(hover(each) ?? '', /2 stages: `fit@s`, `fit@l`/);
    const matrix = 'stages:\n  fit:\n    mat‸rix: {a: [1, 2]}\n    cmd: x\n';
    assert.match(hover(matrix) ?? '', /2 stages: `fit@1`, `fit@2`/);
  });

  it("shows a stage's last metrics, and what changed since dvc.lock", () => {
    const lastRun: ServiceOptions['lastRun'] = (file, stage) =>
      file.endsWith('/dvc.yaml') && stage === 'fit'
        ? {
            status: 'finished',
            startedAt: Date.UTC(2024, 4, 1, 12),
            metrics: [
              { name: 'f1', value: 0.9123456 },
              { name: 'loss', value: 1e-9 },
            ],
          }
        : undefined;
    const lock = { 'dvc.lock': "schema: '2.0'\nstages:\n  fit:\n    cmd: old\n" };
    const shown = hover('stages:\n  f‸it:\n    cmd: fit\n', lock, { lastRun }) ?? '';
    assert.match(shown, /Last run: finished, 2024-05-01 12:00 UTC/);
    assert.match(shown, /`f1` 0\.912346, `loss` 1e-9/);
    assert.match(shown, /Since dvc\.lock: the command changed/);
    assert.doesNotMatch(
      hover('stages:\n  o‸n:\n    cmd: fit\n', {}, { lastRun }) ?? '',
      /Last run/,
    );
  });

  it('shows the value of a parameter in a list, who writes a file, and who uses a key', () => {
    const text =
      'stages:\n  get:\n    cmd: get\n    outs: [raw.csv]\n  fit:\n    cmd: fit ${train.lr}\n    deps: [raw.csv]\n    params: [train.lr]\n';
    assert.equal(
      hover(text.replace('[train.l', '[train.l‸')),
      '`train.lr` = `0.1` from params.yaml:2',
    );
    assert.match(hover(text.replace('deps: [ra', 'deps: [ra‸')) ?? '', /written by `get`/);
    assert.match(hover(text.replace('outs: [ra', 'outs: [ra‸')) ?? '', /read by `fit`/);
    const uses = hover(text, { 'params.yaml': params.replace('lr: 0', 'l‸r: 0') }) ?? '';
    assert.match(uses, /`train\.lr`: used by `fit`/);
  });
});

const project = (marked: Readonly<Record<string, string>>) => ({
  'params.yaml': params,
  'dvc.yaml': 'stages:\n  get:\n    cmd: get ${train.lr}\n    outs: [raw.csv]\n',
  'sub/dvc.yaml':
    'vars: [../params.yaml:train]\nstages:\n  fit:\n    cmd: fit ${train.lr}\n    deps: [../raw.csv, fit.py]\n    params: [../params.yaml: [train.lr]]\n',
  'sub/fit.py': 'x',
  ...marked,
});
const go = (what: 'definition' | 'references', marked: Readonly<Record<string, string>>) => {
  const { service, path, offset, text } = atCursor(project(marked));
  return service[what](path, offset).map(text).toSorted();
};
const mark = (file: 'params.yaml' | 'dvc.yaml' | 'sub/dvc.yaml', at: string) => ({
  [file]: project({})[file].replace(at, `${at.slice(0, 2)}‸${at.slice(2)}`),
});

describe('definitions and references', () => {
  it('go to the parameter, the stage that writes a file, and the file', () => {
    assert.deepEqual(go('definition', mark('dvc.yaml', '${train.lr}')), ['params.yaml: lr']);
    assert.deepEqual(go('definition', mark('sub/dvc.yaml', '${train.lr}')), ['params.yaml: lr']);
    assert.deepEqual(go('definition', mark('sub/dvc.yaml', 'train.lr]')), ['params.yaml: lr']);
    assert.deepEqual(go('definition', mark('sub/dvc.yaml', '../raw.csv')), ['dvc.yaml: raw.csv']);
    assert.deepEqual(go('definition', mark('sub/dvc.yaml', 'fit.py')), ['sub/fit.py: ']);
  });

  it('find who uses a parameter or an output, in all files', () => {
    const uses = ['dvc.yaml: ${train.lr}', 'sub/dvc.yaml: ${train.lr}', 'sub/dvc.yaml: train.lr'];
    assert.deepEqual(go('references', mark('params.yaml', 'lr: 0')), uses);
    assert.deepEqual(go('references', mark('dvc.yaml', '${train.lr}')), uses);
    assert.deepEqual(go('references', mark('dvc.yaml', 'raw.csv')), ['sub/dvc.yaml: ../raw.csv']);
    assert.deepEqual(go('references', mark('sub/dvc.yaml', '../raw.csv')), [
      'sub/dvc.yaml: ../raw.csv',
    ]);
  });
});

describe('symbols', () => {
  it('are sections, stages and what these are expanded to', () => {
    const { service, path } = atCursor({
      'dvc.yaml':
        'stages:\n  fit:\n    matrix: {m: [a, b]}\n    cmd: fit ${item.m}\n  end: {cmd: stop}\nartifacts:\n  model: {path: m}\n‸',
    });
    const lines = (symbols: readonly FileSymbol[], indent = ''): string[] =>
      symbols.flatMap(({ name, kind, detail, children }) => [
        `${indent}${kind} ${name} ${detail}`.trimEnd(),
        ...lines(children, `${indent}  `),
      ]);
    assert.deepEqual(lines(service.symbols(path)), [
      'section stages',
      '  stage fit 2 stages',
      '    generated fit@a fit a',
      '    generated fit@b fit b',
      '  stage end stop',
      'section artifacts',
      '  entry model',
    ]);
  });
});
