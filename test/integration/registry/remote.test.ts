import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { compareVersions, type VersionFacts } from '../../../src/model/compareVersions.ts';
import { UserError } from '../../../src/model/errors.ts';
import type { BuiltPackage } from '../../../src/model/modelPackage.ts';
import type { RemoteVersion } from '../../../src/model/remoteModels.ts';
import { pushModel } from '../../../src/packaging/pushModel.ts';
import { registryTarget } from '../../../src/packaging/registryTarget.ts';
import {
  deleteRemote,
  deprecateRemote,
  promoteRemote,
  rollBackRemote,
} from '../../../src/packaging/remote/changeRemote.ts';
import { inRegistry } from '../../../src/packaging/remote/inRegistry.ts';
import { listRemote } from '../../../src/packaging/remote/listRemote.ts';
import { pullRemote } from '../../../src/packaging/remote/pullRemote.ts';
import { withRemoteFiles } from '../../../src/packaging/remote/remoteReader.ts';
import type { RemotePlace } from '../../../src/packaging/remote/remoteVersions.ts';
import { readVersionFacts } from '../../../src/packaging/versionFacts.ts';
import { setAlias } from '../../../src/registry/mlflow/modelVersions.ts';
import { moveTag } from '../../../src/registry/oci/versions.ts';
import { isIntact, verifyPackage } from '../../../src/registry/verifyPackage.ts';
import { openStore, type Store } from '../../../src/store/store.ts';
import { startReal, type RealServer } from '../tracking/servers.ts';
import { alice, startDockerRegistry, type DockerRegistry } from './dockerRegistry.ts';
import { startFakeRegistry } from './fakeRegistry.ts';
import { samplePackage } from './samplePackage.ts';

const noGates = { inputs: [], registries: {}, gates: [] };
const options = { credentials: () => Promise.resolve(undefined) };

for (const kind of ['oci', 'mlflow'] as const) {
  describe(`models in a real ${kind} registry`, () => {
    let folder = '';
    let store: Store;
    let place: RemotePlace;
    let docker: DockerRegistry | undefined;
    let server: RealServer | undefined;
    let first: BuiltPackage;

    before(async function () {
      this.timeout(120_000);
      folder = await mkdtemp(path.join(tmpdir(), 'trackline-remote-'));
      store = openStore(path.join(folder, '.trackline'));
      let url: string;
      if (kind === 'oci') {
        docker = await startDockerRegistry('open');
        url = `oci://${docker.host}/team`;
      } else {
        server = await startReal();
        url = server.url;
      }
      const target = await registryTarget(url, noGates, folder);
      place = { target, options, name: 'weights' };
      first = await samplePackage(folder, '1');
      await pushModel(store, first.folder, target, options);
      await pushModel(store, (await samplePackage(folder, '2')).folder, target, options);
    });
    after(async () => {
      store.close();
      await docker?.[Symbol.asyncDispose]();
      await server?.close();
      await rm(folder, { recursive: true, force: true });
    });

    async function versions(): Promise<readonly RemoteVersion[]> {
      const asked = ['weights', 'wights'];
      const listed = await listRemote(store, place.target, options, asked);
      const { models, complete, problems, missing } = listed;
      assert.deepEqual([problems, missing], [[], ['wights']]);
      assert.equal(complete, true);
      const [model, ...others] = models;
      assert.equal(model?.name, 'weights');
      assert.deepEqual(others, []);
      return model.versions;
    }

    it('are listed with what their packages are, the newest first', async () => {
      const found = await versions();
      assert.deepEqual(
        found.map(({ version, packageVersion, aliases }) => [version, packageVersion, aliases]),
        [
          ['2', '2', []],
          ['1', '1', []],
        ],
      );
      assert.equal(found[1]?.package, first.digest);
    });

    it('are compared by their own files, without being brought here', async () => {
      const facts = async (version: string): Promise<VersionFacts> =>
        await withRemoteFiles(place, version, (read) =>
          readVersionFacts(read, { name: 'weights', version }),
        );
      const { a, b, parts } = compareVersions(await facts('1'), await facts('2'));
      assert.deepEqual([a.version, b.version], ['1', '2']);
      assert.deepEqual(parts.requirements, [
        { key: 'safetensors', a: '0.8.0', b: '0.8.0', same: true },
      ]);
      assert.deepEqual(
        parts.about.map(({ key, same }) => [key, same]),
        [
          ['Format', true],
          ['Library', true],
          ['Licence', true],
        ],
      );
      await assert.rejects(facts('9'), UserError);
    });

    it('are promoted and rolled back there, with the history on record here', async () => {
      await promoteRemote(store, place, '1', 'champion', noGates);
      await promoteRemote(store, place, '2', 'champion', noGates);
      assert.deepEqual(
        (await versions()).map(({ aliases }) => aliases),
        [['champion'], []],
      );
      assert.equal((await rollBackRemote(store, place, 'champion')).version, '1');
      assert.deepEqual(
        (await versions()).map(({ aliases }) => aliases),
        [[], ['champion']],
      );
      assert.deepEqual(
        store.registryChanges
          .of(place.target.label, 'weights')
          .map(({ version, what }) => [version, what]),
        [
          ['1', { kind: 'alias', alias: 'champion', previous: '2' }],
          ['2', { kind: 'alias', alias: 'champion', previous: '1' }],
          ['1', { kind: 'alias', alias: 'champion' }],
        ],
      );
      await assert.rejects(rollBackRemote(store, place, 'other'), /not on record where/);
      await assert.rejects(
        promoteRemote(store, place, '9', 'champion', noGates),
        /no version 9 of weights/,
      );
    });

    it('are rolled back from a project that did not promote them', async () => {
      const elsewhere = openStore(path.join(folder, 'elsewhere', '.trackline'));
      try {
        const champion = async (): Promise<string | undefined> =>
          (await versions()).find(({ aliases }) => aliases.includes('champion'))?.version;
        await promoteRemote(store, place, '2', 'champion', noGates);
        assert.equal((await rollBackRemote(elsewhere, place, 'champion')).version, '1');
        assert.equal(await champion(), '1');
        // What another tool moves is noted by nobody, and only this project knows of another place.
        await setByAnotherTool(place, '2');
        const other = openStore(path.join(folder, 'other', '.trackline'));
        await assert.rejects(
          rollBackRemote(other, place, 'champion').finally(() => other.close()),
          /not on record where weights@champion was before/,
        );
        assert.equal((await rollBackRemote(elsewhere, place, 'champion')).version, '1');
        assert.equal(await champion(), '1');
      } finally {
        elsewhere.close();
      }
    });

    it('are deprecated with a reason, which keeps them from being promoted, and taken back', async () => {
      await deprecateRemote(store, place, '2', 'It was trained on the test data.');
      assert.equal((await versions())[0]?.deprecated, 'It was trained on the test data.');
      assert.equal((await versions()).length, 2);
      await assert.rejects(
        promoteRemote(store, place, '2', 'champion', noGates),
        /weights 2 is deprecated: It was trained/,
      );
      await deprecateRemote(store, place, '2', undefined);
      assert.equal((await versions())[0]?.deprecated, undefined);
    });

    it('are not promoted where gates cannot be judged', async () => {
      const gates = [{ metric: 'accuracy', min: 0.9 }];
      await assert.rejects(
        promoteRemote(store, place, '2', 'champion', { ...noGates, gates }),
        /the run that made it is not on record here/,
      );
    });

    it('come here among the packages of the project, checked', async () => {
      await rm(first.folder, { recursive: true });
      const pulled = await pullRemote(store, place, '1');
      assert.equal(pulled.folder, path.join(folder, '.trackline', 'packages', 'weights', '1'));
      assert.ok(isIntact(await verifyPackage(pulled.folder)));
      await assert.rejects(pullRemote(store, place, '1'), /exists/);
    });

    it('are deleted, but not while an alias is at them', async () => {
      await assert.rejects(deleteRemote(store, place, '1'), /weights 1 is champion in/);
      await deleteRemote(store, place, '2');
      assert.deepEqual(
        (await versions()).map(({ version }) => version),
        ['1'],
      );
      await assert.rejects(rollBackRemote(store, place, 'champion'), /not in .* any more/);
    });
  });
}

/** Moves the champion as skopeo or MLflow's own client does. */
async function setByAnotherTool(place: RemotePlace, version: string): Promise<void> {
  await inRegistry(place, {
    oci: (client) => moveTag(client, 'champion', version),
    mlflow: (client) => setAlias(client, place.name, 'champion', version),
  });
}

describe('an OCI registry that does not tell its names', () => {
  it('is asked for those that were pushed from here', async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'trackline-hosted-'));
    const store = openStore(path.join(folder, '.trackline'));
    await using registry = await startFakeRegistry({ catalog: 'refused' });
    try {
      const target = await registryTarget(`oci://${registry.host}/team`, noGates, folder);
      await assert.rejects(listRemote(store, target, options), /does not know who we are/);
      await pushModel(store, (await samplePackage(folder, '1')).folder, target, options);
      const { models, complete } = await listRemote(store, target, options);
      assert.equal(complete, false);
      assert.deepEqual(
        models.map(({ name, versions }) => [name, versions.length]),
        [['weights', 1]],
      );
      // Another project knows of nothing there, until a person names it.
      const elsewhere = await listRemote(undefined, target, options, ['weights']);
      assert.deepEqual(
        elsewhere.models.map(({ name }) => name),
        ['weights'],
      );
    } finally {
      store.close();
      await rm(folder, { recursive: true, force: true });
    }
  });
});

for (const door of ['password', 'token'] as const) {
  describe(`an OCI registry that asks for a ${door}`, () => {
    it('tells what it holds, and lets versions be moved and deleted, when we log in', async () => {
      const folder = await mkdtemp(path.join(tmpdir(), 'trackline-closed-'));
      const store = openStore(path.join(folder, '.trackline'));
      await using registry = await startDockerRegistry(door);
      try {
        const target = await registryTarget(
          `oci://${registry.host}/team`,
          noGates,
          folder,
          registry.caFile,
        );
        await assert.rejects(listRemote(store, target, options), /does not know who we are/);
        const login = {
          credentials: () => Promise.resolve({ kind: 'password' as const, ...alice }),
        };
        await pushModel(store, (await samplePackage(folder, '1')).folder, target, login);
        await pushModel(store, (await samplePackage(folder, '2')).folder, target, login);
        const place = { target, options: login, name: 'weights' };
        await promoteRemote(store, place, '1', 'champion', noGates);
        await deleteRemote(store, place, '2');
        const asked = ['weights', 'wights'];
        const { models, complete, missing } = await listRemote(store, target, login, asked);
        assert.equal(complete, true);
        assert.deepEqual(missing, ['wights']);
        assert.deepEqual(
          models[0]?.versions.map(({ version, aliases }) => [version, aliases]),
          [['1', ['champion']]],
        );
      } finally {
        store.close();
        await rm(folder, { recursive: true, force: true });
      }
    });
  });
}

describe('an OCI registry that allows nobody to delete', () => {
  it('is told so, with what to do instead', async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'trackline-kept-'));
    const store = openStore(path.join(folder, '.trackline'));
    await using registry = await startFakeRegistry({
      answers: [{ method: 'DELETE', status: 405 }],
    });
    try {
      const target = await registryTarget(`oci://${registry.host}/team`, noGates, folder);
      await pushModel(store, (await samplePackage(folder, '1')).folder, target, options);
      const place = { target, options, name: 'weights' };
      await assert.rejects(deleteRemote(store, place, '1'), /does not allow anybody to delete/);
      assert.deepEqual(store.registryChanges.of(target.label, 'weights'), []);
    } finally {
      store.close();
      await rm(folder, { recursive: true, force: true });
    }
  });
});
