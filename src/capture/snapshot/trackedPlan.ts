import path from 'node:path';
import type { LeftOutFile } from '../../model/launch.ts';
import { isReadable, look } from './selection.ts';
import type { TrackedChange } from './status.ts';

/** What has to happen to a copy of the index for it to hold the working tree's tracked files. */
export interface TrackedPlan {
  readonly add: readonly string[];
  readonly remove: readonly string[];
  /** Those of `add` that have no single version to fall back on. */
  readonly unmerged: ReadonlySet<string>;
  readonly leftOut: readonly LeftOutFile[];
}

/**
 * Decides what becomes of each tracked path that differs. One that is left out stays in the
 * snapshot as the index has it.
 *
 * @param largest bytes of the largest file that is taken in.
 */
export function planTracked(
  root: string,
  changes: readonly TrackedChange[],
  largest: number,
): TrackedPlan {
  const add: string[] = [];
  const remove: string[] = [];
  const unmerged = new Set<string>();
  const leftOut: LeftOutFile[] = [];
  for (const change of changes) {
    const file = path.join(root, change.path);
    const { kind, bytes } = look(file);
    // What a submodule has not committed belongs to another repository.
    if (change.submodule?.dirty === true) {
      leftOut.push({ path: change.path, bytes: 0, reason: 'nested-repository' });
    }
    if (!change.unstaged) continue;
    if (change.submodule !== undefined && !change.gone) {
      if (change.submodule.moved || change.unmerged) add.push(change.path);
    } else if (change.gone || kind === 'missing') remove.push(change.path);
    else {
      const reason = objection(file, kind, bytes, largest);
      if (reason === undefined) add.push(change.path);
      else leftOut.push({ path: change.path, bytes, reason });
      if (change.unmerged && reason !== undefined) remove.push(change.path);
    }
    if (change.unmerged) unmerged.add(change.path);
  }
  return { add, remove, unmerged, leftOut };
}

/** What git would stumble over, which is dear to find out from its failure. */
function objection(
  file: string,
  kind: string,
  bytes: number,
  largest: number,
): 'too-large' | 'unreadable' | undefined {
  if (kind === 'link') return undefined;
  if (kind !== 'file') return 'unreadable';
  if (bytes > largest) return 'too-large';
  return isReadable(file) ? undefined : 'unreadable';
}
