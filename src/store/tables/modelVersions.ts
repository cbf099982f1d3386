import type { Database } from '../database.ts';
import { Redactor } from '../redactor.ts';
import type { Changes } from './changes.ts';

/** MLflow's older way to say what a version is used for; aliases are the newer one. */
export type ModelStage = 'None' | 'Staging' | 'Production' | 'Archived';

/** A version of a registered model. */
export interface ModelVersion {
  readonly name: string;
  /** From 1 upwards; never used twice under one name. */
  readonly version: number;
  readonly stage: ModelStage;
  readonly description?: string;
  /** Where it came from, in the words of who registered it. */
  readonly source: string;
  /** Where its files are, in the form that the store keeps locations in. */
  readonly location: string;
  /** The run that made it. */
  readonly runId?: string;
  readonly runLink?: string;
  /** The logged model that it is. */
  readonly loggedModelId?: string;
  /** Milliseconds since the epoch, UTC. */
  readonly creationTime: number;
  readonly lastUpdateTime: number;
  readonly tags: Readonly<Record<string, string>>;
}

/** What a version is named by. */
export interface VersionKey {
  readonly name: string;
  readonly version: number;
}

interface VersionRow {
  readonly pk: number;
  readonly name: string;
  readonly version: number;
  readonly stage: ModelStage;
  readonly description: string | null;
  readonly source: string;
  readonly location: string;
  readonly run: string | null;
  readonly run_link: string | null;
  readonly logged_model: string | null;
  readonly creation_time: number;
  readonly last_update_time: number;
}

const modelOf = '(SELECT pk FROM registered_models WHERE name = ?)';

/** The versions of registered models. Those that were deleted keep their number, nothing else. */
export class ModelVersions {
  readonly #database: Database;
  readonly #changes: Changes;
  readonly #redactor: Redactor;

  constructor(database: Database, changes: Changes, redactor = new Redactor()) {
    this.#database = database;
    this.#changes = changes;
    this.#redactor = redactor;
  }

  /** @returns the number of the new version. */
  create(version: Omit<ModelVersion, 'version' | 'stage' | 'lastUpdateTime'>): number {
    const { name, creationTime } = version;
    return this.#change(name, creationTime, () => {
      const created = this.#database
        .prepare<(string | number | null)[], { readonly pk: number; readonly version: number }>(
          `INSERT INTO model_versions (model, version, description, source, location, run, run_link,
                                       logged_model, creation_time, last_update_time)
           SELECT m.pk, (SELECT coalesce(max(version), 0) + 1 FROM model_versions WHERE model = m.pk),
                  ?, ?, ?, ?, ?, ?, ?, ?
           FROM registered_models AS m WHERE m.name = ? RETURNING pk, version`,
        )
        .get(
          version.description === undefined ? null : this.#redactor.text(version.description),
          version.source,
          version.location,
          version.runId ?? null,
          version.runLink ?? null,
          version.loggedModelId ?? null,
          creationTime,
          creationTime,
          name,
        );
      if (created === undefined) throw new Error(`no registered model is named ${name}`);
      this.#writeTags(created.pk, version.tags);
      return created.version;
    });
  }

  get(name: string, version: number): ModelVersion | undefined {
    return this.load([{ name, version }])[0];
  }

  /** All versions of a model that nobody deleted, oldest first. */
  of(name: string): ModelVersion[] {
    const versions = this.#database
      .prepare<[string], number>(
        `SELECT version FROM model_versions
         WHERE model = ${modelOf} AND lifecycle = 'active' ORDER BY version`,
      )
      .pluck()
      .all(name);
    return this.load(versions.map((version) => ({ name, version })));
  }

  /** Many versions in the order asked for; those that do not exist are left out. */
  load(keys: readonly VersionKey[]): ModelVersion[] {
    const wanted = JSON.stringify(keys);
    const from = `FROM json_each(?) AS wanted
         CROSS JOIN registered_models AS m ON m.name = wanted.value ->> 'name'
         CROSS JOIN model_versions AS v
           ON v.model = m.pk AND v.version = wanted.value ->> 'version' AND v.lifecycle = 'active'`;
    const tags = new Map<number, Record<string, string>>();
    const pairs = this.#database
      .prepare<[string], [number, string, string]>(
        `SELECT v.pk, t.key, t.value ${from} JOIN model_version_tags AS t ON t.version = v.pk
         ORDER BY t.key`,
      )
      .raw()
      .all(wanted);
    for (const [pk, key, value] of pairs) {
      tags.set(pk, { ...tags.get(pk), [key]: value });
    }
    return this.#database
      .prepare<[string], VersionRow>(`SELECT v.*, m.name ${from} ORDER BY wanted.key`)
      .all(wanted)
      .map((row) => ({ ...toVersion(row), tags: tags.get(row.pk) ?? {} }));
  }

  /** @param description none takes it away. */
  setDescription({ name, version }: VersionKey, description: string | undefined): void {
    const text = description === undefined ? null : this.#redactor.text(description);
    this.#change(name, undefined, () => {
      this.#database
        .prepare(
          `UPDATE model_versions SET description = ?, last_update_time = ?
           WHERE model = ${modelOf} AND version = ?`,
        )
        .run(text, Date.now(), name, version);
    });
  }

  setStage({ name, version }: VersionKey, stage: ModelStage): void {
    const now = Date.now();
    this.#change(name, now, () => {
      this.#database
        .prepare(
          `UPDATE model_versions SET stage = ?, last_update_time = ?
           WHERE model = ${modelOf} AND version = ?`,
        )
        .run(stage, now, name, version);
    });
  }

  /** Deletes a version and the aliases that are at it; its number stays taken. */
  delete({ name, version }: VersionKey): void {
    const now = Date.now();
    this.#change(name, now, () => {
      this.#database
        .prepare(
          `UPDATE model_versions
           SET lifecycle = 'deleted', last_update_time = ?, description = NULL, source = '',
               location = '', run = NULL, run_link = NULL, logged_model = NULL
           WHERE model = ${modelOf} AND version = ?`,
        )
        .run(now, name, version);
      this.#database
        .prepare(`DELETE FROM registered_model_aliases WHERE model = ${modelOf} AND version = ?`)
        .run(name, version);
    });
  }

  setTags({ name, version }: VersionKey, tags: Readonly<Record<string, string>>): void {
    this.#change(name, undefined, () => {
      const pk = this.#database
        .prepare<[string, number], number>(
          `SELECT pk FROM model_versions WHERE model = ${modelOf} AND version = ?`,
        )
        .pluck()
        .get(name, version);
      if (pk !== undefined) this.#writeTags(pk, tags);
    });
  }

  deleteTag({ name, version }: VersionKey, key: string): void {
    this.#change(name, undefined, () => {
      this.#database
        .prepare(
          `DELETE FROM model_version_tags WHERE key = ? AND version =
             (SELECT pk FROM model_versions WHERE model = ${modelOf} AND version = ?)`,
        )
        .run(key, name, version);
    });
  }

  #writeTags(pk: number, tags: Readonly<Record<string, string>>): void {
    const write = this.#database.prepare(
      `INSERT INTO model_version_tags VALUES (?, ?, ?)
       ON CONFLICT (version, key) DO UPDATE SET value = excluded.value`,
    );
    for (const [key, value] of Object.entries(this.#redactor.values(tags))) {
      write.run(pk, key, value);
    }
  }

  /** @param time when the change counts as one of the registered model too. */
  #change<T>(name: string, time: number | undefined, work: () => T): T {
    return this.#database
      .transaction(() => {
        const result = work();
        if (time !== undefined) {
          this.#database
            .prepare('UPDATE registered_models SET last_update_time = ? WHERE name = ?')
            .run(time, name);
        }
        this.#changes.touch('model', name);
        return result;
      })
      .immediate();
  }
}

function toVersion(row: VersionRow): Omit<ModelVersion, 'tags'> {
  return {
    name: row.name,
    version: row.version,
    stage: row.stage,
    ...(row.description !== null && { description: row.description }),
    source: row.source,
    location: row.location,
    ...(row.run !== null && { runId: row.run }),
    ...(row.run_link !== null && { runLink: row.run_link }),
    ...(row.logged_model !== null && { loggedModelId: row.logged_model }),
    creationTime: row.creation_time,
    lastUpdateTime: row.last_update_time,
  };
}
