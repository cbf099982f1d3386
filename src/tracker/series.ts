import { bucketSeries, visiblePart } from '../model/buckets.ts';
import type { SeriesBuckets, SeriesQuery } from '../protocol/views.ts';
import type { Store } from '../store/store.ts';

/** Reads and buckets the series that a chart asks for. */
export function seriesBuckets(store: Store, runId: string, query: SeriesQuery): SeriesBuckets {
  const points = store.metrics.points(runId, query.key);
  const [x, values] =
    query.x === 'step'
      ? [points.steps, points.values]
      : byTime(points.timestamps, points.values, store.runs.get(runId)?.startTime ?? 0);
  const [start, end] = visiblePart(x, query.from ?? -Infinity, query.to ?? Infinity);
  const buckets = bucketSeries(x.subarray(start, end), values.subarray(start, end), query.buckets, {
    ...(query.from !== undefined && { from: query.from }),
    ...(query.to !== undefined && { to: query.to }),
  });
  const { min, max, mean, last } = buckets;
  return { key: query.key, count: end - start, x: buckets.x, min, max, mean, last };
}

/** Orders by time; series are kept by step, which need not be the order of time. */
function byTime(
  timestamps: Float64Array,
  values: Float64Array,
  start: number,
): [Float64Array, Float64Array] {
  const order = Array.from(timestamps.keys()).sort(
    (a, b) => (timestamps[a] ?? 0) - (timestamps[b] ?? 0),
  );
  return [
    Float64Array.from(order, (index) => (timestamps[index] ?? 0) - start),
    Float64Array.from(order, (index) => values[index] ?? Number.NaN),
  ];
}
