import type { Database } from '../database.ts';
import { Redactor } from '../redactor.ts';
import type { Changes } from './changes.ts';

/** A name in the model registry, which versions are made under. */
export interface RegisteredModel {
  readonly name: string;
  /** Empty when there is none. */
  readonly description: string;
  /** Milliseconds since the epoch, UTC. */
  readonly creationTime: number;
  /** When it or one of its versions was last made, moved or deleted. */
  readonly lastUpdateTime: number;
  readonly tags: Readonly<Record<string, string>>;
  /** Alias → version. */
  readonly aliases: Readonly<Record<string, number>>;
}

interface ModelRow {
  readonly pk: number;
  readonly name: string;
  readonly description: string;
  readonly creation_time: number;
  readonly last_update_time: number;
}

/** The names of the model registry, with their tags and aliases. */
export class RegisteredModels {
  readonly #database: Database;
  readonly #changes: Changes;
  readonly #redactor: Redactor;

  constructor(database: Database, changes: Changes, redactor = new Redactor()) {
    this.#database = database;
    this.#changes = changes;
    this.#redactor = redactor;
  }

  create(model: Pick<RegisteredModel, 'name' | 'description' | 'creationTime' | 'tags'>): void {
    this.#change(model.name, () => {
      this.#database
        .prepare(
          `INSERT INTO registered_models (name, description, creation_time, last_update_time)
           VALUES (?, ?, ?, ?)`,
        )
        .run(
          model.name,
          this.#redactor.text(model.description),
          model.creationTime,
          model.creationTime,
        );
      this.setTags(model.name, model.tags);
    });
  }

  get(name: string): RegisteredModel | undefined {
    return this.load([name])[0];
  }

  /** All of them, by name. */
  list(): RegisteredModel[] {
    const names = this.#database
      .prepare<[], string>('SELECT name FROM registered_models ORDER BY name')
      .pluck()
      .all();
    return this.load(names);
  }

  /** Many models in the order asked for; those that do not exist are left out. */
  load(names: readonly string[]): RegisteredModel[] {
    const wanted = JSON.stringify(names);
    const tags = this.#pairs<string>('registered_model_tags', 'key, value', wanted);
    const aliases = this.#pairs<number>('registered_model_aliases', 'alias, version', wanted);
    return this.#database
      .prepare<[string], ModelRow>(
        `SELECT registered_models.* FROM json_each(?) AS wanted
           CROSS JOIN registered_models ON registered_models.name = wanted.value
         ORDER BY wanted.key`,
      )
      .all(wanted)
      .map((row) => ({
        name: row.name,
        description: row.description,
        creationTime: row.creation_time,
        lastUpdateTime: row.last_update_time,
        tags: Object.fromEntries(tags.get(row.pk) ?? []),
        aliases: Object.fromEntries(aliases.get(row.pk) ?? []),
      }));
  }

  setDescription(name: string, description: string): void {
    this.#change(name, () => {
      this.#database
        .prepare(
          'UPDATE registered_models SET description = ?, last_update_time = ? WHERE name = ?',
        )
        .run(this.#redactor.text(description), Date.now(), name);
    });
  }

  /** Renames a model with its versions; the new name must be free. */
  rename(name: string, newName: string): void {
    const now = Date.now();
    this.#change(name, () => {
      this.#database
        .prepare(
          `UPDATE model_versions SET last_update_time = ?
           WHERE model = (SELECT pk FROM registered_models WHERE name = ?)`,
        )
        .run(now, name);
      this.#database
        .prepare('UPDATE registered_models SET name = ?, last_update_time = ? WHERE name = ?')
        .run(newName, now, name);
      this.#changes.touch('model', newName);
    });
  }

  /** Deletes a model and all of its versions; what they were made of stays. */
  delete(name: string): void {
    this.#change(name, () => {
      this.#database.prepare('DELETE FROM registered_models WHERE name = ?').run(name);
    });
  }

  setTags(name: string, tags: Readonly<Record<string, string>>): void {
    this.#change(name, () => {
      const write = this.#database.prepare(
        `INSERT INTO registered_model_tags SELECT pk, ?, ? FROM registered_models WHERE name = ?
         ON CONFLICT (model, key) DO UPDATE SET value = excluded.value`,
      );
      for (const [key, value] of Object.entries(this.#redactor.values(tags))) {
        write.run(key, value, name);
      }
    });
  }

  deleteTag(name: string, key: string): void {
    this.#change(name, () => {
      this.#database
        .prepare(
          `DELETE FROM registered_model_tags
           WHERE model = (SELECT pk FROM registered_models WHERE name = ?) AND key = ?`,
        )
        .run(name, key);
    });
  }

  /** Puts an alias at a version; it leaves the one where it was. */
  setAlias(name: string, alias: string, version: number): void {
    this.#change(name, () => {
      this.#database
        .prepare(
          `INSERT INTO registered_model_aliases SELECT pk, ?, ? FROM registered_models WHERE name = ?
           ON CONFLICT (model, alias) DO UPDATE SET version = excluded.version`,
        )
        .run(alias, version, name);
    });
  }

  deleteAlias(name: string, alias: string): void {
    this.#change(name, () => {
      this.#database
        .prepare(
          `DELETE FROM registered_model_aliases
           WHERE model = (SELECT pk FROM registered_models WHERE name = ?) AND alias = ?`,
        )
        .run(name, alias);
    });
  }

  #change(name: string, work: () => void): void {
    this.#database
      .transaction(() => {
        work();
        this.#changes.touch('model', name);
      })
      .immediate();
  }

  #pairs<T>(table: string, columns: string, names: string): Map<number, [string, T][]> {
    const rows = this.#database
      .prepare<[string], [number, string, T]>(
        `SELECT model, ${columns} FROM ${table}
         WHERE model IN (SELECT pk FROM registered_models
                         WHERE name IN (SELECT value FROM json_each(?)))
         ORDER BY 1, 2`,
      )
      .raw()
      .all(names);
    const pairs = new Map<number, [string, T][]>();
    for (const [model, key, value] of rows) {
      const known = pairs.get(model);
      if (known === undefined) pairs.set(model, [[key, value]]);
      else known.push([key, value]);
    }
    return pairs;
  }
}
