import type { MetricPoint } from '../../model/run.ts';
import type { TrackingContext } from '../context.ts';
import { invalid, missingValue } from '../http/errors.ts';
import type { Fields } from '../http/fields.ts';
import { metricMessage } from '../messages.ts';
import { nextPageToken, pageOffset } from '../paging.ts';
import { requireRun } from './runs.ts';
import { sampleSteps } from './sampling.ts';

const bulkLimits = { runs: 100, rows: 25_000, perRun: 2500 } as const;

/** `GET metrics/get-history`: by timestamp, step and value; all of it unless a page is asked for. */
export function getHistory(context: TrackingContext, fields: Fields): object {
  const id = fields.runId();
  const key = fields.requiredText('metric_key');
  const limit = fields.integer('max_results');
  if (limit !== undefined && limit <= 0) {
    throw invalid(
      `Invalid value ${limit} for parameter 'max_results' supplied. It must be a positive integer.`,
    );
  }
  const offset = pageOffset(fields.text('page_token'));
  requireRun(context, id);
  const points = byTime(readPoints(context, id, key));
  const end = limit === undefined ? points.length : offset + limit;
  const page = points.slice(offset, end);
  return {
    ...(page.length > 0 && { metrics: page.map(metricMessage) }),
    ...(end < points.length && { next_page_token: nextPageToken(end) }),
  };
}

/** `GET metrics/get-history-bulk`, which MLflow's own pages use. */
export function getHistoryBulk(context: TrackingContext, fields: Fields): object {
  const ids = fields.texts('run_id');
  if (ids.length === 0) {
    throw invalid('GetMetricHistoryBulk request must specify at least one run_id.');
  }
  if (ids.length > bulkLimits.runs) {
    throw invalid(
      `GetMetricHistoryBulk request cannot specify more than ${bulkLimits.runs} run_ids. Received ${ids.length} run_ids.`,
    );
  }
  const key = fields.text('metric_key');
  if (key === undefined) throw invalid('GetMetricHistoryBulk request must specify a metric_key.');
  const limit = Math.min(fields.integer('max_results') ?? bulkLimits.rows, bulkLimits.rows);
  const rows: object[] = [];
  for (const id of [...new Set(ids)].sort()) {
    if (rows.length >= limit) break;
    for (const point of byTime(readPoints(context, id, key))) {
      rows.push({ ...metricMessage(point), run_id: id });
    }
  }
  return { metrics: rows.slice(0, Math.max(0, limit)) };
}

/** `GET metrics/get-history-bulk-interval`: a sample of the same steps of several runs. */
export function getHistoryBulkInterval(context: TrackingContext, fields: Fields): object {
  const ids = fields.texts('run_ids');
  if (ids.length === 0) throw missingValue('run_ids');
  if (ids.length > bulkLimits.runs) {
    throw invalid(
      `GetMetricHistoryBulkInterval request must specify at most ${bulkLimits.runs} run_ids. Received ${ids.length} run_ids. See the API docs for more information about request parameters.`,
    );
  }
  const key = fields.requiredText('metric_key');
  const limit = fields.integer('max_results') ?? bulkLimits.perRun;
  if (limit < 1 || limit > bulkLimits.perRun) {
    throw invalid(
      `max_results must be between 1 and ${bulkLimits.perRun}. See the API docs for more information about request parameters.`,
    );
  }
  const range = readRange(fields);
  for (const id of ids) requireRun(context, id);
  const series = ids.map((id) => ({ id, points: readPoints(context, id, key) }));
  const steps = sampleSteps(
    series.map(({ points }) => points.map((point) => point.step)),
    limit,
    range,
  );
  const metrics = series.flatMap(({ id, points }) =>
    points
      .filter((point) => steps.has(point.step))
      .slice(0, bulkLimits.rows)
      .map((point) => ({ ...metricMessage(point), run_id: id })),
  );
  return metrics.length === 0 ? {} : { metrics };
}

function readRange(fields: Fields): readonly [number, number] | undefined {
  const start = fields.integer('start_step');
  const end = fields.integer('end_step');
  if (start === undefined && end === undefined) return undefined;
  if (start === undefined || end === undefined) {
    throw invalid('If either start step or end step are specified, both must be specified.');
  }
  if (start > end) {
    throw invalid(
      `end_step must be greater than start_step. Found start_step=${start} and end_step=${end}.`,
    );
  }
  return [start, end];
}

function readPoints(context: TrackingContext, runId: string, key: string): MetricPoint[] {
  const { steps, timestamps, values } = context.store.metrics.points(runId, key);
  return Array.from(steps, (step, index) => ({
    key,
    step,
    timestamp: timestamps[index] ?? 0,
    value: values[index] ?? Number.NaN,
  }));
}

/** By (timestamp, step, value); the points come by (step, timestamp, value). */
function byTime(points: MetricPoint[]): MetricPoint[] {
  return points.sort((a, b) => a.timestamp - b.timestamp || a.step - b.step);
}
