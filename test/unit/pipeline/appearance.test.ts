import assert from 'node:assert/strict';
import type { PipelineService } from '../../../src/pipeline/service/service.ts';
import { atCursor } from './support/cursor.ts';

type Files = Readonly<Record<string, string>>;

/** The service over a project, and the texts of places in one of its files. */
function open(files: Files, path = 'dvc.yaml') {
  const marked = { ...files, [path]: `${files[path] ?? ''}‸` };
  const { service, path: at } = atCursor(marked);
  const text = files[path] ?? '';
  return {
    service,
    at,
    cut: ({ start, end }: { start: number; end: number }) => text.slice(start, end),
  };
}

/** The text with what an editor shows between its characters in «…». */
function withHints(files: Files): string {
  const { service, at } = open(files);
  let [text, shift] = [files['dvc.yaml'] ?? '', 0];
  for (const { offset, text: hint } of service.hints(at)) {
    text = `${text.slice(0, offset + shift)}«${hint}»${text.slice(offset + shift)}`;
    shift += hint.length + 2;
  }
  return text;
}

function tokens(files: Files, path?: string): string[] {
  const { service, at, cut } = open(files, path);
  return service.tokens(at).map((token) => `${token.type} ${cut(token)}`);
}

function links(files: Files, path?: string): string[] {
  const { service, at, cut } = open(files, path);
  return service.links(at).map((link) => `${cut(link)} → ${link.target}`);
}

describe('folding', () => {
  const folds = (text: string, path = 'dvc.yaml'): [number, number, string][] => {
    const { service, at } = open({ [path]: text }, path);
    const line = (offset: number) => text.slice(0, offset).split('\n').length;
    return service.folds(at).map(({ start, end, kind }) => [line(start), line(end), kind]);
  };

  it('hides what is behind a key, an item or a text of several lines, and comments', () => {
    const text =
      '# one\n# two\nstages:\n  a:\n    cmd: |\n      x\n      y\n    outs:\n      - m:\n          cache: false\n\n  # alone\n  b: {cmd: x,\n    deps: [y]}\n';
    assert.deepEqual(folds(text), [
      [1, 2, 'comment'],
      [3, 14, 'map'],
      [4, 10, 'map'],
      [5, 7, 'map'],
      [8, 10, 'map'],
      [9, 10, 'map'],
      [13, 14, 'map'],
    ]);
    assert.deepEqual(folds('model:\n  parts:\n    - name: a\n      path: b\n', 'Kitfile'), [
      [1, 4, 'map'],
      [2, 4, 'map'],
      [3, 4, 'map'],
    ]);
  });

  it('goes on in a broken file, and knows where an alias stands', () => {
    assert.deepEqual(folds('stages:\n  a:\n    cmd: x\n    deps: [\n'), [
      [1, 3, 'map'],
      [2, 3, 'map'],
    ]);
    assert.deepEqual(folds('a: &a\n  b: 1\nc: *a\nd: 1\n'), [[1, 2, 'map']]);
  });
});

describe('links', () => {
  it('lead from paths to files: scripts, inputs, outputs, parameters, data', () => {
    const files = {
      'dvc.yaml':
        'vars: [more.yaml:a]\nstages:\n  fit:\n    wdir: src\n    cmd: python "fit.py" --x fit.pyc && python ${s}\n    deps: [fit.py, ../raw.csv, gone.csv, "https://a.org/b"]\n    params: [lr, p.toml: [a]]\n    outs: [../m.bin]\nmetrics: [m.json]\nartifacts: {m: {path: m.bin}}\n',
      'more.yaml': 'a: 1\ns: x.py',
      'src/fit.py': '',
      'src/params.yaml': '',
      'src/p.toml': '',
      'raw.csv.dvc': 'outs:\n- path: raw.csv\n',
      'm.bin': '',
      'm.json': '',
    };
    assert.deepEqual(links({ ...files, 'params.yaml': 's: fit.py' }), [
      'more.yaml → /project/more.yaml',
      'fit.py → /project/src/fit.py',
      'fit.py → /project/src/fit.py',
      '../raw.csv → /project/raw.csv.dvc',
      'https://a.org/b → https://a.org/b',
      'lr → /project/src/params.yaml',
      'p.toml → /project/src/p.toml',
      '../m.bin → /project/m.bin',
      'm.json → /project/m.json',
      'm.bin → /project/m.bin',
    ]);
  });

  it('are in all kinds of files', () => {
    const files = {
      a: '',
      b: '',
      'dvc.lock':
        "schema: '2.0'\nstages:\n  s:\n    cmd: x\n    deps:\n    - path: ../a\n  t:\n    cmd: x\n    outs:\n    - path: b\n",
      'dvc.yaml': 'stages:\n  s: {cmd: x, wdir: sub}\n  t: {cmd: x}\n',
      'a.dvc': 'outs:\n- path: a\ndeps:\n- path: c\n  repo: {url: "https://a.org/r"}\n',
      Kitfile: 'manifestVersion: "1"\nmodel: {path: a}\ncode: [{path: b}, {path: c}]\n',
      MLproject: 'python_env: a\n',
      'trackline.yaml': 'inputs: [a, c]\n',
    };
    assert.deepEqual(links(files, 'dvc.lock'), ['../a → /project/a', 'b → /project/b']);
    assert.deepEqual(links(files, 'a.dvc'), [
      'a → /project/a',
      'https://a.org/r → https://a.org/r',
    ]);
    assert.deepEqual(links(files, 'Kitfile'), ['a → /project/a', 'b → /project/b']);
    assert.deepEqual(links(files, 'MLproject'), ['a → /project/a']);
    assert.deepEqual(links(files, 'trackline.yaml'), ['a → /project/a']);
  });
});

describe('colours', () => {
  it('tell names, keys, paths, options, and the parts of ${…}', () => {
    const text =
      'stages:\n  fit:\n    cmd: python fit.py --lr ${train.lr} -v\n    deps: ["${base}/raw.csv"]\n    outs:\n      - m.bin: {cache: false}\n    own: 1\n';
    assert.deepEqual(tokens({ 'dvc.yaml': text }), [
      'property stages',
      'function fit',
      'property cmd',
      'enumMember --lr',
      'operator ${',
      'variable train',
      'operator .',
      'variable lr',
      'operator }',
      'enumMember -v',
      'property deps',
      'string "',
      'operator ${',
      'variable base',
      'operator }',
      'string /raw.csv"',
      'property outs',
      'string m.bin',
      'enumMember cache',
    ]);
  });

  it('stay within a line, and know the parameters of an MLproject', () => {
    assert.deepEqual(
      tokens({ 'dvc.yaml': 'stages:\n  a:\n    cmd: >-\n      x --a\n      ${b\n      }\n' }),
      ['property stages', 'function a', 'property cmd', 'enumMember --a'],
    );
    const project =
      'entry_points:\n  main:\n    parameters: {lr: float}\n    command: "fit {lr} {{x}}"\n';
    assert.deepEqual(tokens({ MLproject: project }, 'MLproject'), [
      'property entry_points',
      'function main',
      'property parameters',
      'variable lr',
      'property command',
      'variable lr',
    ]);
  });
});

describe('hints', () => {
  const params = 'lr: 0.1\nsizes: {s: {n: 1}, l: {n: 2}}\n';

  it('show what ${…} stands for, and how many stages are made', () => {
    const text =
      'stages:\n  fit:\n    cmd: fit ${lr} ${sizes}\n  all:\n    foreach: ${sizes}\n    do:\n      cmd: fit ${item.n} ${gone}\n';
    assert.equal(
      withHints({ 'params.yaml': params, 'dvc.yaml': text }),
      text
        .replace('${lr}', '${lr}«= 0.1»')
        .replace('all:', 'all:«2 stages»')
        .replace('${item.n}', '${item.n}«= 1 | 2»'),
    );
  });

  it('show what is otherwise than in dvc.lock', () => {
    const text =
      'stages:\n  fit:\n    cmd: fit\n    deps: [a]\n    params: [lr, sizes]\n    outs: [m]\n';
    const lock = (cmd: string, lr: string, deps: string) =>
      `schema: '2.0'\nstages:\n  fit:\n    cmd: ${cmd}\n    deps: [${deps}]\n    params:\n      params.yaml:\n        lr: ${lr}\n        sizes:\n          l: {n: 2}\n          s: {n: 1.0}\n    outs: [{path: m}]\n`;
    const hint = (dvcLock: string) =>
      withHints({ 'params.yaml': params, 'dvc.yaml': text, 'dvc.lock': dvcLock });
    assert.equal(hint(lock('fit', '0.1', '{path: a}')), text);
    assert.equal(
      hint(lock('fit', '0.01', '{path: a}')),
      text.replace('fit:', 'fit:«stale: lr 0.01 → 0.1»'),
    );
    assert.equal(
      hint(lock('old', '0.1', '')),
      text.replace('fit:', 'fit:«stale: the command changed, other dependencies»'),
    );
    assert.equal(
      hint("schema: '2.0'\nstages: {}\n"),
      text.replace('fit:', 'fit:«stale: not run yet»'),
    );
  });

  it('are not shown at places of an older text', () => {
    const before = { 'dvc.yaml': 'stages:\n  fit:\n    cmd: fit ${lr}\n', 'params.yaml': params };
    const { service, path }: { service: PipelineService; path: string } = atCursor(
      { 'dvc.yaml': '[[[\n‸stages:\n  fit:\n    cmd: fit ${lr}\n', 'params.yaml': params },
      before,
    );
    assert.deepEqual(service.hints(path), []);
    assert.deepEqual(service.links(path), []);
  });
});
