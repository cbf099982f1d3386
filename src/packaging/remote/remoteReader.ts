import { createHash } from 'node:crypto';
import { UserError } from '../../model/errors.ts';
import { bodyText } from '../../registry/http/request.ts';
import { artifactPath } from '../../registry/mlflow/artifactPath.ts';
import { downloadUri } from '../../registry/mlflow/modelVersions.ts';
import { readArtifact } from '../../registry/oci/artifact.ts';
import type { OciClient } from '../../registry/oci/ociClient.ts';
import { parseReference } from '../../registry/oci/reference.ts';
import { connect, mlflowClient } from '../pushModel.ts';
import type { VersionReader } from '../versionFacts.ts';
import type { RemotePlace } from './remoteVersions.ts';

/**
 * Does work with the small files of a version that lies in a registry, without bringing it here.
 *
 * @throws {UserError} when there is no such version, or a file is longer than 8 MiB.
 */
export async function withRemoteFiles<T>(
  { target, options, name }: RemotePlace,
  version: string,
  work: (read: VersionReader) => Promise<T>,
): Promise<T> {
  if (target.kind === 'mlflow') {
    using client = mlflowClient(target, options);
    const root = artifactPath(await downloadUri(client, name, version), client.host);
    const there = new Set((await client.artifactsBelow(root)).map((file) => file.path));
    return await work(async (file) =>
      there.has(file) ? await bodyText(await client.artifact(`${root}/${file}`)) : undefined,
    );
  }
  using client = await connect(parseReference(`${target.url}/${name}`), target, options);
  const manifest = await client.manifest(version);
  if (manifest === undefined) {
    throw new UserError(`There is no version ${version} of ${name} in ${target.label}.`, '');
  }
  const { files } = readArtifact(manifest.text, `${name} ${version}`);
  return await work(async (wanted) => {
    const file = files.find((one) => one.path === wanted);
    return file === undefined ? undefined : await smallBlob(client, file.digest);
  });
}

async function smallBlob(client: OciClient, digest: string): Promise<string> {
  const response = await client.call({
    method: 'GET',
    path: `blobs/${digest}`,
    what: 'pull',
    expected: [200],
  });
  const text = await bodyText(response);
  if (`sha256:${createHash('sha256').update(text).digest('hex')}` === digest) return text;
  throw new UserError(
    `${client.reference.host} gave another content than ${digest}.`,
    'Do not use it; tell the registry’s owner.',
  );
}
