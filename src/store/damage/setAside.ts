import {
  closeSync,
  existsSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { errorText, UserError } from '../../model/errors.ts';
import { damageOf } from './damage.ts';

/** Whoever sets a database aside is done by then, or dead. */
const patienceMs = 60_000;
/** How long one waits for another who does the same. */
const waitMs = 10_000;

/**
 * Gives a damaged database another name (`trackline.db.damaged-<time>`, and so its journal), so
 * that a fresh one can begin. Nothing is deleted; a database that is sound stays where it is.
 *
 * @param root the `.trackline/` folder.
 * @returns the file's new path; `undefined` when there is no damage (any more).
 * @throws UserError when the file cannot be renamed.
 */
export function setAsideDamaged(root: string): string | undefined {
  const file = join(root, 'trackline.db');
  return alone(join(root, 'setting-aside'), () => {
    if (!existsSync(file) || damageOf(file) === undefined) return undefined;
    const aside = `${file}.damaged-${new Date().toISOString().replaceAll(/[:.]/g, '-')}`;
    try {
      // The database comes last: a journal that is left beside a fresh one would be played into it.
      for (const part of ['-wal', '-shm', '']) {
        if (existsSync(file + part)) renameSync(file + part, aside + part);
      }
    } catch (error) {
      throw new UserError(
        `The damaged run store ${file} could not be set aside: ${errorText(error)}.`,
        'Close other windows and runs of this project, then try again.',
        { cause: error },
      );
    }
    return aside;
  });
}

/** Databases of this store that were set aside, oldest first. */
export function setAsideFiles(root: string): readonly string[] {
  if (!existsSync(root)) return [];
  return readdirSync(root)
    .filter((name) => /^trackline\.db\.damaged-[\dTZ-]+$/.test(name))
    .sort()
    .map((name) => join(root, name));
}

/** What a person is told when a damaged database was set aside. */
export function setAsideSentence(root: string, aside: string): string {
  return `The run store in ${root} was damaged. It is kept as ${aside}, and a fresh one begins; \`trackline doctor --recover\` makes the runs again from their logs and events.`;
}

/** Two processes that find the damage at once must not set the fresh database aside too. */
function alone<T>(lock: string, work: () => T): T {
  const deadline = Date.now() + waitMs;
  while (!take(lock)) {
    if (Date.now() > deadline) {
      throw new UserError(
        `Another process is about to set the damaged run store in ${dirname(lock)} aside.`,
        `Try again in a moment; if nothing else of Trackline runs, remove ${lock}.`,
      );
    }
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 50);
  }
  try {
    return work();
  } finally {
    rmSync(lock, { force: true });
  }
}

function take(lock: string): boolean {
  const made = statSync(lock, { throwIfNoEntry: false })?.mtimeMs;
  if (made !== undefined && Date.now() - made > patienceMs) rmSync(lock, { force: true });
  try {
    closeSync(openSync(lock, 'wx', 0o600));
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  }
}
