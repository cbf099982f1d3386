import assert from 'node:assert/strict';
import { mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { UserError } from '../../../src/model/errors.ts';
import type { BuiltPackage } from '../../../src/model/modelPackage.ts';
import { registryTarget } from '../../../src/packaging/registryTarget.ts';
import { listRemote } from '../../../src/packaging/remote/listRemote.ts';
import { recogniseModel } from '../../../src/registry/formats/recognise.ts';
import type { HttpOptions } from '../../../src/registry/http/request.ts';
import { OciClient } from '../../../src/registry/oci/ociClient.ts';
import { pushPackage } from '../../../src/registry/oci/pushPackage.ts';
import { parseReference } from '../../../src/registry/oci/reference.ts';
import { freePort } from '../../harness/freePort.ts';
import { startFakeRegistry, type FakeRegistry, type Quirks } from './fakeRegistry.ts';
import { samplePackage } from './samplePackage.ts';

describe('what can go wrong with a registry', () => {
  let folder = '';
  let built: BuiltPackage;

  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'trackline-bad-'));
    built = await samplePackage(folder, '1');
  });
  after(() => rm(folder, { recursive: true, force: true }));

  async function push(host: string, from = built, options: HttpOptions = {}): Promise<number> {
    const reference = parseReference(`${host}/team/m:${from.version}`);
    const login = { kind: 'password', username: 'ann', password: 'secret' } as const;
    using client = await OciClient.connect(reference, () => Promise.resolve(login), options);
    return (await pushPackage(client, from.folder)).uploaded;
  }

  /** The sentence that a person sees; nothing may be half-pushed. */
  async function failure(quirks: Quirks, options?: HttpOptions): Promise<string> {
    await using registry: FakeRegistry = await startFakeRegistry(quirks);
    const error: unknown = await push(registry.host, built, options).then(
      () => undefined,
      (thrown: unknown) => thrown,
    );
    assert.ok(error instanceof UserError, String(error));
    assert.equal(registry.manifests.size, 0);
    return error.sentence.replaceAll(/127\.0\.0\.1:\d+/g, 'HOST');
  }

  it('is told in one sentence that says what to do', async () => {
    for (const [quirks, sentence] of [
      [
        { answers: [{ method: 'POST', status: 307, headers: { location: 'https://other/' } }] },
        'HOST sends us elsewhere when we push. Check its address: it may want https, or another name.',
      ],
      [
        { answers: [{ method: 'PUT', status: 416 }] },
        'HOST does not take files in parts of that size. Tell its owner.',
      ],
      [
        { answers: [{ method: 'PUT', status: 400 }] },
        'HOST refuses to push: status 400. Check the address and the name.',
      ],
      [
        { tokenUses: 0 },
        'HOST does not know who we are. Log in to HOST, or renew an expired token.',
      ],
      [
        { tokenUses: 1, tokenPage: true },
        'HOST answers with something else than a token. Check the address of the registry, and log in anew.',
      ],
    ] as const) {
      assert.equal(await failure(quirks), sentence);
    }
  });

  it('is told of one that is down, and of one that is silent', async () => {
    await assert.rejects(push(`127.0.0.1:${await freePort()}`), /does not answer/);
    assert.equal(
      await failure({ silentOn: 'POST' }, { idleTimeout: 200 }),
      'HOST has not answered for 0.2 s. Try again.',
    );
  });

  it('is got over where a token ends in the midst of a push', async () => {
    await using registry = await startFakeRegistry({ tokenUses: 20 });
    assert.ok((await push(registry.host)) > 5);
    const tokens = registry.asked.filter((request) => request === 'GET /token').length;
    assert.ok(tokens > 1, `${tokens} tokens`);
    assert.equal(registry.manifests.size, 1);
  });

  it('is got over where large files are not taken in parts', async () => {
    const large = await samplePackage(folder, '2', 130 * 1024 * 1024);
    await using registry = await startFakeRegistry({ answers: [{ method: 'PATCH', status: 416 }] });
    await push(registry.host, large);
    assert.equal(registry.manifests.size, 1);
    assert.ok(registry.asked.some((request) => request.startsWith('PATCH')));
  });

  it('is told when models are listed, too', async () => {
    const options = { credentials: () => Promise.resolve(undefined) };
    const project = { inputs: [], registries: {}, gates: [] };
    const down = `127.0.0.1:${await freePort()}`;
    for (const url of [`oci://${down}/team`, `http://${down}`]) {
      const target = await registryTarget(url, project, folder);
      await assert.rejects(listRemote(undefined, target, options), /does not answer/);
    }
    await using registry = await startFakeRegistry();
    const page = await registryTarget(`http://${registry.host}`, project, folder);
    await assert.rejects(listRemote(undefined, page, options), UserError);
  });

  it('is no matter for a file of 20 GB, which is recognised by its head', async () => {
    const file = path.join(folder, 'large.safetensors');
    const bytes = 20_000_000_000;
    const header = Buffer.from(
      JSON.stringify({ w: { dtype: 'U8', shape: [bytes], data_offsets: [0, bytes] } }),
    );
    const length = Buffer.alloc(8);
    length.writeBigUInt64LE(BigInt(header.length));
    const handle = await open(file, 'w');
    await handle.write(Buffer.concat([length, header]));
    // Sparse: it takes no room on the disk.
    await handle.truncate(8 + header.length + bytes);
    await handle.close();
    const found = await recogniseModel(file);
    assert.equal(found.kind === 'model' && found.facts.details['Parameters'], '20000000000');
    await rm(file);
  });
});
