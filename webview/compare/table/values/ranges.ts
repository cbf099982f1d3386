import type { ColumnId } from '../../../../src/model/compare/columns.ts';
import type { CompareContext } from '../../tab.ts';

interface Range {
  readonly min: number;
  readonly max: number;
  /** Counts what was shown and told of the store until it was read. */
  readonly state: number;
}

/**
 * Milliseconds before the ranges are read again while runs go on, and how many times as long as a
 * reading takes that is at least: it goes through every value of the columns in sight.
 */
const pause = { least: 2000, times: 10 } as const;

/**
 * Between which values the columns in sight lie, over all runs that are shown. What is known stays
 * until something else has come, so that no colour goes and comes back.
 */
export class Ranges {
  readonly #request: CompareContext['request'];
  readonly #inStore: (id: ColumnId) => ColumnId;
  readonly #came: () => void;
  readonly #ranges = new Map<ColumnId, Range>();
  #runIds: readonly string[] = [];
  #columns: readonly ColumnId[] = [];
  #asking = false;
  #version = 0;
  #state = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** Milliseconds that the last reading took. */
  #took = 0;

  constructor(
    request: CompareContext['request'],
    inStore: (id: ColumnId) => ColumnId,
    came: () => void,
  ) {
    this.#request = request;
    this.#inStore = inStore;
    this.#came = came;
  }

  /** Another number whenever a range has come or is another. */
  get version(): number {
    return this.#version;
  }

  /** Where a value lies between the least (0) and the greatest (1); nothing where all are one. */
  share(id: ColumnId, value: number): number | undefined {
    const range = this.#ranges.get(id);
    if (range === undefined || !(range.max > range.min) || !Number.isFinite(value))
      return undefined;
    // Halved, since the distance of two finite numbers may be infinite.
    const share = (value / 2 - range.min / 2) / (range.max / 2 - range.min / 2);
    return Math.min(1, Math.max(0, share));
  }

  /** Has the ranges of these columns come, over these runs. */
  want(runIds: readonly string[], columns: readonly ColumnId[]): void {
    if (!areSame(runIds, this.#runIds)) this.#state += 1;
    this.#runIds = runIds;
    this.#columns = columns;
    void this.#fill();
  }

  /** Values have changed: the ranges in sight are read again in a while. */
  follow(): void {
    this.#timer ??= setTimeout(
      () => {
        this.#timer = undefined;
        this.#state += 1;
        void this.#fill();
      },
      Math.max(pause.least, pause.times * this.#took),
    );
  }

  /** Nobody looks: whatever changes until ranges are wanted again, they are read then. */
  rest(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#state += 1;
  }

  async #fill(): Promise<void> {
    const state = this.#state;
    const missing = this.#columns.filter(
      (id) => this.#ranges.get(id)?.state !== state && !id.startsWith('run:'),
    );
    if (this.#asking || missing.length === 0 || this.#runIds.length === 0) return;
    this.#asking = true;
    const asked = performance.now();
    const runIds = this.#runIds;
    try {
      const { min, max } = await this.#request('ranges', {
        runIds,
        columns: missing.map((id) => this.#inStore(id)),
      });
      this.#took = performance.now() - asked;
      const before = this.#version;
      if (areSame(runIds, this.#runIds)) {
        for (const [index, id] of missing.entries()) {
          this.#take(id, { min: min[index] ?? Number.NaN, max: max[index] ?? Number.NaN, state });
        }
      }
      if (this.#version !== before) this.#came();
    } catch {
      // Colours are an addition: what is wrong is told where the values are read.
      return;
    } finally {
      this.#asking = false;
    }
    // Others may have come into sight meanwhile.
    void this.#fill();
  }

  #take(id: ColumnId, range: Range): void {
    const known = this.#ranges.get(id);
    this.#ranges.set(id, range);
    const isSame =
      known !== undefined && Object.is(known.min, range.min) && Object.is(known.max, range.max);
    if (!isSame) this.#version += 1;
  }
}

function areSame(some: readonly string[], others: readonly string[]): boolean {
  if (some === others) return true;
  return some.length === others.length && some.every((id, index) => id === others[index]);
}
