import { open } from 'node:fs/promises';
import { join } from 'node:path';
import type { ArtifactContent, ComparedRun } from '../../protocol/compare.ts';
import { artifactFolder, type Store } from '../../store/store.ts';
import { runArtifacts } from '../../store/views/runArtifacts.ts';
import { runDetails } from '../runDetails.ts';

/** Files that are larger are not shown beside each other. */
const largestText = 256 * 1024;
const largestImage = 8 * 1024 * 1024;

const imageTypes: Readonly<Record<string, string>> = {
  png: 'image/png',
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  gif: 'image/gif',
  webp: 'image/webp',
  bmp: 'image/bmp',
  svg: 'image/svg+xml',
};

/** Runs as they are shown beside each other; those that are gone are left out. */
export async function comparedRunDetails(
  store: Store,
  { runIds }: { readonly runIds: readonly string[] },
): Promise<ComparedRun[]> {
  const all = await Promise.all(runIds.map((id) => runDetails(store, id, undefined)));
  return all.flatMap((details): ComparedRun[] => {
    if (details === null || details.row.run.lifecycle === 'deleted') return [];
    const { row, data, inputs, datasets, artifacts, launch } = details;
    return [
      {
        id: row.run.id,
        name: row.run.name,
        status: row.run.status,
        params: data.params,
        metrics: data.metrics,
        tags: row.tags,
        inputs,
        datasets,
        artifacts,
        ...(launch !== undefined && { launch }),
      },
    ];
  });
}

/** The content of a file that a run logged, as far as it can be shown. */
export async function artifactContent(
  store: Store,
  { runId, path }: { readonly runId: string; readonly path: string },
): Promise<ArtifactContent> {
  const run = store.runs.get(runId);
  if (run === undefined) return { kind: 'missing' };
  const { artifacts, models } = await runArtifacts(store, run);
  const artifact = artifacts.find((each) => each.path === path);
  if (artifact === undefined) return { kind: 'missing' };
  const model = models.find((each) => path.startsWith(`${each.path}/`));
  const folder = model === undefined ? artifactFolder(store.root, run.artifactUri) : model.folder;
  if (folder === undefined) return { kind: 'missing' };
  const file = join(folder, model === undefined ? path : path.slice(model.path.length + 1));
  const imageType = imageTypes[path.slice(path.lastIndexOf('.') + 1).toLowerCase()];
  const largest = imageType === undefined ? largestText : largestImage;
  if (artifact.bytes > largest) return { kind: 'too-large', bytes: artifact.bytes };
  const bytes = await readAtMost(file, largest);
  if (imageType !== undefined) {
    return { kind: 'image', type: imageType, base64: bytes.toString('base64') };
  }
  if (bytes.includes(0)) return { kind: 'binary', bytes: artifact.bytes };
  return { kind: 'text', text: bytes.toString('utf8') };
}

/** A file may have grown since it was listed. */
async function readAtMost(file: string, limit: number): Promise<Buffer> {
  await using handle = await open(file);
  const buffer = Buffer.alloc(limit);
  const { bytesRead } = await handle.read(buffer, 0, limit, 0);
  return buffer.subarray(0, bytesRead);
}
