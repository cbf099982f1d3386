import { asNumbers, valueAt } from '../../model/compare/columns.ts';
import { groupBy, groupColumn } from '../../model/compare/groups.ts';
import type {
  CellsFound,
  ColumnRanges,
  ColumnsQuery,
  FindQuery,
  GroupsQuery,
  RunGroups,
} from '../../protocol/compare.ts';
import type { Store } from '../store.ts';
import { readColumns, runKeysOf } from './columnValues.ts';

/** Runs grouped by columns, and what other columns amount to in each group. */
export function runGroups(store: Store, { runIds, by, columns }: GroupsQuery): RunGroups {
  const keys = runKeysOf(store, runIds);
  const groups = groupBy(readColumns(store, keys, by), runIds.length);
  return {
    ...groups,
    columns: readColumns(store, keys, columns).map((data) => groupColumn(groups, data)),
  };
}

/** Between which finite values columns lie. */
export function columnRanges(store: Store, { runIds, columns }: ColumnsQuery): ColumnRanges {
  const keys = runKeysOf(store, runIds);
  const min = new Float64Array(columns.length).fill(Number.NaN);
  const max = new Float64Array(columns.length).fill(Number.NaN);
  for (const [index, column] of columns.entries()) {
    const [read] = readColumns(store, keys, [column]);
    const data = read && asNumbers(read);
    if (data?.kind !== 'number') continue;
    for (const [row, value] of data.values.entries()) {
      if (data.present[row] !== 1 || !Number.isFinite(value)) continue;
      // A comparison with NaN is false, so that the first number takes its place.
      if (!(value >= (min[index] ?? 0))) min[index] = value;
      if (!(value <= (max[index] ?? 0))) max[index] = value;
    }
  }
  return { min, max };
}

/** Cells that hold a text, from the first row on. */
export function findCells(store: Store, query: FindQuery): CellsFound {
  const wanted = query.text.toLowerCase();
  const keys = runKeysOf(store, query.runIds);
  const found: [row: number, column: number][] = [];
  for (const [index, column] of query.columns.entries()) {
    const [data] = readColumns(store, keys, [column]);
    if (data === undefined) continue;
    const suits =
      data.kind === 'text' ? data.words.map((word) => word.toLowerCase().includes(wanted)) : [];
    for (let row = 0; row < keys.length; row += 1) {
      const holds =
        data.kind === 'text'
          ? suits[data.codes[row] ?? -1] === true
          : String(valueAt(data, row) ?? '').includes(wanted);
      if (holds) found.push([row, index]);
    }
  }
  found.sort((a, b) => a[0] - b[0] || a[1] - b[1]);
  const some = found.slice(0, query.limit);
  return {
    rows: Int32Array.from(some, ([row]) => row),
    columns: Int32Array.from(some, ([, column]) => column),
  };
}
