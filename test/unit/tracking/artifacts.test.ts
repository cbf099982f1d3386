import assert from 'node:assert/strict';
import { once } from 'node:events';
import { request } from 'node:http';
import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { until } from '../../harness/wait.ts';
import { newRun, startEndpoint, type Endpoint } from './endpoint.ts';

const proxy = '/api/2.0/mlflow-artifacts/artifacts';

describe('artifacts through the tracking endpoint', function () {
  this.timeout(60_000);
  let endpoint: Endpoint;
  let destination: string;
  beforeEach(async () => {
    endpoint = await startEndpoint((_store, folder) => {
      destination = join(folder, 'kept');
      mkdirSync(destination);
      return { artifacts: { kind: 'proxied', destination } };
    });
  });
  afterEach(() => endpoint.close());

  it('are put, listed, read and deleted', async () => {
    const path = `${proxy}/1/ab/artifacts/a%20b/ü.json`;
    const put = await endpoint.send(path, { method: 'PUT', body: '{"a":1}' });
    assert.deepEqual([put.status, put.json], [200, {}]);
    await endpoint.send(`${proxy}/1/ab/artifacts/empty.bin`, { method: 'PUT' });
    const read = await endpoint.send(path);
    assert.equal(read.text, '{"a":1}');
    assert.equal(read.headers.get('content-type'), 'text/plain');
    assert.match(
      read.headers.get('content-disposition') ?? '',
      /^attachment; filename=u\.json; filename\*=UTF-8''%C3%BC\.json$/,
    );
    const listed = await endpoint.send(`${proxy}?path=1/ab/artifacts`);
    assert.deepEqual(listed.json, {
      files: [
        { path: 'a b', is_dir: true },
        { path: 'empty.bin', is_dir: false, file_size: 0 },
      ],
    });
    const empty = await endpoint.send(`${proxy}/1/ab/artifacts/empty.bin`);
    assert.deepEqual(
      [empty.text, empty.headers.get('content-type')],
      ['', 'application/octet-stream'],
    );
    assert.equal((await endpoint.send(`${proxy}/1`, { method: 'DELETE' })).status, 200);
    assert.deepEqual(readdirSync(destination), []);
    assert.equal((await endpoint.send(path)).status, 404);
  });

  it('are never found outside their folder', async () => {
    writeFileSync(join(endpoint.folder, 'secret.txt'), 'secret');
    const paths = [
      '%2e%2e/secret.txt',
      '..%2fsecret.txt',
      'a/%252e%252e/%252e%252e/secret.txt',
      '%5c..%5csecret.txt',
      'a%5cb',
      '%2fetc%2fpasswd',
      'C:%5cx',
      'c%3a/x',
      'a%23b',
      'a%00b',
      'file:%2f%2f/etc/passwd',
    ];
    for (const path of paths) {
      for (const method of ['GET', 'PUT', 'DELETE']) {
        const answer = await sendAsIs(endpoint.url, method, `${proxy}/${path}`);
        assert.equal(
          answer,
          '400 {"error_code":"INVALID_PARAMETER_VALUE","message":"Invalid path"}',
          `${method} ${path}`,
        );
      }
    }
    assert.equal(readFileSync(join(endpoint.folder, 'secret.txt'), 'utf8'), 'secret');
  });

  it('are not read or written through a link that leads out', async () => {
    symlinkSync(endpoint.folder, join(destination, 'out'), 'junction');
    writeFileSync(join(endpoint.folder, 'secret.txt'), 'secret');
    assert.equal((await endpoint.send(`${proxy}/out/secret.txt`)).status, 404);
    assert.deepEqual((await endpoint.send(`${proxy}?path=out`)).json, {});
    const put = await endpoint.send(`${proxy}/out/new.txt`, { method: 'PUT', body: 'x' });
    assert.equal(put.status, 400);
    await endpoint.send(`${proxy}/out/secret.txt`, { method: 'DELETE' });
    assert.equal(readFileSync(join(endpoint.folder, 'secret.txt'), 'utf8'), 'secret');
  });

  it('leave nothing behind when an upload breaks off', async () => {
    const { port } = new URL(endpoint.url);
    const socket = connect(Number(port), '127.0.0.1');
    await once(socket, 'connect');
    socket.write(
      `PUT ${proxy}/half.bin HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n\r\nhalf`,
    );
    await until(() => readdirSync(destination).length > 0, 'the upload to begin');
    assert.deepEqual((await endpoint.send(proxy)).json, {});
    socket.destroy();
    await until(() => readdirSync(destination).length === 0, 'the upload to be gone');
    assert.equal((await endpoint.send('/health')).status, 200);
  });

  it('refuses what cannot be a file, in words', async () => {
    await endpoint.send(`${proxy}/file`, { method: 'PUT', body: 'x' });
    for (const path of ['file/below', 'x'.repeat(300)]) {
      const put = await endpoint.send(`${proxy}/${path}`, { method: 'PUT', body: 'x' });
      assert.equal(put.status, 400, path);
    }
    await endpoint.send(`${proxy}/folder/file`, { method: 'PUT', body: 'x' });
    const over = await endpoint.send(`${proxy}/folder`, { method: 'PUT', body: 'x' });
    assert.equal(over.status, 400);
    assert.match((await endpoint.send(`${proxy}/folder`)).text, /refers to a directory/);
  });

  it('lets clients fall back from multipart and presigned transfers', async () => {
    const multipart = await endpoint.send('/api/2.0/mlflow-artifacts/mpu/create/x', {
      method: 'POST',
    });
    assert.deepEqual([multipart.status, multipart.json['error_code']], [501, 'NOT_IMPLEMENTED']);
    assert.match(String(multipart.json['message']), /^Multipart upload is not supported/);
  });

  it('of a run are listed by their path from its folder', async () => {
    const run = await newRun(endpoint);
    const uri = endpoint.store.runs.get(run)?.artifactUri ?? '';
    mkdirSync(join(uri, 'plots'), { recursive: true });
    writeFileSync(join(uri, 'plots', 'a.png'), 'png');
    const listed = await endpoint.get(`artifacts/list?run_id=${run}&path=plots`);
    assert.deepEqual(listed.json, {
      root_uri: `mlflow-artifacts:/${run}/artifacts`,
      files: [{ path: 'plots/a.png', is_dir: false, file_size: 3 }],
    });
    const read = await endpoint.send(`/get-artifact?run_uuid=${run}&path=plots/a.png`);
    assert.deepEqual([read.text, read.headers.get('content-type')], ['png', 'image/png']);
    const upload = await endpoint.send(
      `/ajax-api/2.0/mlflow/upload-artifact?run_uuid=${run}&path=up/b.txt`,
      { method: 'POST', body: 'b' },
    );
    assert.equal(upload.status, 200);
    assert.equal(readFileSync(join(uri, 'up', 'b.txt'), 'utf8'), 'b');
  });
});

/** A request whose path nobody tidies up first, as `fetch` does. */
function sendAsIs(url: string, method: string, path: string): Promise<string> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    request({ hostname, port, method, path }, (response) => {
      let text = '';
      response.on('data', (chunk: Buffer) => (text += chunk.toString()));
      response.on('end', () => resolve(`${response.statusCode} ${text}`));
    })
      .on('error', reject)
      .end();
  });
}

describe('where clients are sent with their artifacts', () => {
  it('is the store itself, in a form that they cannot misread', async () => {
    const endpoint = await startEndpoint();
    try {
      const { json } = await endpoint.post('runs/create', {});
      const { run } = json as { run: { info: { run_id: string; artifact_uri: string } } };
      const expected = join(endpoint.store.root, 'artifacts', run.info.run_id);
      if (process.platform === 'win32') assert.match(run.info.artifact_uri, /^file:\/\/\//);
      else assert.equal(run.info.artifact_uri, expected);
      // The project may be moved.
      const kept = endpoint.store.runs.get(run.info.run_id)?.artifactUri;
      assert.equal(kept, `artifacts/${run.info.run_id}`);
    } finally {
      await endpoint.close();
    }
  });

  it('is the root that the person named', async () => {
    const endpoint = await startEndpoint(() => ({
      artifacts: { kind: 'root', uri: 's3://bucket/path' },
    }));
    try {
      const { json } = await endpoint.post('runs/create', {});
      const { run } = json as { run: { info: { run_id: string; artifact_uri: string } } };
      assert.equal(run.info.artifact_uri, `s3://bucket/path/0/${run.info.run_id}/artifacts`);
      const listed = await endpoint.get(`artifacts/list?run_id=${run.info.run_id}`);
      assert.equal(listed.status, 400);
      assert.match(String(listed.json['message']), /s3:\/\/bucket/);
      assert.equal((await endpoint.send(`${proxy}/x`, { method: 'PUT', body: 'x' })).status, 501);
    } finally {
      await endpoint.close();
    }
  });
});
