import assert from 'node:assert/strict';
import { createPipelineService } from '../../../src/pipeline/service/service.ts';
import { atCursor } from './support/cursor.ts';
import { MemoryWorkspace } from './support/memoryWorkspace.ts';

type Files = Readonly<Record<string, string>>;

/** The project with `‸` set into one file, within the first text that is found there. */
function mark(files: Files, file: string, at: string): Files {
  const text = files[file] ?? '';
  const index = text.indexOf(at) + at.length - 1;
  assert.ok(index >= at.length - 1, `${at} is not in ${file}`);
  return { ...files, [file]: `${text.slice(0, index)}‸${text.slice(index)}` };
}

function rename(marked: Files, name: string) {
  const { service, path, offset } = atCursor(marked);
  return service.rename(path, offset, name);
}

/** Why renaming is refused. */
function reason(marked: Files, name: string): string {
  const outcome = rename(marked, name);
  assert.ok(outcome.kind === 'refused', JSON.stringify(outcome));
  return outcome.reason;
}

/** The files that renaming changes. */
function renamed(marked: Files, name: string): Record<string, string> {
  const outcome = rename(marked, name);
  assert.ok(outcome.kind === 'edits', JSON.stringify(outcome));
  const changed: Record<string, string> = {};
  for (const { path: file, start, end, text } of outcome.edits.toReversed()) {
    const own = file.slice('/project/'.length);
    const before = changed[own] ?? (marked[own] ?? '').replace('‸', '');
    changed[own] = before.slice(0, start) + text + before.slice(end);
  }
  return changed;
}

/** All codes of errors in all files after a change. */
function errorsIn(files: Files): string[] {
  const workspace = new MemoryWorkspace({ '.dvc/config': '', ...files });
  const service = createPipelineService(workspace);
  return service
    .files(workspace.root)
    .flatMap((path) => service.validate(path))
    .filter(({ severity, code }) => severity === 'error' || code === 'params-key-missing')
    .map(({ code }) => code);
}

const project: Files = {
  'params.yaml': "train:\n  lr: 0.1 # fast\n  'depth': 3\nmodels: {s: {lr: 1}, l: {lr: 2}}\n",
  'dvc.yaml':
    'stages:\n  get:\n    cmd: get ${train.lr} ${ train.depth }\n    params: [train.lr, "train.depth"]\n    outs: [raw]\n  each:\n    foreach: ${models}\n    do:\n      cmd: fit ${item.lr} ${key}\n',
  'sub/dvc.yaml':
    'vars: ["../params.yaml:train,models"]\nstages:\n  fit:\n    cmd: fit ${train.lr}\n    params: [../params.yaml: [train.lr, train]]\n',
};

describe('renaming a parameter', () => {
  it('changes its file, each ${…}, and the lists of all stages', () => {
    const expected = {
      'params.yaml': project['params.yaml']?.replace('lr: 0.1', 'rate: 0.1'),
      'dvc.yaml': project['dvc.yaml']?.replaceAll('train.lr', 'train.rate'),
      'sub/dvc.yaml': project['sub/dvc.yaml']?.replaceAll('train.lr', 'train.rate'),
    };
    for (const [file, at] of [
      ['params.yaml', 'lr: 0.1'.slice(0, 2)],
      ['dvc.yaml', '${train.lr'],
      ['dvc.yaml', '[train.lr'],
      ['sub/dvc.yaml', '${train.lr'],
    ] as const) {
      const after = renamed(mark(project, file, at), 'rate');
      assert.deepEqual(after, expected, `${file}: ${at}`);
      assert.deepEqual(errorsIn({ ...project, ...after }), []);
    }
  });

  it('changes a map in the middle of names, and files that take single keys', () => {
    const after = renamed(mark(project, 'dvc.yaml', '${tr'), 'fit');
    assert.deepEqual(after, {
      'params.yaml': project['params.yaml']?.replace('train:', 'fit:'),
      'dvc.yaml': project['dvc.yaml']?.replaceAll('train.', 'fit.'),
      'sub/dvc.yaml': project['sub/dvc.yaml']?.replaceAll('train', 'fit'),
    });
    assert.deepEqual(errorsIn({ ...project, ...after }), []);
  });

  it('finds what stands behind `item`, and keeps quotes', () => {
    assert.deepEqual(renamed(mark(project, 'dvc.yaml', '${item.lr'), 'rate'), {
      'params.yaml': project['params.yaml']?.replace('{s: {lr', '{s: {rate'),
      'dvc.yaml': project['dvc.yaml']?.replace('item.lr', 'item.rate'),
    });
    const quoted = renamed(mark(project, 'params.yaml', "'depth"), 'height');
    assert.equal(quoted['params.yaml'], project['params.yaml']?.replace("'depth'", "'height'"));
  });

  it('works in `vars`, JSON, TOML and Python', () => {
    const inVars = { 'dvc.yaml': 'vars: [{a: {b: 1}}]\nstages: {s: {cmd: "x ${a.b}"}}\n' };
    assert.deepEqual(renamed(mark(inVars, 'dvc.yaml', '{b'), 'c'), {
      'dvc.yaml': 'vars: [{a: {c: 1}}]\nstages: {s: {cmd: "x ${a.c}"}}\n',
    });
    for (const [file, before, after] of [
      ['p.json', '{"a": {"b": 1}}\n', '{"a": {"c": 1}}\n'],
      ['p.toml', '[a]\nb = 1 # b\n', '[a]\nc = 1 # b\n'],
      ['p.py', 'class a:\n    b = 1\nprint(a.b, b.b)\n', 'class a:\n    c = 1\nprint(a.c, b.b)\n'],
    ] as const) {
      const files = {
        [file]: before,
        'dvc.yaml': `vars: [${file}]\nstages: {s: {cmd: "x \${a.b}", params: [${file}: [a.b]]}}\n`,
      };
      const marked = mark(files, 'dvc.yaml', '${a.b');
      assert.deepEqual(renamed(marked, 'c'), {
        [file]: after,
        'dvc.yaml': files['dvc.yaml']?.replaceAll('a.b', 'a.c'),
      });
    }
  });

  it('is refused where it would break something, with a reason', () => {
    const at = (file: string, text: string, name: string, files = project) =>
      reason(mark(files, file, text), name);
    assert.match(at('params.yaml', 'lr', 'depth'), /`train\.depth` is already in params\.yaml/);
    assert.match(at('params.yaml', 'lr', 'a.b'), /cannot be the name of a parameter/);
    assert.match(at('params.yaml', 'lr', '1'), /cannot be the name of a parameter/);
    assert.match(at('params.yaml', 'train', 'item'), /DVC itself gives/);
    assert.match(at('params.yaml', '{s', 'x'), /in the names of stages that are made of `models`/);
    assert.match(at('dvc.yaml', '${item', 'x'), /DVC gives it/);
    assert.match(at('dvc.yaml', 'cmd', 'x'), /this is neither/);
    const broken = { ...project, 'other/dvc.yaml': 'stages: [\n' };
    assert.match(at('params.yaml', 'lr', 'x', broken), /other\/dvc\.yaml cannot be loaded/);
    const joined = {
      'params.yaml': 'a: {b: 1}\n',
      'dvc.yaml': 'vars: [{a: {c: 1}}]\nstages: {s: {cmd: "x ${a.b} ${a.c}"}}\n',
    };
    assert.match(at('params.yaml', 'a', 'x', joined), /written in dvc\.yaml as well/);
    assert.deepEqual(Object.keys(renamed(mark(joined, 'params.yaml', 'b'), 'x')).toSorted(), [
      'dvc.yaml',
      'params.yaml',
    ]);
  });

  it('shows what would be renamed first', () => {
    const { service, path, offset, text } = atCursor(mark(project, 'dvc.yaml', '${train.lr'));
    const place = service.prepareRename(path, offset);
    assert.ok(place.kind === 'place');
    assert.deepEqual([text({ path, ...place }), place.placeholder], ['dvc.yaml: lr', 'lr']);
  });
});

const outputs: Files = {
  'dvc.yaml':
    'stages:\n  get:\n    cmd: python get.py --out=data/raw.csv > data/raw.csv.log\n    outs: [data/raw.csv]\n  all:\n    cmd: x\n    outs:\n      - "out": {cache: false}\nplots:\n  - out/curve.csv: {x: {out/curve.csv: step}, y: loss}\nartifacts: {m: {path: out/m.bin}}\n',
  'data/.gitignore': '/other\n/raw.csv\n',
  'sub/dvc.yaml':
    'vars: [{base: ../data}]\nstages:\n  fit:\n    cmd: fit ../data/raw.csv\n    deps: [../data/raw.csv, "${base}/raw.csv", ../out/m.bin]\n',
};

describe('renaming an output', () => {
  it('changes it wherever it is named, as seen from there', () => {
    const expected = {
      'dvc.yaml': outputs['dvc.yaml']
        ?.replace('=data/raw.csv', '=data/all.csv')
        .replace('[data/raw.csv', '[data/all.csv'),
      'data/.gitignore': '/other\n/all.csv\n',
      'sub/dvc.yaml': outputs['sub/dvc.yaml']?.replaceAll('raw.csv', 'all.csv'),
    };
    assert.deepEqual(renamed(mark(outputs, 'dvc.yaml', '[data/raw'), 'data/all.csv'), expected);
    const fromBelow = mark(outputs, 'sub/dvc.yaml', '[../data/raw');
    assert.deepEqual(renamed(fromBelow, '../data/all.csv'), expected);
  });

  it('changes the paths in a folder', () => {
    const after = renamed(mark(outputs, 'dvc.yaml', '"ou'), 'results');
    assert.deepEqual(after, {
      'dvc.yaml': outputs['dvc.yaml']?.replace('"out"', '"results"').replaceAll('out/', 'results/'),
      'sub/dvc.yaml': outputs['sub/dvc.yaml']?.replace('../out/', '../results/'),
    });
  });

  it('is refused where it would break something, with a reason', () => {
    const at = (text: string, name: string, files = outputs, file = 'dvc.yaml') =>
      reason(mark(files, file, text), name);
    assert.match(at('[data/raw', 'out/x'), /in the way of `out`, an output of dvc\.yaml:all/);
    assert.match(at('[data/raw', 'x.dvc'), /file of DVC itself/);
    assert.match(at('[data/raw', ' '), /cannot be written as a path/);
    assert.match(at('[data/raw', 'other/all.csv'), /Change it by hand/);
    const imported = {
      'a.csv.dvc': 'outs:\n- path: a.csv\n',
      'dvc.yaml': 'stages: {s: {cmd: x, deps: [a.csv, b.csv]}}\n',
    };
    assert.match(at('[a', 'c', imported), /belongs to a\.csv\.dvc.*dvc move/);
    assert.match(at(' b', 'c', imported), /no output of a stage/);
    const each = {
      'dvc.yaml': 'stages: {s: {foreach: [a, b], do: {cmd: x, outs: ["${item}.bin"]}}}\n',
    };
    assert.match(at('}.b', 'c', each), /stands for several/);
  });
});
