import { existsSync, readdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import BetterSqlite3 from 'better-sqlite3';
import { UserError } from '../../model/errors.ts';

/** The file of runs cannot be read any more: it was cut short, or overwritten. */
export class DamagedStoreError extends UserError {
  constructor(file: string, cause: unknown) {
    super(
      `The run store ${file} is damaged and cannot be read.`,
      'Run `trackline doctor --recover`: it sets the file aside, begins a fresh one, and makes the runs again from their logs and events.',
      { cause },
    );
  }
}

/** Whether something was thrown because the content of the database is not sound. */
export function isDamage(error: unknown): boolean {
  if (error instanceof DamagedStoreError) return true;
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return code.startsWith('SQLITE_CORRUPT') || code === 'SQLITE_NOTADB';
}

/** A file without content is younger than this only while another process begins it. */
const beginningMs = 5_000;

/**
 * Whether somebody emptied the database. SQLite takes a file without content for a fresh one, but
 * a store with launches has had content.
 */
export function isEmptied(file: string): boolean {
  const stat = statSync(file, { throwIfNoEntry: false });
  if (stat === undefined || stat.size > 0 || Date.now() - stat.mtimeMs < beginningMs) return false;
  const launches = join(dirname(file), 'launches');
  return existsSync(launches) && readdirSync(launches).length > 0;
}

/**
 * Looks through the whole database, which takes about a second for 500 MB.
 *
 * @returns what is wrong with it, or `undefined` when it is sound.
 * @throws what SQLite throws when it cannot be read for another reason.
 */
export function damageOf(file: string): string | undefined {
  if (isEmptied(file)) return 'it is empty';
  let database: BetterSqlite3.Database | undefined;
  try {
    database = new BetterSqlite3(file, { timeout: 10_000 });
    const answer = database.pragma('quick_check(1)', { simple: true });
    return answer === 'ok' ? undefined : String(answer);
  } catch (error) {
    if (!isDamage(error)) throw error;
    return error instanceof Error ? error.message : String(error);
  } finally {
    database?.close();
  }
}
