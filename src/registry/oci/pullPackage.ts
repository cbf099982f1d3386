import { createHash, randomUUID, type KeyObject } from 'node:crypto';
import { mkdir, open, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { UserError } from '../../model/errors.ts';
import {
  connectionBroke,
  connectionProblem,
  RegistryProblem,
  withRetries,
} from '../http/problems.ts';
import { inParallel } from '../inParallel.ts';
import { isMadeBy } from '../signing/bundle.ts';
import { signatureFile } from '../signing/statement.ts';
import { isIntact, verifyPackage } from '../verifyPackage.ts';
import { packageAnnotations, readArtifact, type ArtifactFile } from './artifact.ts';
import type { OciClient } from './ociClient.ts';
import { referenceText } from './reference.ts';
import type { TransferProgress } from './pushPackage.ts';
import { attachedSignatures } from './signatures.ts';

/** A model that was brought here and checked. */
export interface PulledPackage {
  readonly folder: string;
  /** Of the manifest. */
  readonly digest: string;
  readonly files: number;
  readonly bytes: number;
  /** It is a package of Trackline, whose own list of sums was checked too. */
  readonly verified: boolean;
}

/**
 * Pulls a model into a folder that does not exist yet. Every byte is checked against the digests
 * of the manifest; nothing is there before all of it is right. A signature that was attached to the
 * version later becomes the file that it would be in a signed package.
 *
 * @param publicKey of who should have signed it, where there are several signatures.
 * @throws {UserError} when there is no such version, a digest differs, or the folder exists.
 */
export async function pullPackage(
  client: OciClient,
  folder: string,
  progress: (progress: TransferProgress) => void = () => undefined,
  publicKey?: KeyObject,
): Promise<PulledPackage> {
  const where = referenceText(client.reference);
  const wanted = client.reference.digest ?? client.reference.tag;
  if (wanted === undefined)
    throw new UserError(`${where} names no version.`, 'Add :TAG or @DIGEST.');
  if ((await stat(folder).catch(() => undefined)) !== undefined) {
    throw new UserError(`${folder} exists.`, 'Name a folder that does not.');
  }
  const manifest = await client.manifest(wanted);
  if (manifest === undefined) {
    throw new UserError(`There is no ${where}.`, 'See what there is with `trackline models`.');
  }
  const { files, annotations } = readArtifact(manifest.text, where);
  const total = files.reduce((sum, { bytes }) => sum + bytes, 0);
  let done = 0;
  const got = (bytes: number): void => {
    done += bytes;
    progress({ done, total });
  };
  const draft = `${folder}.draft-${randomUUID()}`;
  try {
    await mkdir(draft, { recursive: true });
    await inParallel(files, (file) =>
      pullFile(client, file, path.join(draft, ...file.path.split('/')), got),
    );
    await keepSignature(client, manifest.digest, path.join(draft, signatureFile), publicKey);
    const ours = annotations[packageAnnotations.digest];
    if (ours !== undefined) await checkSums(draft, ours, where);
    await rename(draft, folder);
    return {
      folder,
      digest: manifest.digest,
      files: files.length,
      bytes: total,
      verified: ours !== undefined,
    };
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
}

/** Keeps one of the attached signatures: that of a key, else the newest where there is no other. */
async function keepSignature(
  client: OciClient,
  version: string,
  file: string,
  publicKey: KeyObject | undefined,
): Promise<void> {
  const own = await readFile(file, 'utf8').catch(() => undefined);
  const isWanted = (text: string): boolean => publicKey !== undefined && isMadeBy(text, publicKey);
  if (own !== undefined && (publicKey === undefined || isWanted(own))) return;
  const attached = await attachedSignatures(client, version).catch((error: unknown) => {
    // Who asks for no signature gets the model all the same.
    if (publicKey === undefined && error instanceof RegistryProblem) return [];
    throw error;
  });
  const chosen = attached.find(isWanted) ?? (own === undefined ? attached.at(-1) : undefined);
  if (chosen !== undefined) await writeFile(file, chosen);
}

async function checkSums(draft: string, digest: string, where: string): Promise<void> {
  const found = await verifyPackage(draft);
  if (isIntact(found) && found.digest === digest) return;
  throw new UserError(
    `${where} is not the package that was built: its own list of sums differs.`,
    'Do not use it; tell the registry’s owner.',
  );
}

/** Goes on where a connection broke; the digest over all of it has the last word. */
async function pullFile(
  client: OciClient,
  file: ArtifactFile,
  target: string,
  got: (bytes: number) => void,
): Promise<void> {
  await mkdir(path.dirname(target), { recursive: true });
  const handle = await open(target, 'wx');
  let hash = createHash('sha256');
  let at = 0;
  try {
    await withRetries(async () => {
      const { body, from } = await client.blob(file.digest, at);
      if (from !== at) {
        hash = createHash('sha256');
        got(-at);
        at = 0;
      }
      try {
        for await (const part of body as AsyncIterable<Buffer>) {
          await handle.write(part, 0, part.length, at);
          hash.update(part);
          at += part.length;
          got(part.length);
          if (at > file.bytes) throw new UserError(`${file.path} is longer than announced.`, '');
        }
      } catch (error) {
        throw connectionProblem(error, client.reference.host);
      }
      if (at < file.bytes) throw connectionBroke(client.reference.host);
    }, client.signal);
  } finally {
    await handle.close();
  }
  if (`sha256:${hash.digest('hex')}` === file.digest) return;
  throw new UserError(
    `${file.path} came with another content than its digest says.`,
    'Pull again; if it stays so, tell the registry’s owner.',
  );
}
