import { metricGroups, type MetricGroup } from './metricGroups.ts';

/** Milliseconds between two questions while the runs go on. */
const pause = 2000;

interface Grouped {
  readonly names: readonly string[] | undefined;
  readonly search: string;
  readonly objective: string | undefined;
  readonly groups: readonly MetricGroup[];
}

/** Which metrics the chosen runs have. */
export class MetricNames {
  readonly #ask: (runIds: readonly string[]) => Promise<readonly string[]>;
  #names: readonly string[] | undefined;
  #askedFor = '';
  #notBefore = 0;
  #grouped: Grouped | undefined;

  constructor(ask: (runIds: readonly string[]) => Promise<readonly string[]>) {
    this.#ask = ask;
  }

  /** Nothing as long as they have not come. */
  get all(): readonly string[] | undefined {
    return this.#names;
  }

  /**
   * Asks for the metrics of these runs: `again` also when they were asked for, since new ones come
   * while the runs go on. Whether something came. Rejects as requests do.
   */
  async read(runIds: readonly string[], again: boolean): Promise<boolean> {
    const asked = runIds.join(' ');
    if (asked === this.#askedFor && (!again || Date.now() < this.#notBefore)) return false;
    this.#askedFor = asked;
    this.#notBefore = Date.now() + pause;
    try {
      const names = await this.#ask(runIds);
      if (asked !== this.#askedFor) return false;
      this.#names = names;
      return true;
    } catch (error) {
      this.#askedFor = '';
      throw error;
    }
  }

  /** The metrics that a search leaves; thousands are grouped only when something is new. */
  grouped(search: string, objective: string | undefined): readonly MetricGroup[] {
    const known = this.#grouped;
    if (
      known !== undefined &&
      known.names === this.#names &&
      known.search === search &&
      known.objective === objective
    ) {
      return known.groups;
    }
    const groups = metricGroups(this.#names ?? [], search, objective);
    this.#grouped = { names: this.#names, search, objective, groups };
    return groups;
  }
}
