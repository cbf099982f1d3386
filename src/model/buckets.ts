/** Points drawn together: one entry a bucket, all columns of one length. */
export interface Buckets {
  /** x of the bucket's last point. */
  readonly x: Float64Array;
  /** Over the bucket's numbers; NaN when it has none. */
  readonly min: Float64Array;
  readonly max: Float64Array;
  readonly mean: Float64Array;
  readonly last: Float64Array;
}

/**
 * Divides a series into buckets of equal width, so that a chart has no more points than it can
 * show, and no spike is lost: a bucket keeps its least, greatest, mean and last value. Empty
 * buckets are left out; with fewer points than buckets each point is a bucket of its own.
 *
 * @param x in ascending order, as long as `values`.
 */
export function bucketSeries(x: Float64Array, values: Float64Array, limit: number): Buckets {
  const starts = x.length <= limit ? Array.from(x.keys()) : bucketStarts(x, limit);
  const buckets: Buckets = {
    x: new Float64Array(starts.length),
    min: new Float64Array(starts.length),
    max: new Float64Array(starts.length),
    mean: new Float64Array(starts.length),
    last: new Float64Array(starts.length),
  };
  starts.forEach((start, bucket) => {
    summarise(buckets, bucket, x, values, start, starts[bucket + 1] ?? x.length);
  });
  return buckets;
}

/** The part of a series with `from <= x <= to`, and the points just outside that lines lead to. */
export function visiblePart(
  x: Float64Array,
  from: number,
  to: number,
): [start: number, end: number] {
  const start = x.findIndex((at) => at >= from);
  if (start < 0) return [Math.max(0, x.length - 1), x.length];
  const after = x.findIndex((at) => at > to);
  return [Math.max(0, start - 1), after < 0 ? x.length : after + 1];
}

function bucketStarts(x: Float64Array, limit: number): number[] {
  const first = x[0] ?? 0;
  const width = ((x.at(-1) ?? 0) - first) / limit;
  const starts: number[] = [];
  let previous = -1;
  for (let index = 0; index < x.length; index += 1) {
    const bucket =
      width > 0 ? Math.min(limit - 1, Math.floor(((x[index] ?? 0) - first) / width)) : 0;
    if (bucket !== previous) starts.push(index);
    previous = bucket;
  }
  return starts;
}

function summarise(
  buckets: Buckets,
  bucket: number,
  x: Float64Array,
  values: Float64Array,
  start: number,
  end: number,
): void {
  let min = Infinity;
  let max = -Infinity;
  let sum = 0;
  let numbers = 0;
  for (let index = start; index < end; index += 1) {
    const value = values[index] ?? Number.NaN;
    if (Number.isNaN(value)) continue;
    if (value < min) min = value;
    if (value > max) max = value;
    sum += value;
    numbers += 1;
  }
  buckets.x[bucket] = x[end - 1] ?? Number.NaN;
  buckets.min[bucket] = numbers > 0 ? min : Number.NaN;
  buckets.max[bucket] = numbers > 0 ? max : Number.NaN;
  buckets.mean[bucket] = numbers > 0 ? sum / numbers : Number.NaN;
  buckets.last[bucket] = values[end - 1] ?? Number.NaN;
}
