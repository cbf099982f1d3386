import { readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { git, GitError, runGit, type GitOptions, type GitOutput } from './git.ts';

const nothingStored =
  /insufficient permission|read-only file system|no space left|quota exceeded|unable to (write|create)/i;
const filterFailure = /\bfilter\b|hung up unexpectedly/i;

/** A copy of a repository's index, so that git can be asked to add files without touching it. */
export class TemporaryIndex {
  readonly file: string;
  readonly #root: string;
  #settings: readonly string[] = [];

  /** Copies an index file, or begins with an empty index when there is none. */
  constructor(root: string, indexFile: string, file: string) {
    this.#root = root;
    this.file = file;
    const times = statSync(indexFile, { throwIfNoEntry: false });
    if (times === undefined) return;
    writeFileSync(file, readFileSync(indexFile), { mode: 0o600 });
    // Git compares the content of files that are as new as the index itself. A copy that looked
    // newer would hide a change made within the tick of the clock in which the index was written.
    utimesSync(file, times.atimeMs / 1000, (Math.floor(times.mtimeMs) - 1) / 1000);
  }

  /** Takes the copy away, and what a killed git left of it. */
  [Symbol.dispose](): void {
    rmSync(this.file, { force: true });
    rmSync(`${this.file}.lock`, { force: true });
  }

  /** Leaves clean filters out from now on, so that one which fails cannot fail the snapshot. */
  async withoutFilters(): Promise<void> {
    this.#settings = await filterSettings(this.#root);
  }

  /** Standard output of a git command that works on this index. */
  async git(args: readonly string[], input?: readonly string[]): Promise<Buffer> {
    return await git(args, this.#options(input));
  }

  /** Takes paths out, whatever lies there. */
  async remove(paths: readonly string[]): Promise<void> {
    if (paths.length === 0) return;
    await this.git(['update-index', '--force-remove', '-z', '--stdin'], paths);
  }

  /**
   * Takes in what lies on disk at these paths.
   *
   * @returns the paths that git could not take in; they stay as they were.
   * @throws GitError when nothing can be stored at all.
   */
  async add(paths: readonly string[]): Promise<readonly string[]> {
    if (paths.length === 0) return [];
    const output = await this.#tryAdd(paths);
    if (output.code === 0) return [];
    if (nothingStored.test(output.stderr)) throw new GitError('update-index', output);
    if (this.#settings.length === 0 && filterFailure.test(output.stderr)) {
      await this.withoutFilters();
      if (this.#settings.length > 0) return await this.add(paths);
    }
    // Git takes in all or nothing, so what it stumbles over is found by halving.
    if (paths.length === 1) return paths;
    const middle = paths.length >> 1;
    return [...(await this.add(paths.slice(0, middle))), ...(await this.add(paths.slice(middle)))];
  }

  async #tryAdd(paths: readonly string[]): Promise<GitOutput> {
    const flags = ['--add', '--remove', '--replace', '-z', '--stdin'];
    return await runGit(['update-index', ...flags], this.#options(paths));
  }

  #options(input: readonly string[] = []): GitOptions {
    return {
      cwd: this.#root,
      index: this.file,
      settings: this.#settings,
      input: input.map((one) => `${one}\0`).join(''),
    };
  }
}

/** Settings that leave out every filter configured here; none when none is. */
export async function filterSettings(cwd: string): Promise<readonly string[]> {
  const pattern = '^filter\\..*\\.(clean|process|required)$';
  const output = await runGit(['config', '-z', '--name-only', '--get-regexp', pattern], { cwd });
  const names = output.stdout.toString('utf8').split('\0');
  return names
    .filter((name) => name !== '')
    .map((name) => (name.endsWith('.required') ? `${name}=false` : `${name}=`));
}
