import { closeSync, lstatSync, openSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { LeftOutFile } from '../../model/launch.ts';
import { hasSecretName, holdsSecret } from './secrets.ts';

/** What lies at a path, links not followed. */
export interface Found {
  readonly kind: 'file' | 'link' | 'folder' | 'other' | 'missing';
  readonly bytes: number;
  readonly executable: boolean;
}

/** A file or link that could go into a snapshot. */
export interface Candidate {
  /** Relative to the root, with forward slashes. */
  readonly path: string;
  readonly kind: 'file' | 'link';
  readonly bytes: number;
}

export interface Limits {
  readonly fileBytes: number;
  readonly totalBytes: number;
  readonly files: number;
  /** Values that are known to be secret. */
  readonly secrets?: readonly string[];
}

/** Files that people keep secrets in are short; larger ones are searched no further. */
const searchedBytes = 1024 * 1024;

const sourceName =
  /\.(py|pyi|pyx|ipynb|r|rmd|qmd|jl|sh|bash|ps1|bat|sql|ya?ml|toml|cfg|ini|conf|json|md|rst|lock|c|cc|cpp|h|hpp|cu|cuh|rs|go|java|scala|js|ts|lua|m|stan|proto|dvc|smk)$|(^|\/)(Dockerfile|Makefile|Snakefile|MLproject|requirements[^/]*\.txt)$/i;

/** Whether a file is by its name code, configuration or documentation, and not data. */
export function isSourceName(file: string): boolean {
  return sourceName.test(file);
}

/**
 * Looks at a path. Synchronous, as are the reads below: a snapshot is what its process does at
 * that moment, and a promise for each of thousands of files takes ten times as long.
 */
export function look(file: string): Found {
  try {
    const stats = lstatSync(file, { throwIfNoEntry: false });
    if (stats === undefined) return { kind: 'missing', bytes: 0, executable: false };
    const kind = stats.isFile()
      ? 'file'
      : stats.isSymbolicLink()
        ? 'link'
        : stats.isDirectory()
          ? 'folder'
          : 'other';
    return { kind, bytes: stats.size, executable: (stats.mode & 0o111) !== 0 };
  } catch {
    // Below a folder that may not be entered, or below what is a file by now.
    return { kind: 'other', bytes: 0, executable: false };
  }
}

/** Whether the content of a file may be read. */
export function isReadable(file: string): boolean {
  try {
    closeSync(openSync(file, 'r'));
    return true;
  } catch {
    return false;
  }
}

/**
 * Chooses what goes in. Source files come first and those near the root before deep ones, so that
 * a folder of data cannot crowd out the script beside it.
 */
export function select(
  root: string,
  candidates: readonly Candidate[],
  limits: Limits,
): { readonly kept: readonly Candidate[]; readonly leftOut: readonly LeftOutFile[] } {
  const kept: Candidate[] = [];
  const leftOut: LeftOutFile[] = [];
  let total = 0;
  for (const candidate of byImportance(candidates)) {
    const full = kept.length >= limits.files || total + candidate.bytes > limits.totalBytes;
    const reason = hasSecretName(candidate.path)
      ? 'secret'
      : candidate.bytes > limits.fileBytes
        ? 'too-large'
        : full
          ? 'limit-reached'
          : objection(root, candidate, limits.secrets ?? []);
    if (reason === undefined) {
      kept.push(candidate);
      total += candidate.bytes;
    } else leftOut.push({ path: candidate.path, bytes: candidate.bytes, reason });
  }
  return { kept, leftOut };
}

/** What the content of a file says against keeping it. */
function objection(
  root: string,
  candidate: Candidate,
  secrets: readonly string[],
): 'secret' | 'unreadable' | undefined {
  if (candidate.kind === 'link') return undefined;
  const file = path.join(root, candidate.path);
  if (candidate.bytes > searchedBytes) return isReadable(file) ? undefined : 'unreadable';
  try {
    return holdsSecret(readFileSync(file, 'latin1'), secrets) ? 'secret' : undefined;
  } catch {
    return 'unreadable';
  }
}

function byImportance(candidates: readonly Candidate[]): readonly Candidate[] {
  const ranked = candidates.map((candidate) => ({
    candidate,
    rank: isSourceName(candidate.path) ? 0 : 1,
    depth: candidate.path.split('/').length,
  }));
  ranked.sort(
    (a, b) =>
      a.rank - b.rank || a.depth - b.depth || (a.candidate.path < b.candidate.path ? -1 : 1),
  );
  return ranked.map(({ candidate }) => candidate);
}
