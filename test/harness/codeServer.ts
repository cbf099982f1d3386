import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { codeServerEntry } from '../../scripts/setup/codeServer.ts';
import { testFolder } from '../../scripts/setup/root.ts';
import { run, tail } from '../../scripts/setup/run.ts';
import { freePort } from './freePort.ts';
import { killGroup, spawnGroup, stopGroup } from './processGroup.ts';
import { THEMES } from './themes.ts';
import type { Theme } from './themes.ts';
import { until } from './wait.ts';

/** What a code-server is started with. */
export interface CodeServerOptions {
  /** User settings on top of the quiet ones, in force when a window opens. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** Extensions to install first. */
  readonly vsix?: readonly string[];
  /** Where the profile lies; a fresh one, removed at the end, when not named. */
  readonly profile?: string;
  /** Where extensions lie; inside the profile when not named. */
  readonly extensions?: string;
  /** Dark when not named. */
  readonly theme?: Theme;
  readonly env?: NodeJS.ProcessEnv;
  /** Nobody has said that the folder is trusted, and nobody is asked: it opens in Restricted Mode. */
  readonly restricted?: boolean;
  /** Let a page run mocha in the extension host (VS Code's smoke test driver). */
  readonly testDriver?: boolean;
}

/** A running code-server: a whole VS Code, with its workbench served to a browser. */
export interface CodeServer extends AsyncDisposable {
  readonly port: number;
  /** The folder that it and its extension hosts write their logs into. */
  readonly logs: string;
  /** The workbench's address with that folder opened. */
  url(folder: string): string;
  /** What it printed so far. */
  output(): string;
  /** Ends it with everything it started, and removes its fresh profile. */
  stop(): Promise<void>;
}

/** Settings that keep a fresh profile from asking, recommending, fetching or animating. */
const QUIET = {
  'security.workspace.trust.enabled': false,
  'workbench.startupEditor': 'none',
  'workbench.tips.enabled': false,
  'workbench.enableExperiments': false,
  'workbench.reduceMotion': 'on',
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'telemetry.telemetryLevel': 'off',
  'update.mode': 'none',
  'extensions.autoUpdate': 'off',
  'extensions.autoCheckUpdates': false,
  'extensions.ignoreRecommendations': true,
  'chat.disableAIFeatures': true,
  'window.dialogStyle': 'custom',
  'window.autoDetectColorScheme': false,
  'window.autoDetectHighContrast': false,
  'files.simpleDialog.enable': true,
  'git.openRepositoryInParentFolders': 'never',
};

/** Settings for a folder that is not trusted. */
const RESTRICTED = {
  'security.workspace.trust.enabled': true,
  'security.workspace.trust.startupPrompt': 'never',
  'security.workspace.trust.emptyWindow': false,
};

/**
 * Starts a code-server and waits until it answers. `ensureCodeServer` must have installed it.
 * @throws {Error} with what it printed when it does not come up.
 */
export async function startCodeServer(options: CodeServerOptions = {}): Promise<CodeServer> {
  await mkdir(testFolder, { recursive: true });
  const profile = options.profile ?? (await mkdtemp(path.join(testFolder, 'profile-')));
  const folders = [
    `--user-data-dir=${profile}`,
    `--extensions-dir=${options.extensions ?? path.join(profile, 'extensions')}`,
    `--config=${path.join(profile, 'config.yaml')}`,
  ];
  const env = environment(options.env ?? {});
  await writeSettings(profile, options);
  for (const file of options.vsix ?? []) await installExtension(file, folders, env);

  const port = await freePort();
  const { child, output } = launch(port, folders, env, options);
  const stop = async () => {
    if (options.profile === undefined) {
      await killGroup(child);
      await rm(profile, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
    } else {
      await stopGroup(child);
    }
  };
  try {
    await until(() => isUp(port, child.exitCode), 'code-server to answer', 60_000);
  } catch (error) {
    await stop();
    throw new Error(`code-server did not come up:\n${tail(output(), 20)}`, { cause: error });
  }
  return {
    port,
    logs: path.join(profile, 'logs'),
    url: (folder) => `http://127.0.0.1:${port}/?folder=${encodeURIComponent(folder)}`,
    output,
    stop,
    [Symbol.asyncDispose]: stop,
  };
}

/** Windows read these when they open, and do not see later changes from outside. */
async function writeSettings(profile: string, options: CodeServerOptions): Promise<void> {
  const theme = THEMES[options.theme ?? 'dark'].id;
  const trust = options.restricted === true ? RESTRICTED : {};
  const settings = { ...QUIET, ...trust, 'workbench.colorTheme': theme, ...options.settings };
  await mkdir(path.join(profile, 'User'), { recursive: true });
  await writeFile(path.join(profile, 'User', 'settings.json'), JSON.stringify(settings, null, 2));
}

function launch(
  port: number,
  folders: string[],
  env: NodeJS.ProcessEnv,
  { testDriver = false, restricted = false }: CodeServerOptions,
) {
  const args = [
    codeServerEntry,
    `--bind-addr=127.0.0.1:${port}`,
    '--auth=none',
    ...folders,
    '--disable-telemetry',
    '--disable-update-check',
    ...(restricted ? [] : ['--disable-workspace-trust']),
    '--disable-getting-started-override',
    '--ignore-last-opened',
    ...(testDriver ? ['--vscode-option', 'enable-smoke-test-driver'] : []),
  ];
  const child = spawnGroup(process.execPath, args, { env, stdio: ['ignore', 'pipe', 'pipe'] });
  let text = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (part: string) => (text += part));
  }
  child.once('error', (error) => (text += error.message));
  return { child, output: () => text };
}

/** The environment for it: no gallery, and nothing that ties it to the editor we may run in. */
function environment(extra: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const env: NodeJS.ProcessEnv = { ...process.env, ...extra, EXTENSIONS_GALLERY: '{}' };
  for (const name of Object.keys(env)) {
    const ofEditor = name.startsWith('VSCODE_') && !name.startsWith('VSCODE_TEST');
    const ofServer = name.startsWith('CODE_SERVER_') || name === 'ELECTRON_RUN_AS_NODE';
    if (ofEditor || ofServer) delete env[name];
  }
  return env;
}

async function installExtension(file: string, folders: string[], env: NodeJS.ProcessEnv) {
  const args = [codeServerEntry, ...folders, '--install-extension', file, '--force'];
  const done = await run(process.execPath, args, { env });
  if (done.code !== 0) throw new Error(`${file} could not be installed:\n${tail(done.output)}`);
}

async function isUp(port: number, exitCode: number | null): Promise<boolean> {
  if (exitCode !== null) throw new Error(`it ended with code ${exitCode}`);
  return (await fetch(`http://127.0.0.1:${port}/healthz`)).ok;
}
