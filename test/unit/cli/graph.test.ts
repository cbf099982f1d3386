import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { graph } from '../../../src/cli/graph.ts';
import { UsageError } from '../../../src/cli/usage.ts';
import type { PipelineGraph } from '../../../src/model/pipelineGraph.ts';

async function run(...args: string[]): Promise<{ code: number; text: string; remarks: string[] }> {
  const [lines, remarks]: [string[], string[]] = [[], []];
  const code = await graph(args, {
    line: (text) => void lines.push(text),
    remark: (text) => void remarks.push(text),
  });
  return { code, text: lines.join('\n'), remarks };
}

const pipeline = `stages:
  evaluate:
    cmd: python evaluate.py
    deps: [models/a, models/b, gone.csv]
    metrics: [scores.json]
  train:
    foreach: [a, b]
    do:
      cmd: echo "\${item}"
      deps: [raw.csv]
      outs: ["models/\${item}"]
`;

describe('trackline graph', () => {
  let folder: string;
  let before: string;

  beforeEach(() => {
    before = process.cwd();
    folder = realpathSync(mkdtempSync(path.join(tmpdir(), 'graph-')));
    mkdirSync(path.join(folder, '.dvc'));
    mkdirSync(path.join(folder, 'sub'));
    write({
      'dvc.yaml': pipeline,
      'raw.csv.dvc': 'outs:\n- path: raw.csv\n',
      'sub/dvc.yaml':
        'stages:\n  report:\n    cmd: r\n    deps: [../scores.json]\n  alone: {cmd: x}\n',
    });
    process.chdir(folder);
  });

  afterEach(() => {
    process.chdir(before);
    rmSync(folder, { recursive: true, force: true });
  });

  function write(files: Readonly<Record<string, string>>): void {
    for (const [name, text] of Object.entries(files)) writeFileSync(path.join(folder, name), text);
  }

  it('lists the stages behind what they need, groups in one line', async () => {
    const { code, text, remarks } = await run();
    assert.equal(code, 0);
    assert.deepEqual(remarks, []);
    assert.deepEqual(text.split('\n'), [
      'STAGE                PHASE     WHERE           NEEDS',
      'sub/dvc.yaml:alone             sub/dvc.yaml:5',
      'raw.csv              collect   raw.csv.dvc:2',
      'train ×2             train     dvc.yaml:6      raw.csv',
      'evaluate             evaluate  dvc.yaml:2      train, gone.csv (missing)',
      'sub/dvc.yaml:report            sub/dvc.yaml:2  evaluate',
    ]);
  });

  it('gives all there is to know as JSON', async () => {
    const { code, text } = await run('--json');
    assert.equal(code, 0);
    const { root, nodes, edges, files, troubles } = JSON.parse(text) as PipelineGraph;
    assert.equal(root, '');
    assert.deepEqual(
      nodes.map(({ id, group }) => [id, group]),
      [
        ['dvc.yaml:evaluate', undefined],
        ['dvc.yaml:train@a', 'dvc.yaml:train'],
        ['dvc.yaml:train@b', 'dvc.yaml:train'],
        ['sub/dvc.yaml:report', undefined],
        ['sub/dvc.yaml:alone', undefined],
        ['raw.csv.dvc', undefined],
      ],
    );
    assert.deepEqual(edges.at(0), {
      from: 'dvc.yaml:evaluate',
      to: 'sub/dvc.yaml:report',
      paths: ['scores.json'],
    });
    assert.deepEqual([files.length, troubles.length], [2, 0]);
  });

  it('gives the same text each time', async () => {
    for (const form of ['--json', '--dot', '--mermaid']) {
      assert.equal((await run(form)).text, (await run(form)).text);
    }
  });

  it('speaks the language of Graphviz', async () => {
    write({ 'dvc.yaml': 'stages:\n  "a \\"b\\\\": {cmd: x}\n', 'sub/dvc.yaml': pipeline });
    const { text } = await run('--dot');
    const lines = text.split('\n');
    assert.equal(lines[0], 'digraph pipeline {');
    assert.equal(lines.at(-1), '}');
    assert.ok(text.includes('"dvc.yaml:a \\"b\\\\" [label="a \\"b\\\\", tooltip="x"];'), text);
    assert.ok(text.includes('  subgraph cluster_2 {\n    label="sub/dvc.yaml:train";'), text);
    assert.ok(
      lines.includes(
        '  "sub/dvc.yaml:train@a" -> "sub/dvc.yaml:evaluate" [tooltip="sub/models/a"];',
      ),
    );
    assert.ok(
      text.includes('"raw.csv.dvc" [label="raw.csv", shape=cylinder, class="collect"'),
      text,
    );
  });

  it('speaks the language of Mermaid', async () => {
    write({ 'sub/dvc.yaml': 'stages:\n  "say \\"hi\\"": {cmd: x}\n' });
    const { text } = await run('--mermaid');
    assert.deepEqual(text.split('\n'), [
      'flowchart LR',
      '  n0["evaluate"]',
      '  subgraph g1["dvc.yaml:train"]',
      '    n1["train@a"]',
      '    n2["train@b"]',
      '  end',
      '  n3["sub/dvc.yaml:say #34;hi#34;"]',
      '  n4[("raw.csv")]',
      '  n1 --> n0',
      '  n2 --> n0',
      '  n4 --> n1',
      '  n4 --> n2',
    ]);
  });

  it('shows a part of it with what that needs', async () => {
    const stages = async (...args: string[]) =>
      (JSON.parse((await run('--json', ...args)).text) as PipelineGraph).nodes.map(({ id }) => id);
    const whole = await stages();
    assert.deepEqual(await stages('sub'), whole, 'what is in it needs all that there is');
    assert.deepEqual(await stages('raw.csv.dvc'), ['raw.csv.dvc']);
    assert.deepEqual(await stages('dvc.yaml'), [
      'dvc.yaml:evaluate',
      'dvc.yaml:train@a',
      'dvc.yaml:train@b',
      'raw.csv.dvc',
    ]);
    process.chdir('sub');
    assert.match((await run('..')).text, /^train ×2/m);
  });

  it('says what is wrong, and still shows what there is', async () => {
    write({ 'dvc.yaml': pipeline.replace('python', '"unclosed') });
    const { code, text, remarks } = await run();
    assert.equal(code, 1);
    assert.match(text, /sub\/dvc\.yaml:report/);
    assert.match(remarks[0] ?? '', /^dvc\.yaml:\d+:\d+: .*\[yaml-syntax\]$/);
    write({ 'dvc.yaml': 'stages:\n  a: {cmd: a, deps: [x], outs: [x]}\n' });
    const circle = await run('--json');
    assert.equal(circle.code, 1);
    assert.match(circle.remarks.join(), /^dvc\.yaml:2:\d+: .* depends on what it writes itself/);
  });

  it('refuses what it cannot do', async () => {
    write({ 'notes.txt': '' });
    const refuses = (words: RegExp, ...args: string[]) =>
      assert.rejects(
        run(...args),
        (error) => error instanceof UsageError && words.test(error.message),
      );
    await refuses(/exclude each other/, '--dot', '--json');
    await refuses(/does not exist/, 'nowhere');
    await refuses(/neither a folder nor/, 'notes.txt');
    await refuses(/at most/, 'sub', 'dvc.yaml');
  });

  it('says that there is nothing', async () => {
    for (const name of ['dvc.yaml', 'sub/dvc.yaml', 'raw.csv.dvc']) rmSync(name);
    const { code, text, remarks } = await run();
    assert.deepEqual([code, text], [0, '']);
    assert.match(remarks[0] ?? '', /no stages/);
  });
});
