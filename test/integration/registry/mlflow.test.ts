import assert from 'node:assert/strict';
import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { appendFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { buildPackage } from '../../../src/registry/build/buildPackage.ts';
import { requirementsFor } from '../../../src/registry/build/requirements.ts';
import { recogniseModel } from '../../../src/registry/formats/recognise.ts';
import { mlflowVersions } from '../../../src/packaging/remote/mlflowModels.ts';
import { MlflowClient } from '../../../src/registry/mlflow/mlflowClient.ts';
import {
  deleteVersion,
  modelVersions,
  registeredModels,
  setAlias,
} from '../../../src/registry/mlflow/modelVersions.ts';
import { pullFromMlflow } from '../../../src/registry/mlflow/pullFromMlflow.ts';
import { pushToMlflow } from '../../../src/registry/mlflow/pushToMlflow.ts';
import { signPackage } from '../../../src/registry/signing/signPackage.ts';
import { filesBelow } from '../../../src/registry/sums.ts';
import { verifyPackage } from '../../../src/registry/verifyPackage.ts';
import { startReal, type RealServer } from '../tracking/servers.ts';
import { makeModels, predictWithMlflow, type Predictions } from './madeModels.ts';
import { samplePackage } from './samplePackage.ts';

/** A model of each library that MLflow loads by a flavor of its own. */
const pushedModels = ['forest4.pkl', 'booster.ubj', 'forest.onnx'] as const;

describe('the model registry of a real MLflow server', () => {
  let folder = '';
  let server: RealServer;
  let expected: Predictions = {};
  const packages: Record<string, string> = {};

  before(async function () {
    this.timeout(180_000);
    folder = await mkdtemp(path.join(tmpdir(), 'trackline-remote-'));
    [server, expected] = await Promise.all([startReal(), makeModels(folder)]);
    for (const name of pushedModels) {
      const source = path.join(folder, name);
      const found = await recogniseModel(source);
      assert.equal(found.kind, 'model');
      const { facts } = found;
      const plan = {
        name: nameOf(name),
        version: '1',
        description: 'Tells irises apart.',
        licence: 'MIT',
        requirements: requirementsFor(facts.libraries, {}, true),
        ...(facts.signature === undefined ? {} : { signature: facts.signature }),
        source,
        facts,
      };
      packages[name] = (await buildPackage(plan, path.join(folder, 'packages'))).folder;
    }
  });
  after(async () => {
    await server.close();
    await rm(folder, { recursive: true, force: true });
  });

  const client = (): MlflowClient =>
    new MlflowClient(server.url, () => Promise.resolve(undefined), {});

  it('holds what was pushed, and MLflow predicts with its champion as the models did', async function () {
    this.timeout(180_000);
    using registry = client();
    for (const name of pushedModels) {
      const { version } = await pushToMlflow(registry, packages[name] ?? '');
      assert.equal(version, '1');
      await setAlias(registry, nameOf(name), 'champion', version);
    }
    assert.deepEqual(
      await registeredModels(registry),
      pushedModels
        .map((file) => ({ name: nameOf(file), tags: {}, aliases: { champion: '1' } }))
        .toSorted((a, b) => (a.name < b.name ? -1 : 1)),
    );
    const addresses = Object.fromEntries(
      pushedModels.map((name) => [name, `models:/${nameOf(name)}@champion`]),
    );
    const predicted = await predictWithMlflow(addresses, server.url);
    for (const name of pushedModels) {
      assert.deepEqual(rounded(predicted[name]), rounded(expected[name]), name);
    }
  });

  it('takes the same package once, and says where it comes from', async () => {
    using registry = client();
    const [name] = pushedModels;
    const again = await pushToMlflow(registry, packages[name] ?? '');
    assert.deepEqual([again.version, again.uploaded], ['1', 0]);
    const versions = await modelVersions(registry, nameOf(name));
    assert.equal(versions.length, 1);
    assert.match(versions[0]?.tags['trackline.package.digest'] ?? '', /^sha256:/);
  });

  it('takes the signature of a package that was pushed before it was signed', async () => {
    using registry = client();
    const built = await samplePackage(folder, '7');
    const pushed = await pushToMlflow(registry, built.folder);
    const sign = async (): Promise<KeyObject> => {
      const pair = generateKeyPairSync('ec', { namedCurve: 'P-256' });
      await signPackage(built.folder, pair.privateKey);
      return pair.publicKey;
    };
    const isSigned = async (): Promise<boolean> =>
      (await mlflowVersions(registry, 'weights'))[0]?.signed === true;
    assert.equal(await isSigned(), false);
    const key = await sign();
    const again = await pushToMlflow(registry, built.folder);
    assert.deepEqual([again.version, again.uploaded], [pushed.version, 1]);
    assert.equal(await isSigned(), true);
    assert.equal((await pushToMlflow(registry, built.folder)).uploaded, 0);
    const target = path.join(folder, 'signed');
    await pullFromMlflow(registry, 'weights', pushed.version, target);
    assert.equal((await verifyPackage(target, undefined, key)).signature.kind, 'valid');
    await sign();
    await assert.rejects(pushToMlflow(registry, built.folder), /has another signature in/);
    await deleteVersion(registry, 'weights', pushed.version);
  });

  it('gives a version back byte for byte, by number, alias and digest', async () => {
    using registry = client();
    const [name] = pushedModels;
    const [pushed] = await modelVersions(registry, nameOf(name));
    const wanted = ['1', '@champion', pushed?.tags['trackline.package.digest'] ?? ''];
    for (const [index, version] of wanted.entries()) {
      const target = path.join(folder, `pulled${index}`);
      const pulled = await pullFromMlflow(registry, nameOf(name), version, target);
      assert.equal(pulled.verified, true);
      assert.deepEqual(await filesBelow(target), await filesBelow(packages[name] ?? ''));
    }
  });

  it('is shown nothing of a package that was changed', async () => {
    using registry = client();
    const built = await samplePackage(folder, '5');
    await appendFile(path.join(built.folder, 'README.md'), 'x');
    await assert.rejects(pushToMlflow(registry, built.folder), /README\.md was changed/);
    assert.deepEqual(await modelVersions(registry, 'weights'), []);
  });

  it('says in a sentence what is not there', async () => {
    using registry = client();
    const target = path.join(folder, 'nothing');
    await assert.rejects(pullFromMlflow(registry, 'nobody', '1', target), /no version 1 of nobody/);
    const [name] = pushedModels;
    await assert.rejects(pullFromMlflow(registry, nameOf(name), '9', target), /no version 9/);
    await assert.rejects(pullFromMlflow(registry, nameOf(name), '@none', target), /no alias none/);
    using elsewhere = new MlflowClient('http://127.0.0.1:9', () => Promise.resolve(undefined), {});
    await assert.rejects(registeredModels(elsewhere), /127\.0\.0\.1:9 does not answer/);
  });
});

function nameOf(file: string): string {
  return `iris-${file.replaceAll('.', '-')}`;
}

function rounded(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(rounded);
  return typeof value === 'number' ? Math.round(value * 1e6) / 1e6 : value;
}
