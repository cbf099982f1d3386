import assert from 'node:assert/strict';
import type { Store } from '../../../src/store/store.ts';
import { newRun, startEndpoint, type Endpoint } from './endpoint.ts';

const launched = 'b'.repeat(32);

describe('a full disk', function () {
  this.timeout(60_000);
  let endpoint: Endpoint;
  const told: string[] = [];
  beforeEach(async () => {
    told.length = 0;
    endpoint = await startEndpoint((store) => ({
      onTrouble: (sentence) => told.push(sentence),
      launch: { launchId: makeLaunch(store), adoptableRunId: launched },
    }));
  });
  afterEach(() => endpoint.close());

  it('does not stop a training: what it logs is recorded once there is room', async () => {
    const run = await newRun(endpoint, 'training');
    assert.equal(run, launched);
    fill(endpoint.store);
    for (let step = 0; step < 20; step += 1) {
      const answer = await endpoint.post('runs/log-batch', batch(run, step));
      assert.equal(answer.status, 200);
    }
    const ended = await endpoint.post('runs/update', { run_id: run, status: 'FINISHED' });
    assert.equal(ended.status, 200);
    assert.notEqual(ended.json['run_info'], undefined);
    assert.equal(told.length, 1);
    assert.match(told[0] ?? '', /disk .* is full/);
    empty(endpoint.store);
    await endpoint.post('runs/log-metric', { run_id: run, key: 'last', value: 1, timestamp: 1 });
    assert.equal(endpoint.store.metrics.points(run, 'm0').steps.length, 20);
    assert.equal(endpoint.store.runs.get(run)?.status, 'FINISHED');
  });

  it('is told to those who want an answer, in a way that they do not repeat for minutes', async () => {
    await newRun(endpoint);
    fill(endpoint.store);
    const answers = [];
    for (let made = 0; made < 40; made += 1) {
      answers.push(await endpoint.post('experiments/create', { name: `e${made}`.repeat(200) }));
    }
    const refused = answers.find(({ status }) => status !== 200);
    assert.equal(refused?.status, 507);
    assert.match(String(refused.json['message']), /disk .* is full/);
  });
});

function makeLaunch(store: Store): string {
  store.launches.create({
    id: 'launch',
    command: { argv: ['python'], cwd: '/' },
    user: 'ann',
    hostname: 'here',
    startTime: 1,
    warnings: [],
  });
  store.runs.create({
    id: launched,
    name: 'launched',
    experimentId: '0',
    launchId: 'launch',
    status: 'RUNNING',
    startTime: 1,
    userId: 'ann',
    artifactUri: `artifacts/${launched}`,
    lifecycle: 'active',
  });
  return 'launch';
}

function batch(run: string, step: number): object {
  const metrics = Array.from({ length: 100 }, (_, index) => ({
    key: `m${index}`,
    value: step,
    timestamp: 1,
    step,
  }));
  return { run_id: run, metrics };
}

/** SQLite refuses to grow the file, just as on a full disk. */
function fill(store: Store): void {
  const pages = Number(store.database.pragma('page_count', { simple: true }));
  store.database.pragma(`max_page_count = ${pages}`);
}

function empty(store: Store): void {
  store.database.pragma('max_page_count = 1000000');
}
