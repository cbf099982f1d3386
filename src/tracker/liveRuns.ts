import { existsSync, statSync } from 'node:fs';
import { earlyWarnings, type EarlyWarning } from '../model/earlyWarnings.ts';
import type { Objective } from '../model/projectFile.ts';
import type { Run } from '../model/run.ts';
import { launchFolder } from '../launch/launchFolder.ts';
import { runningRuns } from '../store/views/runRows.ts';
import type { Store } from '../store/store.ts';
import { isSystemMetric } from '../model/systemMetrics.ts';

/** What is told of runs under way. */
export interface LiveRunListener {
  readonly onWarning: (store: Store, run: Run, warning: EarlyWarning) => void;
  readonly onEnd: (store: Store, run: Run) => void;
}

/** Watches the runs under way, and tells each thing about one of them once. */
export class LiveRuns {
  readonly #listener: LiveRunListener;
  /** By store, the runs under way and what was already said of each. */
  readonly #running = new Map<string, Map<string, Set<string>>>();

  constructor(listener: LiveRunListener) {
    this.#listener = listener;
  }

  /** Looks at a store's runs; cheap enough for every few seconds. */
  look(store: Store, objective: Objective | undefined): void {
    const before = this.#running.get(store.root);
    const now = new Map(
      runningRuns(store).map((id) => [id, before?.get(id) ?? new Set<string>()] as const),
    );
    this.#running.set(store.root, now);
    for (const [id, told] of now) this.#warn(store, id, told, objective);
    for (const id of before?.keys() ?? []) {
      const run = now.has(id) ? undefined : store.runs.get(id);
      if (run !== undefined && run.lifecycle === 'active') this.#listener.onEnd(store, run);
    }
  }

  #warn(store: Store, id: string, told: Set<string>, objective: Objective | undefined): void {
    const run = store.runs.get(id);
    if (run === undefined) return;
    const warnings = earlyWarnings({
      metrics: store.metrics.summaries(id),
      objectiveValues:
        objective === undefined
          ? new Float64Array()
          : store.metrics.points(id, objective.metric).values,
      silentMs: silence(store, run),
      ...(objective !== undefined && { objective }),
    });
    for (const warning of warnings) {
      const subject = 'metric' in warning ? `${warning.kind} ${warning.metric}` : warning.kind;
      if (told.has(subject)) continue;
      told.add(subject);
      this.#listener.onWarning(store, run, warning);
    }
  }
}

/** Milliseconds since a run last logged or printed anything; the load of the machine aside. */
function silence(store: Store, run: Run): number {
  const logged = Object.entries(store.metrics.summaries(run.id))
    .filter(([key]) => !isSystemMetric(key))
    .map(([, { timestamp }]) => timestamp);
  const folder = run.launchId === undefined ? undefined : launchFolder(store.root, run.launchId);
  const printed =
    folder !== undefined && existsSync(folder.outputIndex)
      ? statSync(folder.outputIndex).mtimeMs
      : 0;
  return Date.now() - Math.max(run.startTime, printed, ...logged);
}
