import { existsSync, readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import path from 'node:path';
import * as v from 'valibot';
import { UserError } from '../../model/errors.ts';
import type { CodeState } from '../../model/launch.ts';
import { git, GitError, GitMissing, runGit } from './git.ts';
import { findRepository } from './repository.ts';

/** What is on record of the code of one launch, and where it can be. */
export interface SnapshotPlace {
  readonly launchId: string;
  /** Absent when the launch ended before its code was kept. */
  readonly code?: CodeState;
  /** Absolute; the launch's working folder as it was. */
  readonly cwd: string;
  readonly projectRoot: string;
  readonly storeRoot: string;
  /** The machine that the launch ran on. */
  readonly hostname: string;
}

/** One file of a snapshot; a submodule has the mode 160000. */
export interface SnapshotFile {
  /** Relative to the root, with forward slashes. */
  readonly path: string;
  readonly mode: string;
  /** Git's name of the content, or `sha256:<hex>` of a copy. */
  readonly digest: string;
}

/** A snapshot that is there to be read. */
export type OpenSnapshot =
  | {
      readonly kind: 'git';
      /** Of the working tree that the repository was found by. */
      readonly root: string;
      readonly tree: string;
      /** The commit that it stood on, where that is still there. */
      readonly commit?: string;
    }
  | {
      readonly kind: 'copy';
      /** The folder that was copied; it need not be there any more. */
      readonly root: string;
      /** Holds `objects/`. */
      readonly storeRoot: string;
      readonly files: readonly SnapshotFile[];
    };

const listing = v.array(
  v.object({
    path: v.pipe(v.string(), v.check(staysInside)),
    mode: v.picklist(['100644', '100755', '120000']),
    digest: v.pipe(v.string(), v.regex(/^sha256:[0-9a-f]{64}$/)),
  }),
);

/**
 * Finds the snapshot of a launch.
 *
 * @throws UserError when none was kept, or when it is not here any more.
 */
export async function openSnapshot(place: SnapshotPlace): Promise<OpenSnapshot> {
  const { code } = place;
  switch (code?.kind) {
    case undefined:
      throw new UserError('The code of this run was not kept: it ended too early.', '');
    case 'none':
      throw new UserError(`The code of this run was not kept. ${code.reason}`, '');
    case 'copy':
      return openCopy(place, code.snapshot);
    case 'git':
      return await openTree(place, code);
  }
}

async function openTree(
  place: SnapshotPlace,
  code: Extract<CodeState, { kind: 'git' }>,
): Promise<OpenSnapshot> {
  const folders = [...new Set([place.cwd, place.projectRoot])].filter((one) => existsSync(one));
  for (const folder of folders) {
    const repository = await repositoryOf(folder);
    if (repository === undefined) continue;
    const { root } = repository;
    if (!(await holds(root, `${code.snapshot}^{tree}`))) continue;
    const { commit } = code;
    const based = commit !== undefined && (await holds(root, `${commit}^{commit}`));
    return { kind: 'git', root, tree: code.snapshot, ...(based && { commit }) };
  }
  throw notHere(place, `refs/trackline/launches/${place.launchId}`);
}

async function repositoryOf(folder: string): ReturnType<typeof findRepository> {
  try {
    return await findRepository(folder);
  } catch (error) {
    if (error instanceof GitMissing) {
      throw new UserError(
        'Git could not be started, and the code of this run is kept by it.',
        'Install git and have it on PATH.',
        { cause: error },
      );
    }
    if (error instanceof GitError) return undefined;
    throw error;
  }
}

async function holds(cwd: string, object: string): Promise<boolean> {
  return (await runGit(['cat-file', '-e', object], { cwd })).code === 0;
}

function openCopy(place: SnapshotPlace, snapshot: string): OpenSnapshot {
  const { cwd, storeRoot } = place;
  const file = objectFile(storeRoot, snapshot);
  if (!existsSync(file)) throw notHere(place, file);
  const read = v.safeParse(listing, JSON.parse(readFileSync(file, 'utf8')));
  if (!read.success) {
    throw new UserError(`${file} is not a list of files, so the code cannot be had.`, '');
  }
  return { kind: 'copy', root: cwd, storeRoot, files: read.output };
}

function notHere(place: SnapshotPlace, where: string): UserError {
  return place.hostname === hostname()
    ? new UserError(
        'The code of this run is not on this machine any more: its snapshot was pruned.',
        `It was kept as ${where}; bring that back from a clone or a backup if there is one.`,
      )
    : new UserError(
        `This run was made on the machine ${place.hostname}, and its code is not on this one.`,
        `Do it there, or bring ${where} here first.`,
      );
}

/** Where a store keeps a content. */
export function objectFile(storeRoot: string, digest: string): string {
  const hex = digest.replace('sha256:', '');
  return path.join(storeRoot, 'objects', hex.slice(0, 2), hex.slice(2));
}

/** A listing of a store that somebody sent must not name files elsewhere. */
function staysInside(file: string): boolean {
  const parts = file.split(/[\\/]/);
  return !path.isAbsolute(file) && !/^[a-z]:/i.test(file) && !parts.includes('..');
}

/**
 * Every file of a snapshot, in the order of paths.
 *
 * @throws GitError when a part of the tree is gone.
 */
export async function snapshotFiles(snapshot: OpenSnapshot): Promise<readonly SnapshotFile[]> {
  if (snapshot.kind === 'copy') return snapshot.files;
  const output = await git(['ls-tree', '-r', '-z', '--full-tree', snapshot.tree], {
    cwd: snapshot.root,
  });
  return output
    .toString('utf8')
    .split('\0')
    .flatMap((line) => {
      // <mode> SP <type> SP <object> TAB <path>
      const [, mode, digest, file] = /^(\d+) \w+ (\w+)\t(.*)$/s.exec(line) ?? [];
      return mode === undefined || digest === undefined || file === undefined
        ? []
        : [{ path: file, mode, digest }];
    });
}

/**
 * The content of a file: of a link where it points to, of a submodule a line that names its
 * commit. Undefined when the snapshot has no such file.
 *
 * @throws GitError or an error of the file system when the content is gone.
 */
export async function readSnapshotFile(
  snapshot: OpenSnapshot,
  file: string,
): Promise<Buffer | undefined> {
  if (snapshot.kind === 'copy') {
    const listed = snapshot.files.find((one) => one.path === file);
    return listed && readFileSync(objectFile(snapshot.storeRoot, listed.digest));
  }
  const { root, tree } = snapshot;
  const lookUp = ['--literal-pathspecs', 'ls-tree', '-z', '--full-tree', tree, file];
  const found = await git(lookUp, { cwd: root });
  const [, kind, object] = /^\d+ (\w+) (\w+)\t/.exec(found.toString('utf8')) ?? [];
  if (object === undefined) return undefined;
  if (kind === 'commit') return Buffer.from(`Subproject commit ${object}\n`);
  return await git(['cat-file', 'blob', object], { cwd: root });
}
