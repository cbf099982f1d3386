import { readFileSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { resolveFrom } from '../../service/paths.ts';

/** What a repository's `.dvc` folder says, as far as running stages needs it. */
export interface DvcFolder {
  /** Where the contents of outputs are kept: its `files/md5`. */
  readonly objects: string;
  /** Where DVC 2 kept them. */
  readonly legacyObjects: string;
  /** Git is left alone. */
  readonly withoutGit: boolean;
}

/**
 * Reads the settings of a DVC repository: the user's, the repository's, and those of this machine.
 * Nothing where the repository has no `.dvc` folder, and so no cache.
 */
export function readDvcFolder(root: string): DvcFolder | undefined {
  const folder = resolveFrom(root, '.dvc');
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory() !== true) return undefined;
  let cache = `${folder}/cache`;
  let withoutGit = false;
  for (const file of [userConfig(), `${folder}/config`, `${folder}/config.local`]) {
    for (const { section, key, value } of settingsOf(file)) {
      if (section === 'cache' && key === 'dir') cache = resolveFrom(dirname(file), value);
      if (section === 'core' && key === 'no_scm') withoutGit = /^(?:true|yes|on|1)$/i.test(value);
    }
  }
  return { objects: `${cache}/files/md5`, legacyObjects: cache, withoutGit };
}

function userConfig(): string {
  const home = homedir();
  const folder =
    process.platform === 'darwin'
      ? join(home, 'Library', 'Application Support')
      : process.platform === 'win32'
        ? join(process.env['LOCALAPPDATA'] ?? join(home, 'AppData', 'Local'), 'iterative')
        : (process.env['XDG_CONFIG_HOME'] ?? join(home, '.config'));
  return join(process.env['DVC_GLOBAL_CONFIG_DIR'] ?? join(folder, 'dvc'), 'config');
}

interface Setting {
  readonly section: string;
  readonly key: string;
  readonly value: string;
}

function settingsOf(file: string): Setting[] {
  let section = '';
  return textOf(file)
    .split(/\r?\n/)
    .flatMap((line): Setting[] => {
      const header = /^\s*\[\s*'?(.*?)'?\s*\]/.exec(line)?.[1];
      if (header !== undefined) section = header;
      const [, key, value] = /^\s*([\w-]+)\s*=\s*(.*?)\s*$/.exec(line) ?? [];
      return key === undefined || value === undefined ? [] : [{ section, key, value }];
    });
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    // None of them has to be there.
    return '';
  }
}
