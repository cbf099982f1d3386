import { readdirSync, readFileSync } from 'node:fs';

/** A process of this machine (Linux). */
export interface SeenProcess {
  readonly pid: number;
  readonly parent: number;
  /** Program and arguments. */
  readonly command: string;
}

/** Every process that this one has started, directly or not, and that still has a living parent. */
export function descendants(): SeenProcess[] {
  const all = new Map(readdirSync('/proc').flatMap((name) => look(name)));
  const isOurs = (one: SeenProcess): boolean => {
    for (let at: SeenProcess | undefined = one; at !== undefined; at = all.get(at.parent)) {
      if (at.parent === process.pid) return true;
    }
    return false;
  };
  return [...all.values()].filter(isOurs);
}

function look(name: string): [number, SeenProcess][] {
  if (!/^\d+$/.test(name)) return [];
  try {
    const stat = readFileSync(`/proc/${name}/stat`, 'latin1');
    const parent = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
    const command = readFileSync(`/proc/${name}/cmdline`, 'utf8').replaceAll('\0', ' ');
    // A zombie has no command any more.
    return command === '' ? [] : [[Number(name), { pid: Number(name), parent, command }]];
  } catch {
    // It ended at this moment.
    return [];
  }
}
