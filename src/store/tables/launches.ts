import type { CodeState, Environment, Launch, LaunchEnd } from '../../model/launch.ts';
import type { Changes } from './changes.ts';
import type { Database } from '../database.ts';

/** What becomes known of a launch after it began. */
export interface LaunchUpdate {
  readonly endTime?: number;
  readonly end?: LaunchEnd;
  readonly code?: CodeState;
  readonly environment?: Environment;
}

interface LaunchRow {
  readonly id: string;
  readonly command: string;
  readonly user: string;
  readonly hostname: string;
  readonly start_time: number;
  readonly end_time: number | null;
  readonly end: string | null;
  readonly interpreter: string | null;
  readonly code: string | null;
  readonly environment: string | null;
  readonly warnings: string;
}

/** Executions of commands. Only Trackline writes these rows, so their JSON is trusted. */
export class Launches {
  readonly #database: Database;
  readonly #changes: Changes;

  constructor(database: Database, changes: Changes) {
    this.#database = database;
    this.#changes = changes;
  }

  create(launch: Launch): void {
    this.#database
      .transaction(() => {
        this.#database
          .prepare(
            `INSERT INTO launches (id, command, user, hostname, start_time, interpreter, code,
                                   environment, warnings)
             VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
          )
          .run(
            launch.id,
            JSON.stringify(launch.command),
            launch.user,
            launch.hostname,
            launch.startTime,
            toJson(launch.interpreter),
            toJson(launch.code),
            toJson(launch.environment),
            JSON.stringify(launch.warnings),
          );
        this.#changes.touch('launch', launch.id);
      })
      .immediate();
  }

  get(id: string): Launch | undefined {
    const row = this.#database
      .prepare<[string], LaunchRow>('SELECT * FROM launches WHERE id = ?')
      .get(id);
    return row && toLaunch(row);
  }

  /** Launches whose end nobody has recorded: they run, or their supervisor died. */
  unfinished(): Launch[] {
    return this.#database
      .prepare<[], LaunchRow>('SELECT * FROM launches WHERE end IS NULL ORDER BY start_time')
      .all()
      .map(toLaunch);
  }

  update(id: string, update: LaunchUpdate): void {
    this.#database
      .transaction(() => {
        this.#database
          .prepare(
            `UPDATE launches SET end_time = coalesce(?, end_time), end = coalesce(?, end),
               code = coalesce(?, code), environment = coalesce(?, environment)
             WHERE id = ?`,
          )
          .run(
            update.endTime ?? null,
            toJson(update.end),
            toJson(update.code),
            toJson(update.environment),
            id,
          );
        this.#changes.touch('launch', id);
      })
      .immediate();
  }

  /** Adds a sentence for people about what could not be captured; the same one only once. */
  warn(id: string, warning: string): void {
    this.#database
      .transaction(() => {
        const launch = this.get(id);
        if (launch === undefined || launch.warnings.includes(warning)) return;
        this.#database
          .prepare('UPDATE launches SET warnings = ? WHERE id = ?')
          .run(JSON.stringify([...launch.warnings, warning]), id);
        this.#changes.touch('launch', id);
      })
      .immediate();
  }
}

function toJson(value: unknown): string | null {
  return value === undefined ? null : JSON.stringify(value);
}

function toLaunch(row: LaunchRow): Launch {
  return {
    id: row.id,
    command: JSON.parse(row.command),
    user: row.user,
    hostname: row.hostname,
    startTime: row.start_time,
    warnings: JSON.parse(row.warnings),
    ...(row.end_time !== null && { endTime: row.end_time }),
    ...(row.end !== null && { end: JSON.parse(row.end) }),
    ...(row.interpreter !== null && { interpreter: JSON.parse(row.interpreter) }),
    ...(row.code !== null && { code: JSON.parse(row.code) }),
    ...(row.environment !== null && { environment: JSON.parse(row.environment) }),
  };
}
