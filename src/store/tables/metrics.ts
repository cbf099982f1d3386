import type { MetricPoint, MetricSummary } from '../../model/run.ts';
import type { Changes } from './changes.ts';
import {
  fromSqlNumber,
  toSqlNumber,
  transactionsOf,
  type Database,
  type Transaction,
} from '../database.ts';

/**
 * Where the points of a series come from. When one metric is seen in several places, as when a
 * script prints what it also logs, the most precise one is kept: a stronger source replaces the
 * points of a weaker one, and a weaker one adds nothing to a stronger.
 */
export type MetricSource = 'logged' | 'tensorboard' | 'file' | 'output' | 'system';

const strength: Readonly<Record<MetricSource, number>> = {
  output: 0,
  file: 1,
  tensorboard: 2,
  system: 3,
  logged: 4,
};

interface SeriesRow {
  readonly id: number;
  readonly source: MetricSource;
  last: number | string;
  step: number;
  timestamp: number;
  min: number | null;
  max: number | null;
  count: number;
}

/** A series as columns, ordered by (step, timestamp, value). */
export interface SeriesPoints {
  readonly steps: Float64Array;
  readonly timestamps: Float64Array;
  readonly values: Float64Array;
}

/** Series of runs: their points, and a summary of each that tables read instead. */
export class Metrics {
  readonly #database: Database;
  readonly #transaction: Transaction;
  readonly #changes: Changes;
  readonly #runKey;
  readonly #seriesOf;
  readonly #insertSeries;
  readonly #updateSeries;
  readonly #insertPoint;
  readonly #summaries;
  readonly #points;

  constructor(database: Database, changes: Changes) {
    this.#database = database;
    this.#changes = changes;
    this.#transaction = transactionsOf(database);
    this.#runKey = database.prepare<[string], number>('SELECT pk FROM runs WHERE id = ?').pluck();
    this.#seriesOf = database.prepare<[number, string], SeriesRow>(
      `SELECT id, source, last, step, timestamp, min, max, count FROM series
       WHERE run = ? AND key = ?`,
    );
    this.#insertSeries = database.prepare(
      `INSERT INTO series (run, key, source, last, step, timestamp, min, max, count)
       VALUES (?, ?, ?, 0, 0, 0, NULL, NULL, 0)`,
    );
    this.#updateSeries = database.prepare(
      `UPDATE series SET source = ?, last = ?, step = ?, timestamp = ?, min = ?, max = ?, count = ?
       WHERE id = ?`,
    );
    this.#insertPoint = database.prepare<[number, number, number, number | string]>(
      'INSERT OR IGNORE INTO points VALUES (?, ?, ?, ?)',
    );
    this.#summaries = database
      .prepare<
        [string],
        [string, number | string, number, number, number | null, number | null, number]
      >(
        `SELECT key, last, step, timestamp, min, max, count FROM series
         WHERE run = (SELECT pk FROM runs WHERE id = ?) ORDER BY key`,
      )
      .raw();
    this.#points = database
      .prepare<[string, string, number, number], [number, number, number | string]>(
        `SELECT step, timestamp, value FROM points
         WHERE series = (SELECT id FROM series
                         WHERE run = (SELECT pk FROM runs WHERE id = ?) AND key = ?)
           AND step >= ? AND step <= ?
         ORDER BY step, timestamp, value`,
      )
      .raw();
  }

  /**
   * Writes points in one transaction, or in the one under way. A point that is there already is not written again, so that
   * a client may repeat a request.
   *
   * @returns whether there is such a run.
   */
  log(runId: string, points: readonly MetricPoint[], source: MetricSource): boolean {
    const write = (): boolean => {
      const run = this.#runKey.get(runId);
      if (run === undefined) return false;
      for (const [key, ofKey] of Map.groupBy(points, (point) => point.key)) {
        this.#logSeries(run, key, ofKey, source);
      }
      this.#changes.touch('run', runId);
      return true;
    };
    // Called for every value that is logged: part of the transaction under way, if there is one.
    return this.#database.inTransaction ? write() : this.#transaction(write);
  }

  /** Summaries of all series of a run, by name. */
  summaries(runId: string): Record<string, MetricSummary> {
    return Object.fromEntries(
      this.#summaries.all(runId).map(([key, last, step, timestamp, min, max, count]) => [
        key,
        {
          last: fromSqlNumber(last),
          step,
          timestamp,
          min: fromSqlNumber(min),
          max: fromSqlNumber(max),
          count,
        },
      ]),
    );
  }

  /** The points of one series with `from <= step <= to`; empty when there is no such series. */
  points(runId: string, key: string, from = -Infinity, to = Infinity): SeriesPoints {
    const rows = this.#points.all(runId, key, from, to);
    const points = {
      steps: new Float64Array(rows.length),
      timestamps: new Float64Array(rows.length),
      values: new Float64Array(rows.length),
    };
    rows.forEach(([step, timestamp, value], index) => {
      points.steps[index] = step;
      points.timestamps[index] = timestamp;
      points.values[index] = fromSqlNumber(value);
    });
    return points;
  }

  #logSeries(run: number, key: string, points: readonly MetricPoint[], source: MetricSource): void {
    const series = this.#openSeries(run, key, source);
    if (series === undefined) return;
    for (const point of points) {
      // -0 and 0 are one step and one value to everybody but Object.is.
      const step = point.step + 0;
      const value = point.value + 0;
      const timestamp = Math.trunc(point.timestamp);
      const written = this.#insertPoint.run(series.id, step, timestamp, toSqlNumber(value));
      if (written.changes > 0) summarise(series, step, timestamp, value);
    }
    this.#updateSeries.run(
      source,
      series.last,
      series.step,
      series.timestamp,
      series.min,
      series.max,
      series.count,
      series.id,
    );
  }

  /** The series to write to, emptied when it held points of a weaker source. */
  #openSeries(run: number, key: string, source: MetricSource): SeriesRow | undefined {
    const known = this.#seriesOf.get(run, key);
    const empty = { last: 0, step: 0, timestamp: 0, min: null, max: null, count: 0 };
    if (known === undefined) {
      const { lastInsertRowid } = this.#insertSeries.run(run, key, source);
      return { id: Number(lastInsertRowid), source, ...empty };
    }
    if (strength[known.source] > strength[source]) return undefined;
    if (strength[known.source] === strength[source]) return known;
    this.#database.prepare('DELETE FROM points WHERE series = ?').run(known.id);
    return { id: known.id, source, ...empty };
  }
}

function summarise(series: SeriesRow, step: number, timestamp: number, value: number): void {
  const last = fromSqlNumber(series.last);
  if (
    series.count === 0 ||
    step > series.step ||
    (step === series.step &&
      (timestamp > series.timestamp ||
        (timestamp === series.timestamp && !(value < last) && !Number.isNaN(value)) ||
        (timestamp === series.timestamp && Number.isNaN(last))))
  ) {
    series.last = toSqlNumber(value);
    series.step = step;
    series.timestamp = timestamp;
  }
  if (!Number.isNaN(value)) {
    series.min = Math.min(series.min ?? value, value);
    series.max = Math.max(series.max ?? value, value);
  }
  series.count += 1;
}
