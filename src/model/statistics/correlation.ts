/** How two columns go together, over the rows that have a finite number in both. */
export interface Correlation {
  /** From −1 to 1; NaN when a column does not vary, or there are fewer than two rows. */
  readonly value: number;
  readonly rows: number;
}

export type CorrelationMethod = 'pearson' | 'spearman';

/** The correlation of two columns of one length. */
export function correlation(
  a: Float64Array,
  b: Float64Array,
  method: CorrelationMethod,
): Correlation {
  const both = (index: number): boolean => Number.isFinite(a[index]) && Number.isFinite(b[index]);
  const left = a.filter((_, index) => both(index));
  const right = b.filter((_, index) => both(index));
  const value = method === 'pearson' ? pearson(left, right) : pearson(ranks(left), ranks(right));
  return { value, rows: left.length };
}

/** The rank of each value from 1; equal values share the mean of their ranks. */
export function ranks(values: Float64Array): Float64Array {
  const order = Uint32Array.from(values.keys()).sort(
    (one, other) => (values[one] ?? 0) - (values[other] ?? 0),
  );
  const ranked = new Float64Array(values.length);
  let start = 0;
  while (start < order.length) {
    const value = values[order[start] ?? 0];
    let end = start + 1;
    while (end < order.length && values[order[end] ?? 0] === value) end += 1;
    const rank = (start + 1 + end) / 2;
    for (const index of order.subarray(start, end)) ranked[index] = rank;
    start = end;
  }
  return ranked;
}

function pearson(a: Float64Array, b: Float64Array): number {
  if (a.length < 2) return Number.NaN;
  const left = standardised(a);
  const right = standardised(b);
  if (left === undefined || right === undefined) return Number.NaN;
  const sum = left.reduce((total, value, index) => total + value * (right[index] ?? 0), 0);
  return Math.min(1, Math.max(-1, sum));
}

/**
 * Distances from the mean, the squares of which add up to 1; nothing when the values do not vary.
 * They are brought to a size of 1 first, since squares of 1e200 are past the greatest number.
 */
export function standardised(values: Float64Array): Float64Array | undefined {
  const size = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  if (size === 0) return undefined;
  const scaled = values.map((value) => value / size);
  const mean = scaled.reduce((sum, value) => sum + value, 0) / scaled.length;
  const centred = scaled.map((value) => value - mean);
  const norm = Math.sqrt(centred.reduce((sum, value) => sum + value * value, 0));
  // Equal values have a mean that is off by what rounding does.
  if (norm <= 1e-13 * Math.sqrt(values.length)) return undefined;
  return centred.map((value) => value / norm);
}
