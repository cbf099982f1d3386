import assert from 'node:assert/strict';
import path from 'node:path';
import type { ExperimentNode } from '../../src/editor/runs/runNodes.ts';
import { newId } from '../../src/model/names.ts';
import { defaultArtifactUri, openStore } from '../../src/store/store.ts';
import type { Store } from '../../src/store/store.ts';
import { until } from '../harness/wait.ts';
import { fresh } from './support/fresh.ts';
import { folder, trackline } from './support/trackline.ts';

const start = Date.UTC(2026, 0, 1);

function addRun(store: Store, experimentId: string, number: number): string {
  const id = newId();
  const startTime = start + number * 1000;
  store.runs.create({
    id,
    name: `run ${number}`,
    experimentId,
    status: 'FINISHED',
    startTime,
    endTime: startTime + 500,
    userId: 'ada',
    artifactUri: defaultArtifactUri(id),
    lifecycle: 'active',
  });
  return id;
}

async function experiment(name: string): Promise<ExperimentNode> {
  const { tree } = await trackline();
  return until(async () => {
    const found = (await tree.getChildren()).find(
      (node) => node.kind === 'experiment' && node.row.experiment.name === name,
    );
    return found?.kind === 'experiment' ? found : undefined;
  }, `the experiment ${name}`);
}

/** Longer than any run of an earlier test takes to settle. */
const restMs = 3_000;

describe('an experiment with many runs, written by another process', () => {
  let store: Store;
  before(async () => {
    await trackline();
    store = openStore(path.join(folder().fsPath, '.trackline'));
  });

  after(() => store.close());

  /** A new experiment with 450 runs. */
  function many(): { readonly name: string; readonly experimentId: string } {
    const name = fresh('many');
    const experimentId = store.experiments.create(name, defaultArtifactUri).id;
    store.transaction(() => {
      for (let number = 1; number <= 450; number += 1) addRun(store, experimentId, number);
    });
    return { name, experimentId };
  }

  async function labels(name: string): Promise<readonly string[]> {
    const { tree } = await trackline();
    const children = await tree.getChildren(await experiment(name));
    return children.map((node) =>
      node.kind === 'run' ? node.row.run.name : `${tree.getTreeItem(node).description}`,
    );
  }

  it('shows the newest 200, and the next with each Show more', async () => {
    const { forest } = await trackline();
    const { name } = many();
    const node = await experiment(name);
    const first = await labels(name);
    assert.equal(first.length, 201);
    assert.deepEqual([first[0], first[199]], ['run 450', 'run 251']);
    assert.equal(first[200], '250 of 450 not shown');
    await forest.readMore(node);
    assert.equal((await labels(name)).length, 401);
    await forest.readMore(node);
    const all = await labels(name);
    assert.equal(all.length, 450);
    assert.equal(all[449], 'run 1');
    assert.equal(new Set(all).size, 450);
  });

  it('learns of a new run, of one that is renamed on a later page, and keeps the other nodes', async () => {
    const { tree, forest } = await trackline();
    const { name, experimentId } = many();
    const node = await experiment(name);
    await tree.getChildren(node);
    await forest.readMore(node);
    await forest.readMore(node);
    const before = await tree.getChildren(node);
    assert.equal(before.length, 450);
    const renamed = before[300];
    assert.ok(renamed?.kind === 'run');
    const told: unknown[] = [];
    let lastTold = performance.now();
    const listening = forest.onDidChange((nodes) => {
      told.push(...(nodes ?? ['all']));
      lastTold = performance.now();
    });
    // What the tests before this one did may still be told of.
    await until(() => performance.now() - lastTold > restMs, 'the view to be at rest');
    told.length = 0;
    store.runs.update(renamed.row.run.id, { name: 'renamed' });
    await until(() => renamed.row.run.name === 'renamed', 'the new name');
    listening.dispose();
    assert.ok(told.includes(renamed));
    assert.ok(!told.includes('all') && !told.includes(node), 'the whole experiment was redrawn');
    addRun(store, experimentId, 451);
    await until(async () => (await labels(name))[0] === 'run 451', 'the new run');
    const after = await tree.getChildren(node);
    assert.equal(after[1], before[0]);
    assert.equal(after[301], renamed);
  });
});
