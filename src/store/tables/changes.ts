import type { Database } from '../database.ts';

/** What a change feed speaks of. */
export type ChangedEntity = 'experiment' | 'run' | 'launch' | 'model';

export interface Change {
  readonly entity: ChangedEntity;
  readonly id: string;
  /** Grows by one with each change of the whole store. */
  readonly seq: number;
}

/**
 * The change table: the latest change of each entity, so that readers in other processes learn what
 * to read again without reading everything. It is as long as there are entities, whatever happens.
 */
export class Changes {
  readonly #touch;
  readonly #latest;
  readonly #since;

  constructor(database: Database) {
    this.#touch = database.prepare<[ChangedEntity, string]>(
      `INSERT INTO changes VALUES (?, ?, (SELECT coalesce(max(seq), 0) + 1 FROM changes))
       ON CONFLICT (entity, id) DO UPDATE SET seq = excluded.seq`,
    );
    this.#latest = database
      .prepare<[], number>('SELECT coalesce(max(seq), 0) FROM changes')
      .pluck();
    this.#since = database.prepare<[number], Change>(
      'SELECT entity, id, seq FROM changes WHERE seq > ? ORDER BY seq',
    );
  }

  /** Notes a change; call it in the transaction that makes it. */
  touch(entity: ChangedEntity, id: string): void {
    this.#touch.run(entity, id);
  }

  /** The number of the newest change; 0 in an untouched store. */
  latest(): number {
    return this.#latest.get() ?? 0;
  }

  since(seq: number): Change[] {
    return this.#since.all(seq);
  }
}
