import { asNumbers, type ColumnData } from './columns.ts';

/** One column of a sorted table, as values that can be compared. */
export interface SortKey {
  readonly data: ColumnData;
  readonly ascending: boolean;
}

/**
 * The order of rows sorted by several columns: indices into the columns. Numbers come before NaN,
 * and what has no value comes last, whichever way a column is sorted; rows that are equal stay as
 * they are.
 */
export function sortedOrder(count: number, keys: readonly SortKey[]): Int32Array {
  let order = new Int32Array(count);
  for (let row = 0; row < count; row += 1) order[row] = row;
  // Each pass leaves equal rows as the passes before it have put them: the last column goes first.
  for (const key of keys.toReversed()) order = sortedBy(order, key);
  return order;
}

/**
 * One stable pass. The values themselves are sorted natively, without a callback for each
 * comparison, which is most of what sorting costs; then each row looks up where its value begins.
 */
function sortedBy(
  order: Int32Array<ArrayBuffer>,
  { data, ascending }: SortKey,
): Int32Array<ArrayBuffer> {
  const column = asNumbers(data);
  const values = column.kind === 'number' ? column.values : ranks(column.words, column.codes);
  const has = (row: number): boolean =>
    column.kind === 'number' ? column.present[row] === 1 : (column.codes[row] ?? -1) >= 0;
  const numbers = new Float64Array(order.length);
  let count = 0;
  let missing = 0;
  for (const row of order) {
    const value = values[row] ?? Number.NaN;
    if (!has(row)) missing += 1;
    // Adding 0 makes of -0 the 0 that it equals.
    else if (!Number.isNaN(value)) numbers[count++] = value + 0;
  }
  const sorted = numbers.subarray(0, count).sort();
  // How many rows of the same value have been put, at the place where that value begins.
  const taken = new Int32Array(count);
  let [nan, none] = [count, order.length - missing];
  const result = new Int32Array(order.length);
  for (const row of order) {
    const value = values[row] ?? Number.NaN;
    if (!has(row)) result[none++] = row;
    else if (Number.isNaN(value)) result[nan++] = row;
    else {
      const from = ascending ? lowerBound(sorted, value) : upperBound(sorted, value);
      const begin = ascending ? from : count - from;
      const at = begin + (taken[begin] ?? 0);
      taken[begin] = (taken[begin] ?? 0) + 1;
      result[at] = row;
    }
  }
  return result;
}

/** How many of the sorted values are less. */
function lowerBound(sorted: Float64Array, value: number): number {
  let [from, to] = [0, sorted.length];
  while (from < to) {
    const middle = (from + to) >>> 1;
    if ((sorted[middle] ?? 0) < value) from = middle + 1;
    else to = middle;
  }
  return from;
}

/** How many of the sorted values are less or the same. */
function upperBound(sorted: Float64Array, value: number): number {
  let [from, to] = [0, sorted.length];
  while (from < to) {
    const middle = (from + to) >>> 1;
    if ((sorted[middle] ?? 0) <= value) from = middle + 1;
    else to = middle;
  }
  return from;
}

/** The places of words among each other, with the numbers in them compared as numbers. */
function ranks(words: readonly string[], codes: Int32Array): Float64Array {
  const keys = words.map((word) =>
    word.toLowerCase().replaceAll(/\d+/g, (digits) => digits.padStart(16, '0')),
  );
  const sorted = Array.from(keys.keys()).sort((a, b) => {
    const [x = '', y = ''] = [keys[a], keys[b]];
    return x < y ? -1 : x > y ? 1 : a - b;
  });
  const rankOf = new Float64Array(words.length);
  for (const [place, word] of sorted.entries()) rankOf[word] = place;
  return Float64Array.from(codes, (code) => rankOf[code] ?? Number.NaN);
}
