import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { errorText, UserError } from '../../model/errors.ts';
import { git, runGit } from './git.ts';
import { longGit } from './longGit.ts';
import { objectFile, snapshotFiles, type OpenSnapshot } from './openSnapshot.ts';

/** A snapshot that was put into a folder. */
export interface RestoredSnapshot {
  /** Absolute. */
  readonly folder: string;
  /** What the new worktree stands on; absent where plain files were written. */
  readonly commit?: string;
  readonly files: number;
  /** Sentences for people about what the folder does not hold. */
  readonly remarks: readonly string[];
}

/** The commit is of no branch, and its author is nobody's own identity. */
const identity = ['user.name=Trackline', 'user.email=trackline@localhost'];

/**
 * Puts the exact files of a snapshot into a folder that is new or empty: a git tree as a new
 * worktree on a commit of no branch, whose parent is what the run stood on; a copy as plain files.
 * Index, HEAD, stash and working tree of the project stay as they are, and no hook is run. When it
 * fails or is called off, nothing is left behind.
 *
 * @throws UserError when the folder will not do or the files cannot be written; what the signal
 *   was aborted with.
 */
export async function restoreSnapshot(
  snapshot: OpenSnapshot,
  folder: string,
  message: string,
  signal?: AbortSignal,
): Promise<RestoredSnapshot> {
  const target = path.resolve(folder);
  const existed = checkTarget(snapshot, target);
  try {
    return snapshot.kind === 'git'
      ? await addWorktree(snapshot, target, message, signal)
      : writeFiles(snapshot, target, signal);
  } catch (error) {
    await clear(snapshot, target, existed);
    if (signal?.aborted === true || error instanceof UserError) throw error;
    throw new UserError(
      `The files of the run could not be put into ${target}: ${errorText(error)}.`,
      'Nothing was changed; choose another folder or free some space.',
      { cause: error },
    );
  }
}

/** Takes a restored folder away again, whatever has been written into it since. */
export async function removeRestored(snapshot: OpenSnapshot, folder: string): Promise<void> {
  await clear(snapshot, path.resolve(folder), false);
}

/** @returns whether the folder is there already. @throws UserError when it will not do. */
function checkTarget(snapshot: OpenSnapshot, target: string): boolean {
  const existed = existsSync(target);
  if (existed && (!statSync(target).isDirectory() || readdirSync(target).length > 0)) {
    throw new UserError(
      `${target} is there already and is not an empty folder.`,
      'Choose a folder that does not exist yet.',
    );
  }
  const root = existsSync(snapshot.root) ? realpathSync(snapshot.root) : snapshot.root;
  const relative = path.relative(root, realTarget(target));
  if (relative === '' || !(relative.startsWith('..') || path.isAbsolute(relative))) {
    throw new UserError(
      `${target} lies inside ${snapshot.root}, whose files are not to be touched.`,
      'Choose a folder beside it.',
    );
  }
  return existed;
}

/** The path with links resolved as far as it exists. */
function realTarget(target: string): string {
  const parent = path.dirname(target);
  if (existsSync(target)) return realpathSync(target);
  return parent === target ? target : path.join(realTarget(parent), path.basename(target));
}

async function addWorktree(
  snapshot: Extract<OpenSnapshot, { kind: 'git' }>,
  target: string,
  message: string,
  signal: AbortSignal | undefined,
): Promise<RestoredSnapshot> {
  const { root } = snapshot;
  const commit = await commitOf(snapshot, message);
  const files = await snapshotFiles(snapshot);
  // By force, for a worktree that was once here and whose folder was deleted by hand.
  // A sparse checkout here would leave files out there.
  const options = { cwd: root, settings: ['core.sparseCheckout=false'] };
  const add = ['worktree', 'add', '--force', '--quiet', '--detach', target, commit];
  await longGit(add, options, signal);
  const modules = files.filter(({ mode }) => mode === '160000').map((file) => file.path);
  return {
    folder: target,
    commit,
    files: files.length - modules.length,
    remarks:
      modules.length === 0
        ? []
        : [
            `Submodules are empty folders (${modules.join(', ')}): run git submodule update --init.`,
          ],
  };
}

/** The commit that holds the tree: the one that it stood on, where nothing was changed since. */
async function commitOf(
  snapshot: Extract<OpenSnapshot, { kind: 'git' }>,
  message: string,
): Promise<string> {
  const { root, tree, commit } = snapshot;
  if (commit !== undefined) {
    const base = await git(['rev-parse', `${commit}^{tree}`], { cwd: root });
    if (base.toString('utf8').trim() === tree) return commit;
  }
  const parent = commit === undefined ? [] : ['-p', commit];
  const made = await git(['commit-tree', tree, ...parent, '-F', '-'], {
    cwd: root,
    settings: [...identity, 'i18n.commitEncoding=UTF-8'],
    input: `${message}\n`,
  });
  return made.toString('utf8').trim();
}

function writeFiles(
  snapshot: Extract<OpenSnapshot, { kind: 'copy' }>,
  target: string,
  signal: AbortSignal | undefined,
): RestoredSnapshot {
  mkdirSync(target, { recursive: true });
  // Links come last, so that no file is written through one.
  const links = snapshot.files.filter(({ mode }) => mode === '120000');
  const plain = snapshot.files.filter(({ mode }) => mode !== '120000');
  for (const file of [...plain, ...links]) {
    signal?.throwIfAborted();
    const to = path.join(target, file.path);
    const content = readFileSync(objectFile(snapshot.storeRoot, file.digest));
    mkdirSync(path.dirname(to), { recursive: true });
    if (file.mode === '120000') symlinkSync(content.toString('utf8'), to);
    else writeFileSync(to, content, { mode: file.mode === '100755' ? 0o777 : 0o666, flag: 'wx' });
  }
  return {
    folder: target,
    files: snapshot.files.length,
    remarks: ['Only source files were kept of this folder, which is in no git repository.'],
  };
}

async function clear(snapshot: OpenSnapshot, target: string, existed: boolean): Promise<void> {
  if (snapshot.kind === 'git') {
    // Fails where git itself has cleared away already.
    await runGit(['worktree', 'remove', '--force', '--force', target], { cwd: snapshot.root });
  }
  rmSync(target, { recursive: true, force: true });
  if (existed) mkdirSync(target);
}
