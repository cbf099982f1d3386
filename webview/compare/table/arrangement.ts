import type { ComparePage } from '../page.ts';
import { shownColumns } from './columns/columnChoice.ts';
import { layOut, type ColumnLayout } from './columns/columnLayout.ts';
import { groupRows, runRows, type Row } from './rows.ts';
import { readTableState, type TableState } from './tableState.ts';
import type { Groups } from './values/groups.ts';

/** Which columns and rows the table has, and in which order. */
export class Arrangement {
  readonly #page: ComparePage;
  readonly #state: () => TableState;
  readonly #groups: Groups;
  #layout: ColumnLayout = layOut([], readTableState(undefined));
  #rows: readonly Row[] = [];
  #runIds: readonly string[] = [];

  constructor(page: ComparePage, state: () => TableState, groups: Groups) {
    this.#page = page;
    this.#state = state;
    this.#groups = groups;
  }

  get layout(): ColumnLayout {
    return this.#layout;
  }

  get rows(): readonly Row[] {
    return this.#rows;
  }

  /** Runs that are shown, without those taken out by hand. */
  get runIds(): readonly string[] {
    return this.#runIds;
  }

  /** Arranges what is known now; groups are read by `group`. */
  arrange(): void {
    const page = this.#page;
    const state = this.#state();
    const ids = shownColumns(page.catalogue, page.objective, state);
    this.#layout = layOut(ids, state, page.baseline !== undefined);
    const hidden = new Set(state.hidden);
    this.#runIds = hidden.size === 0 ? page.shown : page.shown.filter((id) => !hidden.has(id));
    if (state.groupBy.length === 0) this.#groups.forget();
    this.#makeRows();
  }

  /** Reads the groups and arranges by them. Rejects as requests do. */
  async group(): Promise<void> {
    const columns = this.#layout.columns.map(({ id }) => id);
    if (await this.#groups.read(this.#runIds, this.#state().groupBy, columns)) this.#makeRows();
  }

  #makeRows(): void {
    const { groupBy, opened } = this.#state();
    const groups = this.#groups.told;
    if (groupBy.length === 0) this.#rows = runRows(this.#runIds);
    else if (groups === undefined) this.#rows = [];
    else this.#rows = groupRows(this.#runIds, groups, new Set(opened));
  }
}
