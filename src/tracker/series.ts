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
  return {
    key: query.key,
    count: end - start,
    ...bucketSeries(x.subarray(start, end), values.subarray(start, end), query.buckets),
  };
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
