import assert from 'node:assert/strict';
import { request } from 'node:http';
import { newRun, startEndpoint, type Endpoint } from './endpoint.ts';

describe('the door of the tracking endpoint', function () {
  this.timeout(60_000);
  let endpoint: Endpoint;
  beforeEach(async () => {
    endpoint = await startEndpoint();
  });
  afterEach(() => endpoint.close());

  it('answers probes, and says to people what it is', async () => {
    assert.equal((await endpoint.send('/health')).text, 'OK');
    assert.match((await endpoint.send('/version')).text, /^\d+\.\d+\.\d+$/);
    const page = await endpoint.send('/');
    assert.match(page.text, /Trackline/);
    assert.equal(page.headers.get('x-content-type-options'), 'nosniff');
    const info = await endpoint.send('/api/3.0/mlflow/server-info');
    assert.equal(info.json['workspaces_enabled'], false);
  });

  it('answers an unknown call with a bare 404, which clients take for an older server', async () => {
    for (const path of ['/api/2.0/mlflow/nothing', '/api/3.0/mlflow/gateway/x', '/nothing']) {
      const answer = await endpoint.send(path);
      assert.deepEqual([answer.status, answer.text], [404, ''], path);
      assert.equal(answer.headers.get('content-type'), null);
    }
  });

  it('takes the prefix of pages, repeated slashes, and JSON inside JSON', async () => {
    const ajax = await endpoint.send('/ajax-api//2.0/mlflow//experiments/get?experiment_id=0');
    assert.equal(ajax.status, 200);
    const text = JSON.stringify({ name: 'twice' });
    assert.equal((await endpoint.post('experiments/create', text)).status, 200);
    assert.notEqual(endpoint.store.experiments.getByName('twice'), undefined);
  });

  it('takes an empty body for no fields', async () => {
    const answer = await endpoint.send('/api/2.0/mlflow/runs/search', {
      method: 'POST',
      headers: { 'Content-Type': 'application/json; charset=utf-8' },
    });
    assert.deepEqual([answer.status, answer.json], [200, {}]);
  });

  it('refuses bodies that are no JSON object in the form of MLflow', async () => {
    for (const body of ['{', '[]', '5', '"x"', '{"a":NaN}', '\0', '"\\"[]\\""']) {
      const answer = await endpoint.send('/api/2.0/mlflow/experiments/create', {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body,
      });
      assert.equal(answer.status, 400, body);
      assert.equal(answer.json['error_code'], 'INVALID_PARAMETER_VALUE', body);
    }
  });

  it('says what is wrong with a body, however large or deep it is', async () => {
    const deep = `${'['.repeat(200_000)}${']'.repeat(200_000)}`;
    const wrong: Record<string, RegExp> = {
      '[]': /must be a JSON object/,
      '{"name"': /not valid JSON/,
      [`{"name":${deep}}`]: /nested too deeply|not valid JSON/,
      [`{"name":["${'x'.repeat(100_000)}"]}`]:
        /^Invalid value \["x{1998}\.\.\. for parameter 'name'/,
    };
    for (const [body, message] of Object.entries(wrong)) {
      const answer = await endpoint.send('/api/2.0/mlflow/experiments/create', {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body,
      });
      assert.equal(answer.status, 400, body.slice(0, 20));
      assert.match(String(answer.json['message']), message);
    }
  });

  it('refuses what a page could send unasked: other content types, origins and host names', async () => {
    const create = '/api/2.0/mlflow/experiments/create';
    const body = JSON.stringify({ name: 'evil' });
    const plain = await endpoint.send(create, { method: 'POST', body });
    assert.equal(plain.status, 400);
    const origin = await endpoint.send(create, {
      method: 'POST',
      body,
      headers: { 'Content-Type': 'application/json', Origin: 'https://evil.example' },
    });
    assert.deepEqual([origin.status, origin.text], [403, 'Cross-origin request blocked']);
    const rebound = await withHost(endpoint.url, 'evil.example:5000');
    assert.equal(rebound, '403 Invalid Host header - possible DNS rebinding attack detected');
    assert.match(await withHost(endpoint.url, '10.evil.example'), /^403/);
    assert.match(await withHost(endpoint.url, 'localhost:1'), /^200/);
    assert.match(await withHost(endpoint.url, '192.168.1.7:80'), /^200/);
    assert.equal(endpoint.store.experiments.getByName('evil'), undefined);
    const local = await endpoint.send(create, {
      method: 'POST',
      body,
      headers: { 'Content-Type': 'application/json', Origin: 'http://localhost:8080' },
    });
    assert.equal(local.status, 200);
  });

  it('lets only the bearer of its token in', async () => {
    const guarded = await startEndpoint(() => ({ token: 'the token' }));
    try {
      const path = '/api/2.0/mlflow/experiments/get?experiment_id=0';
      const without = await guarded.send(path);
      assert.deepEqual([without.status, without.json['error_code']], [401, 'UNAUTHENTICATED']);
      const wrong = await guarded.send(path, { headers: { Authorization: 'Bearer the tokem' } });
      assert.equal(wrong.status, 401);
      const right = await guarded.send(path, { headers: { Authorization: 'Bearer the token' } });
      assert.equal(right.status, 200);
      assert.equal((await guarded.send('/health')).status, 200);
    } finally {
      await guarded.close();
    }
  });

  it('says who has its port already', async () => {
    const { port } = new URL(endpoint.url);
    await assert.rejects(
      startEndpoint(() => ({ port: Number(port) })),
      /cannot listen on 127\.0\.0\.1:\d+ \(EADDRINUSE\)/,
    );
  });

  it('keeps numbers of 64 bits as numbers, and those that are none as text', async () => {
    const run = await newRun(endpoint);
    const metric = { run_id: run, key: 'm', timestamp: 1_763_800_000_000 };
    for (const [step, value] of [
      [-1, 'NaN'],
      [0, 'Infinity'],
      [1, '-Infinity'],
      [2, 1e-300],
    ] as const) {
      const answer = await endpoint.post('runs/log-metric', { ...metric, step, value });
      assert.equal(answer.status, 200);
    }
    const { json } = await endpoint.get(`metrics/get-history?run_id=${run}&metric_key=m`);
    assert.deepEqual(json['metrics'], [
      { key: 'm', value: 'NaN', timestamp: 1_763_800_000_000, step: -1 },
      { key: 'm', value: 'Infinity', timestamp: 1_763_800_000_000, step: 0 },
      { key: 'm', value: '-Infinity', timestamp: 1_763_800_000_000, step: 1 },
      { key: 'm', value: 1e-300, timestamp: 1_763_800_000_000, step: 2 },
    ]);
  });
});

/** A request under another host name, which `fetch` cannot make. */
function withHost(url: string, host: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const path = '/api/2.0/mlflow/experiments/get?experiment_id=0';
    request(`${url}${path}`, { headers: { Host: host } }, (response) => {
      let text = '';
      response.on('data', (chunk: Buffer) => (text += chunk.toString()));
      response.on('end', () => resolve(`${response.statusCode} ${text}`));
    })
      .on('error', reject)
      .end();
  });
}
