import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** The first program on PATH with one of some names, in the order of PATH's folders. */
export function onPath(names: readonly string[], env: NodeJS.ProcessEnv): string | undefined {
  const endings = process.platform === 'win32' ? ['.exe', '.cmd', '.bat'] : [''];
  for (const folder of (env['PATH'] ?? env['Path'] ?? '').split(delimiter)) {
    if (folder === '') continue;
    for (const name of names) {
      const found = endings.map((ending) => join(folder, name + ending)).find(existsSync);
      if (found !== undefined) return found;
    }
  }
  return undefined;
}
