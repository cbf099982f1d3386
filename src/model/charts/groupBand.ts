/** A line as points in ascending `x`; values that are no finite numbers are left out. */
export interface Curve {
  readonly x: Float64Array;
  readonly y: Float64Array;
}

/** Several curves as one: columns of one length over common places. */
export interface GroupBand {
  readonly x: Float64Array;
  readonly mean: Float64Array;
  /** Of the sample (divided by n − 1); 0 where one curve alone is. */
  readonly deviation: Float64Array;
  readonly min: Float64Array;
  readonly max: Float64Array;
  /** How many curves reach this place. */
  readonly curves: Float64Array;
}

/**
 * The mean of curves whose points lie at different places: each is taken to go straight from point
 * to point, and counts only from its first to its last one.
 *
 * @param limit of places; with fewer different x than that, these are the places.
 */
export function groupBand(curves: readonly Curve[], limit: number): GroupBand {
  const drawn = curves.map((curve) => finiteOf(curve)).filter(({ x }) => x.length > 0);
  const places = commonPlaces(drawn, limit);
  const column = (): Float64Array => new Float64Array(places.length);
  const band = {
    x: places,
    mean: column(),
    deviation: column(),
    min: column().fill(Infinity),
    max: column().fill(-Infinity),
    curves: column(),
  };
  for (const curve of drawn) addCurve(band, curve);
  for (let at = 0; at < places.length; at += 1) {
    const count = band.curves[at] ?? 0;
    // So far it holds the sum of squared distances.
    band.deviation[at] = count > 1 ? Math.sqrt((band.deviation[at] ?? 0) / (count - 1)) : 0;
  }
  return band;
}

/** Adds one curve by Welford's method, which stays exact where sums of squares would not. */
function addCurve(band: GroupBand, curve: Curve): void {
  let segment = 0;
  for (let at = 0; at < band.x.length; at += 1) {
    const x = band.x[at] ?? 0;
    while (segment < curve.x.length - 1 && (curve.x[segment + 1] ?? 0) <= x) segment += 1;
    const value = valueAt(curve, segment, x);
    if (value === undefined) continue;
    const count = (band.curves[at] ?? 0) + 1;
    const before = band.mean[at] ?? 0;
    const mean = before + value / count - before / count;
    band.curves[at] = count;
    band.mean[at] = mean;
    band.deviation[at] = (band.deviation[at] ?? 0) + (value - before) * (value - mean);
    band.min[at] = Math.min(band.min[at] ?? value, value);
    band.max[at] = Math.max(band.max[at] ?? value, value);
  }
}

function valueAt({ x, y }: Curve, segment: number, at: number): number | undefined {
  const left = x[segment] ?? 0;
  const value = y[segment] ?? 0;
  if (at === left) return value;
  const right = x[segment + 1];
  if (at < left || right === undefined) return undefined;
  const share = (at - left) / (right - left);
  return value * (1 - share) + (y[segment + 1] ?? value) * share;
}

function finiteOf({ x, y }: Curve): Curve {
  const good = (index: number): boolean => Number.isFinite(x[index]) && Number.isFinite(y[index]);
  return { x: x.filter((_, index) => good(index)), y: y.filter((_, index) => good(index)) };
}

function commonPlaces(curves: readonly Curve[], limit: number): Float64Array {
  const all = new Set<number>();
  let low = Infinity;
  let high = -Infinity;
  for (const { x } of curves) {
    low = Math.min(low, x[0] ?? low);
    high = Math.max(high, x.at(-1) ?? high);
    for (const place of x) if (all.size <= limit) all.add(place);
  }
  if (all.size <= limit) return Float64Array.from(all).sort();
  return Float64Array.from(
    { length: limit },
    (_, index) => low + ((high - low) * index) / (limit - 1),
  );
}
