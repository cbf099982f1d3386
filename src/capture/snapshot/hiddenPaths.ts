import path from 'node:path';
import { runGit } from './git.ts';
import { look } from './selection.ts';
import type { TemporaryIndex } from './temporaryIndex.ts';

/** Tracked paths that `git status` does not look at. */
export interface HiddenPaths {
  readonly assumeUnchanged: readonly string[];
  readonly skipWorktree: readonly string[];
}

/** Reads which paths of the index carry a bit that hides them; none where git fails. */
export async function hiddenPaths(cwd: string): Promise<HiddenPaths> {
  const { stdout } = await runGit(['ls-files', '-v', '-z', '--full-name', ':/'], { cwd });
  const assumeUnchanged: string[] = [];
  const skipWorktree: string[] = [];
  for (let start = 0, end = 0; start < stdout.length; start = end + 1) {
    end = stdout.indexOf(0, start);
    if (end < 0) end = stdout.length;
    // <tag> <path>: a small letter for assume-unchanged, S for skip-worktree, H for neither.
    const tag = String.fromCharCode(stdout[start] ?? 0);
    if (tag >= 'a' && tag <= 'z') assumeUnchanged.push(stdout.toString('utf8', start + 2, end));
    if (tag === 'S' || tag === 's') skipWorktree.push(stdout.toString('utf8', start + 2, end));
  }
  return { assumeUnchanged, skipWorktree };
}

/**
 * Takes the bits off in a temporary index, except from what a sparse checkout keeps off the disk.
 *
 * @returns whether there was any.
 */
export async function reveal(
  root: string,
  index: TemporaryIndex,
  hidden: HiddenPaths,
): Promise<boolean> {
  const onDisk = (file: string): boolean => look(path.join(root, file)).kind !== 'missing';
  const present = hidden.skipWorktree.filter(onDisk);
  const shown = new Set(present);
  const sparse = new Set(hidden.skipWorktree.filter((file) => !shown.has(file)));
  const assumed = hidden.assumeUnchanged.filter((file) => !sparse.has(file));
  for (const [flag, paths] of [
    ['--no-assume-unchanged', assumed],
    ['--no-skip-worktree', present],
  ] as const) {
    if (paths.length > 0) await index.git(['update-index', flag, '-z', '--stdin'], paths);
  }
  return assumed.length > 0 || present.length > 0;
}
