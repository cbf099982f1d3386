import { stat } from 'node:fs/promises';
import path from 'node:path';

/** What looking for programs needs of the process: replaced in tests. */
export interface Machine {
  readonly platform: NodeJS.Platform;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** The machine that the extension runs on. */
export const thisMachine: Machine = { platform: process.platform, env: process.env };

/** An environment variable, whatever the case of its name where case does not matter. */
export function variable(machine: Machine, name: string): { key: string; value: string } {
  const key =
    machine.platform === 'win32'
      ? (Object.keys(machine.env).find((each) => each.toUpperCase() === name.toUpperCase()) ?? name)
      : name;
  return { key, value: machine.env[key] ?? '' };
}

/** The absolute path of the first program on PATH that has one of the names, in their order. */
export async function findOnPath(
  machine: Machine,
  names: readonly string[],
): Promise<string | undefined> {
  const windows = machine.platform === 'win32';
  const folders = variable(machine, 'PATH').value.split(windows ? ';' : ':');
  const endings = windows ? ['.exe', '.cmd', '.bat'] : [''];
  for (const name of names) {
    for (const folder of folders) {
      if (folder === '') continue;
      for (const ending of endings) {
        const file = path.join(folder, `${name}${ending}`);
        if (await isExecutable(machine, file)) return file;
      }
    }
  }
  return undefined;
}

/** Whether the file can be started. */
export async function isExecutable(machine: Machine, file: string): Promise<boolean> {
  try {
    const found = await stat(file);
    if (!found.isFile()) return false;
    // The Microsoft Store's `python.exe` of no length only opens the store.
    return machine.platform === 'win32' ? found.size > 0 : (found.mode & 0o111) !== 0;
  } catch {
    // Not there, or not ours to look at: not something to start.
    return false;
  }
}
