import { randomUUID } from 'node:crypto';
import { mkdir, open, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { UserError } from '../../model/errors.ts';
import { connectionProblem, withRetries } from '../http/problems.ts';
import { inParallel } from '../inParallel.ts';
import { insidePath } from '../insidePath.ts';
import type { TransferProgress } from '../oci/pushPackage.ts';
import type { PulledPackage } from '../oci/pullPackage.ts';
import { sumsFile } from '../sums.ts';
import { isIntact, verifyPackage } from '../verifyPackage.ts';
import { artifactPath } from './artifactPath.ts';
import type { MlflowClient } from './mlflowClient.ts';
import {
  downloadUri,
  modelVersions,
  versionOfAlias,
  versionTags,
  type ModelVersion,
} from './modelVersions.ts';

/**
 * Brings a version of a registered model here, into a folder that does not exist yet. Packages of
 * ours are checked against their list of sums; of others MLflow knows no checksums.
 *
 * @param wanted a version, or `@alias`.
 * @throws {UserError} when there is no such version, or it is not what was pushed.
 */
export async function pullFromMlflow(
  client: MlflowClient,
  name: string,
  wanted: string,
  folder: string,
  progress: (progress: TransferProgress) => void = () => undefined,
): Promise<PulledPackage> {
  if ((await stat(folder).catch(() => undefined)) !== undefined) {
    throw new UserError(`${folder} exists.`, 'Name a folder that does not.');
  }
  const version = await findVersion(client, name, wanted);
  const uri = await downloadUri(client, name, version.version);
  const root = artifactPath(uri, client.host);
  const files = await client.artifactsBelow(root);
  const total = files.reduce((sum, { bytes }) => sum + bytes, 0);
  const draft = `${folder}.draft-${randomUUID()}`;
  let done = 0;
  try {
    await mkdir(draft, { recursive: true });
    await inParallel(files, async (file) => {
      const inside = insidePath(file.path, `${name} ${version.version}`);
      await download(client, `${root}/${file.path}`, path.join(draft, ...inside.split('/')));
      done += file.bytes;
      progress({ done, total });
    });
    const digest = version.tags[versionTags.package];
    const verified = digest !== undefined || files.some((file) => file.path === sumsFile);
    if (verified) await check(draft, digest, `${name} ${version.version}`);
    await rename(draft, folder);
    return {
      folder,
      digest: digest ?? `version ${version.version}`,
      files: files.length,
      bytes: total,
      verified,
    };
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
}

async function findVersion(
  client: MlflowClient,
  name: string,
  wanted: string,
): Promise<ModelVersion> {
  if (wanted.startsWith('@')) return await versionOfAlias(client, name, wanted.slice(1));
  const versions = await modelVersions(client, name);
  const found = versions.find(
    ({ version, tags }) => version === wanted || tags[versionTags.package] === wanted,
  );
  if (found !== undefined) return found;
  throw new UserError(
    `${client.host} has no version ${wanted} of ${name}.`,
    versions.length === 0
      ? 'It has no model of that name.'
      : `It has ${versions.map(({ version }) => version).join(', ')}.`,
  );
}

async function download(client: MlflowClient, from: string, target: string): Promise<void> {
  await mkdir(path.dirname(target), { recursive: true });
  await withRetries(async () => {
    const { body } = await client.artifact(from);
    const handle = await open(target, 'w');
    try {
      for await (const part of body as AsyncIterable<Buffer>) {
        await handle.write(part);
      }
    } catch (error) {
      throw connectionProblem(error, client.host);
    } finally {
      await handle.close();
    }
  }, client.signal);
}

async function check(draft: string, digest: string | undefined, what: string): Promise<void> {
  // What a server adds when it hands a version out is no part of it.
  await rm(path.join(draft, 'registered_model_meta'), { force: true });
  const found = await verifyPackage(draft);
  if (isIntact(found) && (digest === undefined || found.digest === digest)) return;
  throw new UserError(
    `${what} is not the package that was pushed: its list of sums differs.`,
    'Do not use it; tell the registry’s owner.',
  );
}
