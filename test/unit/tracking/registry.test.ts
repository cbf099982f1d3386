import assert from 'node:assert/strict';
import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { listRegisteredModels } from '../../../src/packaging/listRegisteredModels.ts';
import { openStore } from '../../../src/store/store.ts';
import { newRun, startEndpoint, type Endpoint } from './endpoint.ts';

describe('the model registry of the tracking endpoint', function () {
  this.timeout(60_000);
  let endpoint: Endpoint;
  afterEach(() => endpoint.close());

  it('gives the files of a version, and no others', async () => {
    endpoint = await startEndpoint((_store, folder) => ({
      artifacts: { kind: 'proxied', destination: join(folder, 'kept') },
    }));
    const run = await newRun(endpoint);
    const home = `mlflow-artifacts:/${run}/artifacts`;
    await endpoint.send(`/api/2.0/mlflow-artifacts/artifacts/${run}/artifacts/model/MLmodel`, {
      method: 'PUT',
      body: 'flavors: {}',
    });
    await endpoint.post('registered-models/create', { name: 'net' });
    const made = await register(`${home}/model`, run);
    assert.equal(made.status, 200, made.text);
    const read = await endpoint.send(
      '/model-versions/get-artifact?name=net&version=1&path=MLmodel',
    );
    assert.equal(read.text, 'flavors: {}');
    for (const other of [
      `mlflow-artifacts:/${'0'.repeat(32)}/artifacts/model`,
      `${home}/../../x`,
      `${home}/%252e%252e/x`,
      `${home}/%zz`,
      '/etc',
      'file:///etc',
      'file://elsewhere/etc',
    ]) {
      const refused = await register(other, run);
      assert.equal(refused.status, 400, `${other}: ${refused.text}`);
    }
    assert.equal(endpoint.store.modelVersions.of('net').length, 1);
  });

  it('finds the files of a version after the project has moved', async () => {
    endpoint = await startEndpoint();
    const run = await newRun(endpoint);
    const home = join(endpoint.store.root, 'artifacts', run);
    await endpoint.post('registered-models/create', { name: 'net', description: 'a net' });
    const made = await register(join(home, 'model'), run);
    assert.equal(made.status, 200, made.text);
    await endpoint.post('registered-models/alias', {
      name: 'net',
      version: '1',
      alias: 'champion',
    });
    const elsewhere = join(endpoint.folder, 'moved', '.trackline');
    endpoint.store.database.pragma('wal_checkpoint(TRUNCATE)');
    cpSync(endpoint.store.root, elsewhere, { recursive: true });
    const moved = openStore(elsewhere);
    try {
      const [model] = listRegisteredModels(moved);
      assert.equal(model?.description, 'a net');
      const [version] = model.versions;
      assert.equal(version?.folder, join(elsewhere, 'artifacts', run, 'model'));
      assert.deepEqual([version.run, version.aliases], [run, ['champion']]);
    } finally {
      moved.close();
    }
  });

  it('masks secrets in tags', async () => {
    endpoint = await startEndpoint();
    const secret = `ghp_${'a1B2'.repeat(9)}`;
    await endpoint.post('registered-models/create', {
      name: 'net',
      tags: [{ key: 'api_token', value: secret }],
    });
    const told = await endpoint.get('registered-models/get?name=net');
    assert.equal(told.status, 200);
    assert.ok(told.text.includes('api_token'));
    assert.ok(!told.text.includes(secret), told.text);
  });

  it('tells of each change', async () => {
    endpoint = await startEndpoint();
    const { changes } = endpoint.store;
    const calls = [
      ['registered-models/create', { name: 'net' }],
      ['model-versions/create', { name: 'net', source: 's3://bucket/net' }],
      ['registered-models/alias', { name: 'net', version: '1', alias: 'a' }],
      ['model-versions/set-tag', { name: 'net', version: '1', key: 'k', value: 'v' }],
      ['model-versions/transition-stage', { name: 'net', version: '1', stage: 'Staging' }],
    ] as const;
    for (const [path, fields] of calls) {
      const before = changes.latest();
      assert.equal((await endpoint.post(path, fields)).status, 200, path);
      const seen = changes.since(before).map(({ entity, id }) => [entity, id]);
      assert.deepEqual(seen, [['model', 'net']], path);
    }
  });

  function register(source: string, run: string): ReturnType<Endpoint['post']> {
    return endpoint.post('model-versions/create', { name: 'net', source, run_id: run });
  }
});
