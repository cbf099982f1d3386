import * as v from 'valibot';
import type { RegistryChange } from '../../model/remoteModels.ts';
import type { Database } from '../database.ts';
import type { Changes } from './changes.ts';

const whatForm = v.variant('kind', [
  v.object({ kind: v.literal('alias'), alias: v.string(), previous: v.optional(v.string()) }),
  v.object({ kind: v.literal('deprecated'), reason: v.string() }),
  v.object({ kind: v.literal('restored') }),
  v.object({ kind: v.literal('deleted') }),
]);

interface ChangeRow extends Omit<RegistryChange, 'what'> {
  readonly what: string;
}

/** The log of what was changed in registries, and by whom. */
export class RegistryChanges {
  readonly #database: Database;
  readonly #changes: Changes;

  constructor(database: Database, changes: Changes) {
    this.#database = database;
    this.#changes = changes;
  }

  add({ time, user, registry, name, version, what }: RegistryChange): void {
    this.#database
      .transaction(() => {
        this.#database
          .prepare(
            `INSERT INTO registry_changes (time, user, registry, name, version, what)
             VALUES (?, ?, ?, ?, ?, ?)`,
          )
          .run(time, user, registry, name, version, JSON.stringify(what));
        this.#changes.touch('model', name);
      })
      .immediate();
  }

  /** Of one model in one registry, newest first. */
  of(registry: string, name: string): RegistryChange[] {
    return this.#database
      .prepare<[string, string], ChangeRow>(
        `SELECT time, user, registry, name, version, what FROM registry_changes
         WHERE registry = ? AND name = ? ORDER BY id DESC`,
      )
      .all(registry, name)
      .map(({ what, ...change }) => ({ ...change, what: whatOf(what) }));
  }
}

function whatOf(text: string): RegistryChange['what'] {
  const what = v.parse(whatForm, JSON.parse(text));
  if (what.kind !== 'alias') return what;
  const { previous, ...alias } = what;
  return previous === undefined ? alias : { ...alias, previous };
}
