import type { Changes } from './changes.ts';
import type { Database } from '../database.ts';
import { Redactor } from '../redactor.ts';

/** A dataset as MLflow knows it. `source`, `schema` and `profile` are JSON text of the client. */
export interface Dataset {
  readonly name: string;
  readonly digest: string;
  readonly sourceType: string;
  readonly source: string;
  readonly schema?: string;
  readonly profile?: string;
}

/** A dataset that a run used, and what for: the tag `mlflow.data.context` says `train` or `eval`. */
export interface DatasetInput {
  readonly dataset: Dataset;
  readonly tags: Readonly<Record<string, string>>;
}

/** A logged model that a run made, at a step. */
export interface ModelOutput {
  readonly id: string;
  readonly step: number;
}

/** What MLflow calls a run's inputs and outputs. */
export interface RunInputs {
  readonly datasets: DatasetInput[];
  readonly modelInputs: string[];
  readonly modelOutputs: ModelOutput[];
}

/** One use of a dataset in an experiment. */
export interface DatasetSummary {
  readonly experimentId: string;
  readonly name: string;
  readonly digest: string;
  readonly context?: string;
}

/** The tag that says what a dataset was used for. */
export const datasetContextTag = 'mlflow.data.context';
/** SQL for the value of that tag of a row of `dataset_inputs`. */
export const datasetContextSql = `json_extract(tags, '$."${datasetContextTag}"')`;

interface InputRow {
  readonly run: string;
  readonly tags: string;
  readonly name: string;
  readonly digest: string;
  readonly source_type: string;
  readonly source: string;
  readonly schema: string | null;
  readonly profile: string | null;
}

/** Datasets and logged models that runs used or made. */
export class Datasets {
  readonly #database: Database;
  readonly #changes: Changes;
  readonly #redactor: Redactor;

  constructor(database: Database, changes: Changes, redactor = new Redactor()) {
    this.#database = database;
    this.#changes = changes;
    this.#redactor = redactor;
  }

  /**
   * Adds inputs to a run. A dataset is one with those of its experiment that have its name and
   * digest, and is an input of the run once, as first told.
   */
  logInputs(
    runId: string,
    inputs: readonly DatasetInput[],
    modelIds: readonly string[] = [],
  ): void {
    this.#change(runId, (run, experiment) => {
      for (const { dataset, tags } of inputs) {
        this.#database
          .prepare(`INSERT OR IGNORE INTO dataset_inputs VALUES (?, ?, ?)`)
          .run(run, this.#datasetKey(experiment, dataset), JSON.stringify(tags));
      }
      for (const id of modelIds) this.#link(run, 'input', id, 0);
    });
  }

  logOutputs(runId: string, models: readonly ModelOutput[]): void {
    this.#change(runId, (run) => {
      for (const model of models) this.#link(run, 'output', model.id, model.step);
    });
  }

  /** The inputs and outputs of many runs, by the identifier of the run. */
  ofRuns(runIds: readonly string[]): Map<string, RunInputs> {
    const inputs = new Map<string, RunInputs>(
      runIds.map((id) => [id, { datasets: [], modelInputs: [], modelOutputs: [] }]),
    );
    const wanted = JSON.stringify(runIds);
    for (const row of this.#inputRows(wanted)) {
      inputs.get(row.run)?.datasets.push({ dataset: toDataset(row), tags: JSON.parse(row.tags) });
    }
    const links = this.#database
      .prepare<[string], { run: string; direction: string; model: string; step: number }>(
        `SELECT runs.id AS run, direction, model, step
         FROM json_each(?) AS wanted
           CROSS JOIN runs ON runs.id = wanted.value
           CROSS JOIN model_links ON model_links.run = runs.pk`,
      )
      .all(wanted);
    for (const { run, direction, model, step } of links) {
      if (direction === 'input') inputs.get(run)?.modelInputs.push(model);
      else inputs.get(run)?.modelOutputs.push({ id: model, step });
    }
    return inputs;
  }

  ofRun(runId: string): RunInputs {
    return this.ofRuns([runId]).get(runId) ?? { datasets: [], modelInputs: [], modelOutputs: [] };
  }

  /** The datasets that runs of these experiments used, at most `limit`. */
  summaries(experimentIds: readonly string[], limit: number): DatasetSummary[] {
    return this.#database
      .prepare<
        [string, number],
        { experiment: number; name: string; digest: string; context: string | null }
      >(
        `SELECT DISTINCT experiment, name, digest, ${datasetContextSql} AS context
         FROM datasets JOIN dataset_inputs ON dataset = id
         WHERE experiment IN (SELECT CAST(value AS INTEGER) FROM json_each(?))
         ORDER BY experiment, name, digest LIMIT ?`,
      )
      .all(JSON.stringify(experimentIds), limit)
      .map(({ experiment, name, digest, context }) => ({
        experimentId: String(experiment),
        name,
        digest,
        ...(context !== null && { context }),
      }));
  }

  #inputRows(runIds: string): InputRow[] {
    return this.#database
      .prepare<[string], InputRow>(
        `SELECT runs.id AS run, tags, datasets.name, digest, source_type, source, schema, profile
         FROM json_each(?) AS wanted
           CROSS JOIN runs ON runs.id = wanted.value
           CROSS JOIN dataset_inputs ON dataset_inputs.run = runs.pk
           CROSS JOIN datasets ON datasets.id = dataset`,
      )
      .all(runIds);
  }

  #datasetKey(experiment: number, dataset: Dataset): number {
    this.#database
      .prepare(
        `INSERT OR IGNORE INTO datasets
           (experiment, name, digest, source_type, source, schema, profile)
         VALUES (?, ?, ?, ?, ?, ?, ?)`,
      )
      .run(
        experiment,
        dataset.name,
        dataset.digest,
        dataset.sourceType,
        this.#redactor.text(dataset.source),
        dataset.schema ?? null,
        dataset.profile ?? null,
      );
    const key = this.#database
      .prepare<[number, string, string], number>(
        'SELECT id FROM datasets WHERE experiment = ? AND name = ? AND digest = ?',
      )
      .pluck()
      .get(experiment, dataset.name, dataset.digest);
    if (key === undefined) throw new Error(`dataset ${dataset.name} was not written`);
    return key;
  }

  #link(run: number, direction: 'input' | 'output', model: string, step: number): void {
    this.#database
      .prepare('INSERT OR IGNORE INTO model_links VALUES (?, ?, ?, ?)')
      .run(run, direction, model, step);
  }

  #change(runId: string, change: (run: number, experiment: number) => void): void {
    this.#database
      .transaction(() => {
        const run = this.#database
          .prepare<[string], { pk: number; experiment: number }>(
            'SELECT pk, experiment FROM runs WHERE id = ?',
          )
          .get(runId);
        if (run === undefined) return;
        change(run.pk, run.experiment);
        this.#changes.touch('run', runId);
      })
      .immediate();
  }
}

function toDataset(row: InputRow): Dataset {
  return {
    name: row.name,
    digest: row.digest,
    sourceType: row.source_type,
    source: row.source,
    ...(row.schema !== null && { schema: row.schema }),
    ...(row.profile !== null && { profile: row.profile }),
  };
}
