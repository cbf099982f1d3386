import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { UserError } from '../../model/errors.ts';
import { describePackage } from '../describePackage.ts';
import { inParallel } from '../inParallel.ts';
import { signatureFile } from '../signing/statement.ts';
import { artifactOf, readArtifact, type OciArtifact } from './artifact.ts';
import type { FetchedManifest, OciClient } from './ociClient.ts';
import { attachSignature } from './signatures.ts';
import { uploadBlob } from './uploadBlob.ts';

/** How far an upload or download is, in bytes. */
export interface TransferProgress {
  readonly done: number;
  readonly total: number;
}

/** A package that lies in a registry. */
export interface PushedPackage {
  /** Of the manifest: what `pull` and `verify` are given. */
  readonly digest: string;
  readonly tag: string;
  /** How many files went out; the others were there. */
  readonly uploaded: number;
  readonly bytes: number;
}

/**
 * Pushes a package: files first, in parallel, and the manifest last, so that nothing of it is seen
 * before all of it is there. A version that is there without this package's signature gets it
 * attached, since versions never change.
 *
 * @param folder of the package.
 * @param tag its version unless told.
 * @throws {UserError} when the tag is there with another content, or the registry refuses.
 */
export async function pushPackage(
  client: OciClient,
  folder: string,
  options: {
    readonly override?: string;
    readonly progress?: (progress: TransferProgress) => void;
  } = {},
): Promise<PushedPackage> {
  const described = await describePackage(folder);
  const tag = client.reference.tag ?? described.version;
  const artifact = await artifactOf(folder, described, options.override);
  const existing = await client.manifest(tag);
  if (existing !== undefined && existing.digest !== artifact.digest) {
    if (described.signature !== undefined && isUnsigned(existing, artifact, tag)) {
      const signature = await readFile(path.join(folder, signatureFile), 'utf8');
      const added = await attachSignature(client, existing, signature);
      const bytes = Buffer.byteLength(signature);
      return { digest: existing.digest, tag, uploaded: added === 'there' ? 0 : 1, bytes };
    }
    throw new UserError(
      `${client.reference.host}/${client.reference.repository}:${tag} exists with another content.`,
      'Versions never change: push it as another version.',
    );
  }
  // The same bytes go out once, under whatever names.
  const blobs = [...new Map(artifact.blobs.map((blob) => [blob.digest, blob])).values()];
  const total = blobs.reduce((sum, { bytes }) => sum + bytes, 0);
  let done = 0;
  const sent = (bytes: number): void => {
    done += bytes;
    options.progress?.({ done, total });
  };
  let uploaded = 0;
  await inParallel(blobs, async (blob) => {
    if ((await uploadBlob(client, blob, sent)) === 'uploaded') uploaded += 1;
  });
  if (existing === undefined) await client.putManifest(tag, artifact.manifest);
  return { digest: artifact.digest, tag, uploaded, bytes: total };
}

/** Whether what is there differs in nothing but its signature. */
function isUnsigned({ text }: FetchedManifest, { manifest }: OciArtifact, where: string): boolean {
  const filesIn = (of: string): string =>
    JSON.stringify(
      readArtifact(of, where).files.filter(({ path: file }) => file !== signatureFile),
    );
  return filesIn(text) === filesIn(manifest);
}
