import type { Buffer } from 'node:buffer';

/** A path of the index that differs from the commit, from the working tree, or is unmerged. */
export interface TrackedChange {
  readonly path: string;
  /** Whether the working tree differs from the index. */
  readonly unstaged: boolean;
  readonly unmerged: boolean;
  /** Whether nothing is left of it in the working tree. */
  readonly gone: boolean;
  /** Set on a submodule. */
  readonly submodule?: {
    /** It stands on another commit than the index says. */
    readonly moved: boolean;
    /** It has changes of its own that are not committed. */
    readonly dirty: boolean;
  };
}

/** What `git status` tells. */
export interface Status {
  /** Absent on a detached HEAD. */
  readonly branch?: string;
  readonly tracked: readonly TrackedChange[];
  /** Files that are neither tracked nor ignored. */
  readonly untracked: readonly string[];
  /** Folders that are repositories of their own and not submodules, without the last slash. */
  readonly nested: readonly string[];
}

/** The arguments whose output `parseStatus` reads, set against the person's own settings. */
export const statusArguments = [
  'status',
  '--porcelain=v2',
  '-z',
  '--branch',
  '--untracked-files=all',
  '--no-renames',
  '--ignore-submodules=none',
];

/** Reads the output of `git status`, in the form that git-status(1) calls porcelain version 2. */
export function parseStatus(output: Buffer): Status {
  let branch: string | undefined;
  const tracked: TrackedChange[] = [];
  const untracked: string[] = [];
  const nested: string[] = [];
  for (const line of output.toString('utf8').split('\0')) {
    if (line.startsWith('# branch.head ')) {
      const name = line.slice('# branch.head '.length);
      if (name !== '(detached)') branch = name;
    } else if (line.startsWith('? ')) {
      if (line.endsWith('/')) nested.push(line.slice(2, -1));
      else untracked.push(line.slice(2));
    } else if (line.startsWith('1 ')) {
      // 1 <XY> <sub> <mH> <mI> <mW> <hH> <hI> <path>
      tracked.push(change(line, 8, 5));
    } else if (line.startsWith('u ')) {
      // u <XY> <sub> <m1> <m2> <m3> <mW> <h1> <h2> <h3> <path>
      tracked.push(change(line, 10, 6));
    }
  }
  return { ...(branch === undefined ? {} : { branch }), tracked, untracked, nested };
}

function change(line: string, fieldsBeforePath: number, modeField: number): TrackedChange {
  const fields = line.split(' ', fieldsBeforePath);
  const submodule = fields[2] ?? 'N...';
  const unmerged = line.startsWith('u');
  return {
    path: line.slice(fields.join(' ').length + 1),
    unstaged: unmerged || fields[1]?.[1] !== '.',
    unmerged,
    gone: fields[modeField] === '000000',
    ...(submodule.startsWith('S')
      ? { submodule: { moved: submodule[1] === 'C', dirty: /[MU]/.test(submodule.slice(2)) } }
      : {}),
  };
}
