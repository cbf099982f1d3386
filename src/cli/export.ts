import { createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import type { Run } from '../model/run.ts';
import { UserError, errorText } from '../model/errors.ts';
import { reportedMetrics, runReport, toIso, toJsonNumber } from '../store/views/runReport.ts';
import type { Store } from '../store/store.ts';
import { parseArguments } from './arguments.ts';
import { csvLine } from './csv.ts';
import type { Output } from './output.ts';
import { openProjectStore } from './projectStore.ts';
import { UsageError } from './usage.ts';

/** A point of an exported series: step, milliseconds since the epoch, value. */
type ExportedPoint = readonly [step: number, timestamp: number, value: number | string];

/**
 * `trackline export`: all runs, as a CSV table with a line a run, or as a JSON list of run reports
 * with whole series. It writes run by run, so that memory does not grow with the store.
 */
export async function exportRuns(args: readonly string[], output: Output): Promise<number> {
  const { values } = parseArguments({
    args: [...args],
    options: {
      csv: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      experiment: { type: 'string' },
      output: { type: 'string' },
    },
  });
  if (values.csv && values.json) throw new UsageError('Choose one of --csv and --json.');
  const { store } = await openProjectStore(process.cwd(), output);
  try {
    const runs = store.runs.list().filter((run) => isOf(store, run, values.experiment));
    const parts = values.json ? jsonParts(store, runs) : csvParts(store, runs);
    if (values.output === undefined) await pipeline(parts, process.stdout, { end: false });
    else await writeFile(parts, values.output);
    return 0;
  } finally {
    store.close();
  }
}

async function writeFile(parts: AsyncIterable<string>, path: string): Promise<void> {
  try {
    await pipeline(parts, createWriteStream(path));
  } catch (error) {
    throw new UserError(
      `The export could not be written to ${path}: ${errorText(error)}.`,
      'Choose another file.',
      { cause: error },
    );
  }
}

async function* jsonParts(store: Store, runs: readonly Run[]): AsyncGenerator<string> {
  yield '[';
  for (const [index, run] of runs.entries()) {
    const report = await runReport(store, run.id);
    const series = Object.fromEntries(
      Object.keys(report.metrics).map((key) => [key, exportedPoints(store, run.id, key)]),
    );
    yield `${index === 0 ? '' : ','}\n${JSON.stringify({ ...report, series })}`;
  }
  yield '\n]\n';
}

function exportedPoints(store: Store, runId: string, key: string): ExportedPoint[] {
  const { steps, timestamps, values } = store.metrics.points(runId, key);
  return Array.from(steps, (step, index) => [
    step,
    timestamps[index] ?? 0,
    toJsonNumber(values[index] ?? Number.NaN),
  ]);
}

async function* csvParts(store: Store, runs: readonly Run[]): AsyncGenerator<string> {
  const params = columns(store, 'params', runs);
  const metrics = columns(store, 'series', runs);
  const fixed = ['id', 'name', 'experiment', 'status', 'start_time', 'end_time'];
  yield csvLine([
    ...fixed,
    ...params.map((key) => `params.${key}`),
    ...metrics.map((key) => `metrics.${key}`),
  ]);
  for (const run of runs) {
    const ofRun = store.runs.params(run.id);
    const last = reportedMetrics(store.metrics.summaries(run.id));
    yield csvLine([
      run.id,
      run.name,
      store.experiments.get(run.experimentId)?.name ?? run.experimentId,
      run.status,
      toIso(run.startTime),
      run.endTime === undefined ? '' : toIso(run.endTime),
      ...params.map((key) => ofRun[key] ?? ''),
      ...metrics.map((key) => String(last[key]?.last ?? '')),
    ]);
  }
}

/** The names of the parameters or metrics of runs, sorted. */
function columns(store: Store, table: 'params' | 'series', runs: readonly Run[]): string[] {
  return store.database
    .prepare<[string], string>(
      `SELECT DISTINCT ${table}.key FROM ${table} JOIN runs ON runs.pk = run
       WHERE runs.id IN (SELECT value FROM json_each(?)) ORDER BY 1`,
    )
    .pluck()
    .all(JSON.stringify(runs.map(({ id }) => id)));
}

function isOf(store: Store, run: Run, experiment: string | undefined): boolean {
  return experiment === undefined || store.experiments.get(run.experimentId)?.name === experiment;
}
