import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { errorText, UserError } from '../model/errors.ts';

/**
 * Makes the `.trackline/` folder with a `.gitignore` of its own that hides all of it from git.
 *
 * @throws UserError when the folder cannot be written.
 */
export function makeStoreFolder(store: string): void {
  try {
    mkdirSync(store, { recursive: true });
    const ignoreFile = join(store, '.gitignore');
    if (!existsSync(ignoreFile)) writeFileSync(ignoreFile, '*\n');
  } catch (error) {
    throw new UserError(
      `The folder ${store} cannot be written: ${errorText(error)}.`,
      'Check its permissions, or make a .trackline folder somewhere above that you may write to.',
      { cause: error },
    );
  }
}
