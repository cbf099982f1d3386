import { existsSync } from 'node:fs';
import path from 'node:path';
import { GitError, runGit } from './git.ts';

/** Where a repository keeps what a snapshot needs, and what it stands on. */
export interface Repository {
  /** Absolute path of the working tree. */
  readonly root: string;
  /** Absolute path of the index file, which need not exist; a linked worktree has its own. */
  readonly indexFile: string;
  /** Absent in a repository that has no commit yet. */
  readonly head?: { readonly commit: string; readonly tree: string };
}

/**
 * The repository whose working tree holds a folder; undefined when there is none.
 *
 * @throws GitError when there is one that git refuses or cannot read; GitMissing without git.
 */
export async function findRepository(cwd: string): Promise<Repository | undefined> {
  const places = ['--show-toplevel', '--is-inside-work-tree', '--git-path', 'index'];
  const output = await runGit(
    ['rev-parse', ...places, '--is-inside-git-dir', 'HEAD', 'HEAD^{tree}'],
    { cwd },
  );
  // Answers come one a line and in order, also before the failure of `HEAD` where no commit is
  // yet. The two yes-or-no answers part the paths, in which a line may end.
  const [, root, indexFile, rest] =
    /^(.+?)\ntrue\n(.+?)\nfalse\n(.*)$/s.exec(output.stdout.toString('utf8')) ?? [];
  if (root !== undefined && indexFile !== undefined) {
    const [commit, tree] = output.code === 0 ? (rest ?? '').split('\n') : [];
    return {
      root,
      indexFile: path.resolve(cwd, indexFile),
      ...(commit === undefined || tree === undefined ? {} : { head: { commit, tree } }),
    };
  }
  if (/not a git repository \(|must be run in a work tree/.test(output.stderr)) return undefined;
  throw new GitError('rev-parse', output);
}

/** The nearest folder upwards, itself included, that looks like the root of a repository. */
export function folderWithGit(cwd: string): string | undefined {
  for (let folder = path.resolve(cwd); ; folder = path.dirname(folder)) {
    if (existsSync(path.join(folder, '.git'))) return folder;
    if (folder === path.dirname(folder)) return undefined;
  }
}
