import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { UserError } from '../../model/errors.ts';
import type { CodeChange } from '../../model/codeChange.ts';
import { git } from './git.ts';
import { takeGitSnapshot } from './gitSnapshot.ts';
import { openSnapshot, snapshotFiles, type OpenSnapshot } from './openSnapshot.ts';
import { copySources } from './sourceCopy.ts';
import { snapshotLimits } from './snapshot.ts';

/** How two states of the code differ. */
export interface SnapshotChanges {
  readonly changes: readonly CodeChange[];
  /** Files that are in both, and the same. */
  readonly equal: number;
}

/**
 * What changed from one snapshot to another; files that moved are told as renamed where git says
 * so.
 *
 * @throws UserError when one is git's and the other a copy; GitError when a part of one is gone.
 */
export async function compareSnapshots(
  from: OpenSnapshot,
  to: OpenSnapshot,
): Promise<SnapshotChanges> {
  if (from.kind === 'copy' && to.kind === 'copy') return compareCopies(from, to);
  if (from.kind !== 'git' || to.kind !== 'git') {
    throw new UserError(
      'The code of one of the two was kept by git and that of the other as a copy of its source files, so they cannot be laid side by side.',
      'Restore both, and compare the folders.',
    );
  }
  const flags = ['-r', '-z', '--name-status', '--find-renames', '--ignore-submodules=none'];
  const output =
    from.tree === to.tree
      ? ''
      : await git(['diff-tree', ...flags, from.tree, to.tree], { cwd: from.root });
  const changes = parseChanges(output.toString('utf8'));
  const gone = changes.filter(({ kind }) => kind !== 'added').length;
  return { changes, equal: (await snapshotFiles(from)).length - gone };
}

/** Reads `--name-status -z`: a status, a path, and for renames the path that it became. */
function parseChanges(output: string): readonly CodeChange[] {
  const fields = output.split('\0');
  const changes: CodeChange[] = [];
  for (let i = 0; i + 1 < fields.length; i += 2) {
    const status = fields[i] ?? '';
    const file = fields[i + 1] ?? '';
    if (status.startsWith('R')) {
      changes.push({ kind: 'renamed', from: file, path: fields[i + 2] ?? '' });
      i += 1;
    } else if (status === 'A') changes.push({ kind: 'added', path: file });
    else if (status === 'D') changes.push({ kind: 'deleted', path: file });
    else changes.push({ kind: 'modified', path: file });
  }
  return changes.sort((a, b) => (a.path < b.path ? -1 : 1));
}

type Copy = Extract<OpenSnapshot, { kind: 'copy' }>;

function compareCopies(from: Copy, to: Copy): SnapshotChanges {
  const before = new Map(from.files.map((file) => [file.path, `${file.mode} ${file.digest}`]));
  const after = new Map(to.files.map((file) => [file.path, `${file.mode} ${file.digest}`]));
  const changes: CodeChange[] = [];
  let equal = 0;
  for (const file of [...new Set([...before.keys(), ...after.keys()])].sort()) {
    const [was, is] = [before.get(file), after.get(file)];
    if (was === is) equal += 1;
    else if (was === undefined) changes.push({ kind: 'added', path: file });
    else if (is === undefined) changes.push({ kind: 'deleted', path: file });
    else changes.push({ kind: 'modified', path: file });
  }
  return { changes, equal };
}

/**
 * The working tree as it is now, in the form that a snapshot of it has, and nothing left behind
 * but objects that git clears away. `use` gets it for as long as it takes.
 *
 * @throws UserError when the folder of a copy is gone.
 */
export async function withWorkingTree<T>(
  snapshot: OpenSnapshot,
  storeRoot: string,
  use: (now: OpenSnapshot) => Promise<T>,
): Promise<T> {
  const temporary = mkdtempSync(path.join(tmpdir(), 'trackline-now-'));
  try {
    return await use(await workingTree(snapshot, storeRoot, temporary));
  } finally {
    rmSync(temporary, { recursive: true, force: true });
  }
}

async function workingTree(
  snapshot: OpenSnapshot,
  storeRoot: string,
  temporary: string,
): Promise<OpenSnapshot> {
  const { root } = snapshot;
  if (snapshot.kind === 'copy') {
    const code = copySources(root, temporary);
    const place = { launchId: '', code, cwd: root, projectRoot: root, storeRoot: temporary };
    return await openSnapshot({ ...place, hostname: '' });
  }
  const state = await takeGitSnapshot({
    cwd: root,
    launchDir: temporary,
    storeRoot,
    limits: snapshotLimits(),
  });
  if (state === undefined) throw new UserError(`${root} is not in a git repository any more.`, '');
  return { kind: 'git', root, tree: state.snapshot };
}
