import { bucketSeries, visiblePart } from '../../model/buckets.ts';
import type { ManySeriesQuery, RunSeries } from '../../protocol/compare.ts';
import type { SeriesPoints } from '../../store/tables/metrics.ts';
import type { Store } from '../../store/store.ts';

/** Reads and buckets one metric of many runs; those that are deleted have nothing to show. */
export function manySeries(store: Store, query: ManySeriesQuery): RunSeries[] {
  return query.runIds.flatMap((runId): RunSeries[] => {
    const run = store.runs.get(runId);
    if (run?.lifecycle !== 'active') return [];
    const points = store.metrics.points(runId, query.key);
    if (points.steps.length === 0) return [];
    const start = query.x === 'relative' ? run.startTime : 0;
    const [x, values] = query.x === 'step' ? [points.steps, points.values] : byTime(points, start);
    const [from, to] = visiblePart(x, query.from ?? -Infinity, query.to ?? Infinity);
    if (from === to) return [];
    return [
      {
        runId,
        key: query.key,
        count: to - from,
        ...bucketSeries(x.subarray(from, to), values.subarray(from, to), query.buckets, {
          ...(query.scale !== undefined && { scale: query.scale }),
          ...(query.from !== undefined && { from: query.from }),
          ...(query.to !== undefined && { to: query.to }),
        }),
      },
    ];
  });
}

/** Orders by time since `start`; series are kept by step, which need not be the order of time. */
function byTime(
  { timestamps, values }: SeriesPoints,
  start: number,
): [x: Float64Array, values: Float64Array] {
  const isOrdered = timestamps.every((time, index) => (timestamps[index - 1] ?? -Infinity) <= time);
  if (isOrdered) return [timestamps.map((time) => time - start), values];
  const order = Array.from(timestamps.keys()).sort(
    (a, b) => (timestamps[a] ?? 0) - (timestamps[b] ?? 0),
  );
  return [
    Float64Array.from(order, (index) => (timestamps[index] ?? 0) - start),
    Float64Array.from(order, (index) => values[index] ?? Number.NaN),
  ];
}
