/*
 * The exponential moving average that trackers smooth curves with, freed from its bias towards
 * zero at the beginning: with weight w the k-th value counts w^(n-k), and the sum is divided by
 * the sum of these weights. A value that is no finite number stays as it is and counts nothing.
 */

/** Values to be smoothed, and of how many points each is the mean; 1 where it is not said. */
export interface Smoothable {
  readonly values: Float64Array;
  readonly points?: Float64Array;
}

/** A weight of 1 would never move. */
const heaviest = 0.9999;

/**
 * Smooths a series. A mean of n points pulls as n points with that value would, so that a series
 * in buckets comes out as the whole one does.
 *
 * @param weight from 0 (nothing is smoothed) to 1.
 * @param lead what came before, when `series` is a part: the average begins with it.
 */
export function smoothed(series: Smoothable, weight: number, lead?: Smoothable): Float64Array {
  const average = new MovingAverage(Math.min(heaviest, Math.max(0, weight)));
  lead?.values.forEach((value, index) => average.next(value, lead.points?.[index] ?? 1));
  return series.values.map((value, index) => average.next(value, series.points?.[index] ?? 1));
}

class MovingAverage {
  readonly #weight: number;
  #sum = 0;
  /** What the weights of all values so far add up to; it tends to 1. */
  #total = 0;

  constructor(weight: number) {
    this.#weight = weight;
  }

  next(value: number, points: number): number {
    if (!Number.isFinite(value) || points <= 0) return value;
    const kept = this.#weight ** points;
    this.#sum = this.#sum * kept + value * (1 - kept);
    this.#total = this.#total * kept + (1 - kept);
    return this.#sum / this.#total;
  }
}
