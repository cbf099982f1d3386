import assert from 'node:assert/strict';
import type { PipelineGraph } from '../../../../src/model/pipelineGraph.ts';
import { pipelineGraph } from '../../../../src/pipeline/graph/pipelineGraph.ts';
import { DvcModel } from '../../../../src/pipeline/service/dvc/model.ts';
import { MemoryWorkspace } from '../support/memoryWorkspace.ts';

function graphOf(files: Readonly<Record<string, string>>): PipelineGraph {
  const workspace = new MemoryWorkspace({ '.dvc/config': '', ...files });
  return pipelineGraph(new DvcModel(workspace, workspace.root));
}

function node(graph: PipelineGraph, id: string) {
  const found = graph.nodes.find((each) => each.id === id);
  assert.ok(found, `${id} is not among ${graph.nodes.map((each) => each.id).join(', ')}`);
  return found;
}

const arrows = (graph: PipelineGraph) =>
  graph.edges.map(({ from, to, paths }) => `${from} -> ${to}: ${paths.join(' ')}`);

describe('the graph of a repository', () => {
  it('connects stages of several files and tracked data by what they read and write', () => {
    const graph = graphOf({
      'data/raw.csv.dvc': 'outs:\n- md5: 1c9a35ee4d7a4ed8e20e5f4a4d7a4ed8\n  path: raw.csv\n',
      'dvc.yaml':
        'stages:\n  prepare:\n    cmd: prep\n    deps: [data/raw.csv]\n    outs: [clean, extra]\n',
      'model/dvc.yaml':
        'stages:\n  train:\n    cmd: fit\n    deps: [../clean/a.csv, ../extra]\n    outs: [m.bin]\n',
    });
    assert.deepEqual(arrows(graph), [
      'dvc.yaml:prepare -> model/dvc.yaml:train: clean extra',
      'data/raw.csv.dvc -> dvc.yaml:prepare: data/raw.csv',
    ]);
    assert.equal(node(graph, 'data/raw.csv.dvc').kind, 'data');
    assert.deepEqual(graph.troubles, []);
    assert.deepEqual(graph.files, [
      { path: 'dvc.yaml', state: 'current' },
      { path: 'model/dvc.yaml', state: 'current' },
    ]);
  });

  it('tells of each stage where it is, what it runs, reads and writes', () => {
    const graph = graphOf({
      'params.yaml': 'lr: 0.1\nout: m.bin\n',
      'src/train.py': '',
      'dvc.yaml': `stages:
  train:
    desc: Fit it
    wdir: src
    cmd:
      - python train.py --lr \${lr}
      - done
    deps: [train.py]
    params: [../params.yaml: [lr]]
    outs: ["\${out}"]
    metrics: [{scores.json: {cache: false}}]
    plots: [roc.csv]
    frozen: true

`,
    });
    const { id, kind, location, ...rest } = node(graph, 'dvc.yaml:train');
    assert.deepEqual([id, kind], ['dvc.yaml:train', 'stage']);
    assert.deepEqual(location, {
      file: 'dvc.yaml',
      range: { start: { line: 1, character: 2 }, end: { line: 12, character: 16 } },
    });
    assert.deepEqual(rest, {
      name: 'train',
      phase: 'train',
      description: 'Fit it',
      folder: 'src',
      commands: ['python train.py --lr 0.1', 'done'],
      deps: ['src/train.py'],
      params: [{ file: 'params.yaml', keys: ['lr'] }],
      outs: ['src/m.bin'],
      metrics: ['src/scores.json'],
      plots: ['src/roc.csv'],
      missing: [],
      frozen: true,
      alwaysChanged: false,
    });
  });

  it('gives what foreach and matrix make one group and one place', () => {
    const graph = graphOf({
      'dvc.yaml': `stages:
  fit:
    foreach: [a, b]
    do: {cmd: "fit \${item}", outs: ["m/\${item}"]}
  grid:
    matrix: {x: [1, 2], y: [p]}
    cmd: try \${item.x} \${item.y}
    deps: [m/a]
`,
    });
    const members = (group: string) =>
      graph.nodes.filter((each) => each.group === group).map(({ name }) => name);
    assert.deepEqual(members('dvc.yaml:fit'), ['fit@a', 'fit@b']);
    assert.deepEqual(members('dvc.yaml:grid'), ['grid@1-p', 'grid@2-p']);
    assert.deepEqual(node(graph, 'dvc.yaml:fit@b').location.range.start, { line: 1, character: 2 });
    assert.deepEqual(arrows(graph), [
      'dvc.yaml:fit@a -> dvc.yaml:grid@1-p: m/a',
      'dvc.yaml:fit@a -> dvc.yaml:grid@2-p: m/a',
    ]);
  });

  it('tells what is neither there nor written by anything', () => {
    const graph = graphOf({
      'here.csv': '',
      'dvc.yaml': `stages:
  a:
    cmd: a
    deps: [here.csv, gone.csv, made/by-b, s3://bucket/key]
    params: [lost.yaml: ]
  b: {cmd: b, outs: [made]}
`,
    });
    assert.deepEqual(node(graph, 'dvc.yaml:a').missing, ['gone.csv', 'lost.yaml']);
  });

  it('shows a circle and what is written twice, and says so', () => {
    const graph = graphOf({
      'dvc.yaml': `stages:
  a: {cmd: a, deps: [y], outs: [x]}
  b: {cmd: b, deps: [x], outs: [y]}
  c: {cmd: c, outs: [z]}
  d: {cmd: d, outs: [z]}
`,
    });
    assert.equal(graph.nodes.length, 4);
    assert.deepEqual(arrows(graph), ['dvc.yaml:a -> dvc.yaml:b: x', 'dvc.yaml:b -> dvc.yaml:a: y']);
    assert.deepEqual(
      graph.troubles.map(({ code, nodes, location }) => [code, nodes, location.range.start.line]),
      [
        ['graph-duplicate-output', ['dvc.yaml:c', 'dvc.yaml:d'], 3],
        ['graph-cycle', ['dvc.yaml:b', 'dvc.yaml:a'], 2],
      ],
    );
  });

  it('draws what can be read of a broken file, and says what is wrong where', () => {
    const graph = graphOf({
      'good/dvc.yaml': 'stages:\n  fine: {cmd: x}\n',
      'dvc.yaml': 'stages:\n  fit:\n    cmd: fit\n    dep: [a]\n',
      'bad/dvc.yaml': 'stages:\n\tfit: 1\n',
      'x.dvc': 'outs: 3\n',
    });
    assert.deepEqual(
      graph.nodes.map(({ id }) => id),
      ['dvc.yaml:fit', 'good/dvc.yaml:fine'],
    );
    assert.deepEqual(
      graph.files.map(({ path, state }) => `${path} ${state}`),
      ['bad/dvc.yaml partial', 'dvc.yaml partial', 'good/dvc.yaml current'],
    );
    assert.deepEqual(
      graph.troubles.map(({ location }) => `${location.file}:${location.range.start.line + 1}`),
      ['bad/dvc.yaml:2', 'dvc.yaml:4', 'x.dvc:1'],
    );
  });

  it('goes by the phase that meta names', () => {
    const graph = graphOf({
      'dvc.yaml': 'stages:\n  step1: {cmd: x, meta: {phase: Monitoring}}\n  step2: {cmd: y}\n',
    });
    assert.equal(node(graph, 'dvc.yaml:step1').phase, 'monitor');
    assert.equal(node(graph, 'dvc.yaml:step2').phase, undefined);
  });
});
