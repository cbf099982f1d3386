import { createHash } from 'node:crypto';
import * as v from 'valibot';
import { UserError } from '../../model/errors.ts';
import { bundleType } from '../signing/bundle.ts';
import { predicateType } from '../signing/statement.ts';
import { manifestType, type FetchedManifest, type OciClient } from './ociClient.ts';
import {
  addToTag,
  descriptorForm,
  referrers,
  referrersOfEach,
  type Descriptor,
} from './referrers.ts';
import { uploadBlob, type BlobSource } from './uploadBlob.ts';

/*
 * Signatures that came after a version was pushed: each is a manifest of its own whose subject is
 * the version's, in the form that Sigstore's bundles have in registries.
 */

const emptyType = 'application/vnd.oci.empty.v1+json';
const emptyText = '{}';
/** No model has so many signatures, and no signature is so long: what has is not looked at. */
const mostSignatures = 32;
const longestSignature = 4 * 1024 * 1024;

/** Attaches a signature to a version that is in the registry; one that is there stays alone. */
export async function attachSignature(
  client: OciClient,
  version: FetchedManifest,
  signature: string,
): Promise<'there' | 'attached'> {
  if ((await attachedSignatures(client, version.digest)).includes(signature)) return 'there';
  const [config, layer] = [blobOf(emptyText), blobOf(signature)];
  for (const blob of [config, layer]) await uploadBlob(client, blob, () => undefined);
  const annotations = {
    'dev.sigstore.bundle.content': 'dsse-envelope',
    'dev.sigstore.bundle.predicateType': predicateType,
  };
  const text = JSON.stringify({
    schemaVersion: 2,
    mediaType: manifestType,
    artifactType: bundleType,
    config: { mediaType: emptyType, digest: config.digest, size: config.bytes },
    layers: [{ mediaType: bundleType, digest: layer.digest, size: layer.bytes }],
    subject: {
      mediaType: manifestType,
      digest: version.digest,
      size: Buffer.byteLength(version.text),
    },
    annotations,
  });
  const { digest, bytes: size } = blobOf(text);
  const { listed } = await client.putManifest(digest, text);
  if (!listed) {
    const own = { mediaType: manifestType, digest, size, artifactType: bundleType, annotations };
    await addToTag(client, version.digest, own);
  }
  return 'attached';
}

function blobOf(text: string): BlobSource {
  const digest = `sha256:${createHash('sha256').update(text).digest('hex')}`;
  return { digest, bytes: Buffer.byteLength(text), from: { text } };
}

const signatureForm = v.object({
  layers: v.tuple([v.object({ digest: descriptorForm.entries.digest, size: v.number() })]),
  subject: v.object({ digest: v.string() }),
});

/**
 * The signatures that were attached to a version, the oldest first. Nothing of them is believed yet.
 *
 * @throws {UserError} when one is not what its digest says.
 */
export async function attachedSignatures(client: OciClient, version: string): Promise<string[]> {
  const found: string[] = [];
  const signatures = (await referrers(client, version)).filter(
    ({ artifactType }) => artifactType === bundleType,
  );
  for (const { digest } of signatures.slice(0, mostSignatures)) {
    const manifest = await client.manifest(digest);
    const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), signatureForm), manifest?.text);
    if (!parsed.success || parsed.output.subject.digest !== version) continue;
    const [layer] = parsed.output.layers;
    if (layer.size <= longestSignature) found.push(await smallBlob(client, layer.digest));
  }
  return found;
}

function isSigned(referring: readonly Descriptor[]): boolean {
  return referring.some(({ artifactType }) => artifactType === bundleType);
}

/**
 * Those of several manifests that have a signature attached; what it is worth, pulling says.
 *
 * @param tags all that the repository has.
 */
export async function signedAmong(
  client: OciClient,
  versions: readonly string[],
  tags: readonly string[],
): Promise<ReadonlySet<string>> {
  const found = [...(await referrersOfEach(client, versions, tags))];
  return new Set(found.filter(([, all]) => isSigned(all)).map(([digest]) => digest));
}

async function smallBlob(client: OciClient, digest: string): Promise<string> {
  const { body } = await client.blob(digest);
  const parts: Buffer[] = [];
  let bytes = 0;
  for await (const part of body as AsyncIterable<Buffer>) {
    parts.push(part);
    bytes += part.length;
    if (bytes > longestSignature) break;
  }
  const text = Buffer.concat(parts).toString('utf8');
  if (blobOf(text).digest === digest) return text;
  throw new UserError(
    `A signature in ${client.reference.host} came with another content than its digest says.`,
    'Pull again; if it stays so, tell the registry’s owner.',
  );
}
