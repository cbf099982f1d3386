import type { MetricSummary, RunData } from '../../model/run.ts';
import { fromSqlNumber, type Database } from '../database.ts';
import { toRun, type RunRow } from '../tables/runs.ts';

type SummaryRow = [
  run: number,
  key: string,
  last: number | string,
  step: number,
  timestamp: number,
  min: number | null,
  max: number | null,
  count: number,
];

/**
 * Many runs with their parameters, metrics and tags, in the order of their keys: four queries for
 * all of them, since a page of a thousand runs has hundreds of thousands of values.
 */
export function loadRuns(database: Database, keys: readonly number[]): RunData[] {
  const wanted = JSON.stringify(keys);
  const params = readPairs(database, 'params', wanted);
  const tags = readPairs(database, 'tags', wanted);
  const metrics = readSummaries(database, wanted);
  return database
    .prepare<[string], RunRow>(
      `SELECT runs.* FROM json_each(?) AS wanted CROSS JOIN runs ON runs.pk = wanted.value
       ORDER BY wanted.key`,
    )
    .all(wanted)
    .map((row) => ({
      run: toRun(row),
      params: params.get(row.pk) ?? {},
      metrics: metrics.get(row.pk) ?? {},
      tags: tags.get(row.pk) ?? {},
    }));
}

function readPairs(
  database: Database,
  table: 'params' | 'tags',
  wanted: string,
): Map<number, Record<string, string>> {
  const rows = database
    .prepare<[string], [number, string, string]>(
      `SELECT run, ${table}.key, ${table}.value
       FROM json_each(?) AS wanted CROSS JOIN ${table} ON run = wanted.value`,
    )
    .raw()
    .all(wanted);
  const records = new Map<number, Record<string, string>>();
  for (const [run, key, value] of rows) put(records, run, key, value);
  return records;
}

function readSummaries(
  database: Database,
  wanted: string,
): Map<number, Record<string, MetricSummary>> {
  const rows = database
    .prepare<[string], SummaryRow>(
      `SELECT run, series.key, last, step, timestamp, min, max, count
       FROM json_each(?) AS wanted CROSS JOIN series ON run = wanted.value`,
    )
    .raw()
    .all(wanted);
  const records = new Map<number, Record<string, MetricSummary>>();
  for (const [run, key, last, step, timestamp, min, max, count] of rows) {
    put(records, run, key, {
      last: fromSqlNumber(last),
      step,
      timestamp,
      min: fromSqlNumber(min),
      max: fromSqlNumber(max),
      count,
    });
  }
  return records;
}

function put<T>(records: Map<number, Record<string, T>>, run: number, key: string, value: T): void {
  let record = records.get(run);
  if (record === undefined) records.set(run, (record = {}));
  if (key === '__proto__') {
    // Assigning would set the prototype instead.
    Object.defineProperty(record, key, { value, enumerable: true, configurable: true });
  } else {
    record[key] = value;
  }
}
