import { existsSync, realpathSync } from 'node:fs';
import path from 'node:path';
import type { ChangedFile, CodeState, LeftOutFile } from '../../model/launch.ts';
import { git, GitError, runGit, type GitOutput } from './git.ts';
import { hiddenPaths, reveal } from './hiddenPaths.ts';
import { summarise } from './leftOut.ts';
import { findRepository, type Repository } from './repository.ts';
import { look, select, type Candidate, type Limits } from './selection.ts';
import { parseStatus, statusArguments, type Status } from './status.ts';
import { filterSettings, TemporaryIndex } from './temporaryIndex.ts';
import { planTracked } from './trackedPlan.ts';

/** What `takeGitSnapshot` needs to know. */
export interface GitRequest {
  readonly cwd: string;
  /** The launch whose ref keeps the tree alive; absent for a tree that is only looked at. */
  readonly launchId?: string;
  /** Existing folder for the temporary index. */
  readonly launchDir: string;
  /** Trackline's own folder, of which nothing is taken. */
  readonly storeRoot: string;
  /** For untracked files. A tracked file is left out only when it is over `totalBytes` by itself. */
  readonly limits: Limits;
  /** Called when git holds all that it takes of the working tree. */
  readonly onRead?: () => void;
}

/** Trees without an entry, by the length of the repository's object names (SHA-1, SHA-256). */
const emptyTrees: Readonly<Record<number, string>> = {
  40: '4b825dc642cb6eb9a060e54bf8d69288fbee4904',
  64: '6ef19b41225c5369f1c104d45d8d85efa9b057b53b14b4b9b939dd74decc5321',
};

/**
 * Stores the working tree that holds a folder as a git tree, and points
 * `refs/trackline/launches/<launch id>` at it, where there is a launch. Index, stash, HEAD, other
 * refs, reflogs and the working tree stay as they are.
 *
 * Files are as git would commit them: ignored ones are not held, line ends and filters apply. A
 * submodule is held as the commit that it stands on. What is hidden from `git status` by an
 * assume-unchanged or skip-worktree bit counts as it lies on disk; what a sparse checkout keeps
 * off the disk is taken from the index.
 *
 * @returns undefined when the folder is in no repository.
 * @throws GitError when git refuses or fails, GitMissing when there is no git.
 */
export async function takeGitSnapshot(
  request: GitRequest,
): Promise<Extract<CodeState, { kind: 'git' }> | undefined> {
  const { cwd, launchDir, launchId } = request;
  // Three processes at once, all of them readers of the person's own index.
  const [repository, output, hidden] = await Promise.all([
    findRepository(cwd),
    runGit(statusArguments, { cwd }),
    hiddenPaths(cwd),
  ]);
  if (repository === undefined) return undefined;
  const { root, head } = repository;
  using index = new TemporaryIndex(root, repository.indexFile, path.join(launchDir, 'git-index'));
  const revealed = await reveal(root, index, hidden);
  const status = revealed
    ? parseStatus(await index.git(statusArguments))
    : await readStatus(cwd, output, index);

  const own = ownFiles(root, request.storeRoot);
  const { tree, leftOut } = await storeTree(repository, index, status, own, request);
  const [changed] = await Promise.all([
    changes(root, head?.tree, tree),
    launchId !== undefined &&
      git(['update-ref', `refs/trackline/launches/${launchId}`, tree], { cwd: root }),
  ]);
  return {
    kind: 'git',
    ...(head === undefined ? {} : { commit: head.commit }),
    ...(status.branch === undefined ? {} : { branch: status.branch }),
    dirty: changed.length > 0 || leftOut.length > 0,
    snapshot: tree,
    changed,
    leftOut: summarise(leftOut),
  };
}

/** Status fails where a filter that git may not do without fails: once more, without filters. */
async function readStatus(cwd: string, output: GitOutput, index: TemporaryIndex): Promise<Status> {
  if (output.code === 0) return parseStatus(output.stdout);
  const settings = await filterSettings(cwd);
  if (settings.length === 0) throw new GitError('status', output);
  await index.withoutFilters();
  return parseStatus(await git(statusArguments, { cwd, settings }));
}

/** Tells paths of Trackline's own folder, relative to the root, from the project's. */
function ownFiles(root: string, storeRoot: string): (file: string) => boolean {
  // Git gives the root with links resolved.
  const store = existsSync(storeRoot) ? realpathSync(storeRoot) : path.resolve(storeRoot);
  const prefix = `${path.relative(root, store).replaceAll('\\', '/')}/`;
  return (file) => file.startsWith(prefix) || /(^|\/)\.trackline\//.test(file);
}

async function storeTree(
  repository: Repository,
  index: TemporaryIndex,
  status: Status,
  own: (file: string) => boolean,
  { limits, onRead }: GitRequest,
): Promise<{ readonly tree: string; readonly leftOut: readonly LeftOutFile[] }> {
  const { root, head } = repository;
  const foreign = status.tracked.filter((change) => !own(change.path));
  const tracked = planTracked(root, foreign, limits.totalBytes);
  const untracked = select(root, untrackedFiles(root, status, own), limits);
  const nested = status.nested.filter((folder) => !own(`${folder}/`));
  const leftOut: LeftOutFile[] = [
    ...tracked.leftOut,
    ...untracked.leftOut,
    ...nested.map((folder) => ({
      path: folder,
      bytes: 0,
      reason: 'nested-repository' as const,
    })),
  ];
  if (head !== undefined && status.tracked.length === 0 && untracked.kept.length === 0) {
    onRead?.();
    return { tree: head.tree, leftOut };
  }
  await index.remove(tracked.remove);
  const refused = await index.add([...tracked.add, ...untracked.kept.map((file) => file.path)]);
  onRead?.();
  await index.remove(refused.filter((file) => tracked.unmerged.has(file)));
  for (const file of refused) {
    leftOut.push({ path: file, bytes: look(path.join(root, file)).bytes, reason: 'unreadable' });
  }
  return { tree: (await index.git(['write-tree'])).toString('utf8').trim(), leftOut };
}

function untrackedFiles(
  root: string,
  status: Status,
  own: (file: string) => boolean,
): readonly Candidate[] {
  return status.untracked.flatMap((file) => {
    if (own(file)) return [];
    const { kind, bytes } = look(path.join(root, file));
    return kind === 'file' || kind === 'link' ? [{ path: file, kind, bytes }] : [];
  });
}

const kinds: Readonly<Record<string, ChangedFile['change']>> = {
  A: 'added',
  M: 'modified',
  D: 'deleted',
  T: 'type-changed',
};

async function changes(
  root: string,
  from: string | undefined,
  tree: string,
): Promise<readonly ChangedFile[]> {
  if (from === tree) return [];
  const base = from ?? emptyTrees[tree.length] ?? '';
  const flags = ['-r', '-z', '--name-status', '--no-renames', '--ignore-submodules=none'];
  const output = await git(['diff-tree', ...flags, base, tree], { cwd: root });
  const fields = output.toString('utf8').split('\0');
  const changed: ChangedFile[] = [];
  for (let i = 0; i + 1 < fields.length; i += 2) {
    changed.push({ path: fields[i + 1] ?? '', change: kinds[fields[i] ?? ''] ?? 'modified' });
  }
  return changed;
}
