import { opendir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Artifact } from '../../model/run.ts';

/** A folder with more files than this is listed in part. */
const maxArtifacts = 5_000;

/**
 * The files below a run's artifact folder, sorted by path; paths have forward slashes. Links are
 * not followed, so that a listing never leaves the folder.
 */
export async function listArtifacts(folder: string): Promise<Artifact[]> {
  const artifacts: Artifact[] = [];
  await walk(folder, '', artifacts);
  return artifacts.sort((a, b) => (a.path < b.path ? -1 : 1));
}

async function walk(root: string, below: string, artifacts: Artifact[]): Promise<void> {
  // Most runs have no artifacts, and so no folder.
  const entries = await opendir(join(root, below)).catch(ifThere);
  if (entries === undefined) return;
  for await (const entry of entries) {
    if (artifacts.length >= maxArtifacts) return;
    const path = below === '' ? entry.name : `${below}/${entry.name}`;
    if (entry.isDirectory()) await walk(root, path, artifacts);
    if (!entry.isFile()) continue;
    // A run that goes on may take a file away again.
    const found = await stat(join(root, path)).catch(ifThere);
    if (found !== undefined) artifacts.push({ path, bytes: found.size });
  }
}

/** Nothing for what is not there; other failures go on. */
function ifThere(error: unknown): undefined {
  if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
  throw error;
}
