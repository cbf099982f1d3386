import { fileURLToPath, pathToFileURL } from 'node:url';
import { toServicePath } from '../files/diskWorkspace.ts';

/** The path of a `file:` address as the language service writes it; nothing for other addresses. */
export function pathOfUri(uri: string): string | undefined {
  if (!uri.startsWith('file:')) return undefined;
  try {
    return toServicePath(fileURLToPath(uri));
  } catch {
    // An address of another machine, or with an encoded slash: no path of this one.
    return undefined;
  }
}

/** The `file:` address of a path of the language service. */
export function uriOfPath(path: string): string {
  return pathToFileURL(path).href;
}
