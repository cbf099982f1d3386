/**
 * The value below which a share of the values lies, between two values as if these lay evenly
 * (numpy's and R's default). NaN when there are none.
 *
 * @param sorted ascending, without NaN.
 */
export function quantile(sorted: Float64Array, share: number): number {
  if (sorted.length === 0) return Number.NaN;
  const at = Math.min(1, Math.max(0, share)) * (sorted.length - 1);
  const below = Math.floor(at);
  const low = sorted[below] ?? Number.NaN;
  const high = sorted[below + 1] ?? low;
  const between = at - below;
  return between === 0 ? low : low * (1 - between) + high * between;
}

/** Where nearly all values lie, for charts that are to ignore outliers. */
export interface UsualRange {
  readonly low: number;
  readonly high: number;
}

/**
 * The range of the values between two shares, widened by a twentieth; nothing when there is no
 * finite value.
 */
export function usualRange(
  columns: readonly Float64Array[],
  from = 0.05,
  to = 0.95,
): UsualRange | undefined {
  const finite = columns.map((column) => column.filter((value) => Number.isFinite(value)));
  const all = new Float64Array(finite.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const column of finite) {
    all.set(column, at);
    at += column.length;
  }
  if (all.length === 0) return undefined;
  all.sort();
  const [low, high] = [quantile(all, from), quantile(all, to)];
  const margin = high / 20 - low / 20;
  return { low: low - margin, high: high + margin };
}
