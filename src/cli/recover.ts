import { join } from 'node:path';
import { recoverRuns } from '../launch/recovery/recordAgain.ts';
import { UserError } from '../model/errors.ts';
import { databaseExists } from '../store/database.ts';
import { setAsideDamaged } from '../store/damage/setAside.ts';
import { isFolder } from '../store/project/isFolder.ts';
import { locateProject } from '../store/project/project.ts';
import { openStore } from '../store/store.ts';
import type { Output } from './output.ts';
import { supervisorScript } from './scripts.ts';

/** What `trackline doctor --recover --json` gives. */
interface Recovery {
  /** Where the damaged database is now; `null` when it was sound. */
  readonly setAside: string | null;
  /** Runs whose record was made again, by name. */
  readonly runs: readonly string[];
  /** How many of them are still under way. */
  readonly running: number;
}

/** `trackline doctor --recover`: a sound database, and in it all runs whose files are there. */
export async function recover(output: Output, json: boolean): Promise<number> {
  const { root, store: folder } = locateProject(process.cwd());
  if (!isFolder(folder)) {
    throw new UserError(
      `No runs are on record for ${root}.`,
      'Record one with `trackline run -- COMMAND`.',
    );
  }
  const setAside = databaseExists(join(folder, 'trackline.db'))
    ? (setAsideDamaged(folder) ?? null)
    : null;
  const store = openStore(folder);
  try {
    const recovery: Recovery = { setAside, ...(await recoverRuns(store, supervisorScript)) };
    if (json) output.line(JSON.stringify(recovery, undefined, 2));
    else for (const line of sentences(recovery)) output.line(line);
    return 0;
  } finally {
    store.close();
  }
}

function sentences({ setAside, runs, running }: Recovery): string[] {
  const found =
    runs.length === 0
      ? 'No run is missing from the database.'
      : `${runs.length} ${runs.length === 1 ? 'run was' : 'runs were'} put on record again: ${runs.join(', ')}.`;
  return [
    ...(setAside === null
      ? ['The database is sound.']
      : [`The database was damaged; it is kept as ${setAside}, and a fresh one has begun.`]),
    found,
    ...(running === 0 ? [] : [`${running} of them still run, and are complete when they end.`]),
  ];
}
