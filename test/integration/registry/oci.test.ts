import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import type { BuiltPackage } from '../../../src/model/modelPackage.ts';
import { dockerCredentials, type Credentials } from '../../../src/registry/credentials.ts';
import { OciClient } from '../../../src/registry/oci/ociClient.ts';
import { pullPackage } from '../../../src/registry/oci/pullPackage.ts';
import { pushPackage } from '../../../src/registry/oci/pushPackage.ts';
import { parseReference } from '../../../src/registry/oci/reference.ts';
import { filesBelow } from '../../../src/registry/sums.ts';
import { testPython } from '../../harness/python.ts';
import { alice, digestOf, startDockerRegistry, type DockerRegistry } from './dockerRegistry.ts';
import { samplePackage } from './samplePackage.ts';

const execute = promisify(execFile);
const login: Credentials = { kind: 'password', ...alice };

describe('a real OCI registry', () => {
  let folder = '';
  let built: BuiltPackage;
  let open: DockerRegistry;

  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'trackline-oci-'));
    built = await samplePackage(folder, '1');
    open = await startDockerRegistry('open');
  });
  after(async () => {
    await open[Symbol.asyncDispose]();
    await rm(folder, { recursive: true, force: true });
  });

  const connect = (
    registry: DockerRegistry,
    name: string,
    credentials?: Credentials,
    signal?: AbortSignal,
  ): Promise<OciClient> =>
    OciClient.connect(
      parseReference(`${registry.host}/${name}`),
      () => Promise.resolve(credentials),
      {
        ...(registry.ca === undefined ? {} : { ca: registry.ca }),
        ...(signal === undefined ? {} : { signal }),
      },
    );

  it('gives back what was pushed, byte for byte, by tag and by digest', async () => {
    using client = await connect(open, 'team/weights:1');
    const pushed = await pushPackage(client, built.folder);
    for (const wanted of [':1', `@${pushed.digest}`]) {
      using reader = await connect(open, `team/weights${wanted}`);
      const target = path.join(folder, `pulled${wanted.length}`);
      const pulled = await pullPackage(reader, target);
      assert.equal(pulled.verified, true);
      assert.equal(pulled.digest, pushed.digest);
      assert.deepEqual(await filesBelow(target), await filesBelow(built.folder));
    }
  });

  it('gives it to skopeo and to oras as it is', async () => {
    using client = await connect(open, 'team/copied:1');
    const pushed = await pushPackage(client, built.folder);
    const copy = path.join(folder, 'skopeo');
    await execute('skopeo', [
      'copy',
      '--src-tls-verify=false',
      `docker://${open.host}/team/copied:1`,
      `dir:${copy}`,
    ]);
    assert.equal(digestOf(await readFile(path.join(copy, 'manifest.json'))), pushed.digest);
    for (const { sha256 } of built.files) {
      assert.equal(digestOf(await readFile(path.join(copy, sha256))), `sha256:${sha256}`);
    }
    // What skopeo pushes elsewhere comes back from there to us.
    await execute('skopeo', [
      'copy',
      '--dest-tls-verify=false',
      `dir:${copy}`,
      `docker://${open.host}/other/copied:2`,
    ]);
    using again = await connect(open, 'other/copied:2');
    assert.equal((await pullPackage(again, path.join(folder, 'again'))).digest, pushed.digest);

    const oras = path.join(folder, 'oras');
    await execute(testPython(), [
      '-c',
      'import sys, oras.client; oras.client.OrasClient(insecure=True).pull(target=sys.argv[1], outdir=sys.argv[2])',
      `${open.host}/team/copied:1`,
      oras,
    ]);
    assert.deepEqual(await filesBelow(oras), await filesBelow(built.folder));
  });

  it('is asked for nothing twice, and never takes another content for a version', async () => {
    using client = await connect(open, 'team/twice:1');
    const first = await pushPackage(client, built.folder);
    assert.ok(first.uploaded > 0);
    const second = await pushPackage(client, built.folder);
    assert.deepEqual({ ...second, uploaded: 0 }, { ...first, uploaded: 0 });
    assert.equal(second.uploaded, 0);
    const other = await samplePackage(folder, '2');
    await assert.rejects(pushPackage(client, other.folder), /twice:1 exists with another content/);
    assert.deepEqual(await client.tags(), ['1']);
  });

  it('shows nothing of a push that was called off', async () => {
    const large = await samplePackage(folder, 'large', 32 * 1024 * 1024);
    const stop = new AbortController();
    using client = await connect(open, 'team/called-off:1', undefined, stop.signal);
    let done = 0;
    const pushing = pushPackage(client, large.folder, {
      progress: (progress) => {
        done = progress.done;
        if (done > 1024 * 1024) stop.abort();
      },
    });
    await assert.rejects(pushing, /Cancelled/);
    using reader = await connect(open, 'team/called-off:1');
    assert.equal(await reader.manifest('1'), undefined);
    assert.deepEqual(await reader.tags(), []);
  });

  it('counts the bytes of a push up to its end', async () => {
    using client = await connect(open, 'team/counted:1');
    const seen: number[] = [];
    let total = 0;
    await pushPackage(client, built.folder, {
      progress: (progress) => {
        seen.push(progress.done);
        total = progress.total;
      },
    });
    assert.equal(seen.at(-1), total);
  });

  it('wants to know who we are, over TLS of its own authority', async () => {
    await using registry = await startDockerRegistry('password');
    {
      using client = await connect(registry, 'team/weights:1', login);
      const { digest } = await pushPackage(client, built.folder);
      const target = path.join(folder, 'secured');
      assert.equal((await pullPackage(client, target)).digest, digest);
    }
    using stranger = await connect(registry, 'team/weights:1');
    await assert.rejects(pushPackage(stranger, built.folder), /does not know who we are/);
    const reference = parseReference(`${registry.host}/team/weights:1`);
    await assert.rejects(
      OciClient.connect(reference, () => Promise.resolve(login)),
      /certificate of an authority that is not known/,
    );
  });

  it('sends us to its token server, and takes its tokens', async () => {
    await using registry = await startDockerRegistry('token');
    using client = await connect(registry, 'team/weights:1', login);
    const { digest } = await pushPackage(client, built.folder);
    assert.equal((await pullPackage(client, path.join(folder, 'tokened'))).digest, digest);
    const wrong = await connect(registry, 'team/weights:1', { ...login, password: 'wrong' });
    await assert.rejects(
      pushPackage(wrong, built.folder),
      // A person logs in to the registry, wherever its tokens come from.
      new RegExp(`${registry.host} does not know who we are`),
    );
  });

  it('takes the login of Docker, from its file and from its programs', async () => {
    const config = await mkdtemp(path.join(folder, 'docker-'));
    const auth = Buffer.from(`${alice.username}:${alice.password}`).toString('base64');
    await writeFile(
      path.join(config, 'config.json'),
      JSON.stringify({ auths: { 'reg.test:5000': { auth } } }),
    );
    const find = dockerCredentials({ DOCKER_CONFIG: config });
    assert.deepEqual(await find('reg.test:5000'), login);
    assert.equal(await find('reg.test'), undefined);
  });

  it('is pulled into no folder that exists, and leaves none behind when a file is not right', async () => {
    using client = await connect(open, 'team/weights:1');
    await assert.rejects(pullPackage(client, folder), /exists/);
    using missing = await connect(open, 'team/weights:none');
    await assert.rejects(
      pullPackage(missing, path.join(folder, 'none')),
      /There is no .*weights:none/,
    );
    assert.ok(!existsSync(path.join(folder, 'none')));
    assert.ok(!(await readdir(folder)).some((name) => name.includes('.draft-')));
  });
});
