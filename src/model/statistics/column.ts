/** What a run has in a column: a number, a text, or nothing. */
export type Cell = number | string | undefined;

/** A column as statistics can use it: numbers, or kinds. */
export type Column =
  /** NaN where a row has none. */
  | { readonly kind: 'numbers'; readonly values: Float64Array }
  /** Index into `labels`, in the order of their names; −1 where a row has none. */
  | { readonly kind: 'labels'; readonly codes: Int32Array; readonly labels: readonly string[] };

/** Words that languages write for a missing value. */
const missing = new Set(['', 'none', 'null', 'nan', 'na', 'n/a', 'undefined']);
const byName = new Intl.Collator('en', { numeric: true });

/** Reads a column: its rows are numbers when each text that stands for something is one. */
export function columnOf(cells: readonly Cell[]): Column {
  const numbers = cells.map((cell) => numberOf(cell));
  const isNumbers =
    numbers.some((number) => number !== undefined) &&
    cells.every((cell, index) => isMissing(cell) || numbers[index] !== undefined);
  if (isNumbers) {
    return {
      kind: 'numbers',
      values: Float64Array.from(numbers, (number) => number ?? Number.NaN),
    };
  }
  const text = (cell: Cell): string => String(cell ?? '');
  const labels = [...new Set(cells.map((cell) => text(cell)))]
    .filter((label) => label !== '')
    .sort((a, b) => byName.compare(a, b) || (a < b ? -1 : 1));
  const codes = new Map(labels.map((label, code) => [label, code]));
  return {
    kind: 'labels',
    labels,
    codes: Int32Array.from(cells, (cell) => codes.get(text(cell)) ?? -1),
  };
}

/** Numbers that stand for a column in a correlation: its own, or 0 and 1 of two kinds. */
export function numbersOf(column: Column): Float64Array | undefined {
  if (column.kind === 'numbers') return column.values;
  if (column.labels.length !== 2) return undefined;
  return Float64Array.from(column.codes, (code) => (code < 0 ? Number.NaN : code));
}

function isMissing(cell: Cell): boolean {
  return cell === undefined || (typeof cell === 'string' && missing.has(cell.trim().toLowerCase()));
}

function numberOf(cell: Cell): number | undefined {
  if (typeof cell === 'number') return cell;
  if (isMissing(cell)) return undefined;
  const text = String(cell).trim();
  const words: Readonly<Record<string, number>> = { inf: Infinity, '-inf': -Infinity };
  const number = words[text.toLowerCase()] ?? Number(text);
  return Number.isNaN(number) ? undefined : number;
}
