import { statSync } from 'node:fs';

/** Whether a path leads to a folder that this process may look at. */
export function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    // It is not there, or what is above it is no folder or closed to us.
    return false;
  }
}
