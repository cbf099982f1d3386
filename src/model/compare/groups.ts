import { asNumbers, valueAt, type ColumnData } from './columns.ts';

/** Rows that are alike in some columns. */
export interface Groups {
  /** What the rows of each group have in the columns that were grouped by; `null` for nothing. */
  readonly words: readonly (readonly (string | null)[])[];
  /** How many rows each group has. */
  readonly sizes: Int32Array;
  /** The rows of all groups one after the other, in their own order. */
  readonly members: Int32Array;
}

/** What a number column amounts to in each group. Only finite values are counted. */
export interface GroupStatistics {
  readonly kind: 'number';
  readonly mean: Float64Array;
  /** Sample standard deviation, with n − 1; NaN for fewer than two values. */
  readonly deviation: Float64Array;
  readonly count: Int32Array;
}

/** What a text column amounts to in each group: the word that all have, or how many there are. */
export interface GroupWords {
  readonly kind: 'text';
  readonly words: readonly (string | null)[];
  readonly distinct: Int32Array;
}

/** Groups rows by columns; groups stand in the order of their first rows. */
export function groupBy(columns: readonly ColumnData[], rows: number): Groups {
  const known = new Map<string, number>();
  const words: (string | null)[][] = [];
  const members: number[][] = [];
  for (let row = 0; row < rows; row += 1) {
    const own = columns.map((column) => {
      const value = valueAt(column, row);
      return value === undefined ? null : String(value);
    });
    const name = JSON.stringify(own);
    let group = known.get(name);
    if (group === undefined) {
      group = words.push(own) - 1;
      known.set(name, group);
      members.push([]);
    }
    members[group]?.push(row);
  }
  return {
    words,
    sizes: Int32Array.from(members, (rowsOfGroup) => rowsOfGroup.length),
    members: Int32Array.from(members.flat()),
  };
}

/** What a column amounts to in each group. */
export function groupColumn(groups: Groups, column: ColumnData): GroupStatistics | GroupWords {
  const data = asNumbers(column);
  return data.kind === 'number' ? statistics(groups, data) : wordsOf(groups, data);
}

type NumberData = Extract<ColumnData, { kind: 'number' }>;
type TextData = Extract<ColumnData, { kind: 'text' }>;

function statistics({ sizes, members }: Groups, { values, present }: NumberData): GroupStatistics {
  const mean = new Float64Array(sizes.length).fill(Number.NaN);
  const deviation = new Float64Array(sizes.length).fill(Number.NaN);
  const count = new Int32Array(sizes.length);
  let start = 0;
  for (const [group, size] of sizes.entries()) {
    const numbers: number[] = [];
    for (const row of members.subarray(start, start + size)) {
      const value = values[row] ?? Number.NaN;
      if (present[row] === 1 && Number.isFinite(value)) numbers.push(value);
    }
    start += size;
    count[group] = numbers.length;
    if (numbers.length > 0) mean[group] = meanOf(numbers);
    if (numbers.length > 1) deviation[group] = deviationOf(numbers, mean[group] ?? 0);
  }
  return { kind: 'number', mean, deviation, count };
}

/** By a running mean, since the sum of values near the greatest number is infinite. */
function meanOf(numbers: readonly number[]): number {
  let mean = 0;
  for (const [index, value] of numbers.entries()) {
    mean += value / (index + 1) - mean / (index + 1);
  }
  return mean;
}

/** Scaled by the greatest distance, since its square may be infinite or nothing. */
function deviationOf(numbers: readonly number[], mean: number): number {
  const scale = numbers.reduce((most, value) => Math.max(most, Math.abs(value - mean)), 0);
  if (scale === 0 || !Number.isFinite(scale)) return scale;
  const sum = numbers.reduce((total, value) => total + ((value - mean) / scale) ** 2, 0);
  return scale * Math.sqrt(sum / (numbers.length - 1));
}

function wordsOf({ sizes, members }: Groups, { codes, words }: TextData): GroupWords {
  const distinct = new Int32Array(sizes.length);
  let start = 0;
  const common = Array.from(sizes, (size, group) => {
    const seen = new Set(codes.subarray(0, 0));
    for (const row of members.subarray(start, start + size)) {
      const code = codes[row] ?? -1;
      if (code >= 0) seen.add(code);
    }
    start += size;
    distinct[group] = seen.size;
    const [only] = seen;
    return seen.size === 1 && only !== undefined ? (words[only] ?? null) : null;
  });
  return { kind: 'text', words: common, distinct };
}
