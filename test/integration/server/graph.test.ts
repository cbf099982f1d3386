import assert from 'node:assert/strict';
import type { PipelineGraph } from '../../../src/model/pipelineGraph.ts';
import { makeProject } from '../../harness/project.ts';
import { until } from '../../harness/wait.ts';
import { ServerClient, uri } from './client.ts';

const two = `stages:
  prepare:
    cmd: python prepare.py
    deps: [prepare.py]
    outs: [data.csv]
  train:
    cmd: python train.py
    deps: [train.py, data.csv]
    outs: [model.pkl]
`;

describe('the language server: graph', () => {
  const ask = (client: ServerClient, file: string) =>
    client.connection.sendRequest<PipelineGraph | null>('trackline/graph', { uri: uri(file) });

  it('gives the stages of the unsaved text, and keeps them while it is broken', async () => {
    await using project = await makeProject({ '.dvc/config': '', 'dvc.yaml': 'stages: {}\n' });
    const file = project.path('dvc.yaml');
    await using client = await ServerClient.start([project.folder]);
    await client.open(file, two);
    const graph = await ask(client, file);
    assert.deepEqual(
      graph?.edges.map(({ from, to }) => [from, to]),
      [['dvc.yaml:prepare', 'dvc.yaml:train']],
    );
    assert.equal(graph.nodes[1]?.location.range.start.line, 5);
    await client.edit(file, two.replace('train:', 'train: ['));
    const broken = await ask(client, project.folder);
    assert.deepEqual(
      broken?.nodes.map(({ id }) => id),
      ['dvc.yaml:prepare', 'dvc.yaml:train'],
    );
    assert.equal(broken.files[0]?.state, 'last-good');
  });

  it('tells when it may be another, and that there is none', async () => {
    await using project = await makeProject({ '.dvc/config': '', 'dvc.yaml': two });
    await using empty = await makeProject({ 'train.py': '' });
    const file = project.path('dvc.yaml');
    await using client = await ServerClient.start([project.folder, empty.folder]);
    await until(() => client.graphs.includes(project.folder), 'the graph of the repository');
    const before = client.graphs.length;
    await project.write('dvc.yaml', two.replace('train:', 'fit:'));
    await client.changed(file, 2);
    await until(() => client.graphs.slice(before).includes(project.folder), 'the changed graph');
    // That of the start may have been told of meanwhile.
    await until(async () => (await ask(client, file))?.nodes[1]?.name === 'fit', 'the new name');
    assert.equal(await ask(client, empty.folder), null);
  });
});
