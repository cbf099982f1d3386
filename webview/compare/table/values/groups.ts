import type { ColumnId } from '../../../../src/model/compare/columns.ts';
import type { RunGroups } from '../../../../src/protocol/compare.ts';
import type { CompareContext } from '../../tab.ts';

/** Columns that groups are summed up for; more could not be looked at. */
const mostColumns = 300;

/** The groups of the runs that are shown, with what each has on average. */
export class Groups {
  readonly #request: CompareContext['request'];
  readonly #inStore: (id: ColumnId) => ColumnId;
  #told: RunGroups | undefined;
  #columns: ReadonlyMap<ColumnId, number> = new Map();
  #asked = 0;

  constructor(request: CompareContext['request'], inStore: (id: ColumnId) => ColumnId) {
    this.#request = request;
    this.#inStore = inStore;
  }

  /** Nothing as long as they have not come. */
  get told(): RunGroups | undefined {
    return this.#told;
  }

  /** The columns that they were asked for, by their places in the answer. */
  get columns(): ReadonlyMap<ColumnId, number> {
    return this.#columns;
  }

  forget(): void {
    this.#told = undefined;
    this.#asked += 1;
  }

  /** Groups runs by columns; whether that was still wanted when it came. Rejects as requests do. */
  async read(
    runIds: readonly string[],
    by: readonly ColumnId[],
    all: readonly ColumnId[],
  ): Promise<boolean> {
    this.#asked += 1;
    const asked = this.#asked;
    const columns = all.slice(0, mostColumns);
    const told = await this.#request('groups', {
      runIds,
      by: by.map((id) => this.#inStore(id)),
      columns: columns.map((id) => this.#inStore(id)),
    });
    if (asked !== this.#asked) return false;
    this.#told = told;
    this.#columns = new Map(columns.map((id, index) => [id, index]));
    return true;
  }
}
