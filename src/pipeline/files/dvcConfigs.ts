import { homedir } from 'node:os';
import { join } from 'node:path';

/**
 * The files with DVC's settings for all repositories of the machine and of the user, in the order in
 * which they count: dvc/dirs.py with the folders of platformdirs.
 */
export function dvcConfigs(
  platform: NodeJS.Platform = process.platform,
  env: NodeJS.ProcessEnv = process.env,
  home: string = homedir(),
): string[] {
  const system = named(env['DVC_SYSTEM_CONFIG_DIR']) ?? systemFolder(platform, env);
  const user = named(env['DVC_GLOBAL_CONFIG_DIR']) ?? userFolder(platform, env, home);
  return [join(system, 'config'), join(user, 'config')];
}

function named(folder: string | undefined): string | undefined {
  return folder === '' ? undefined : folder;
}

function systemFolder(platform: NodeJS.Platform, env: NodeJS.ProcessEnv): string {
  switch (platform) {
    case 'win32':
      return join(named(env['ProgramData']) ?? 'C:/ProgramData', 'iterative', 'dvc');
    case 'darwin':
      return '/Library/Application Support/dvc';
    default: {
      const [first] = (named(env['XDG_CONFIG_DIRS']) ?? '/etc/xdg').split(':');
      return join(first ?? '/etc/xdg', 'dvc');
    }
  }
}

function userFolder(platform: NodeJS.Platform, env: NodeJS.ProcessEnv, home: string): string {
  switch (platform) {
    case 'win32': {
      const local = named(env['LOCALAPPDATA']) ?? join(home, 'AppData', 'Local');
      return join(local, 'iterative', 'dvc');
    }
    case 'darwin':
      return join(home, 'Library', 'Application Support', 'dvc');
    default:
      return join(named(env['XDG_CONFIG_HOME']) ?? join(home, '.config'), 'dvc');
  }
}
