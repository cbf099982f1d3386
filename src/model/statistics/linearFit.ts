import { standardised } from './correlation.ts';

/** The straight line nearest to points, by least squares of the vertical distances. */
export interface LinearFit {
  readonly slope: number;
  readonly intercept: number;
  /** The share of the variation that the line explains, from 0 to 1. */
  readonly r2: number;
  /** Points that it was fitted to: those with two finite numbers. */
  readonly points: number;
}

/** Fits a line; nothing when there are fewer than two points, or all have one x. */
export function linearFit(x: Float64Array, y: Float64Array): LinearFit | undefined {
  const both = (index: number): boolean => Number.isFinite(x[index]) && Number.isFinite(y[index]);
  const xs = x.filter((_, index) => both(index));
  const ys = y.filter((_, index) => both(index));
  const across = standardised(xs);
  if (xs.length < 2 || across === undefined) return undefined;
  const upwards = standardised(ys);
  const meanX = meanOf(xs);
  const meanY = meanOf(ys);
  if (upwards === undefined) return { slope: 0, intercept: meanY, r2: 1, points: xs.length };
  const r = across.reduce((sum, value, index) => sum + value * (upwards[index] ?? 0), 0);
  const slope = (r * spread(ys, upwards)) / spread(xs, across);
  return {
    slope,
    intercept: meanY - slope * meanX,
    r2: Math.min(1, r * r),
    points: xs.length,
  };
}

/** Added up by shares, so that it stays finite wherever the values are. */
function meanOf(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value / values.length, 0);
}

/** How much the values stretch what `standardised` made of them. */
function spread(values: Float64Array, scaled: Float64Array): number {
  let low = 0;
  let high = 0;
  scaled.forEach((value, index) => {
    if (value < (scaled[low] ?? 0)) low = index;
    if (value > (scaled[high] ?? 0)) high = index;
  });
  const span = (values[high] ?? 0) - (values[low] ?? 0);
  return span / ((scaled[high] ?? 0) - (scaled[low] ?? 0));
}
