import type { LifecycleStage, MetricPoint } from '../../model/run.ts';
import type { Changes } from './changes.ts';
import { fromSqlNumber, toSqlNumber, type Database } from '../database.ts';
import { Redactor } from '../redactor.ts';

/** How far a logged model has come; names are MLflow's without their prefix. */
export type LoggedModelStatus = 'PENDING' | 'READY' | 'UPLOAD_FAILED';

/** A metric of a logged model, perhaps measured on a dataset; empty names mean none. */
export interface LoggedModelMetric extends MetricPoint {
  /** The run that measured it. */
  readonly runId: string;
  readonly datasetName: string;
  readonly datasetDigest: string;
}

/** A model of MLflow 3: its own identity, apart from the run that made it. */
export interface LoggedModel {
  /** `m-` and 32 hexadecimal digits. */
  readonly id: string;
  readonly experimentId: string;
  readonly name: string;
  readonly modelType?: string;
  readonly sourceRunId?: string;
  readonly status: LoggedModelStatus;
  /** Milliseconds since the epoch, UTC. */
  readonly creationTime: number;
  readonly lastUpdateTime: number;
  readonly artifactUri: string;
  readonly lifecycle: LifecycleStage;
  readonly params: Readonly<Record<string, string>>;
  readonly tags: Readonly<Record<string, string>>;
  readonly metrics: readonly LoggedModelMetric[];
}

interface ModelRow {
  readonly pk: number;
  readonly id: string;
  readonly experiment: number;
  readonly name: string;
  readonly model_type: string | null;
  readonly source_run: string | null;
  readonly status: LoggedModelStatus;
  readonly creation_time: number;
  readonly last_update_time: number;
  readonly artifact_uri: string;
  readonly lifecycle: LifecycleStage;
}

/** Logged models with their parameters, tags and metrics. */
export class LoggedModels {
  readonly #database: Database;
  readonly #changes: Changes;
  readonly #redactor: Redactor;

  constructor(database: Database, changes: Changes, redactor = new Redactor()) {
    this.#database = database;
    this.#changes = changes;
    this.#redactor = redactor;
  }

  create(model: Omit<LoggedModel, 'metrics'>): void {
    this.#database
      .transaction(() => {
        this.#database
          .prepare(
            `INSERT INTO logged_models (id, experiment, name, model_type, source_run, status,
                                        creation_time, last_update_time, artifact_uri, lifecycle)
             VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
          )
          .run(
            model.id,
            Number(model.experimentId),
            model.name,
            model.modelType ?? null,
            model.sourceRunId ?? null,
            model.status,
            model.creationTime,
            model.lastUpdateTime,
            model.artifactUri,
            model.lifecycle,
          );
        this.#write('params', model.id, model.params);
        this.#write('tags', model.id, model.tags);
        this.#touchSource(model.id);
      })
      .immediate();
  }

  get(id: string): LoggedModel | undefined {
    return this.load([id])[0];
  }

  /** Many models in the order asked for; those that do not exist are left out. */
  load(ids: readonly string[]): LoggedModel[] {
    const wanted = JSON.stringify(ids);
    const params = this.#pairs('params', wanted);
    const tags = this.#pairs('tags', wanted);
    const metrics = this.#metrics(wanted);
    return this.#database
      .prepare<[string], ModelRow>(
        `SELECT logged_models.* FROM json_each(?) AS wanted
           CROSS JOIN logged_models ON logged_models.id = wanted.value
         ORDER BY wanted.key`,
      )
      .all(wanted)
      .map((row) => ({
        ...toModel(row),
        params: Object.fromEntries(params.get(row.pk) ?? []),
        tags: Object.fromEntries(tags.get(row.pk) ?? []),
        metrics: metrics.get(row.pk) ?? [],
      }));
  }

  /** The models that a run logged and nobody deleted, oldest first. */
  ofRun(runId: string): LoggedModel[] {
    const ids = this.#database
      .prepare<[string], string>(
        `SELECT id FROM logged_models WHERE source_run = ? AND lifecycle = 'active'
         ORDER BY creation_time, pk`,
      )
      .pluck()
      .all(runId);
    return this.load(ids);
  }

  setStatus(id: string, status: LoggedModelStatus): void {
    this.#change(id, 'status', status);
  }

  /** Deletes softly, or restores. */
  setLifecycle(id: string, lifecycle: LifecycleStage): void {
    this.#change(id, 'lifecycle', lifecycle);
  }

  logParams(id: string, params: Readonly<Record<string, string>>): void {
    this.#database.transaction(() => this.#write('params', id, params)).immediate();
  }

  setTags(id: string, tags: Readonly<Record<string, string>>): void {
    this.#database.transaction(() => this.#write('tags', id, tags)).immediate();
  }

  /** @returns whether the model had such a tag. */
  deleteTag(id: string, key: string): boolean {
    return (
      this.#database
        .prepare(
          `DELETE FROM logged_model_tags
           WHERE model = (SELECT pk FROM logged_models WHERE id = ?) AND key = ?`,
        )
        .run(id, key).changes > 0
    );
  }

  /** Writes what a run measured of a model; a model that is not known is passed over. */
  logMetrics(id: string, metrics: readonly LoggedModelMetric[]): void {
    this.#database
      .transaction(() => {
        const write = this.#database.prepare(
          `INSERT OR IGNORE INTO logged_model_metrics
           SELECT logged_models.pk, runs.pk, ?, ?, ?, ?, ?, ? FROM logged_models, runs
           WHERE logged_models.id = ? AND runs.id = ?`,
        );
        for (const metric of metrics) {
          write.run(
            metric.key,
            metric.step,
            metric.timestamp,
            toSqlNumber(metric.value),
            metric.datasetName,
            metric.datasetDigest,
            id,
            metric.runId,
          );
        }
      })
      .immediate();
  }

  #change(id: string, column: 'status' | 'lifecycle', value: string): void {
    this.#database
      .transaction(() => {
        this.#database
          .prepare(`UPDATE logged_models SET ${column} = ?, last_update_time = ? WHERE id = ?`)
          .run(value, Date.now(), id);
        this.#touchSource(id);
      })
      .immediate();
  }

  #write(table: 'params' | 'tags', id: string, pairs: Readonly<Record<string, string>>): void {
    const write = this.#database.prepare(
      `INSERT INTO logged_model_${table} SELECT pk, ?, ? FROM logged_models WHERE id = ?
       ON CONFLICT (model, key) DO UPDATE SET value = excluded.value`,
    );
    for (const [key, value] of Object.entries(this.#redactor.values(pairs))) {
      write.run(key, value, id);
    }
  }

  /** A model shows on the page of the run that made it. */
  #touchSource(id: string): void {
    const source = this.#database
      .prepare<[string], string>(
        `SELECT runs.id FROM logged_models JOIN runs ON runs.id = source_run
         WHERE logged_models.id = ?`,
      )
      .pluck()
      .get(id);
    if (source !== undefined) this.#changes.touch('run', source);
  }

  #pairs(table: 'params' | 'tags', ids: string): Map<number, [string, string][]> {
    const rows = this.#database
      .prepare<[string], [number, string, string]>(
        `SELECT model, pairs.key, pairs.value FROM json_each(?) AS wanted
           CROSS JOIN logged_models ON logged_models.id = wanted.value
           CROSS JOIN logged_model_${table} AS pairs ON model = pk
         ORDER BY model, pairs.key`,
      )
      .raw()
      .all(ids);
    const byModel = new Map<number, [string, string][]>();
    for (const [model, key, value] of rows) append(byModel, model, [key, value]);
    return byModel;
  }

  #metrics(ids: string): Map<number, LoggedModelMetric[]> {
    const rows = this.#database
      .prepare<[string], [number, string, string, number, number, number | string, string, string]>(
        `SELECT model, runs.id, metrics.key, step, timestamp, metrics.value,
                dataset_name, dataset_digest
         FROM json_each(?) AS wanted
           CROSS JOIN logged_models ON logged_models.id = wanted.value
           CROSS JOIN logged_model_metrics AS metrics ON model = logged_models.pk
           CROSS JOIN runs ON runs.pk = metrics.run
         ORDER BY model, metrics.key, step, timestamp`,
      )
      .raw()
      .all(ids);
    const byModel = new Map<number, LoggedModelMetric[]>();
    for (const [model, runId, key, step, timestamp, value, datasetName, datasetDigest] of rows) {
      append(byModel, model, {
        key,
        value: fromSqlNumber(value),
        timestamp,
        step,
        runId,
        datasetName,
        datasetDigest,
      });
    }
    return byModel;
  }
}

function append<T>(lists: Map<number, T[]>, key: number, item: T): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [item]);
  else list.push(item);
}

function toModel(row: ModelRow): Omit<LoggedModel, 'params' | 'tags' | 'metrics'> {
  return {
    id: row.id,
    experimentId: String(row.experiment),
    name: row.name,
    status: row.status,
    creationTime: row.creation_time,
    lastUpdateTime: row.last_update_time,
    artifactUri: row.artifact_uri,
    lifecycle: row.lifecycle,
    ...(row.model_type !== null && { modelType: row.model_type }),
    ...(row.source_run !== null && { sourceRunId: row.source_run }),
  };
}
