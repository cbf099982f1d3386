import { existsSync, mkdirSync } from 'node:fs';
import { errorText } from '../../model/errors.ts';
import type { CodeState } from '../../model/launch.ts';
import { GitError, GitMissing } from './git.ts';
import { takeGitSnapshot } from './gitSnapshot.ts';
import { folderWithGit } from './repository.ts';
import type { Limits } from './selection.ts';
import { copySources } from './sourceCopy.ts';

/** What a snapshot is taken of, and where it goes. */
export interface SnapshotRequest {
  /** The launch's working folder; of a repository, all of it is taken. */
  readonly cwd: string;
  readonly launchId: string;
  /** The launch's own folder, made when it is missing. */
  readonly launchDir: string;
  readonly storeRoot: string;
  /** Bytes of the largest untracked file that is taken; 10 MiB. */
  readonly maxUntrackedFileBytes?: number;
  /** Bytes of all untracked files that are taken; 200 MiB. */
  readonly maxTotalUntrackedBytes?: number;
  /** Values that are known to be secret: untracked files that hold one are left out. */
  readonly secrets?: readonly string[];
  /**
   * Called when git holds all that it takes of the working tree, which may be changed from then on.
   * It need not come: the snapshot may fail or be a copy.
   */
  readonly onRead?: () => void;
}

const mebibyte = 1024 * 1024;

/** Half a second of writing, should a folder of many thousand images not be ignored. */
const maxUntrackedFiles = 5000;

/**
 * Records the code that a launch is about to run: as a git tree where there is a repository, else
 * as a copy of the source files in the store. Never throws for what it meets there: what cannot be
 * had is said in the result, for a launch goes on without its snapshot.
 */
export async function takeSnapshot(request: SnapshotRequest): Promise<CodeState> {
  const { cwd, storeRoot } = request;
  if (!existsSync(cwd)) return { kind: 'none', reason: `The folder ${cwd} does not exist.` };
  let reason: string | undefined;
  try {
    const state = await fromGit(request);
    if (state !== undefined) return state;
  } catch (error) {
    reason = explain(error, cwd);
  }
  try {
    const copy = copySources(cwd, storeRoot, request.secrets);
    return reason === undefined ? copy : { ...copy, reason };
  } catch (error) {
    const failed = `The source files of ${cwd} could not be copied: ${errorText(error)}.`;
    return { kind: 'none', reason: reason === undefined ? failed : `${reason} ${failed}` };
  }
}

/** How much of what is not tracked is taken into a git tree. */
export function snapshotLimits(
  request: Pick<
    SnapshotRequest,
    'maxUntrackedFileBytes' | 'maxTotalUntrackedBytes' | 'secrets'
  > = {},
): Limits {
  return {
    fileBytes: request.maxUntrackedFileBytes ?? 10 * mebibyte,
    totalBytes: request.maxTotalUntrackedBytes ?? 200 * mebibyte,
    files: maxUntrackedFiles,
    secrets: request.secrets ?? [],
  };
}

async function fromGit(request: SnapshotRequest): Promise<CodeState | undefined> {
  const { cwd, launchId, launchDir, storeRoot, onRead } = request;
  mkdirSync(launchDir, { recursive: true });
  return await takeGitSnapshot({
    cwd,
    launchId,
    launchDir,
    storeRoot,
    limits: snapshotLimits(request),
    ...(onRead !== undefined && { onRead }),
  });
}

/** Why git was of no use; undefined when nothing speaks for a repository. */
function explain(error: unknown, cwd: string): string | undefined {
  if (error instanceof GitMissing) {
    const root = folderWithGit(cwd);
    if (root === undefined) return undefined;
    return `Git could not be started, so commit and branch of ${root} are not recorded. Install git and have it on PATH.`;
  }
  if (error instanceof GitError) {
    const [, root] =
      /dubious ownership in repository at '(.+?)'|unsafe repository \('(.+?)'/s
        .exec(error.stderr)
        ?.filter((part) => part !== undefined) ?? [];
    if (root !== undefined) {
      return `Git does not read ${root} because another user owns it. If you trust it, run: git config --global --add safe.directory "${root}".`;
    }
  }
  return `Git could not take a snapshot of ${cwd}: ${errorText(error)}.`;
}
