import { createHash, randomUUID } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import type { CodeState, LeftOutFile } from '../../model/launch.ts';
import { summarise } from './leftOut.ts';
import { isSourceName, look, select, type Candidate } from './selection.ts';

/** One line of the listing that a copy's snapshot names. */
interface Listed {
  readonly path: string;
  /** As git writes it: 100644, 100755 for what can be executed, 120000 for a link. */
  readonly mode: '100644' | '100755' | '120000';
  /** `sha256:<hex>` of the content; of the target's path for a link. */
  readonly digest: string;
  readonly bytes: number;
}

const limits = { fileBytes: 1024 * 1024, totalBytes: 50 * 1024 * 1024, files: 2000 } as const;

/** A folder of millions of images is not read to its end; the search goes from near to deep. */
const searched = 50_000;

const skippedFolder =
  /^(\.git|\.hg|\.svn|\.trackline|node_modules|__pycache__|build|dist|.+\.egg-info|\.ipynb_checkpoints|\.(mypy|pytest|ruff)_cache|\.tox|\.nox|mlruns|wandb)$/;

/** Data and pictures by their names, which are no code even where they are small. */
const dataName =
  /\.(png|jpe?g|gif|bmp|tiff?|webp|pdf|mp[34]|wav|flac|npy|npz|pt|pth|ckpt|safetensors|onnx|pkl|pickle|joblib|h5|hdf5|parquet|feather|arrow|tfrecord|db|sqlite3?|bin|zip|gz|bz2|xz|zst|tar|whl|so|dll|pyc)$/i;

/**
 * Copies the source-like text files of a folder that is in no git repository to
 * `<storeRoot>/objects/<2 hex>/<62 hex>`, named by the SHA-256 of their content, and beside them
 * the listing that the snapshot is named by.
 *
 * @param storeRoot folder to write to, made when it is missing.
 * @throws Error of the file system when the folder cannot be listed or the store not be written.
 */
export function copySources(
  folder: string,
  storeRoot: string,
  secrets: readonly string[] = [],
): Extract<CodeState, { kind: 'copy' }> {
  const found = findSources(folder, path.resolve(storeRoot));
  const chosen = select(folder, found.candidates, { ...limits, secrets });
  const leftOut = [...found.leftOut, ...chosen.leftOut];
  const listing: Listed[] = [];
  for (const candidate of chosen.kept) {
    const listed = copyOne(folder, storeRoot, candidate);
    if (listed === 'unreadable') {
      leftOut.push({ path: candidate.path, bytes: candidate.bytes, reason: 'unreadable' });
    } else if (listed !== 'binary') listing.push(listed);
  }
  listing.sort((a, b) => (a.path < b.path ? -1 : 1));
  const snapshot = storeObject(storeRoot, Buffer.from(JSON.stringify(listing)));
  return { kind: 'copy', snapshot, files: listing.length, leftOut: summarise(leftOut) };
}

function findSources(
  folder: string,
  storeRoot: string,
): { readonly candidates: readonly Candidate[]; readonly leftOut: readonly LeftOutFile[] } {
  const candidates: Candidate[] = [];
  const leftOut: LeftOutFile[] = [];
  const folders = [''];
  let seen = 0;
  // Grows while it is walked, which makes the search go breadth first.
  for (const below of folders) {
    if (seen > searched) {
      leftOut.push({ path: `${below}/`, bytes: 0, reason: 'limit-reached' });
      continue;
    }
    const names = list(path.join(folder, below), below === '');
    if (names === undefined) leftOut.push({ path: `${below}/`, bytes: 0, reason: 'unreadable' });
    else if (below === '' || !isVirtualEnvironment(names)) {
      seen += names.length;
      for (const name of names) {
        const file = below === '' ? name : `${below}/${name}`;
        const { kind, bytes } = look(path.join(folder, file));
        const skipped = skippedFolder.test(name) || path.resolve(folder, file) === storeRoot;
        if (kind === 'folder' && !skipped) folders.push(file);
        const small = bytes <= limits.fileBytes && !dataName.test(name);
        if (kind === 'link' || (kind === 'file' && (small || isSourceName(name)))) {
          candidates.push({ path: file, kind, bytes });
        }
      }
    }
  }
  return { candidates, leftOut };
}

function isVirtualEnvironment(names: readonly string[]): boolean {
  return names.includes('pyvenv.cfg') || names.includes('conda-meta');
}

/** Names in a folder; undefined where it cannot be read, unless it has to be. */
function list(folder: string, needed: boolean): readonly string[] | undefined {
  try {
    return readdirSync(folder).sort();
  } catch (error) {
    if (needed) throw error;
    return undefined;
  }
}

function copyOne(
  folder: string,
  storeRoot: string,
  candidate: Candidate,
): Listed | 'binary' | 'unreadable' {
  const file = path.join(folder, candidate.path);
  let content: Buffer;
  try {
    content = candidate.kind === 'link' ? Buffer.from(readlinkSync(file)) : readFileSync(file);
  } catch {
    return 'unreadable';
  }
  // The same sign of a binary file that git goes by.
  if (content.subarray(0, 8000).includes(0)) return 'binary';
  const mode = candidate.kind === 'link' ? '120000' : look(file).executable ? '100755' : '100644';
  const digest = storeObject(storeRoot, content);
  return { path: candidate.path, mode, digest, bytes: content.length };
}

/** Writes content under its digest, whole or not at all; what is there is kept. */
function storeObject(storeRoot: string, content: Buffer): string {
  const hex = createHash('sha256').update(content).digest('hex');
  const folder = path.join(storeRoot, 'objects', hex.slice(0, 2));
  const file = path.join(folder, hex.slice(2));
  if (!existsSync(file)) {
    mkdirSync(folder, { recursive: true });
    const temporary = path.join(folder, `${randomUUID()}.tmp`);
    writeFileSync(temporary, content, { mode: 0o600 });
    renameSync(temporary, file);
  }
  return `sha256:${hex}`;
}
