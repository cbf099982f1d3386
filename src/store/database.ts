import { existsSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import BetterSqlite3 from 'better-sqlite3';
import { errorText, UserError } from '../model/errors.ts';
import { DamagedStoreError, isDamage, isEmptied } from './damage/damage.ts';
import { migrations } from './schema.ts';

/** An open connection to `trackline.db`. The only module that knows the SQLite driver. */
export type Database = BetterSqlite3.Database;

/** How long a writer waits for another process's transaction. */
const busyTimeoutMs = 10_000;

/**
 * Opens the database file, making it and its folder when they are not there, and brings its schema
 * up to date. A backup is written beside it before each upgrade of a database that has content. A
 * database that cannot be used is left as it is.
 *
 * @param scripts all versions of the schema, this Trackline's unless told.
 * @throws UserError when it is damaged, made by a newer Trackline, or cannot be read or written.
 */
export function openDatabase(file: string, scripts: readonly string[] = migrations): Database {
  if (isEmptied(file)) throw new DamagedStoreError(file, new Error('it is empty'));
  let database: Database;
  try {
    mkdirSync(dirname(file), { recursive: true });
    database = new BetterSqlite3(file, { timeout: busyTimeoutMs });
  } catch (error) {
    throw databaseFailure(file, error);
  }
  try {
    // Before anything else, since the journal mode is a change to the file already.
    checkVersion(database, file, scripts.length);
    database.pragma('journal_mode = WAL');
    database.pragma('synchronous = NORMAL');
    database.pragma('foreign_keys = ON');
    migrate(database, file, scripts);
    return database;
  } catch (error) {
    database.close();
    throw databaseFailure(file, error);
  }
}

/** Makes several writes one: all of them last, or none. */
export type Transaction = <T>(work: () => T) => T;

/**
 * Transactions that begin as writers. SQLite's own wrapper is made once: to make one takes longer
 * than most of what is done in it. Within another one it is a savepoint.
 */
export function transactionsOf(database: Database): Transaction {
  const run = database.transaction((work: () => unknown) => work());
  return <T>(work: () => T): T => run.immediate(work) as T;
}

/** Whether a store has been made at this path. */
export function databaseExists(file: string): boolean {
  return existsSync(file);
}

/** NaN has no form in SQLite: see `schema.ts`. */
export function toSqlNumber(value: number): number | string {
  return Number.isNaN(value) ? 'NaN' : value;
}

/** The inverse of `toSqlNumber`; `null` (no number at all) reads as NaN. */
export function fromSqlNumber(value: number | string | null): number {
  return typeof value === 'number' ? value : Number.NaN;
}

function checkVersion(database: Database, file: string, known: number): void {
  const version = schemaVersion(database);
  if (version <= known) return;
  throw new UserError(
    `The run store ${file} was made by a newer Trackline (schema ${version}, this one knows ${known}).`,
    'Update Trackline to open it; nothing was changed.',
  );
}

function migrate(database: Database, file: string, scripts: readonly string[]): void {
  const version = schemaVersion(database);
  if (version === scripts.length) return;
  if (version > 0) {
    database.prepare('VACUUM INTO ?').run(backupPath(file, version));
  }
  database
    .transaction(() => {
      // Another process may have upgraded it between our look and our lock.
      checkVersion(database, file, scripts.length);
      for (const script of scripts.slice(schemaVersion(database))) database.exec(script);
      database.pragma(`user_version = ${scripts.length}`);
    })
    .immediate();
}

function backupPath(file: string, version: number): string {
  const stamp = new Date().toISOString().replaceAll(/[:.]/g, '-');
  return `${file}.schema-${version}.${stamp}.backup`;
}

function schemaVersion(database: Database): number {
  return Number(database.pragma('user_version', { simple: true }));
}

/** What a failure of the driver means to a person; other errors are given back as they are. */
export function databaseFailure(file: string, error: unknown): unknown {
  if (error instanceof UserError) return error;
  const code = errorCode(error);
  if (isDamage(error)) return new DamagedStoreError(file, error);
  if (code.startsWith('SQLITE_FULL') || code === 'ENOSPC') {
    return new UserError(`The disk that holds ${file} is full.`, 'Free some space and try again.', {
      cause: error,
    });
  }
  if (
    /^(SQLITE_(READONLY|CANTOPEN|PERM|AUTH|IOERR)|EACCES|EPERM|EROFS|ENOTDIR|EEXIST)/.test(code)
  ) {
    return new UserError(
      `The run store ${file} cannot be opened for writing (${code}).`,
      'Check the permissions of its folder, or choose another project folder.',
      { cause: error },
    );
  }
  if (code === 'SQLITE_ERROR') {
    return new UserError(
      `The file ${file} is not a run store of Trackline (${errorText(error)}).`,
      'Move it to another name to begin a fresh one.',
      { cause: error },
    );
  }
  if (code.startsWith('SQLITE_BUSY')) {
    return new UserError(
      `The run store ${file} is kept busy by another process.`,
      'Try again in a moment.',
      { cause: error },
    );
  }
  return error;
}

function errorCode(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}
