import { unpackNumber, type ToRunPage } from '../../src/protocol/runPage.ts';
import type { MetricSummary } from '../../src/model/run.ts';
import type { RunDetails, SeriesBuckets } from '../../src/protocol/views.ts';
import { t } from '../shared/text.ts';

type Fields = Readonly<Record<string, unknown>>;

/** What the host has sent; nothing when the message is none of ours. */
export function readMessage(data: unknown): ToRunPage | undefined {
  if (!isRecord(data)) return undefined;
  switch (data['kind']) {
    case 'run':
      return readRun(data);
    case 'gone':
      return { kind: 'gone' };
    case 'failed':
      return { kind: 'failed', sentence: textOf(data['sentence']) };
    case 'series': {
      const { request, series } = data;
      if (typeof request !== 'number' || !Array.isArray(series)) return undefined;
      return { kind: 'series', request, series: series.filter((each) => isSeries(each)) };
    }
    default:
      return undefined;
  }
}

function readRun(data: Fields): ToRunPage {
  const { details, strings, store } = data;
  if (!isDetails(details)) {
    return { kind: 'failed', sentence: t('The editor sent a run that this page cannot read.') };
  }
  const metrics = Object.entries(details.data.metrics).map(([key, summary]) => [
    key,
    readSummary(summary),
  ]);
  const { objective } = details.row;
  const row = {
    ...details.row,
    ...(objective === undefined ? {} : { objective: unpackNumber(objective) }),
  };
  return {
    kind: 'run',
    details: { ...details, row, data: { ...details.data, metrics: Object.fromEntries(metrics) } },
    strings: isRecord(strings) ? (strings as Readonly<Record<string, string>>) : {},
    ...(typeof store === 'string' ? { store } : {}),
  };
}

function readSummary(summary: MetricSummary): MetricSummary {
  return {
    ...summary,
    last: unpackNumber(summary.last),
    min: unpackNumber(summary.min),
    max: unpackNumber(summary.max),
  };
}

/** Looks for the parts that the page stands on; host and page come from one build. */
function isDetails(details: unknown): details is RunDetails {
  if (!isRecord(details)) return false;
  const { row, data, experiment } = details;
  return (
    isRecord(row) &&
    isRecord(row['run']) &&
    typeof row['run']['id'] === 'string' &&
    isRecord(data) &&
    [data['params'], data['metrics'], data['tags'], experiment].every((part) => isRecord(part)) &&
    ['inputs', 'outputs', 'datasets', 'artifacts'].every((list) => Array.isArray(details[list])) &&
    typeof details['logTail'] === 'string'
  );
}

function isSeries(series: unknown): series is SeriesBuckets {
  if (!isRecord(series) || typeof series['key'] !== 'string') return false;
  const x = series['x'];
  return (
    x instanceof Float64Array &&
    ['min', 'max', 'mean', 'last'].every((name) => {
      const column = series[name];
      return column instanceof Float64Array && column.length === x.length;
    })
  );
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function isRecord(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
