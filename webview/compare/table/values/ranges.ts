import type { ColumnId } from '../../../../src/model/compare/columns.ts';
import type { CompareContext } from '../../tab.ts';

interface Range {
  readonly min: number;
  readonly max: number;
}

/** Between which values the columns in sight lie, over all runs that are shown. */
export class Ranges {
  readonly #request: CompareContext['request'];
  readonly #inStore: (id: ColumnId) => ColumnId;
  readonly #came: () => void;
  readonly #ranges = new Map<ColumnId, Range>();
  #runIds: readonly string[] = [];
  #asking = false;
  #version = 0;

  constructor(
    request: CompareContext['request'],
    inStore: (id: ColumnId) => ColumnId,
    came: () => void,
  ) {
    this.#request = request;
    this.#inStore = inStore;
    this.#came = came;
  }

  /** Another number whenever ranges have come or gone. */
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
    if (runIds !== this.#runIds) {
      this.#runIds = runIds;
      this.#ranges.clear();
      this.#version += 1;
    }
    void this.#fill(columns);
  }

  async #fill(columns: readonly ColumnId[]): Promise<void> {
    const missing = columns.filter((id) => !this.#ranges.has(id) && !id.startsWith('run:'));
    if (this.#asking || missing.length === 0 || this.#runIds.length === 0) return;
    this.#asking = true;
    const runIds = this.#runIds;
    try {
      const { min, max } = await this.#request('ranges', {
        runIds,
        columns: missing.map((id) => this.#inStore(id)),
      });
      if (runIds === this.#runIds) {
        for (const [index, id] of missing.entries()) {
          this.#ranges.set(id, { min: min[index] ?? Number.NaN, max: max[index] ?? Number.NaN });
        }
      }
      this.#version += 1;
      this.#came();
    } catch {
      // Colours are an addition: what is wrong is told where the values are read.
    } finally {
      this.#asking = false;
    }
  }
}
