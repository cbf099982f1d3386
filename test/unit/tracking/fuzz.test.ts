import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import BetterSqlite3 from 'better-sqlite3';
import { seeded } from '../../harness/seeded.ts';
import { newRun, startEndpoint, type Endpoint } from './endpoint.ts';

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
  'registered-models/create',
  'registered-models/rename',
  'registered-models/search',
  'registered-models/alias',
  'registered-models/get-latest-versions',
  'model-versions/create',
  'model-versions/get',
  'model-versions/search',
  'model-versions/transition-stage',
  'model-versions/set-tag',
  'traces',
  'runs/get',
  'metrics/get-history',
  'metrics/get-history-bulk',
  'artifacts/list',
  'metrics/get-history-bulk-interval',
  'experiments/get',
  'experiments/get-by-name',
  'experiments/restore',
  'experiments/delete-experiment-tag',
  'logged-models/m-x/params',
  'traces/x',
  'upload-artifact',
  'artifacts/presigned-upload-url',
  'no/such/call',
  '%',
  '../../..',
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
  'new_name',
  'source',
  'model_id',
  'version',
  'alias',
  'stage',
  'stages',
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
  'file:///%00',
  'mlflow-artifacts:/%zz',
  'models:/0/1',
  's3://bucket/model',
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

/** Besides the JSON calls: artifacts, pages, and other ways of writing the same address. */
const others = [
  '/api/2.0/mlflow-artifacts/artifacts/..%2f..%2f..%2fout',
  '/api/2.0/mlflow-artifacts/artifacts/%2e%2e/%2e%2e/out',
  '/api/2.0/mlflow-artifacts/artifacts/a%00b',
  '/api/2.0/mlflow-artifacts/artifacts/%zz',
  '/api/2.0/mlflow-artifacts/artifacts?path=../..',
  '/api/2.0/mlflow-artifacts/mpu/create/x',
  '/get-artifact?path=../../trackline.db&run_uuid=0',
  '/get-artifact',
  '//api//2.0//mlflow//runs/get',
  '/ajax-api/2.0/mlflow/runs/get?run_id=%ff%fe',
  '/api/3.0/mlflow/runs/search',
  '/v1/traces',
  `/${'x'.repeat(4000)}`,
  '/?',
];

/** Bytes that are no request, or only the beginning of one. */
const noise = [
  'GET / HTTP/9.9\r\n\r\n',
  'GET\r\n\r\n',
  '\0\0\0\0',
  '\x16\x03\x01\x02\0\x01',
  'POST /api/2.0/mlflow/runs/create HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 99\r\n\r\n{',
  'POST /api/2.0/mlflow/runs/create HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: -1\r\n\r\n{}',
  'POST /api/2.0/mlflow/runs/create HTTP/1.1\r\nHost: 127.0.0.1\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n',
  `GET / HTTP/1.1\r\nX: ${'y'.repeat(20_000)}\r\n\r\n`,
];

/** How many requests of the kind that a client sends, and how many of the others. */
const rounds = { api: 9_400, other: 504, noise: 96 } as const;
const seed = Number(process.env['TRACKLINE_TEST_SEED'] ?? 20_260_101);

describe(`10,000 malformed requests (TRACKLINE_TEST_SEED=${seed})`, function () {
  this.timeout(300_000);
  let endpoint: Endpoint;
  /** Another connection, which sees whether a request has changed anything. */
  let watcher: BetterSqlite3.Database;
  before(async () => {
    endpoint = await startEndpoint();
    watcher = new BetterSqlite3(join(endpoint.folder, '.trackline', 'trackline.db'));
  });
  after(async () => {
    watcher.close();
    await endpoint.close();
  });

  const next = seeded(seed);
  const pick = <T>(items: readonly T[]): T => items[Math.floor(next() * items.length)] as T;
  const methods = ['POST', 'POST', 'POST', 'GET', 'PATCH', 'DELETE', 'PUT'];
  const version = (): unknown => watcher.pragma('data_version', { simple: true });

  it('are refused as the mistakes of the client that they are, and change nothing', async () => {
    // In an experiment that no request names either: deleting one deletes its runs.
    const { experiment_id } = (await endpoint.post('experiments/create', { name: 'kept' })).json;
    const { json } = await endpoint.post('runs/create', { experiment_id, start_time: 1 });
    const kept = (json as { run: { info: { run_id: string } } }).run.info.run_id;
    await endpoint.post('runs/log-metric', { run_id: kept, key: 'a', value: 1, timestamp: 1 });
    await endpoint.post('runs/log-parameter', { run_id: kept, key: 'p', value: 'q' });
    // What is well-formed by chance may be done, but only to what it names.
    const named = await newRun(endpoint, 'named');
    const before = reportOf(endpoint, kept);
    let refused = 0;
    const send = async (path: string, init: RequestInit): Promise<void> => {
      const was = version();
      const answer = await endpoint.send(path, init);
      const body = typeof init.body === 'string' ? init.body : '';
      const said = `${init.method ?? ''} ${path} ${body}: ${answer.status} ${answer.text}`;
      // MLflow's own word for what a server does not offer: uploads in parts, and spans.
      const notServed =
        answer.status === 501 && /\/(mpu|artifacts\/presigned-|v1\/traces)/.test(path);
      assert.ok(answer.status < 500 || notServed, said);
      if (answer.status < 400) return;
      refused += 1;
      assert.equal(version(), was, `refused, and yet it changed something: ${said}`);
      if (answer.status === 400) assert.equal(typeof answer.json['error_code'], 'string', said);
    };
    for (let round = 0; round < rounds.api; round += 1) await send(...apiRequest(named));
    for (let round = 0; round < rounds.other; round += 1) {
      const method = pick(methods);
      const body = method === 'GET' ? {} : { body: JSON.stringify(pick(strange)) };
      await send(pick(others), { method, ...body });
    }
    for (let round = 0; round < rounds.noise; round += 8) {
      const texts = Array.from({ length: 8 }, () => pick(noise));
      const was = version();
      const answers = await Promise.all(texts.map((text) => sendBytes(endpoint, text)));
      for (const answer of answers) assert.doesNotMatch(answer, /^HTTP\/1\.1 [25]/);
      assert.equal(version(), was);
    }
    assert.ok(refused > rounds.api / 2, `${refused} were refused`);
    assert.deepEqual(reportOf(endpoint, kept), before);
    assert.deepEqual(endpoint.log, []);
    assert.deepEqual(readdirSync(endpoint.folder), ['.trackline'], 'nothing is written elsewhere');
    assert.equal((await endpoint.send('/health')).status, 200);
  });

  function apiRequest(run: string): [string, RequestInit] {
    const method = pick(methods);
    const fields: Record<string, unknown> = Object.fromEntries(
      Array.from({ length: 4 }, () => [pick(names), pick(strange)]),
    );
    // Sometimes everything is right but one field.
    if (next() < 0.5) Object.assign(fields, { run_id: run, [pick(names)]: pick(strange) });
    const path = `/api/2.0/mlflow/${pick(calls)}`;
    const query = new URLSearchParams({ [pick(names)]: String(pick(strange)), run_id: run });
    if (method === 'GET') return [`${path}?${query.toString()}`, { method }];
    const text = JSON.stringify(next() < 0.05 ? pick(strange) : fields);
    const body = next() < 0.1 ? text.slice(0, Math.floor(next() * text.length)) : text;
    const type = next() < 0.05 ? 'text/plain' : 'application/json';
    return [path, { method, body, headers: { 'Content-Type': type } }];
  }
});

/** Everything on record of a run that no request names. */
function reportOf({ store }: Endpoint, run: string): unknown {
  const { steps, values } = store.metrics.points(run, 'a');
  return [
    store.runs.get(run),
    store.runs.params(run),
    store.runs.tags(run),
    Array.from(steps),
    Array.from(values),
  ];
}

/** Sends bytes as they are and hangs up. @returns what was answered. */
function sendBytes(endpoint: Endpoint, text: string): Promise<string> {
  return new Promise((resolve) => {
    let answer = '';
    const socket = connect(Number(new URL(endpoint.url).port), '127.0.0.1', () => {
      socket.end(text, 'latin1');
    });
    socket.setEncoding('latin1').on('data', (part: string) => (answer += part));
    socket.on('error', () => undefined);
    socket.on('close', () => resolve(answer));
  });
}
