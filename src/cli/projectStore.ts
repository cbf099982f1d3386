import { join } from 'node:path';
import { errorText, UserError } from '../model/errors.ts';
import type { Run } from '../model/run.ts';
import { reconcile } from '../launch/recovery/reconcile.ts';
import { databaseExists } from '../store/database.ts';
import { locateProject, type ProjectLocation } from '../store/project/project.ts';
import { openStore, type Store } from '../store/store.ts';
import type { Output } from './output.ts';
import { supervisorScript } from './scripts.ts';

/** The store that a command of the command line reads. */
export interface ProjectStore {
  readonly project: ProjectLocation;
  readonly store: Store;
}

/**
 * Opens the store of the project around a folder, and settles launches whose supervisor died; one
 * that cannot be settled is told, and keeps nobody from reading the others.
 *
 * @throws UserError when nothing was recorded there yet.
 */
export async function openProjectStore(folder: string, output: Output): Promise<ProjectStore> {
  const project = locateProject(folder);
  if (!databaseExists(join(project.store, 'trackline.db'))) {
    throw new UserError(
      `No runs are on record for ${project.root}.`,
      'Record one with `trackline run -- COMMAND`.',
    );
  }
  const store = openStore(project.store);
  try {
    await reconcile(store, supervisorScript);
  } catch (error) {
    output.remark(`A launch that ended unseen could not be settled: ${errorText(error)}.`);
  }
  return { project, store };
}

/**
 * The run that a person means by an identifier, the beginning of one, a name, or `last`.
 *
 * @throws UserError when there is none, or more than one.
 */
export function findRun(store: Store, text: string): Run {
  const ids = text === 'last' ? lastRun(store) : [...new Set(store.runs.find(text))];
  const [id, second] = ids;
  const run = id === undefined ? undefined : store.runs.get(id);
  if (run === undefined) {
    throw new UserError(`There is no run ${text} in ${store.root}.`, 'See `trackline ls --all`.');
  }
  if (second !== undefined) {
    const list = ids.map((one) => one.slice(0, 8)).join(', ');
    throw new UserError(`${text} may mean several runs: ${list}.`, 'Give more of the identifier.');
  }
  return run;
}

function lastRun(store: Store): string[] {
  const [run] = store.runs.list();
  return run === undefined ? [] : [run.id];
}
