/** What many values of one thing amount to, in the unit of the values. */
export interface Statistics {
  readonly median: number;
  readonly min: number;
  readonly max: number;
  /** The least value that 95 of 100 are not above; only where there are enough to tell. */
  readonly p95?: number;
  /** How many values there are. */
  readonly runs: number;
}

/** From this many values on, a 95th percentile says more than the greatest. */
const enoughForP95 = 20;

/**
 * Sums up values that were measured.
 * @throws {Error} when there are none, or one is not a finite number: the measuring went wrong.
 */
export function statistics(values: readonly number[]): Statistics {
  if (values.length === 0 || !values.every(Number.isFinite)) {
    throw new Error(`Nothing was measured: ${JSON.stringify(values)}.`);
  }
  const sorted = [...values].sort((a, b) => a - b);
  const at = (share: number): number =>
    sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
  return {
    median: rounded(median(sorted)),
    min: rounded(at(0)),
    max: rounded(at(1)),
    ...(values.length >= enoughForP95 && { p95: rounded(at(0.95)) }),
    runs: values.length,
  };
}

/** The middle of values in any order. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  const upper = sorted[Math.floor(middle)] ?? Number.NaN;
  const lower = sorted[Math.ceil(middle) - 1] ?? Number.NaN;
  return (lower + upper) / 2;
}

/** Four digits: more would be noise. */
export function rounded(value: number): number {
  return Number(value.toPrecision(4));
}
