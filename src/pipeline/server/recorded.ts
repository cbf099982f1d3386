import type { RecordedFacts } from '../../protocol/pipeline.ts';
import type { LastRun } from '../service/sources.ts';

/** How long an answer of ours waits for what is on record, in milliseconds. */
const patienceMs = 800;

const nothing: RecordedFacts = { metricNames: [], lastRuns: [] };

/**
 * What is on record of runs, as far as pipeline files are about it. The editor is asked when it is
 * needed and may have changed since; until it has answered, what was known last holds.
 */
export class Recorded {
  readonly #ask: (path: string) => Promise<RecordedFacts>;
  #known: RecordedFacts = nothing;
  #fresh = false;
  #asking: Promise<void> | undefined;

  /** @param ask the editor, about the project that a file belongs to; may fail */
  constructor(ask: (path: string) => Promise<RecordedFacts>) {
    this.#ask = ask;
  }

  /** Something was recorded. */
  changed(): void {
    this.#fresh = false;
  }

  /** Waits a little while for what is on record now. */
  async look(path: string): Promise<void> {
    if (this.#fresh) return;
    this.#asking ??= this.#renew(path);
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, patienceMs);
    });
    await Promise.race([this.#asking, late]);
    clearTimeout(timer);
  }

  /** Names of the metrics that runs have logged. */
  get metricNames(): readonly string[] {
    return this.#known.metricNames;
  }

  /** The last run of a stage. @param file its dvc.yaml @param stage its name after expansion */
  lastRun(file: string, stage: string): LastRun | undefined {
    return this.#known.lastRuns.find((run) => run.file === file && run.stage === stage);
  }

  async #renew(path: string): Promise<void> {
    this.#fresh = true;
    try {
      this.#known = await this.#ask(path);
    } catch {
      // The editor has told the person why; another time it may be able to.
      this.#fresh = false;
    } finally {
      this.#asking = undefined;
    }
  }
}
