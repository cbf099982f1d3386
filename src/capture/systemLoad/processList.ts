import { execFile } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import * as v from 'valibot';

/** One process of this machine as it is now. */
export interface ProcessInfo {
  readonly pid: number;
  readonly parent: number;
  /** The session or group that it stays in when its parent has ended; absent on Windows. */
  readonly group?: number;
  /** Processor time that it has used so far. */
  readonly cpuSeconds: number;
  /** What it holds in memory, parts that it shares with others included. */
  readonly memoryBytes: number;
}

const execute = promisify(execFile);
/** Linux counts processor time in ticks of this length whatever the kernel's own is. */
const ticksPerSecond = 100;

/** All processes that can be seen. */
export async function listProcesses(): Promise<ProcessInfo[]> {
  switch (process.platform) {
    case 'linux':
      return await listOfProc();
    case 'win32':
      return await listOfWindows();
    default:
      return await listOfPs();
  }
}

/** From `/proc/<pid>/stat`, whose fields proc(5) gives. */
async function listOfProc(): Promise<ProcessInfo[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const found = await Promise.all(pids.map((pid) => readProc(pid)));
  return found.filter((info) => info !== undefined);
}

async function readProc(pid: string): Promise<ProcessInfo | undefined> {
  let stat: string;
  try {
    stat = await readFile(`/proc/${pid}/stat`, 'latin1');
  } catch {
    // It has ended since the folder was listed.
    return undefined;
  }
  // The name stands in brackets and may hold anything; what follows begins with field 3.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const field = (number: number): number => Number(fields[number - 3]);
  return {
    pid: Number(pid),
    parent: field(4),
    group: field(6),
    cpuSeconds: (field(14) + field(15)) / ticksPerSecond,
    memoryBytes: field(24) * pageBytes,
  };
}

/** Pages of x86 and of most ARM kernels. */
const pageBytes = 4096;

async function listOfPs(): Promise<ProcessInfo[]> {
  const { stdout } = await execute('ps', ['-axo', 'pid=,ppid=,pgid=,rss=,time='], {
    maxBuffer: 16 * 1024 * 1024,
  });
  return parsePs(stdout);
}

/** Reads `ps -o pid=,ppid=,pgid=,rss=,time=`: KiB of memory, time as `[[days-]hours:]minutes:seconds`. */
export function parsePs(text: string): ProcessInfo[] {
  return text.split('\n').flatMap((line) => {
    const match = /^\s*(\d+)\s+(\d+)\s+(\d+)\s+(\d+)\s+(?:(\d+)-)?([\d:.]+)\s*$/.exec(line);
    if (match === null) return [];
    const [, pid, parent, group, rss, days = '0', time = ''] = match;
    const seconds = time.split(':').reduce((sum, part) => sum * 60 + Number(part), 0);
    return [
      {
        pid: Number(pid),
        parent: Number(parent),
        group: Number(group),
        cpuSeconds: Number(days) * 86_400 + seconds,
        memoryBytes: Number(rss) * 1024,
      },
    ];
  });
}

/** Times are in units of 100 ns. */
const windowsProcesses = v.array(
  v.object({
    ProcessId: v.number(),
    ParentProcessId: v.number(),
    WorkingSetSize: v.nullish(v.number(), 0),
    KernelModeTime: v.nullish(v.number(), 0),
    UserModeTime: v.nullish(v.number(), 0),
  }),
);

async function listOfWindows(): Promise<ProcessInfo[]> {
  const query =
    'Get-CimInstance Win32_Process | Select-Object ProcessId,ParentProcessId,WorkingSetSize,KernelModeTime,UserModeTime | ConvertTo-Json -Compress';
  const { stdout } = await execute(
    'powershell.exe',
    ['-NoProfile', '-NonInteractive', '-Command', query],
    { maxBuffer: 16 * 1024 * 1024, windowsHide: true },
  );
  return v.parse(windowsProcesses, JSON.parse(stdout)).map((one) => ({
    pid: one.ProcessId,
    parent: one.ParentProcessId,
    cpuSeconds: (one.KernelModeTime + one.UserModeTime) / 1e7,
    memoryBytes: one.WorkingSetSize,
  }));
}
