import { posix, win32 } from 'node:path';
import { invalid } from '../http/errors.ts';

/**
 * A path that a client gives, if it stays inside the folder it is meant for.
 *
 * @throws MlflowError when it leads out of it, however it is written.
 */
export function safePath(path: string): string {
  const decoded = decodeFully(path);
  if (
    decoded.includes('\0') ||
    decoded.includes('#') ||
    decoded.includes('\\') ||
    decoded.split('/').includes('..') ||
    posix.isAbsolute(decoded) ||
    win32.isAbsolute(decoded) ||
    /^[a-z]:/i.test(decoded) ||
    /^file:/i.test(decoded)
  ) {
    throw invalid('Invalid path');
  }
  return decoded;
}

/** Undoes percent-encoding as often as there is some, so that nothing hides behind a second one. */
function decodeFully(path: string): string {
  let decoded = path;
  for (let round = 0; round < 10; round += 1) {
    let next: string;
    try {
      next = decodeURIComponent(decoded);
    } catch {
      // A percent sign that stands for itself.
      return decoded;
    }
    if (next === decoded) return decoded;
    decoded = next;
  }
  throw invalid('Invalid path');
}
