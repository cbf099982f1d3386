import { accessSync, constants, existsSync } from 'node:fs';
import path from 'node:path';
import { UserError } from '../../src/model/errors.ts';
import { ask, run, tail } from './run.ts';
import { step } from './say.ts';

/** A program that set-up cannot bring with npm or pip. */
export interface SystemPart {
  readonly name: string;
  /** Debian's packages that hold it. */
  readonly packages: readonly string[];
  /** What a person without apt-get does instead. */
  readonly otherwise: string;
  readonly present: () => boolean;
}

/** The oldest Python that the pinned packages support. */
const PYTHON_NEEDED = [3, 11] as const;

/** The first executable of that name on PATH. */
export function onPath(name: string): string | undefined {
  const endings = process.platform === 'win32' ? ['.exe', '.cmd', '.bat'] : [''];
  for (const folder of (process.env['PATH'] ?? '').split(path.delimiter)) {
    for (const ending of endings) {
      const file = path.join(folder, name + ending);
      if (folder !== '' && isExecutable(file)) return file;
    }
  }
  return undefined;
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    // Absent or not executable: both mean that it cannot be used.
    return false;
  }
}

/** A Python that is new enough and can make virtual environments, or undefined. */
export function findPython(): string | undefined {
  const check =
    `import sys, venv, ensurepip\n` +
    `assert sys.version_info[:2] >= (${PYTHON_NEEDED.join(', ')})\nprint(sys.executable)`;
  for (const name of ['python3', 'python3.13', 'python3.12', 'python3.11', 'python']) {
    const executable = ask(name, ['-c', check]);
    if (executable !== undefined) return executable;
  }
  return undefined;
}

/** Chromium or a browser of its family: `TRACKLINE_CHROMIUM`, else the usual names and places. */
export function findChromium(): string | undefined {
  const named = process.env['TRACKLINE_CHROMIUM'];
  if (named !== undefined && named !== '') return named;
  for (const name of ['chromium', 'chromium-browser', 'google-chrome', 'microsoft-edge']) {
    const file = onPath(name);
    if (file !== undefined) return file;
  }
  const programs = process.env['ProgramFiles'] ?? 'C:\\Program Files';
  return [
    '/Applications/Chromium.app/Contents/MacOS/Chromium',
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
    path.join(programs, 'Google', 'Chrome', 'Application', 'chrome.exe'),
    path.join(`${programs} (x86)`, 'Microsoft', 'Edge', 'Application', 'msedge.exe'),
  ].find((file) => existsSync(file));
}

/** Python with virtual environments. */
export const python: SystemPart = {
  name: `Python ${PYTHON_NEEDED.join('.')} or newer with venv`,
  packages: ['python3', 'python3-venv'],
  otherwise: 'install it so that `python3` is on PATH',
  present: () => findPython() !== undefined,
};

/** The OpenMP library that LightGBM's wheel for Linux expects of the system. */
export const openMp: SystemPart = {
  name: 'the OpenMP library (libgomp)',
  packages: ['libgomp1'],
  otherwise: 'install it with the system’s package manager',
  present: () =>
    process.platform !== 'linux' ||
    [ask('ldconfig', ['-p']), ask('/sbin/ldconfig', ['-p'])].some((list) =>
      list?.includes('libgomp.so.1'),
    ),
};

/** git, for snapshots. */
export const git: SystemPart = {
  name: 'git',
  packages: ['git'],
  otherwise: 'install it so that `git` is on PATH',
  present: () => onPath('git') !== undefined,
};

/** An OCI registry and the tools that push to it, log in to it and make its certificates. */
export const ociRegistry: SystemPart = {
  name: 'docker-registry, skopeo, htpasswd and openssl',
  packages: ['docker-registry', 'skopeo', 'apache2-utils', 'openssl'],
  otherwise: 'put `docker-registry`, `skopeo`, `htpasswd` and `openssl` on PATH',
  present: () =>
    ['docker-registry', 'skopeo', 'htpasswd', 'openssl'].every(
      (name) => onPath(name) !== undefined,
    ),
};

/** The browser that shows and drives code-server. */
export const chromium: SystemPart = {
  name: 'Chromium',
  packages: ['chromium', 'fonts-liberation'],
  otherwise: 'install Chromium or Chrome, or name its executable in TRACKLINE_CHROMIUM',
  present: () => findChromium() !== undefined,
};

/** How to run apt-get with the rights to install, or undefined when that cannot be. */
function aptGet(): string[] | undefined {
  if (onPath('apt-get') === undefined) return undefined;
  if (process.getuid?.() === 0) return ['apt-get'];
  if (ask('sudo', ['-n', 'true']) !== undefined) return ['sudo', '-n', 'apt-get'];
  return undefined;
}

/** The end of what was asked for last: apt-get refuses to run beside itself. */
let underWay: Promise<unknown> = Promise.resolve();

/**
 * Makes sure the parts are there, installing what is missing through apt-get where that is allowed.
 * @throws {UserError} naming what cannot be had and how to get it.
 */
export async function ensureSystemParts(parts: readonly SystemPart[]): Promise<void> {
  const mine = underWay.then(() => installMissing(parts));
  underWay = mine.catch(() => undefined);
  await mine;
}

async function installMissing(parts: readonly SystemPart[]): Promise<void> {
  const missing = parts.filter((part) => !part.present());
  if (missing.length === 0) return;
  const names = missing.map((part) => part.name).join(', ');
  const packages = missing.flatMap((part) => part.packages);
  const apt = aptGet();
  if (apt !== undefined) await installWithApt(apt, packages, names);
  const still = missing.filter((part) => !part.present());
  if (still.length === 0) return;
  const wanted = still.map((part) => part.name).join(', ');
  const ways = still.map((part) => part.otherwise).join('; ');
  const debian = still.flatMap((part) => part.packages).join(' ');
  throw new UserError(
    `${wanted} is missing and could not be installed from here.`,
    `On Debian or Ubuntu run \`sudo apt-get install ${debian}\`; elsewhere ${ways}.`,
  );
}

async function installWithApt(apt: string[], packages: string[], names: string): Promise<void> {
  const [command = 'apt-get', ...first] = apt;
  await step(`Installing ${names} with apt-get`, async () => {
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
    const install = ['install', '-y', '--no-install-recommends', ...packages];
    let done = await run(command, [...first, ...install], { env });
    if (done.code !== 0) {
      // The lists of a fresh machine are empty or stale.
      await run(command, [...first, 'update'], { env });
      done = await run(command, [...first, ...install], { env });
    }
    if (done.code !== 0) {
      throw new UserError(
        `apt-get could not install ${packages.join(' ')}:\n${tail(done.output)}`,
        'Install it by hand and run the command again.',
      );
    }
  });
}
