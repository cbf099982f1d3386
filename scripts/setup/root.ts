import path from 'node:path';

/** The project's folder. */
export const root: string = path.resolve(import.meta.dirname, '../..');

/** A path inside the project. */
export function inRoot(...parts: string[]): string {
  return path.join(root, ...parts);
}

/** The customary folder, ignored by git, for everything that tests and trials download or write. */
export const testFolder: string = inRoot('.vscode-test');
