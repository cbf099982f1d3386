import * as v from 'valibot';
import { UserError } from '../../model/errors.ts';
import type { RemoteVersion } from '../../model/remoteModels.ts';
import { inParallel } from '../inParallel.ts';
import { signatureFile } from '../signing/statement.ts';
import { movePrefix } from './aliasMoves.ts';
import { packageAnnotations, readArtifact, type ReadArtifact } from './artifact.ts';
import { indexType, type FetchedManifest, type OciClient } from './ociClient.ts';
import { referenceText } from './reference.ts';
import { isListTag } from './referrers.ts';
import { signedAmong } from './signatures.ts';

/*
 * The versions of a repository. A version is the tag that its manifest's annotation names; other
 * tags at the same manifest are aliases. A deprecated version has an index at the tag
 * `deprecated-<version>`, which names its manifest and says why, since manifests never change.
 */

const versionKey = 'org.opencontainers.image.version';
const createdKey = 'org.opencontainers.image.created';
const reasonKey = 'dev.trackline.deprecated.reason';
const markPrefix = 'deprecated-';

interface Tagged {
  readonly tag: string;
  readonly manifest: FetchedManifest;
}

/** The versions that a repository holds, the newest first; what is no model is left out. */
export async function ociVersions(client: OciClient): Promise<RemoteVersion[]> {
  return await versionsAt(client, await client.tags());
}

/** The same, with those that have a signature told; a registry without such tags is asked for each. */
export async function ociVersionsSigned(client: OciClient): Promise<RemoteVersion[]> {
  const tags = await client.tags();
  const versions = await versionsAt(client, tags);
  const open = versions.flatMap(({ digest, signed }) =>
    digest === undefined || signed === true ? [] : [digest],
  );
  const attached = await signedAmong(client, open, tags);
  return versions.map((version) =>
    attached.has(version.digest ?? '') ? { ...version, signed: true } : version,
  );
}

async function versionsAt(client: OciClient, tags: readonly string[]): Promise<RemoteVersion[]> {
  const tagged: Tagged[] = [];
  const named = tags.filter((tag) => !isListTag(tag));
  await inParallel(named, async (tag) => {
    const manifest = await client.manifest(tag);
    // One that was deleted since it was listed.
    if (manifest !== undefined) tagged.push({ tag, manifest });
  });
  const marks = new Map(
    tagged.flatMap(({ tag, manifest }) => {
      const mark = tag.startsWith(markPrefix) ? readMark(manifest.text) : undefined;
      return mark === undefined ? [] : [[mark.digest, mark.reason] as const];
    }),
  );
  const groups = Map.groupBy(tagged, ({ manifest }) => manifest.digest);
  return [...groups.values()]
    .flatMap((group) => versionOf(client, group, marks))
    .toSorted(newestFirst);
}

const collator = new Intl.Collator('en', { numeric: true });

function newestFirst(a: RemoteVersion, b: RemoteVersion): number {
  return collator.compare(b.version, a.version);
}

function versionOf(
  client: OciClient,
  group: readonly Tagged[],
  marks: ReadonlyMap<string, string>,
): RemoteVersion[] {
  const [first] = group;
  if (first === undefined) return [];
  const { digest } = first.manifest;
  const artifact = artifactOf(first.manifest, digest);
  if (artifact === undefined) return [];
  const { annotations, files } = artifact;
  const tags = group.map(({ tag }) => tag).toSorted();
  const named = annotations[versionKey];
  const version =
    named !== undefined && tags.includes(named)
      ? named
      : (tags.find((tag) => /^v?\d/.test(tag)) ?? first.tag);
  const created = annotations[createdKey];
  const own = annotations[packageAnnotations.digest];
  const run = annotations[packageAnnotations.run];
  const override = annotations[packageAnnotations.override];
  const deprecated = marks.get(digest);
  return [
    {
      version,
      reference: referenceText({
        host: client.reference.host,
        repository: client.reference.repository,
        tag: version,
      }),
      digest,
      aliases: tags.filter((tag) => tag !== version),
      ...(created !== undefined && { created }),
      ...(own !== undefined && { package: own }),
      ...(own !== undefined && named !== undefined && { packageVersion: named }),
      ...(run !== undefined && { run }),
      ...(override !== undefined && { override }),
      ...(deprecated !== undefined && { deprecated }),
      ...(files.some((file) => file.path === signatureFile) && { signed: true }),
    },
  ];
}

/** Undefined for what holds no named files: container images, indexes. */
function artifactOf({ text }: FetchedManifest, where: string): ReadArtifact | undefined {
  try {
    return readArtifact(text, where);
  } catch (error) {
    if (error instanceof UserError) return undefined;
    throw error;
  }
}

const markForm = v.object({
  manifests: v.array(v.object({ digest: v.string() })),
  annotations: v.record(v.string(), v.string()),
});

function readMark(text: string): { readonly digest: string; readonly reason: string } | undefined {
  const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), markForm), text);
  if (!parsed.success) return undefined;
  const digest = parsed.output.manifests[0]?.digest;
  const reason = parsed.output.annotations[reasonKey];
  return digest === undefined || reason === undefined ? undefined : { digest, reason };
}

/**
 * Moves a tag to a version.
 *
 * @throws {UserError} when the tag is itself a version, which never moves.
 */
export async function moveTag(client: OciClient, alias: string, version: string): Promise<void> {
  const manifest = await mustBe(client, version);
  const isNote = alias.startsWith(markPrefix) || alias.startsWith(movePrefix);
  if (!/^\w[\w.-]{0,110}$/.test(alias) || isNote) {
    throw new UserError(
      `${alias} cannot be an alias in ${client.reference.host}.`,
      'An alias has letters, digits, “.”, “_” and “-”.',
    );
  }
  const there = await client.manifest(alias);
  const named = there === undefined ? undefined : artifactOf(there, alias)?.annotations[versionKey];
  if (named === alias) {
    throw new UserError(
      `${alias} is a version in ${client.reference.host}, and versions never move.`,
      'Choose another alias.',
    );
  }
  await client.putManifest(alias, manifest.text, manifest.type);
}

/** Says that nobody should take a version any more; without a reason it may be taken again. */
export async function markDeprecated(
  client: OciClient,
  version: string,
  reason: string | undefined,
): Promise<void> {
  const { text, digest, type } = await mustBe(client, version);
  const descriptor = { mediaType: type, digest, size: Buffer.byteLength(text) };
  const mark = {
    schemaVersion: 2,
    mediaType: indexType,
    manifests: reason === undefined ? [] : [descriptor],
    annotations: reason === undefined ? {} : { [reasonKey]: reason },
  };
  await client.putManifest(`${markPrefix}${version}`, JSON.stringify(mark), indexType);
}

async function mustBe(client: OciClient, version: string): Promise<FetchedManifest> {
  const manifest = await client.manifest(version);
  if (manifest !== undefined) return manifest;
  throw new UserError(
    `There is no version ${version} of ${client.reference.repository} in ${client.reference.host}.`,
    'See what there is with `trackline models REGISTRY`.',
  );
}
