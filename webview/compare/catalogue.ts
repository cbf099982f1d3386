import type { ColumnInfo } from '../../src/model/compare/columns.ts';
import type { CompareScope } from '../../src/protocol/compare.ts';
import type { CompareContext } from './tab.ts';

/** Milliseconds before the columns are counted, when other runs are shown and while runs go on. */
const pause = { otherRuns: 50, news: 3000 } as const;

/** Which runs the columns are those of. */
interface Wanted {
  readonly scope: CompareScope;
  readonly filter: string;
}

/**
 * The columns that the runs have. That there are such columns is known at once; how many runs have
 * each, and whether they differ, takes longer and comes later.
 */
export class Catalogue {
  readonly #request: CompareContext['request'];
  readonly #wanted: () => Wanted;
  readonly #came: () => void;
  #columns: readonly ColumnInfo[] = [];
  #counted = false;
  #counting = false;
  #countedFilter: string | undefined;

  constructor(request: CompareContext['request'], wanted: () => Wanted, came: () => void) {
    this.#request = request;
    this.#wanted = wanted;
    this.#came = came;
  }

  get all(): readonly ColumnInfo[] {
    return this.#columns;
  }

  /** Whether it is known which columns differ. */
  get counted(): boolean {
    return this.#counted;
  }

  /** Which columns there are. */
  async read(): Promise<void> {
    const { scope } = this.#wanted();
    try {
      const found = await this.#request('catalogue', { scope, counted: false });
      if (this.#counted) return;
      this.#columns = found;
      this.#came();
    } catch {
      // The list of runs says what is wrong.
    }
  }

  /** How many runs have each column, and whether they differ. */
  async count(): Promise<void> {
    const { scope, filter } = this.#wanted();
    try {
      const counted = await this.#request('catalogue', { scope, filter, counted: true });
      const now = this.#wanted();
      if (scope !== now.scope || filter !== now.filter) return;
      this.#columns = counted;
      this.#counted = true;
      this.#came();
    } catch {
      // The list of runs says what is wrong; the columns known so far stay.
    }
  }

  /** Counting goes through every value of the shown runs, so that it is not done all the time. */
  countSoon(): void {
    if (this.#counting) return;
    this.#counting = true;
    const isSame = this.#wanted().filter === this.#countedFilter;
    setTimeout(
      () => {
        this.#counting = false;
        this.#countedFilter = this.#wanted().filter;
        void this.count();
      },
      isSame ? pause.news : pause.otherRuns,
    );
  }
}
