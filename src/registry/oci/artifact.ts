import { createHash } from 'node:crypto';
import { stat } from 'node:fs/promises';
import path from 'node:path';
import * as v from 'valibot';
import { UserError } from '../../model/errors.ts';
import { insidePath } from '../insidePath.ts';
import type { PackageDescription } from '../describePackage.ts';
import { signatureFile } from '../signing/statement.ts';
import { sumsFile } from '../sums.ts';
import { manifestType } from './ociClient.ts';
import type { BlobSource } from './uploadBlob.ts';

/*
 * A package as an OCI artifact: one layer a file, as CNCF ModelPack describes models, so that
 * `oras pull`, `skopeo copy`, `modctl` and KitOps understand it. Source: model-spec 0.0.7.
 */

export const modelType = 'application/vnd.cncf.model.manifest.v1+json';
const configType = 'application/vnd.cncf.model.config.v1+json';
const layerType = 'application/vnd.cncf.model.';
const filePath = 'org.cncf.model.filepath';
const title = 'org.opencontainers.image.title';
/** Annotations of our own on the manifest. */
export const packageAnnotations = {
  digest: 'dev.trackline.package.digest',
  run: 'dev.trackline.run',
  override: 'dev.trackline.findings.override',
} as const;

/** A package made ready to be pushed; the same package gives the same manifest. */
export interface OciArtifact {
  readonly blobs: readonly BlobSource[];
  readonly manifest: string;
  readonly digest: string;
}

/** @param override why a person pushes it in spite of findings. */
export async function artifactOf(
  folder: string,
  described: PackageDescription,
  override?: string,
): Promise<OciArtifact> {
  const listed = [
    ...described.sums,
    [sumsFile, described.digest.slice('sha256:'.length)] as const,
    ...(described.signature === undefined ? [] : [[signatureFile, described.signature] as const]),
  ];
  const files = listed.toSorted(([a], [b]) => (a < b ? -1 : 1));
  const layers: Layer[] = [];
  const blobs: BlobSource[] = [];
  for (const [name, sha256] of files) {
    const file = path.join(folder, name);
    const { size } = await stat(file);
    layers.push(layerOf(name, `sha256:${sha256}`, size));
    blobs.push({ digest: `sha256:${sha256}`, bytes: size, from: { file } });
  }
  const config = configText(described, layers);
  const configBlob = blobOf(config);
  const manifest = JSON.stringify({
    schemaVersion: 2,
    mediaType: manifestType,
    artifactType: modelType,
    config: { mediaType: configType, digest: configBlob.digest, size: configBlob.bytes },
    layers,
    annotations: annotations(described, override),
  });
  return { blobs: [...blobs, configBlob], manifest, digest: blobOf(manifest).digest };
}

function blobOf(text: string): BlobSource {
  const digest = `sha256:${createHash('sha256').update(text).digest('hex')}`;
  return { digest, bytes: Buffer.byteLength(text), from: { text } };
}

interface Layer {
  readonly mediaType: string;
  readonly digest: string;
  readonly size: number;
  readonly annotations: Readonly<Record<string, string>>;
}

function layerOf(name: string, digest: string, size: number): Layer {
  const metadata = {
    name,
    mode: 0o644,
    uid: 0,
    gid: 0,
    size,
    mtime: '1970-01-01T00:00:00Z',
    typeflag: 48,
  };
  return {
    mediaType: `${layerType}${kindOf(name)}.v1.raw`,
    digest,
    size,
    annotations: {
      [filePath]: name,
      [title]: name,
      'org.cncf.model.file.metadata+json': JSON.stringify(metadata),
    },
  };
}

function kindOf(name: string): 'weight' | 'weight.config' | 'doc' | 'code' {
  if (/^(README\.md|LICENSE.*|bom\.cdx\.json|provenance\.json|SHA256SUMS|.*\.sig)$/i.test(name))
    return 'doc';
  if (/\.(py|txt|yaml|yml)$/.test(name) || name === 'Kitfile') return 'code';
  return name === 'MLmodel' || (name.endsWith('.json') && name !== 'model.json')
    ? 'weight.config'
    : 'weight';
}

function configText(described: PackageDescription, layers: readonly Layer[]): string {
  const { name, version, description, licence, created, commit, source, format, framework } =
    described;
  return JSON.stringify({
    descriptor: {
      createdAt: created,
      name,
      version,
      ...(description === '' ? {} : { description }),
      ...(source === undefined ? {} : { sourceURL: source }),
      ...(commit === undefined ? {} : { revision: commit }),
      ...(licence === '' ? {} : { licenses: [licence] }),
    },
    config: {
      ...(framework === '' ? {} : { architecture: framework }),
      ...(format === '' ? {} : { format }),
    },
    modelfs: { type: 'layers', diffIds: layers.map(({ digest }) => digest) },
  });
}

function annotations(
  described: PackageDescription,
  override: string | undefined,
): Readonly<Record<string, string>> {
  const { version, created, commit, source, licence, digest, runId } = described;
  return {
    'org.opencontainers.image.created': created,
    'org.opencontainers.image.version': version,
    ...(commit === undefined ? {} : { 'org.opencontainers.image.revision': commit }),
    ...(source === undefined ? {} : { 'org.opencontainers.image.source': source }),
    ...(licence === '' ? {} : { 'org.opencontainers.image.licenses': licence }),
    [packageAnnotations.digest]: digest,
    ...(runId === undefined ? {} : { [packageAnnotations.run]: runId }),
    ...(override === undefined ? {} : { [packageAnnotations.override]: override }),
  };
}

const descriptor = v.object({
  mediaType: v.string(),
  digest: v.pipe(v.string(), v.regex(/^sha256:[0-9a-f]{64}$/)),
  size: v.pipe(v.number(), v.integer(), v.minValue(0)),
  annotations: v.optional(v.record(v.string(), v.string()), {}),
});
const manifestForm = v.object({
  artifactType: v.optional(v.string()),
  config: descriptor,
  layers: v.array(descriptor),
  annotations: v.optional(v.record(v.string(), v.string()), {}),
});

/** A file that an artifact holds. */
export interface ArtifactFile {
  /** Relative, `/` between folders; checked to stay inside. */
  readonly path: string;
  readonly digest: string;
  readonly bytes: number;
}

/** An artifact as its manifest describes it. */
export interface ReadArtifact {
  readonly files: readonly ArtifactFile[];
  readonly annotations: Readonly<Record<string, string>>;
}

/**
 * Reads a manifest.
 *
 * @throws {UserError} when it is no model, or names a file that would lie elsewhere.
 */
export function readArtifact(text: string, where: string): ReadArtifact {
  const parsed = v.safeParse(manifestForm, parseJson(text));
  if (!parsed.success) {
    throw new UserError(`${where} is no model: its manifest has another form.`, 'Check the name.');
  }
  const { layers, annotations: noted } = parsed.output;
  const files = layers.map(({ annotations: own, digest, size }) => {
    const name = own[filePath] ?? own[title];
    if (name === undefined) {
      throw new UserError(`${where} is no model: a file of it has no name.`, 'Check the name.');
    }
    return { path: insidePath(name, where), digest, bytes: size };
  });
  if (files.length === 0) throw new UserError(`${where} holds no files.`, 'Check the name.');
  return { files, annotations: noted };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
