import assert from 'node:assert/strict';
import { newRun, startEndpoint, type Endpoint } from './endpoint.ts';

/** A small repeatable generator of numbers in [0, 1): mulberry32. */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

const calls = [
  'experiments/create',
  'experiments/delete',
  'experiments/update',
  'experiments/search',
  'experiments/set-experiment-tag',
  'experiments/search-datasets',
  'runs/create',
  'runs/update',
  'runs/delete',
  'runs/restore',
  'runs/log-metric',
  'runs/log-parameter',
  'runs/log-batch',
  'runs/log-inputs',
  'runs/outputs',
  'runs/log-model',
  'runs/set-tag',
  'runs/delete-tag',
  'runs/search',
  'logged-models',
  'logged-models/search',
  'logged-models/m-x',
  'logged-models/m-x/tags',
  'logged-models/m-x/tags/%',
  'traces',
  'runs/get',
  'metrics/get-history',
  'metrics/get-history-bulk',
  'artifacts/list',
  'metrics/get-history-bulk-interval',
  'experiments/get',
  'experiments/get-by-name',
];
const names = [
  'run_id',
  'run_uuid',
  'experiment_id',
  'experiment_ids',
  'name',
  'key',
  'value',
  'step',
  'timestamp',
  'metrics',
  'params',
  'tags',
  'datasets',
  'models',
  'filter',
  'order_by',
  'max_results',
  'page_token',
  'status',
  'start_time',
  'model_json',
  'path',
  'run_ids',
  'metric_key',
  'view_type',
  'run_view_type',
  'trace',
  'dataset',
  '__proto__',
  'constructor',
];
const strange: readonly unknown[] = [
  null,
  true,
  -1,
  1.5,
  1e308,
  2 ** 70,
  '',
  ' ',
  '0',
  'NaN',
  '../..',
  '\0',
  'x'.repeat(300),
  '\ud800',
  "'; DROP TABLE runs; --",
  'metrics.a >',
  "a = 'b' OR",
  '((((',
  '%',
  '`',
  '🦊',
  [],
  {},
  [[]],
  [{}],
  [null],
  ['a', 1],
  { key: 1 },
  [
    {
      key: 'a',
      value: {},
    },
  ],
  'e30=',
];

describe('malformed requests', function () {
  this.timeout(60_000);
  let endpoint: Endpoint;
  before(async () => {
    endpoint = await startEndpoint();
  });
  after(() => endpoint.close());

  it('are refused as the mistakes of the client that they are, and change nothing', async () => {
    const run = await newRun(endpoint);
    await endpoint.post('runs/log-metric', { run_id: run, key: 'a', value: 1, timestamp: 1 });
    const before = dump(endpoint);
    const next = random(20_260_101);
    const pick = <T>(items: readonly T[]): T => items[Math.floor(next() * items.length)] as T;
    const methods = ['POST', 'POST', 'POST', 'GET', 'PATCH', 'DELETE', 'PUT'];
    for (let round = 0; round < 600; round += 1) {
      const path = pick(calls);
      const method = pick(methods);
      const fields: Record<string, unknown> = Object.fromEntries(
        Array.from({ length: 4 }, () => [pick(names), pick(strange)]),
      );
      // Sometimes everything is right but one field.
      if (next() < 0.5) Object.assign(fields, { run_id: run, [pick(names)]: pick(strange) });
      const text = JSON.stringify(fields);
      const body = next() < 0.1 ? text.slice(0, Math.floor(next() * text.length)) : text;
      const query = new URLSearchParams({ [pick(names)]: String(pick(strange)), run_id: run });
      const answer = await endpoint.send(
        `/api/2.0/mlflow/${path}${method === 'GET' ? `?${query.toString()}` : ''}`,
        method === 'GET'
          ? { method }
          : { method, body, headers: { 'Content-Type': 'application/json' } },
      );
      const said = `${method} ${path} ${method === 'GET' ? query.toString() : body}: ${answer.status} ${answer.text}`;
      assert.ok(answer.status < 500, said);
      if (answer.status === 400) assert.equal(typeof answer.json['error_code'], 'string', said);
    }
    assert.deepEqual(dump(endpoint), before);
    assert.deepEqual(endpoint.log, []);
  });
});

/** What a wrong request must not touch: what is known already. */
function dump({ store }: Endpoint): unknown[] {
  return store.database.prepare('SELECT * FROM points').all();
}
