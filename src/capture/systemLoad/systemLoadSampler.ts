import type { MetricPoint } from '../../model/run.ts';
import { gpuLoads } from './gpuLoad.ts';
import { listProcesses, type ProcessInfo } from './processList.ts';

/** The load of a process tree at a moment. */
interface TreeLoad {
  /** Percent of one processor: 200 is two of them, busy. */
  readonly cpuPercent: number;
  readonly memoryMegabytes: number;
}

/**
 * Measures what a launched command and all its descendants use. The series have MLflow's names for
 * system metrics, but speak of the command alone and not of the whole machine.
 */
export class SystemLoadSampler {
  readonly #root: number;
  readonly #list: () => Promise<readonly ProcessInfo[]>;
  #before: { readonly time: number; readonly cpu: ReadonlyMap<number, number> };
  #samples = 0;
  #hasGpu = true;

  /** @param list lists all processes; given in tests. */
  constructor(root: number, list: () => Promise<readonly ProcessInfo[]> = listProcesses) {
    this.#root = root;
    this.#list = list;
    // The command has just begun, so all that it has used by the first sample was used since now.
    this.#before = { time: performance.now(), cpu: new Map() };
  }

  /** The load since the last call; nothing when the command has ended. */
  async sample(): Promise<MetricPoint[]> {
    const load = await this.#treeLoad();
    if (load === undefined) return [];
    const values: [string, number][] = [
      ['system/cpu_utilization_percentage', load.cpuPercent],
      ['system/memory_usage_megabytes', load.memoryMegabytes],
      ...(await this.#gpuValues()),
    ];
    const step = this.#samples;
    this.#samples += 1;
    const timestamp = Date.now();
    return values.map(([key, value]) => ({ key, value, timestamp, step }));
  }

  async #treeLoad(): Promise<TreeLoad | undefined> {
    const members = processTree(await this.#list(), this.#root);
    if (members.length === 0) return undefined;
    const time = performance.now();
    const cpu = new Map(members.map(({ pid, cpuSeconds }) => [pid, cpuSeconds]));
    const before = this.#before;
    this.#before = { time, cpu };
    let used = 0;
    for (const [pid, seconds] of cpu) used += seconds - (before.cpu.get(pid) ?? 0);
    const memory = members.reduce((sum, { memoryBytes }) => sum + memoryBytes, 0);
    const elapsed = (time - before.time) / 1000;
    return {
      cpuPercent: elapsed > 0 ? (100 * used) / elapsed : 0,
      memoryMegabytes: memory / 1e6,
    };
  }

  async #gpuValues(): Promise<[string, number][]> {
    if (!this.#hasGpu) return [];
    const loads = await gpuLoads();
    this.#hasGpu = loads !== undefined;
    return (loads ?? []).flatMap(({ index, utilizationPercent, memoryMegabytes }) => [
      [`system/gpu_${index}_utilization_percentage`, utilizationPercent],
      [`system/gpu_${index}_memory_usage_megabytes`, memoryMegabytes],
    ]);
  }
}

/** The root, its descendants, and those that stayed in its session when their parents ended. */
function processTree(processes: readonly ProcessInfo[], root: number): ProcessInfo[] {
  const children = Map.groupBy(processes, ({ parent }) => parent);
  const members = new Map<number, ProcessInfo>();
  const waiting = processes.filter(({ pid, group }) => pid === root || group === root);
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    if (members.has(next.pid)) continue;
    members.set(next.pid, next);
    waiting.push(...(children.get(next.pid) ?? []));
  }
  return [...members.values()];
}
