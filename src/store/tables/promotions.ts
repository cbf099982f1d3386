import type { Database } from '../database.ts';
import type { Changes } from './changes.ts';

/** An alias that was moved to a version. */
export interface Promotion {
  /** Milliseconds since the epoch, UTC. */
  readonly time: number;
  /** Who moved it, as the operating system names them. */
  readonly user: string;
  readonly name: string;
  /** `champion`, mostly. */
  readonly alias: string;
  readonly version: string;
  /** Digest of the package's list of sums. */
  readonly package: string;
  /** The registry where it was moved too; absent for this project alone. */
  readonly registry?: string;
  readonly run?: string;
}

interface PromotionRow extends Omit<Promotion, 'run' | 'registry'> {
  readonly registry: string | null;
  readonly run: string | null;
}

/** The history of aliases: the newest entry of a name and alias says where it is. */
export class Promotions {
  readonly #database: Database;
  readonly #changes: Changes;

  constructor(database: Database, changes: Changes) {
    this.#database = database;
    this.#changes = changes;
  }

  add({ time, user, name, alias, version, package: digest, registry, run }: Promotion): void {
    this.#database
      .transaction(() => {
        this.#database
          .prepare(
            `INSERT INTO promotions (time, user, name, alias, version, package, registry, run)
             VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
          )
          .run(time, user, name, alias, version, digest, registry ?? null, run ?? null);
        this.#changes.touch('model', name);
      })
      .immediate();
  }

  /** Newest first. */
  of(name: string, alias: string): Promotion[] {
    return this.#database
      .prepare<[string, string], PromotionRow>(
        `SELECT time, user, name, alias, version, package, registry, run FROM promotions
         WHERE name = ? AND alias = ? ORDER BY id DESC`,
      )
      .all(name, alias)
      .map(({ registry, run, ...promotion }) => ({
        ...promotion,
        ...(registry !== null && { registry }),
        ...(run !== null && { run }),
      }));
  }

  /** Where the aliases of a model are now: alias → version. */
  aliases(name: string): Readonly<Record<string, string>> {
    const rows = this.#database
      .prepare<[string], { alias: string; version: string }>(
        `SELECT alias, version FROM promotions
         WHERE id IN (SELECT max(id) FROM promotions WHERE name = ? GROUP BY alias)`,
      )
      .all(name);
    return Object.fromEntries(rows.map(({ alias, version }) => [alias, version]));
  }
}
