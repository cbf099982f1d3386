import type { Database } from '../database.ts';
import type { Changes } from './changes.ts';

/** A package that went to a registry. */
export interface Push {
  /** Milliseconds since the epoch, UTC. */
  readonly time: number;
  /** Who pushed it, as the operating system names them. */
  readonly user: string;
  readonly name: string;
  readonly version: string;
  /** Digest of the package's list of sums. */
  readonly package: string;
  /** The registry's name in `trackline.yaml`, or its address. */
  readonly registry: string;
  /** Where it is, as `pull` takes it. */
  readonly reference: string;
  /** What the registry names it by: the manifest's digest, or the version of MLflow. */
  readonly digest: string;
  readonly run?: string;
  /** Why it was pushed in spite of findings. */
  readonly override?: string;
}

interface PushRow extends Omit<Push, 'run' | 'override'> {
  readonly run: string | null;
  readonly override: string | null;
}

/** The log of what was pushed where, and by whom. */
export class Pushes {
  readonly #database: Database;
  readonly #changes: Changes;

  constructor(database: Database, changes: Changes) {
    this.#database = database;
    this.#changes = changes;
  }

  add(push: Push): void {
    this.#database
      .transaction(() => {
        this.#database
          .prepare(
            `INSERT INTO pushes (time, user, name, version, package, registry, reference, digest, run, override)
             VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
          )
          .run(
            push.time,
            push.user,
            push.name,
            push.version,
            push.package,
            push.registry,
            push.reference,
            push.digest,
            push.run ?? null,
            push.override ?? null,
          );
        this.#changes.touch('model', push.name);
      })
      .immediate();
  }

  /** Newest first; of one model when it is named. */
  list(name?: string): Push[] {
    const columns =
      'time, user, name, version, package, registry, reference, digest, run, override';
    const rows =
      name === undefined
        ? this.#database
            .prepare<[], PushRow>(`SELECT ${columns} FROM pushes ORDER BY time DESC, id DESC`)
            .all()
        : this.#database
            .prepare<[string], PushRow>(
              `SELECT ${columns} FROM pushes WHERE name = ? ORDER BY time DESC, id DESC`,
            )
            .all(name);
    return rows.map(({ run, override, ...push }) => ({
      ...push,
      ...(run !== null && { run }),
      ...(override !== null && { override }),
    }));
  }
}
