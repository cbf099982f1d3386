import type { Experiment, LifecycleStage, Run } from '../../model/run.ts';
import { tagNames } from '../../model/run.ts';
import type { ExperimentRow, RunFilter, RunRow, RunsPage } from '../../protocol/views.ts';
import { fromSqlNumber } from '../database.ts';
import type { Store } from '../store.ts';

/** Which runs are asked for, where a filter that only the caller understands leaves a few. */
export interface RunScope extends RunFilter {
  /** Only these, by the store's own keys. */
  readonly keys?: readonly number[];
}

/** Which of the rows of `runs`, in SQL. */
export interface Condition {
  readonly sql: string;
  readonly values: readonly (string | number)[];
}

/** Experiments that have a run which the filter leaves, and how many. */
export function experimentRows(store: Store, filter: RunScope): ExperimentRow[] {
  const condition = inView(filter);
  const rows = store.database
    .prepare<(string | number)[], { experiment: number; runs: number; running: number }>(
      `SELECT experiment, count(*) AS runs, sum(status = 'RUNNING') AS running
       FROM runs WHERE ${condition.sql} GROUP BY experiment ORDER BY max(start_time) DESC`,
    )
    .all(...condition.values);
  return rows.flatMap((row) => {
    const experiment: Experiment | undefined = store.experiments.get(String(row.experiment));
    return experiment === undefined ? [] : [{ experiment, runs: row.runs, running: row.running }];
  });
}

/** A page of one experiment's runs, newest first. */
export function runsPage(
  store: Store,
  experimentId: string,
  filter: RunScope,
  page: { readonly offset: number; readonly limit: number },
  objectiveMetric: string | undefined,
): RunsPage {
  const condition = inView(filter);
  const where = `experiment = ? AND ${condition.sql}`;
  const values = [Number(experimentId), ...condition.values];
  const ids = store.database
    .prepare<(string | number)[], string>(
      `SELECT id FROM runs WHERE ${where} ORDER BY start_time DESC, id LIMIT ? OFFSET ?`,
    )
    .pluck()
    .all(...values, page.limit, page.offset);
  const total = store.database
    .prepare<(string | number)[], number>(`SELECT count(*) FROM runs WHERE ${where}`)
    .pluck()
    .get(...values);
  return {
    total: total ?? 0,
    rows: ids.flatMap((id) => {
      const run = store.runs.get(id);
      return run === undefined ? [] : [runRow(store, run, objectiveMetric)];
    }),
  };
}

/** Identifiers of the runs that are under way. */
export function runningRuns(store: Store): string[] {
  return store.database
    .prepare<[], string>(
      `SELECT id FROM runs WHERE status = 'RUNNING' AND lifecycle = 'active' ORDER BY start_time`,
    )
    .pluck()
    .all();
}

export function runRow(store: Store, run: Run, objectiveMetric: string | undefined): RunRow {
  const tags = store.runs.tags(run.id);
  const objective =
    objectiveMetric === undefined ? undefined : lastValue(store, run.id, objectiveMetric);
  return {
    run,
    starred: tags[tagNames.star] === 'true',
    archived: tags[tagNames.archived] === 'true',
    note: tags[tagNames.note] ?? '',
    tags: Object.fromEntries(
      Object.entries(tags).filter(([key]) => !/^(mlflow|trackline)\./.test(key)),
    ),
    ...(objective !== undefined && { objective }),
    ...partOf(store, tags),
  };
}

/** Runs below another one, as MLflow nests them; the other may be gone. */
function partOf(store: Store, tags: Readonly<Record<string, string>>): Pick<RunRow, 'partOf'> {
  const parent = tags[tagNames.parentRun];
  const name = parent === undefined ? undefined : store.runs.get(parent)?.name;
  return name === undefined ? {} : { partOf: name };
}

function lastValue(store: Store, runId: string, key: string): number | undefined {
  const value = store.database
    .prepare<[string, string], number | string>(
      'SELECT last FROM series WHERE run = (SELECT pk FROM runs WHERE id = ?) AND key = ?',
    )
    .pluck()
    .get(runId, key);
  return value === undefined ? undefined : fromSqlNumber(value);
}

/** The runs that a filter leaves. */
export function inView(filter: RunScope): Condition {
  const lifecycle: LifecycleStage = filter.show === 'deleted' ? 'deleted' : 'active';
  const parts: Condition[] = [{ sql: 'lifecycle = ?', values: [lifecycle] }];
  if (filter.show === 'starred') parts.push(hasTag(tagNames.star, true));
  if (filter.show === 'archived') parts.push(hasTag(tagNames.archived, true));
  if (filter.show === 'active') parts.push(hasTag(tagNames.archived, false));
  const text = filter.text?.trim() ?? '';
  if (text !== '') parts.push(containing(text));
  if (filter.keys !== undefined) {
    parts.push({
      sql: 'pk IN (SELECT value FROM json_each(?))',
      values: [JSON.stringify(filter.keys)],
    });
  }
  return {
    sql: parts.map((part) => part.sql).join(' AND '),
    values: parts.flatMap((part) => part.values),
  };
}

function hasTag(key: string, wanted: boolean): Condition {
  return {
    sql: `${wanted ? '' : 'NOT '}EXISTS (SELECT 1 FROM tags WHERE run = runs.pk AND key = ? AND value = 'true')`,
    values: [key],
  };
}

function containing(text: string): Condition {
  const pattern = likePattern(text);
  const alternatives: Condition[] = [
    { sql: `name LIKE ? ESCAPE '\\'`, values: [pattern] },
    { sql: 'substr(id, 1, length(?)) = lower(?)', values: [text, text] },
    {
      sql: `EXISTS (SELECT 1 FROM tags WHERE run = runs.pk
              AND (key NOT LIKE 'mlflow.%' AND key NOT LIKE 'trackline.%' OR key = '${tagNames.note}')
              AND (value LIKE ? ESCAPE '\\' OR key LIKE ? ESCAPE '\\'))`,
      values: [pattern, pattern],
    },
  ];
  const at = text.indexOf('=');
  if (at > 0) {
    alternatives.push({
      sql: `EXISTS (SELECT 1 FROM params WHERE run = runs.pk
              AND key LIKE ? ESCAPE '\\' AND value LIKE ? ESCAPE '\\')`,
      values: [escaped(text.slice(0, at).trim()), likePattern(text.slice(at + 1).trim())],
    });
  }
  const metric = comparedMetric(text);
  if (metric !== undefined) alternatives.push(metric);
  return {
    sql: `(${alternatives.map((part) => part.sql).join(' OR ')})`,
    values: alternatives.flatMap((part) => part.values),
  };
}

/** `accuracy > 0.9`: the last value of a metric beside a number. */
function comparedMetric(text: string): Condition | undefined {
  const [, key, sign, value] = /^(.+?)\s*([<>]=?|=)\s*([-+.\de]+)$/i.exec(text) ?? [];
  if (key === undefined || Number.isNaN(Number(value))) return undefined;
  return {
    // A value that is no number is kept as a text, which SQLite takes for greater than all numbers.
    sql: `EXISTS (SELECT 1 FROM series WHERE run = runs.pk AND key LIKE ? ESCAPE '\\'
            AND typeof(last) <> 'text' AND last ${sign} ?)`,
    values: [escaped(key), Number(value)],
  };
}

function likePattern(text: string): string {
  return `%${escaped(text)}%`;
}

function escaped(text: string): string {
  return text.replaceAll(/[\\%_]/g, String.raw`\$&`);
}
