import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { RemoteModels } from '../../../src/model/remoteModels.ts';
import { makeProject, type Project } from '../../harness/project.ts';
import { startDockerRegistry, type DockerRegistry } from '../registry/dockerRegistry.ts';
import { writeSampleWeights } from '../registry/samplePackage.ts';
import { node, remarks, trackline, type Finished } from './trackline.ts';

describe('models of a registry from the command line', () => {
  let project: Project;
  let registry: DockerRegistry;
  let url = '';
  const call = (...args: string[]): Promise<Finished> => trackline(args, { cwd: project.folder });

  async function done(...args: string[]): Promise<string> {
    const finished = await call(...args);
    assert.equal(finished.code, 0, finished.err.toString());
    return finished.out.toString();
  }

  async function sentence(...args: string[]): Promise<string> {
    const finished = await call(...args);
    assert.equal(finished.code, 1);
    return remarks(finished).join(' ');
  }

  async function listed(): Promise<unknown> {
    const { models } = JSON.parse(await done('models', url, '--json')) as RemoteModels;
    return models.map(({ name, versions }) => [
      name,
      versions.map(({ version, aliases, deprecated }) => [version, aliases, deprecated]),
    ]);
  }

  before(async () => {
    registry = await startDockerRegistry('open');
    url = `oci://${registry.host}/team`;
    project = await makeProject({ 'trackline.yaml': `registries:\n  team: ${url}\n` });
    await done('run', '--', ...node('0'));
    for (const version of ['1', '2']) {
      const file = path.join(project.folder, `net${version}.safetensors`);
      await writeSampleWeights(file, 64, version);
      await done('package', file, '--name', 'net', '--version', version);
      await done('push', `net:${version}`, url);
    }
  });
  after(async () => {
    await registry[Symbol.asyncDispose]();
    await project.remove();
  });

  it('are listed, promoted, rolled back, deprecated and deleted', async () => {
    await done('models', 'promote', 'net:1', url);
    await done('models', 'promote', 'net:2', url);
    assert.match(await done('models', 'rollback', 'net', url), /net@champion is version 1/);
    await done('models', 'deprecate', 'net:2', url, '--reason', 'Worse.');
    assert.deepEqual(await listed(), [
      [
        'net',
        [
          ['2', [], 'Worse.'],
          ['1', ['champion'], undefined],
        ],
      ],
    ]);
    assert.match(
      await done('models', 'team'),
      /^NAME +VERSION +ALIASES.*\nnet +2 .*deprecated: Worse/,
    );
    assert.match(await sentence('models', 'team', 'nit'), /team has no model nit\./);
    assert.match(await done('pull', 'net@champion', url, 'best'), /files, checked against/);
    assert.match(await sentence('models', 'promote', 'net:2', url), /net 2 is deprecated: Worse/);
    assert.match(await sentence('models', 'delete', 'net:1', url), /net 1 is champion in/);
    await done('models', 'delete', 'net:2', url);
    assert.deepEqual(await listed(), [['net', [['1', ['champion'], undefined]]]]);
    assert.equal((await call('models', 'deprecate', 'net:1', url)).code, 2);
    assert.equal((await call('models', 'delete', 'net', url)).code, 2);
  });

  it('are compared where they lie', async () => {
    assert.equal((await done('models', 'compare', 'net:1', 'net:2')).trim(), 'Nothing differs.');
    assert.match(
      await done('models', 'compare', 'net:1', 'net:2', '--all'),
      /REQUIREMENTS +net 1 +net 2/,
    );
    assert.match(await sentence('models', 'compare', 'net:1', 'net:9'), /no package net:9/);
  });

  it('are kept only when they are signed with the key that was named', async () => {
    const pair = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const key = path.join(project.folder, 'key.pem');
    const pub = path.join(project.folder, 'key.pub');
    await writeFile(key, pair.privateKey.export({ format: 'pem', type: 'pkcs8' }));
    await writeFile(pub, pair.publicKey.export({ format: 'pem', type: 'spki' }));
    assert.match(
      await sentence('pull', 'net:1', url, 'unsigned', '--public-key', pub),
      /not signed with that key. It has no signature/,
    );
    assert.ok(!existsSync(path.join(project.folder, 'unsigned')));
    const file = path.join(project.folder, 'net1.safetensors');
    await done('package', file, '--name', 'net', '--version', '3', '--sign-key', key);
    await done('push', 'net:3', url);
    assert.match(await done('models', 'team'), /\nnet +3 .* signed\n/);
    await done('pull', 'net:3', url, 'signed', '--public-key', pub);
    assert.ok(existsSync(path.join(project.folder, 'signed', 'model.sig')));
  });
});
