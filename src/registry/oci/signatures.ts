import { createHash } from 'node:crypto';
import * as v from 'valibot';
import { UserError } from '../../model/errors.ts';
import { RegistryProblem } from '../http/problems.ts';
import { bodyText } from '../http/request.ts';
import { bundleType } from '../signing/bundle.ts';
import { predicateType } from '../signing/statement.ts';
import { indexType, manifestType, type FetchedManifest, type OciClient } from './ociClient.ts';
import { uploadBlob, type BlobSource } from './uploadBlob.ts';

/*
 * Signatures that came after a version was pushed: each is a manifest of its own whose subject is
 * the version's, as OCI 1.1 has it, in the form that Sigstore's bundles have there. A registry
 * without the referrers API keeps their list as an index at a tag made of the subject's digest.
 * Source: OCI distribution specification 1.1, "Referrers tag schema".
 */

const emptyType = 'application/vnd.oci.empty.v1+json';
const emptyText = '{}';
/** No model has so many signatures, and no signature is so long: what has is not looked at. */
const mostSignatures = 32;
const longestSignature = 4 * 1024 * 1024;

const descriptorForm = v.looseObject({
  mediaType: v.string(),
  digest: v.pipe(v.string(), v.regex(/^sha256:[0-9a-f]{64}$/)),
  size: v.number(),
  artifactType: v.optional(v.string()),
});
const indexForm = v.object({ manifests: v.array(descriptorForm) });
type Descriptor = v.InferOutput<typeof descriptorForm>;

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

/** The tag that stands for the list of what refers to a manifest. */
function listTag(digest: string): string {
  return digest.replace(':', '-');
}

async function addToTag(client: OciClient, subject: string, added: Descriptor): Promise<void> {
  const others = await taggedReferrers(client, subject);
  const index = {
    schemaVersion: 2,
    mediaType: indexType,
    manifests: [...others.filter(({ digest }) => digest !== added.digest), added],
  };
  await client.putManifest(listTag(subject), JSON.stringify(index), indexType);
}

async function taggedReferrers(client: OciClient, subject: string): Promise<Descriptor[]> {
  return referrersIn((await client.manifest(listTag(subject)))?.text);
}

function referrersIn(text: string | undefined): Descriptor[] {
  const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), indexForm), text);
  return parsed.success ? parsed.output.manifests : [];
}

/** What refers to a manifest, by the API of the registry and by the tag that stands for it. */
async function referrers(client: OciClient, subject: string): Promise<Descriptor[]> {
  const told = await toldReferrers(client, subject);
  // Some take a subject without telling of it afterwards.
  return told.length > 0 ? told : await taggedReferrers(client, subject);
}

async function toldReferrers(client: OciClient, subject: string): Promise<Descriptor[]> {
  try {
    const response = await client.call({
      method: 'GET',
      path: `referrers/${subject}`,
      headers: { accept: indexType },
      what: 'look for signatures',
      expected: [200],
    });
    return referrersIn(await bodyText(response));
  } catch (error) {
    // Registries without that API refuse it in many ways; some do not even say that it is unknown.
    const refused = error instanceof RegistryProblem && error.status >= 400 && error.status < 500;
    if (refused || (error instanceof RegistryProblem && error.status === 501)) return [];
    throw error;
  }
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
