import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** What one GPU is doing. */
export interface GpuLoad {
  readonly index: number;
  readonly utilizationPercent: number;
  readonly memoryMegabytes: number;
}

const execute = promisify(execFile);
const timeoutMs = 3_000;

/** Asks NVIDIA's tool. `undefined` where there is none, so that nobody need ask again. */
export async function gpuLoads(): Promise<GpuLoad[] | undefined> {
  try {
    const { stdout } = await execute(
      'nvidia-smi',
      ['--query-gpu=index,utilization.gpu,memory.used', '--format=csv,noheader,nounits'],
      { timeout: timeoutMs, windowsHide: true },
    );
    return parseGpuLoads(stdout);
  } catch {
    // Most machines have no such tool; a broken driver is no different for a chart.
    return undefined;
  }
}

/** Reads lines of `index, percent, MiB`; a value that a GPU does not tell is passed over. */
export function parseGpuLoads(text: string): GpuLoad[] {
  return text.split('\n').flatMap((line) => {
    const match = /^\s*(\d+),\s*(\d+),\s*(\d+)\s*$/.exec(line);
    if (match === null) return [];
    const [, index, percent, mebibytes] = match.map(Number);
    return [
      {
        index: index ?? 0,
        utilizationPercent: percent ?? 0,
        memoryMegabytes: ((mebibytes ?? 0) * 1024 ** 2) / 1e6,
      },
    ];
  });
}
