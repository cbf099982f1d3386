import type { RecordedFacts } from '../../protocol/pipeline.ts';
import { folderOf } from '../service/paths.ts';
import type { LastRun } from '../service/sources.ts';

/** How long an answer of ours waits for what is on record, in milliseconds. */
const patienceMs = 800;

const nothing: RecordedFacts = { metricNames: [], lastRuns: [] };

/** What is known of the project of a folder's files. */
interface Known {
  facts: RecordedFacts;
  fresh: boolean;
  asking: Promise<void> | undefined;
}

/**
 * What is on record of runs, as far as pipeline files are about it. The editor is asked when it is
 * needed and may have changed since; until it has answered, what was known last holds.
 */
export class Recorded {
  readonly #ask: (path: string) => Promise<RecordedFacts>;
  readonly #folders = new Map<string, Known>();
  #shown: RecordedFacts = nothing;

  /** @param ask the editor, about the project that a file belongs to; may fail */
  constructor(ask: (path: string) => Promise<RecordedFacts>) {
    this.#ask = ask;
  }

  /** Something was recorded. */
  changed(): void {
    for (const known of this.#folders.values()) known.fresh = false;
  }

  /** Waits a little while for what is on record now of the project that a file belongs to. */
  async look(path: string): Promise<void> {
    const folder = folderOf(path);
    const known = this.#folders.get(folder) ?? { facts: nothing, fresh: false, asking: undefined };
    this.#folders.set(folder, known);
    if (known.fresh && known.asking === undefined) return;
    known.asking ??= this.#renew(path, known);
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, patienceMs);
    });
    await Promise.race([known.asking, late]);
    clearTimeout(timer);
  }

  /** From now on, what is known of the project that a file belongs to is told. */
  show(path: string): void {
    this.#shown = this.#folders.get(folderOf(path))?.facts ?? nothing;
  }

  /** Names of the metrics that runs have logged. */
  get metricNames(): readonly string[] {
    return this.#shown.metricNames;
  }

  /** The last run of a stage. @param file its dvc.yaml @param stage its name after expansion */
  lastRun(file: string, stage: string): LastRun | undefined {
    return this.#shown.lastRuns.find((run) => run.file === file && run.stage === stage);
  }

  async #renew(path: string, known: Known): Promise<void> {
    known.fresh = true;
    try {
      known.facts = await this.#ask(path);
    } catch {
      // Its tracker is busy or has ended: it is asked again when it is needed again.
      known.fresh = false;
    } finally {
      known.asking = undefined;
    }
  }
}
