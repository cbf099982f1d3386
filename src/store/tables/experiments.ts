import { UserError } from '../../model/errors.ts';
import type { Experiment, LifecycleStage } from '../../model/run.ts';
import type { Changes } from './changes.ts';
import type { Database } from '../database.ts';
import { Redactor } from '../redactor.ts';

interface ExperimentRow {
  readonly id: number;
  readonly name: string;
  readonly artifact_location: string;
  readonly lifecycle: LifecycleStage;
  readonly creation_time: number;
  readonly last_update_time: number;
}

/** Experiments and their tags. Identifiers are decimal strings outside, integers inside. */
export class Experiments {
  readonly #database: Database;
  readonly #changes: Changes;
  readonly #redactor: Redactor;

  constructor(database: Database, changes: Changes, redactor = new Redactor()) {
    this.#database = database;
    this.#changes = changes;
    this.#redactor = redactor;
  }

  /**
   * @param artifactLocation where its runs' artifacts go, given the new experiment's id.
   * @throws UserError when the name is taken, by a deleted experiment too.
   */
  create(
    name: string,
    artifactLocation: (id: string) => string,
    tags: Readonly<Record<string, string>> = {},
  ): Experiment {
    return this.#database
      .transaction(() => {
        if (this.getByName(name) !== undefined) {
          throw new UserError(
            `An experiment named ${name} exists already.`,
            'Choose another name, or restore the deleted one.',
          );
        }
        const now = Date.now();
        const { lastInsertRowid } = this.#database
          .prepare(
            `INSERT INTO experiments (name, artifact_location, creation_time, last_update_time)
             VALUES (?, '', ?, ?)`,
          )
          .run(name, now, now);
        const id = String(lastInsertRowid);
        this.#database
          .prepare('UPDATE experiments SET artifact_location = ? WHERE id = ?')
          .run(artifactLocation(id), id);
        for (const [key, value] of Object.entries(tags)) this.#writeTag(id, key, value);
        this.#changes.touch('experiment', id);
        return this.#require(id);
      })
      .immediate();
  }

  get(id: string): Experiment | undefined {
    if (!/^\d{1,15}$/.test(id)) return undefined;
    const row = this.#database
      .prepare<[number], ExperimentRow>('SELECT * FROM experiments WHERE id = ?')
      .get(Number(id));
    return row && this.#toExperiment(row);
  }

  getByName(name: string): Experiment | undefined {
    const row = this.#database
      .prepare<[string], ExperimentRow>('SELECT * FROM experiments WHERE name = ?')
      .get(name);
    return row && this.#toExperiment(row);
  }

  /** All of them, oldest first. */
  list(): Experiment[] {
    return this.#database
      .prepare<[], ExperimentRow>('SELECT * FROM experiments ORDER BY id')
      .all()
      .map((row) => this.#toExperiment(row));
  }

  rename(id: string, name: string): void {
    this.#change(id, () => {
      this.#database.prepare('UPDATE experiments SET name = ? WHERE id = ?').run(name, id);
    });
  }

  /** Deletes softly or restores; its runs go with it, as in MLflow. */
  setLifecycle(id: string, lifecycle: LifecycleStage): void {
    this.#change(id, () => {
      this.#database
        .prepare('UPDATE experiments SET lifecycle = ? WHERE id = ?')
        .run(lifecycle, id);
      this.#database
        .prepare('UPDATE runs SET lifecycle = ?, deleted_time = ? WHERE experiment = ?')
        .run(lifecycle, lifecycle === 'deleted' ? Date.now() : null, id);
      const runs = this.#database
        .prepare<[string], string>('SELECT id FROM runs WHERE experiment = ?')
        .pluck()
        .all(id);
      for (const run of runs) this.#changes.touch('run', run);
    });
  }

  /** Takes an experiment into use again, without the runs that were deleted with it. */
  reopen(id: string): void {
    this.#change(id, () => {
      this.#database.prepare("UPDATE experiments SET lifecycle = 'active' WHERE id = ?").run(id);
    });
  }

  setTag(id: string, key: string, value: string): void {
    this.#change(id, () => this.#writeTag(id, key, value));
  }

  /** @returns whether there was such a tag. */
  deleteTag(id: string, key: string): boolean {
    let deleted = false;
    this.#change(id, () => {
      deleted =
        this.#database
          .prepare('DELETE FROM experiment_tags WHERE experiment = ? AND key = ?')
          .run(id, key).changes > 0;
    });
    return deleted;
  }

  #change(id: string, change: () => void): void {
    this.#database
      .transaction(() => {
        change();
        this.#database
          .prepare('UPDATE experiments SET last_update_time = ? WHERE id = ?')
          .run(Date.now(), id);
        this.#changes.touch('experiment', id);
      })
      .immediate();
  }

  #writeTag(id: string, key: string, value: string): void {
    this.#database
      .prepare(
        `INSERT INTO experiment_tags VALUES (?, ?, ?)
         ON CONFLICT (experiment, key) DO UPDATE SET value = excluded.value`,
      )
      .run(id, key, this.#redactor.values({ [key]: value })[key]);
  }

  #require(id: string): Experiment {
    const experiment = this.get(id);
    if (experiment === undefined) throw new Error(`experiment ${id} is gone`);
    return experiment;
  }

  #toExperiment(row: ExperimentRow): Experiment {
    const tags = this.#database
      .prepare<[number], [string, string]>(
        'SELECT key, value FROM experiment_tags WHERE experiment = ? ORDER BY key',
      )
      .raw()
      .all(row.id);
    return {
      id: String(row.id),
      name: row.name,
      artifactLocation: row.artifact_location,
      lifecycle: row.lifecycle,
      creationTime: row.creation_time,
      lastUpdateTime: row.last_update_time,
      tags: Object.fromEntries(tags),
    };
  }
}
