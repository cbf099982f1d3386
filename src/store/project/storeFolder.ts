import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { errorText, UserError } from '../../model/errors.ts';

/**
 * Makes the `.trackline/` folder with a `.gitignore` of its own that hides all of it from git. A
 * folder of another name that holds other things already gets none.
 *
 * @throws UserError when the folder cannot be written.
 */
export function makeStoreFolder(store: string): void {
  try {
    mkdirSync(store, { recursive: true });
    const isOurs = basename(store) === '.trackline' || readdirSync(store).length === 0;
    const ignoreFile = join(store, '.gitignore');
    if (isOurs && !existsSync(ignoreFile)) writeFileSync(ignoreFile, '*\n');
  } catch (error) {
    throw new UserError(
      `The folder ${store} cannot be written: ${errorText(error)}.`,
      'Check its permissions, or make a .trackline folder somewhere above that you may write to.',
      { cause: error },
    );
  }
}
