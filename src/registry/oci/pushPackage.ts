import { UserError } from '../../model/errors.ts';
import { describePackage } from '../describePackage.ts';
import { artifactOf } from './artifact.ts';
import type { OciClient } from './ociClient.ts';
import { uploadBlob, type BlobSource } from './uploadBlob.ts';

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

/** How many files go out at the same time. */
const parallel = 4;

/**
 * Pushes a package: files first, in parallel, and the manifest last, so that nothing of it is seen
 * before all of it is there.
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
  const uploaded = await uploadAll(client, blobs, sent);
  if (existing === undefined) await client.putManifest(tag, artifact.manifest);
  return { digest: artifact.digest, tag, uploaded, bytes: total };
}

async function uploadAll(
  client: OciClient,
  blobs: readonly BlobSource[],
  sent: (bytes: number) => void,
): Promise<number> {
  const waiting = [...blobs];
  let uploaded = 0;
  let failed = false;
  const work = async (): Promise<void> => {
    for (let blob = waiting.pop(); blob !== undefined && !failed; blob = waiting.pop()) {
      try {
        if ((await uploadBlob(client, blob, sent)) === 'uploaded') uploaded += 1;
      } catch (error) {
        failed = true;
        throw error;
      }
    }
  };
  const results = await Promise.allSettled(Array.from({ length: parallel }, work));
  const broken = results.find((result) => result.status === 'rejected');
  if (broken !== undefined) throw broken.reason;
  return uploaded;
}
