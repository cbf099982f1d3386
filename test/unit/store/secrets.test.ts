import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { secretMask } from '../../../src/model/redaction.ts';
import { openStore } from '../../../src/store/store.ts';
import { makeProject } from '../../harness/project.ts';

describe('secrets on their way into the store', () => {
  it('are masked in what a script logs, and may be logged again', async () => {
    await using project = await makeProject({}, { git: false });
    const store = openStore(project.path('.trackline'));
    const id = 'a'.repeat(32);
    store.runs.create({
      id,
      name: 'one',
      experimentId: '0',
      status: 'RUNNING',
      startTime: 1,
      userId: 'ann',
      artifactUri: 'artifacts/one',
      lifecycle: 'active',
    });
    const secret = ['hunter', '2', 'hunter'].join('-');
    const url = `postgres://ann:${secret}@db.example.org/runs`;
    for (let time = 0; time < 2; time += 1) {
      assert.deepEqual(store.runs.logParams(id, { api_key: secret, url, lr: '0.1' }), []);
    }
    store.runs.setTags(id, { password: secret });
    store.runs.captureParams(id, { 'db.token': secret }, 'command');
    assert.deepEqual(store.runs.params(id), {
      api_key: secretMask,
      'db.token': secretMask,
      lr: '0.1',
      url: `postgres://ann:${secretMask}@db.example.org/runs`,
    });
    assert.equal(store.runs.tags(id)['password'], secretMask);
    store.close();
    assert.equal(readFileSync(project.path('.trackline', 'trackline.db')).includes(secret), false);
  });
});
