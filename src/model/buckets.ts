/** Points drawn together: one entry a bucket, all columns of one length. */
export interface Buckets {
  /** x of the bucket's last point. */
  readonly x: Float64Array;
  /** Over the bucket's numbers; NaN when it has none. */
  readonly min: Float64Array;
  readonly max: Float64Array;
  readonly mean: Float64Array;
  readonly last: Float64Array;
  /** How many numbers it has. */
  readonly numbers: Float64Array;
}

/** What buckets are laid over. */
export interface BucketGrid {
  /** On a logarithmic axis buckets are equally wide to the eye; x of 0 and less are left out. */
  readonly scale?: 'linear' | 'logarithmic';
  /** The stretch that is looked at; what lies outside has a bucket of its own on each side. */
  readonly from?: number;
  readonly to?: number;
}

/**
 * Divides a series into buckets of equal width, so that a chart has no more points than it can
 * show, and no spike is lost: a bucket keeps its least, greatest, mean and last value. Empty
 * buckets are left out; with fewer points than buckets each point is a bucket of its own.
 *
 * @param x in ascending order, as long as `values`.
 */
export function bucketSeries(
  x: Float64Array,
  values: Float64Array,
  limit: number,
  grid: BucketGrid = {},
): Buckets {
  if (grid.scale === 'logarithmic' && (x[0] ?? 1) <= 0) {
    const [first] = visiblePart(x, Number.MIN_VALUE, Infinity);
    const positive = (x[first] ?? 1) > 0 ? first : first + 1;
    return bucketSeries(x.subarray(positive), values.subarray(positive), limit, grid);
  }
  const starts = x.length <= limit ? Array.from(x.keys()) : bucketStarts(x, limit, grid);
  const buckets: Buckets = {
    x: new Float64Array(starts.length),
    min: new Float64Array(starts.length),
    max: new Float64Array(starts.length),
    mean: new Float64Array(starts.length),
    last: new Float64Array(starts.length),
    numbers: new Float64Array(starts.length),
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

function bucketStarts(x: Float64Array, limit: number, grid: BucketGrid): number[] {
  const along = grid.scale === 'logarithmic' ? Math.log : (at: number): number => at;
  const first = along(Math.max(x[0] ?? 0, grid.from ?? -Infinity));
  const last = along(Math.min(x.at(-1) ?? 0, grid.to ?? Infinity));
  const width = (last - first) / limit;
  const starts: number[] = [];
  let previous = Number.NaN;
  for (let index = 0; index < x.length; index += 1) {
    const at = along(x[index] ?? 0);
    const bucket = bucketOf(at, first, last, width, limit);
    if (bucket !== previous) starts.push(index);
    previous = bucket;
  }
  return starts;
}

/** −1 and `limit` for what lies outside. */
function bucketOf(at: number, first: number, last: number, width: number, limit: number): number {
  if (at < first) return -1;
  if (at > last) return limit;
  return width > 0 ? Math.min(limit - 1, Math.floor((at - first) / width)) : 0;
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
  buckets.mean[bucket] = numbers > 0 ? meanOf(sum, numbers, min, max) : Number.NaN;
  buckets.last[bucket] = values[end - 1] ?? Number.NaN;
  buckets.numbers[bucket] = numbers;
}

/** Past the greatest number a sum says nothing; the middle of the bucket is near enough there. */
function meanOf(sum: number, numbers: number, min: number, max: number): number {
  if (Number.isFinite(sum) || !Number.isFinite(min) || !Number.isFinite(max)) return sum / numbers;
  return min / 2 + max / 2;
}
