import { valueAt, type ColumnId } from '../../../../src/model/compare/columns.ts';
import type { CompareContext } from '../../tab.ts';
import type { Direction } from '../tableState.ts';

type Value = string | number | undefined;

/** Values kept at most, before all that is out of sight is forgotten. */
const mostValues = 1_000_000;

/** Which cells are in sight. */
export interface CellWindow {
  readonly runIds: readonly string[];
  readonly columns: readonly ColumnId[];
}

/** Cells in sight, and those that are likely to be next. */
export interface WantedWindow extends CellWindow {
  readonly ahead: CellWindow | undefined;
}

/**
 * The values of cells in sight and of those that were. What is missing is asked for, one question
 * at a time; values that changed stay until newer ones are there.
 */
export class Cells {
  readonly #request: CompareContext['request'];
  readonly #came: () => void;
  readonly #failed: (sentence: string) => void;
  readonly #directionOf: (metric: string) => Direction | undefined;
  readonly #values = new Map<ColumnId, Map<string, Value>>();
  readonly #stale = new Set<string>();
  readonly #versions = new Map<string, number>();
  #count = 0;
  #window: WantedWindow = { runIds: [], columns: [], ahead: undefined };
  #asking = false;
  /** Whether all of the window is there. */
  #complete = false;

  constructor(parts: {
    readonly request: CompareContext['request'];
    /** New values are there. */
    readonly came: () => void;
    readonly failed: (sentence: string) => void;
    readonly directionOf: (metric: string) => Direction | undefined;
  }) {
    this.#request = parts.request;
    this.#came = parts.came;
    this.#failed = parts.failed;
    this.#directionOf = parts.directionOf;
  }

  /** A value, `undefined` where the run has none or it has not come yet. */
  value(runId: string, column: ColumnId): Value {
    return this.#values.get(column)?.get(runId);
  }

  has(runId: string, column: ColumnId): boolean {
    return this.#values.get(column)?.has(runId) === true;
  }

  /** Another number whenever values of the run have come or gone. */
  versionOf(runId: string): number {
    return this.#versions.get(runId) ?? 0;
  }

  /** Has what is missing in a window come. */
  want(window: WantedWindow): void {
    if (window === this.#window && this.#complete) return;
    this.#window = window;
    void this.#fill();
  }

  /** These runs have changed: their values are read again. */
  refresh(runIds: readonly string[]): void {
    const seen = new Set(this.#window.runIds);
    for (const id of runIds) {
      if (seen.has(id)) this.#stale.add(id);
      else this.#forget(id);
    }
    void this.#fill();
  }

  /** Forgets a column, such as `best` when its direction is another. */
  forgetColumn(column: ColumnId): void {
    const gone = this.#values.get(column);
    for (const id of gone?.keys() ?? []) this.#touch(id);
    this.#count -= gone?.size ?? 0;
    this.#values.delete(column);
    this.#complete = false;
  }

  async #fill(): Promise<void> {
    if (this.#asking) return;
    this.#asking = true;
    this.#complete = false;
    try {
      for (let asked = this.#next(); asked !== undefined; asked = this.#next()) {
        await this.#ask(asked);
        this.#came();
      }
      this.#complete = true;
    } catch (error) {
      this.#failed(error instanceof Error ? error.message : String(error));
    } finally {
      this.#asking = false;
    }
  }

  /** What is asked for next: nobody waits for what is out of sight. */
  #next(): CellWindow | undefined {
    const { ahead } = this.#window;
    return this.#missing(this.#window) ?? (ahead && this.#missing(ahead));
  }

  #missing({ runIds, columns }: CellWindow): CellWindow | undefined {
    const rows = runIds.filter(
      (id) => this.#stale.has(id) || columns.some((column) => !this.has(id, column)),
    );
    const lacking = columns.filter((column) =>
      rows.some((id) => this.#stale.has(id) || !this.has(id, column)),
    );
    return rows.length === 0 || lacking.length === 0
      ? undefined
      : { runIds: rows, columns: lacking };
  }

  async #ask({ runIds, columns }: CellWindow): Promise<void> {
    const fresh = runIds.filter((id) => this.#stale.has(id));
    for (const id of fresh) {
      this.#stale.delete(id);
      this.#touch(id);
      // Only what is in this window is asked for; the rest of the row is out of date.
      for (const [column, values] of this.#values) {
        if (!columns.includes(column) && values.delete(id)) this.#count -= 1;
      }
    }
    const data = await this.#request('columns', {
      runIds,
      columns: columns.map((id) => this.inStore(id)),
    });
    if (this.#count > mostValues) {
      for (const id of this.#versions.keys()) this.#touch(id);
      this.#values.clear();
      this.#count = 0;
    }
    for (const id of runIds) this.#touch(id);
    for (const [index, column] of columns.entries()) {
      const values = this.#values.get(column) ?? new Map<string, Value>();
      this.#values.set(column, values);
      const came = data[index];
      for (const [row, id] of runIds.entries()) {
        if (!values.has(id)) this.#count += 1;
        values.set(id, came && valueAt(came, row));
      }
    }
  }

  /** The column that the store knows: the best is the least or the greatest. */
  inStore(id: ColumnId): ColumnId {
    if (!id.startsWith('metric.best:')) return id;
    const key = id.slice('metric.best:'.length);
    return `metric.${this.#directionOf(key) === 'minimize' ? 'min' : 'max'}:${key}`;
  }

  #touch(runId: string): void {
    this.#versions.set(runId, this.versionOf(runId) + 1);
  }

  #forget(runId: string): void {
    this.#touch(runId);
    for (const values of this.#values.values()) if (values.delete(runId)) this.#count -= 1;
  }
}
