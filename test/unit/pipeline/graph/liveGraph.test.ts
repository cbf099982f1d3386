import assert from 'node:assert/strict';
import { LiveGraph } from '../../../../src/pipeline/graph/liveGraph.ts';
import { createPipelineService } from '../../../../src/pipeline/service/service.ts';
import { MemoryWorkspace } from '../support/memoryWorkspace.ts';

/** A repository that is being written in. */
function typing(files: Readonly<Record<string, string>>) {
  const workspace = new MemoryWorkspace({ '.dvc/config': '', ...files });
  const service = createPipelineService(workspace);
  const live = new LiveGraph();
  return {
    write: (path: string, text: string) => {
      workspace.write(path, text);
      service.changed(workspace.at(path));
    },
    graph: () => live.of(service.model(workspace.at('dvc.yaml'))),
  };
}

const sound = 'stages:\n  a: {cmd: a, outs: [x]}\n  b: {cmd: b, deps: [x]}\n';

describe('the graph while one types', () => {
  it('has a stage as soon as it is written', () => {
    const { write, graph } = typing({ 'dvc.yaml': sound });
    graph();
    write('dvc.yaml', `${sound}  c: {cmd: c, deps: [x]}\n`);
    assert.deepEqual(
      graph().nodes.map(({ name }) => name),
      ['a', 'b', 'c'],
    );
  });

  it('keeps what a file had when it was last sound, until it is sound again', () => {
    const { write, graph } = typing({ 'dvc.yaml': sound });
    graph();
    for (const half of [
      `${sound}  c:\n`,
      `${sound}  c:\n    cmd: [`,
      `\t${sound}`,
      '<<<<<<< HEAD\n',
    ]) {
      write('dvc.yaml', half);
      const { nodes, edges, files, troubles } = graph();
      assert.deepEqual(
        nodes.map(({ name }) => name),
        ['a', 'b'],
        half,
      );
      assert.equal(edges.length, 1);
      assert.deepEqual(files, [{ path: 'dvc.yaml', state: 'last-good' }]);
      assert.ok(troubles.length > 0);
    }
    write('dvc.yaml', 'stages:\n  b: {cmd: b}\n');
    const { nodes, files } = graph();
    assert.deepEqual(
      nodes.map(({ name }) => name),
      ['b'],
    );
    assert.deepEqual(files, [{ path: 'dvc.yaml', state: 'current' }]);
  });

  it('leads to where a stage stands now, though the file is broken below', () => {
    const { write, graph } = typing({ 'dvc.yaml': sound });
    graph();
    write('dvc.yaml', `# one\n# two\n${sound}  c:\n    dep: [x]\n`);
    const b = graph().nodes.find(({ name }) => name === 'b');
    assert.equal(b?.location.range.start.line, 4);
  });

  it('goes on with the other files', () => {
    const { write, graph } = typing({ 'dvc.yaml': sound, 'sub/dvc.yaml': sound });
    graph();
    write('dvc.yaml', 'stages: [');
    write('sub/dvc.yaml', 'stages:\n  fresh: {cmd: x}\n');
    assert.deepEqual(
      graph().nodes.map(({ id }) => id),
      ['dvc.yaml:a', 'dvc.yaml:b', 'sub/dvc.yaml:fresh'],
    );
  });
});
