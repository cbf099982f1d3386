import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';
import { errorText, UserError } from '../../model/errors.ts';
import { savedViewsSchema, type SavedViews } from '../../model/compare/savedViews.ts';
import { makeStoreFolder, showToGit } from './storeFolder.ts';

/** The file in the `.trackline/` folder that holds the saved views; the one that git may see. */
export const savedViewsFile = 'views.json';

/**
 * The saved views of a project's comparison panel; none where there is no file.
 *
 * @param store the `.trackline/` folder.
 * @throws UserError when the file holds something else.
 */
export async function readSavedViews(store: string): Promise<SavedViews> {
  const file = join(store, savedViewsFile);
  try {
    return v.parse(savedViewsSchema, JSON.parse(await readFile(file, 'utf8')));
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return { views: {} };
    throw new UserError(
      `The saved views in ${file} cannot be read: ${errorText(error)}.`,
      'Mend the file, or delete it to begin anew.',
      { cause: error },
    );
  }
}

/**
 * Keeps these views in place of those that were kept, in a file that git shows as one to commit.
 *
 * @throws UserError when what is there cannot be read and would be lost, or nothing can be written.
 */
export async function writeSavedViews(store: string, views: SavedViews): Promise<void> {
  await readSavedViews(store);
  makeStoreFolder(store);
  showToGit(store, savedViewsFile);
  const file = join(store, savedViewsFile);
  const unfinished = `${file}.${process.pid}`;
  await writeFile(unfinished, `${JSON.stringify(views, null, 2)}\n`);
  await rename(unfinished, file);
}
