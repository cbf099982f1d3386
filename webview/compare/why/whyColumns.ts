import { valueAt, type ColumnInfo } from '../../../src/model/compare/columns.ts';
import type { Objective } from '../../../src/model/projectFile.ts';
import type { Cell } from '../../../src/model/statistics/column.ts';
import { columnTitle } from '../table/columns/columnText.ts';
import type { CompareContext } from '../tab.ts';

/** What people call a column; its metric, whichever statistic of it. */
export function columnLabel(id: string): string {
  return id.startsWith('metric') ? id.slice(id.indexOf(':') + 1) : columnTitle(id);
}

/** Columns of metrics: what can be explained. */
export function targets(catalogue: readonly ColumnInfo[]): string[] {
  return catalogue.map(({ id }) => id).filter((id) => id.startsWith('metric:'));
}

/** The column of the objective: that of its best value, which is a statistic of the series. */
export function objectiveColumn({ metric, direction }: Objective): string {
  return `metric.${direction === 'maximize' ? 'max' : 'min'}:${metric}`;
}

/** What a run has of itself, but for what only names it. */
const ofRuns = ['run:start', 'run:duration', 'run:status', 'run:experiment', 'run:user'];

/** Columns that can be set against each other: those that differ between runs. */
export function comparable(catalogue: readonly ColumnInfo[]): string[] {
  const differing = catalogue.filter(({ differs }) => differs !== false);
  return [...ofRuns, ...differing.map(({ id }) => id)];
}

/** Columns that may be the reason: parameters that are not the same in all runs. */
export function causes(catalogue: readonly ColumnInfo[]): string[] {
  return catalogue
    .filter(({ id, differs }) => id.startsWith('param:') && differs !== false)
    .map(({ id }) => id);
}

/** The values of columns for runs, fetched once each until something changes. */
export class WhyColumns {
  readonly #request: CompareContext['request'];
  #runIds: readonly string[] = [];
  #columns = new Map<string, readonly Cell[]>();
  /** Columns whose values are as they were read last. */
  #fresh = new Set<string>();

  constructor(request: CompareContext['request']) {
    this.#request = request;
  }

  get runIds(): readonly string[] {
    return this.#runIds;
  }

  /** Takes other runs. */
  reset(runIds: readonly string[]): void {
    this.#runIds = runIds;
    this.#columns = new Map();
    this.#fresh = new Set();
  }

  /** The values may be others now; they stay until they have been read again. */
  refresh(): void {
    this.#fresh = new Set();
  }

  /** What is known of a column; nothing until it has been read. */
  cells(id: string): readonly Cell[] {
    return this.#columns.get(id) ?? [];
  }

  /** Reads those columns that are not known yet; whether there were any. */
  async read(ids: readonly string[]): Promise<boolean> {
    const fresh = this.#fresh;
    const columns = [...new Set(ids)].filter((id) => !fresh.has(id));
    const runIds = this.#runIds;
    if (columns.length === 0 || runIds.length === 0) return false;
    const answers = await this.#request('columns', { runIds, columns });
    if (runIds !== this.#runIds) return true;
    columns.forEach((id, index) => {
      // What changed while it was read is read once more.
      fresh.add(id);
      const data = answers[index];
      this.#columns.set(
        id,
        runIds.map((_, row) => (data === undefined ? undefined : valueAt(data, row))),
      );
    });
    return true;
  }
}
