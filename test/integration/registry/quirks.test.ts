import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { UserError } from '../../../src/model/errors.ts';
import type { BuiltPackage } from '../../../src/model/modelPackage.ts';
import { OciClient } from '../../../src/registry/oci/ociClient.ts';
import { pullPackage } from '../../../src/registry/oci/pullPackage.ts';
import { pushPackage } from '../../../src/registry/oci/pushPackage.ts';
import { parseReference } from '../../../src/registry/oci/reference.ts';
import { filesBelow } from '../../../src/registry/sums.ts';
import { startFakeRegistry, type FakeRegistry, type Quirks } from './fakeRegistry.ts';
import { samplePackage } from './samplePackage.ts';

describe('a registry that', () => {
  let folder = '';
  let built: BuiltPackage;
  let targets = 0;

  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'trackline-quirks-'));
    built = await samplePackage(folder, '1', 1024 * 1024);
  });
  after(() => rm(folder, { recursive: true, force: true }));

  const connect = ({ host }: FakeRegistry): Promise<OciClient> =>
    OciClient.connect(parseReference(`${host}/team/m:1`), () =>
      Promise.resolve({ kind: 'password', username: 'ann', password: 'secret' }),
    );
  const target = (): string => path.join(folder, `pulled${(targets += 1)}`);

  /** Pushes with quirks, pulls it back, and compares. */
  async function roundTrip(quirks: Quirks): Promise<FakeRegistry> {
    await using registry = await startFakeRegistry(quirks);
    using client = await connect(registry);
    await pushPackage(client, built.folder);
    const to = target();
    await pullPackage(client, to);
    assert.deepEqual(await filesBelow(to), await filesBelow(built.folder));
    return registry;
  }

  it('asks to slow down, fails for a while, or breaks off is tried again', async () => {
    await roundTrip({
      answers: [{ method: 'POST', status: 429, headers: { 'retry-after': '0' } }],
    });
    await roundTrip({
      answers: [
        { method: 'PUT', status: 503 },
        { method: 'PUT', status: 502 },
      ],
    });
    await roundTrip({ cutUploadsAt: [100_000, 1] });
  });

  it('breaks off while we pull is asked for the rest alone', async () => {
    const { asked } = await roundTrip({ cutDownloadsAt: [300_000, 300_000, 300_000, 300_000] });
    assert.ok(
      asked.filter((request) => request.startsWith('GET') && request.includes('/blobs/')).length >
        10,
    );
  });

  it('sends us elsewhere for the bytes gets no credentials sent there', async () => {
    const { leaked } = await roundTrip({ redirectBlobs: true });
    assert.deepEqual(leaked, []);
  });

  it('has other bytes than it says is not believed, and nothing is left of them', async () => {
    await using registry = await startFakeRegistry({ lies: true });
    using client = await connect(registry);
    await pushPackage(client, built.folder);
    const to = target();
    await assert.rejects(pullPackage(client, to), /another content than its digest says/);
    assert.ok(!existsSync(to));
  });

  it('refuses is told in one sentence with what to do, and shows nothing', async () => {
    for (const [status, sentence] of [
      [401, /does not know who we are.*Log in/],
      [403, /does not allow us to push.*Ask its owner/],
      [404, /has nothing there to push/],
      [413, /refuses files of that size/],
      [507, /has no space left/],
    ] as const) {
      await using registry = await startFakeRegistry({ answers: [{ method: 'POST', status }] });
      using client = await connect(registry);
      const failure: unknown = await pushPackage(client, built.folder).catch(
        (error: unknown) => error,
      );
      assert.ok(failure instanceof UserError);
      assert.match(failure.sentence, sentence);
      assert.equal(registry.manifests.size, 0);
    }
  });

  it('keeps failing is given up on, with the files that arrived kept for the next time', async () => {
    const refused = Array.from({ length: 4 }, () => ({ method: 'PUT', status: 500 }));
    await using registry = await startFakeRegistry({
      answers: [{ method: 'PUT', status: 201 }, ...refused, ...refused, ...refused, ...refused],
    });
    using client = await connect(registry);
    await assert.rejects(pushPackage(client, built.folder), /failed to push: status 500/);
    assert.equal(registry.manifests.size, 0);
  });

  it('is pushed a package that was changed takes the files that were not, and shows nothing', async () => {
    const changed = await samplePackage(folder, '9', 1024 * 1024);
    const weights = path.join(changed.folder, 'data', 'model.safetensors');
    const bytes = await readFile(weights);
    bytes[bytes.length - 1] = 0;
    await writeFile(weights, bytes);
    await using registry = await startFakeRegistry({ cutUploadsAt: [300_000] });
    using client = await connect(registry);
    await assert.rejects(
      pushPackage(client, changed.folder),
      /model\.safetensors was changed after its package was built/,
    );
    assert.equal(registry.manifests.size, 0);
  });

  it('names files outside of the folder writes none of them', async () => {
    await using registry = await startFakeRegistry();
    using client = await connect(registry);
    await pushPackage(client, built.folder);
    const text = registry.manifests.get('1')?.toString() ?? '';
    for (const name of [
      '../escaped',
      '/etc/escaped',
      'a/../../escaped',
      String.raw`..\escaped`,
      'C:escaped',
    ]) {
      await client.putManifest('2', text.replaceAll('"README.md"', JSON.stringify(name)));
      using reader = await OciClient.connect(parseReference(`${registry.host}/team/m:2`), () =>
        Promise.resolve(undefined),
      );
      await assert.rejects(pullPackage(reader, target()), /outside of its folder/);
    }
  });
});

describe('an address in a registry', () => {
  it('is read in its parts, or refused with the part that is wrong', () => {
    const digest = `sha256:${'a'.repeat(64)}`;
    assert.deepEqual(parseReference(`oci://reg.example.com:5000/team/iris:1.0@${digest}`), {
      host: 'reg.example.com:5000',
      repository: 'team/iris',
      tag: '1.0',
      digest,
    });
    assert.deepEqual(parseReference('localhost:5000/m'), {
      host: 'localhost:5000',
      repository: 'm',
    });
    for (const [text, sentence] of [
      ['iris', /names no registry/],
      ['reg.example.com/Team/iris', /cannot be a repository/],
      ['reg.example.com/team/iris:1+2', /cannot be a tag/],
      ['reg.example.com/team/iris@sha256:12', /no digest/],
    ] as const) {
      assert.throws(() => parseReference(text), sentence);
    }
  });
});
