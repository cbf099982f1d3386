import type { LifecycleStage, Run, RunStatus } from '../../model/run.ts';
import { tagNames } from '../../model/run.ts';
import type { Changes } from './changes.ts';
import type { Database } from '../database.ts';
import { Redactor } from '../redactor.ts';

/** Where a parameter came from. What the script itself logs outranks what was read about it. */
export type ParamSource = 'logged' | 'command' | 'default' | 'config';

/** A parameter that was logged before with another value: MLflow's parameters are immutable. */
export interface ParamConflict {
  readonly key: string;
  readonly oldValue: string;
  readonly newValue: string;
}

/** What of a run may change after it was made; fields left out stay as they are. */
export interface RunUpdate {
  readonly name?: string;
  readonly status?: RunStatus;
  readonly endTime?: number;
  readonly startTime?: number;
  readonly experimentId?: string;
  readonly userId?: string;
  readonly artifactUri?: string;
}

/** A row of the table `runs`. */
export interface RunRow {
  readonly pk: number;
  readonly id: string;
  readonly experiment: number;
  readonly launch: string | null;
  readonly name: string;
  readonly status: RunStatus;
  readonly start_time: number;
  readonly end_time: number | null;
  readonly user: string;
  readonly artifact_uri: string;
  readonly lifecycle: LifecycleStage;
  readonly deleted_time: number | null;
}

/** Runs with their parameters and tags. Values that look like secrets are masked on their way in. */
export class Runs {
  readonly #database: Database;
  readonly #changes: Changes;
  readonly #redactor: Redactor;
  readonly #byId;
  readonly #keyOf;
  readonly #paramOf;
  readonly #writeParam;
  readonly #writeTag;

  constructor(database: Database, changes: Changes, redactor = new Redactor()) {
    this.#database = database;
    this.#changes = changes;
    this.#redactor = redactor;
    this.#byId = database.prepare<[string], RunRow>('SELECT * FROM runs WHERE id = ?');
    this.#keyOf = database.prepare<[string], number>('SELECT pk FROM runs WHERE id = ?').pluck();
    this.#paramOf = database.prepare<[number, string], { value: string; source: ParamSource }>(
      'SELECT value, source FROM params WHERE run = ? AND key = ?',
    );
    this.#writeParam = database.prepare<[number, string, string, ParamSource]>(
      `INSERT INTO params VALUES (?, ?, ?, ?)
       ON CONFLICT (run, key) DO UPDATE SET value = excluded.value, source = excluded.source`,
    );
    this.#writeTag = database.prepare<[number, string, string]>(
      `INSERT INTO tags VALUES (?, ?, ?)
       ON CONFLICT (run, key) DO UPDATE SET value = excluded.value`,
    );
  }

  /** Records a new run; its name is kept as the tag `mlflow.runName` too. */
  create(run: Run, tags: Readonly<Record<string, string>> = {}): void {
    this.#database
      .transaction(() => {
        const { lastInsertRowid } = this.#database
          .prepare(
            `INSERT INTO runs (id, experiment, launch, name, status, start_time, end_time, user,
                               artifact_uri, lifecycle, deleted_time)
             VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
          )
          .run(
            run.id,
            Number(run.experimentId),
            run.launchId ?? null,
            run.name,
            run.status,
            run.startTime,
            run.endTime ?? null,
            run.userId,
            run.artifactUri,
            run.lifecycle,
            run.deletedTime ?? null,
          );
        const named = this.#redactor.values({ ...tags, [tagNames.runName]: run.name });
        for (const [key, value] of Object.entries(named)) {
          this.#writeTag.run(Number(lastInsertRowid), key, value);
        }
        this.#changes.touch('run', run.id);
      })
      .immediate();
  }

  get(id: string): Run | undefined {
    const row = this.#byId.get(id);
    return row && toRun(row);
  }

  /** The store's own key of a run, which its series and files refer to. */
  keyOf(id: string): number | undefined {
    return this.#keyOf.get(id);
  }

  ofLaunch(launchId: string): Run[] {
    return this.#database
      .prepare<[string], RunRow>('SELECT * FROM runs WHERE launch = ? ORDER BY pk')
      .all(launchId)
      .map(toRun);
  }

  /** Newest first. */
  list(lifecycle: LifecycleStage | 'any' = 'active'): Run[] {
    return this.#database
      .prepare<[string, string], RunRow>(
        `SELECT * FROM runs WHERE ? = 'any' OR lifecycle = ? ORDER BY start_time DESC, id`,
      )
      .all(lifecycle, lifecycle)
      .map(toRun);
  }

  /** Identifiers that start with `prefix`, or whose name is `prefix`; at most 10, newest first. */
  find(prefix: string): string[] {
    return this.#database
      .prepare<[string, string], string>(
        `SELECT id FROM runs WHERE substr(id, 1, length(?)) = lower(?) ORDER BY start_time DESC LIMIT 10`,
      )
      .pluck()
      .all(prefix, prefix)
      .concat(
        this.#database
          .prepare<[string], string>(
            'SELECT id FROM runs WHERE name = ? ORDER BY start_time DESC LIMIT 10',
          )
          .pluck()
          .all(prefix),
      );
  }

  /** @returns whether there is such a run. */
  update(id: string, update: RunUpdate): boolean {
    return this.#change(id, (key) => {
      this.#database
        .prepare(
          `UPDATE runs SET name = coalesce(?, name), status = coalesce(?, status),
             end_time = coalesce(?, end_time), start_time = coalesce(?, start_time),
             experiment = coalesce(?, experiment), user = coalesce(?, user),
             artifact_uri = coalesce(?, artifact_uri)
           WHERE pk = ?`,
        )
        .run(
          update.name ?? null,
          update.status ?? null,
          update.endTime ?? null,
          update.startTime ?? null,
          update.experimentId === undefined ? null : Number(update.experimentId),
          update.userId ?? null,
          update.artifactUri ?? null,
          key,
        );
      if (update.name !== undefined) this.#writeTag.run(key, tagNames.runName, update.name);
    });
  }

  /** Deletes softly, or restores. */
  setLifecycle(id: string, lifecycle: LifecycleStage): boolean {
    return this.#change(id, (key) => {
      this.#database
        .prepare('UPDATE runs SET lifecycle = ?, deleted_time = ? WHERE pk = ?')
        .run(lifecycle, lifecycle === 'deleted' ? Date.now() : null, key);
    });
  }

  /** Sets tags; `mlflow.runName` renames the run. */
  setTags(id: string, tags: Readonly<Record<string, string>>): boolean {
    return this.#change(id, (key) => {
      for (const [name, value] of Object.entries(this.#redactor.values(tags))) {
        this.#writeTag.run(key, name, value);
        if (name === tagNames.runName) {
          this.#database.prepare('UPDATE runs SET name = ? WHERE pk = ?').run(value, key);
        }
      }
    });
  }

  /** @returns whether the run had such a tag. */
  deleteTag(id: string, name: string): boolean {
    let deleted = false;
    this.#change(id, (key) => {
      deleted =
        this.#database.prepare('DELETE FROM tags WHERE run = ? AND key = ?').run(key, name)
          .changes > 0;
    });
    return deleted;
  }

  /**
   * Writes what Trackline found out about a run. A source never overwrites a stronger one: what
   * was logged by the script, then the command line, the script's defaults, configuration files.
   */
  captureParams(
    id: string,
    params: Readonly<Record<string, string>>,
    source: Exclude<ParamSource, 'logged'>,
  ): void {
    this.#change(id, (key) => {
      for (const [name, value] of Object.entries(this.#redactor.values(params))) {
        const known = this.#paramOf.get(key, name);
        if (known === undefined || rank(known.source) <= rank(source)) {
          this.#writeParam.run(key, name, value, source);
        }
      }
    });
  }

  /**
   * Writes what the script logs. Nothing is written when one of them was logged before with
   * another value; those are the answer.
   */
  logParams(id: string, params: Readonly<Record<string, string>>): ParamConflict[] {
    const conflicts: ParamConflict[] = [];
    const masked = Object.entries(this.#redactor.values(params));
    this.#change(id, (key) => {
      for (const [name, value] of masked) {
        const known = this.#paramOf.get(key, name);
        if (known?.source === 'logged' && known.value !== value) {
          conflicts.push({ key: name, oldValue: known.value, newValue: value });
        }
      }
      if (conflicts.length > 0) return;
      for (const [name, value] of masked) {
        this.#writeParam.run(key, name, value, 'logged');
      }
    });
    return conflicts;
  }

  params(id: string): Record<string, string> {
    return this.#pairs('params', id);
  }

  /** The source of each parameter. */
  paramSources(id: string): Record<string, ParamSource> {
    return Object.fromEntries(
      this.#database
        .prepare<[string], [string, ParamSource]>(
          `SELECT key, source FROM params
           WHERE run = (SELECT pk FROM runs WHERE id = ?) ORDER BY key`,
        )
        .raw()
        .all(id),
    );
  }

  tags(id: string): Record<string, string> {
    return this.#pairs('tags', id);
  }

  #pairs(table: 'params' | 'tags', id: string): Record<string, string> {
    return Object.fromEntries(
      this.#database
        .prepare<[string], [string, string]>(
          `SELECT key, value FROM ${table}
           WHERE run = (SELECT pk FROM runs WHERE id = ?) ORDER BY key`,
        )
        .raw()
        .all(id),
    );
  }

  #change(id: string, change: (key: number) => void): boolean {
    return this.#database
      .transaction(() => {
        const key = this.keyOf(id);
        if (key === undefined) return false;
        change(key);
        this.#changes.touch('run', id);
        return true;
      })
      .immediate();
  }
}

/** Higher is stronger. */
function rank(source: ParamSource): number {
  return ['config', 'default', 'command', 'logged'].indexOf(source);
}

/** The run that a row of the table `runs` stands for. */
export function toRun(row: RunRow): Run {
  return {
    id: row.id,
    name: row.name,
    experimentId: String(row.experiment),
    status: row.status,
    startTime: row.start_time,
    userId: row.user,
    artifactUri: row.artifact_uri,
    lifecycle: row.lifecycle,
    ...(row.launch !== null && { launchId: row.launch }),
    ...(row.end_time !== null && { endTime: row.end_time }),
    ...(row.deleted_time !== null && { deletedTime: row.deleted_time }),
  };
}
