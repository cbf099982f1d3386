import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { errorText, UserError } from '../../model/errors.ts';

const hidesAll = '*\n';

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
    if (isOurs && !existsSync(ignoreFile)) writeFileSync(ignoreFile, hidesAll);
  } catch (error) {
    throw new UserError(
      `The folder ${store} cannot be written: ${errorText(error)}.`,
      'Check its permissions, or make a .trackline folder somewhere above that you may write to.',
      { cause: error },
    );
  }
}

/**
 * Lets git see one file of the folder, so that it can be committed. A `.gitignore` that a person
 * has changed is left as it is.
 */
export function showToGit(store: string, file: string): void {
  const ignoreFile = join(store, '.gitignore');
  if (!existsSync(ignoreFile) || readFileSync(ignoreFile, 'utf8') !== hidesAll) return;
  writeFileSync(ignoreFile, `${hidesAll}!${file}\n`);
}
