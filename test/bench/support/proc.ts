import { readdir, readFile } from 'node:fs/promises';

/** What a process, or several, have used so far. */
export interface Usage {
  /** Seconds of processor time, of user and system together. */
  readonly cpu: number;
  /** The greatest resident memory so far, in MB of 10^6 bytes. */
  readonly peakMB: number;
}

/** USER_HZ, in which /proc counts: 100 on every Linux that Node runs on. */
const ticksASecond = 100;

/** What a process has used, from Linux's /proc. @throws {Error} when it has ended. */
export async function usageOf(pid: number): Promise<Usage> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
  // The second field is a name in parentheses that may hold anything; `utime` is the 14th.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  const kibibytes = Number(/^VmHWM:\s+(\d+) kB/m.exec(status)?.[1]);
  return {
    cpu: (Number(fields[11]) + Number(fields[12])) / ticksASecond,
    peakMB: (kibibytes * 1024) / 1e6,
  };
}

/** What a process and everything that descends from it have used. */
export async function usageOfTree(pid: number): Promise<Usage> {
  const usages = await Promise.all((await tree(pid)).map(usageOf));
  return {
    cpu: usages.reduce((sum, { cpu }) => sum + cpu, 0),
    peakMB: usages.reduce((sum, { peakMB }) => sum + peakMB, 0),
  };
}

async function tree(pid: number): Promise<number[]> {
  const threads = await readdir(`/proc/${pid}/task`);
  const children = await Promise.all(
    threads.map((thread) => readFile(`/proc/${pid}/task/${thread}/children`, 'utf8')),
  );
  const pids = children.join(' ').split(' ').filter(Boolean).map(Number);
  return [pid, ...(await Promise.all(pids.map(tree))).flat()];
}
