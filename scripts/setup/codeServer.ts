import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { UserError } from '../../src/model/errors.ts';
import { testFolder } from './root.ts';
import { run, tail } from './run.ts';
import { step } from './say.ts';

/** The release of code-server, which carries VS Code 1.139.1: workbench and extension host. */
const VERSION = '4.139.1';

const folder = path.join(testFolder, 'code-server');
const product = path.join(folder, 'node_modules', 'code-server');
const editor = path.join(product, 'lib', 'vscode');
const marker = path.join(folder, '.trackline-installed');

/** The script that Node runs to start code-server. */
export const codeServerEntry: string = path.join(product, 'out', 'node', 'entry.js');

/**
 * What the server asks for only in features that no test and no trial touches: assistants,
 * containers, tunnels, Windows. Without them the installation is a quarter of the size.
 */
const NOT_NEEDED = [
  '@devcontainers/cli',
  '@github/copilot-sdk',
  '@microsoft/mxc-sdk',
  '@vscode/copilot-api',
  '@vscode/sandbox-runtime',
  '@vscode/sqlite3',
  '@vscode/windows-process-tree',
  '@vscode/windows-registry',
  'katex',
  'kerberos',
  'ssh2',
  'tas-client',
  'zod',
];

/**
 * Native modules without a prebuilt binary, by what stands in for them. They write log files, those
 * of extensions too; end the server when its parent dies, and identify the machine for telemetry,
 * which is done without here.
 */
const STAND_INS: Readonly<Record<string, string>> = {
  '@vscode/spdlog': `'use strict';
const { appendFileSync } = require('node:fs');
const LEVELS = ['trace', 'debug', 'info', 'warning', 'error', 'critical'];
class Logger {
  constructor(name, file) {
    this.file = file;
    this.level = 2;
    this.plain = false;
  }
  write(level, message) {
    if (level < this.level) return;
    const time = new Date().toISOString().replace('T', ' ').replace('Z', '');
    const line = this.plain ? message : time + ' [' + LEVELS[level] + '] ' + message + '\\n';
    try {
      appendFileSync(this.file, line);
    } catch (error) {
      // As with the real one, a log that cannot be written stops nobody.
      this.failure = error;
    }
  }
  getLevel() { return this.level; }
  setLevel(level) { this.level = level; }
  setPattern() { this.plain = false; }
  clearFormatters() { this.plain = true; }
  flush() {}
  drop() {}
}
LEVELS.forEach((name, level) => {
  const method = name === 'warning' ? 'warn' : name;
  Logger.prototype[method] = function (message) { this.write(level, message); };
});
exports.version = 0;
exports.setLevel = () => {};
exports.setFlushOn = () => {};
exports.Logger = Logger;
exports.createRotatingLogger = async (name, file) => new Logger(name, file);
exports.createAsyncRotatingLogger = exports.createRotatingLogger;
`,
  '@vscode/native-watchdog': `'use strict';
exports.start = () => {};
`,
  '@vscode/deviceid': `'use strict';
exports.getDeviceId = async () => 'none';
`,
};

/** Tells this installation from one that an earlier version of this file made. */
const WANTED = createHash('sha256')
  .update(JSON.stringify([VERSION, NOT_NEEDED, STAND_INS]))
  .digest('hex');

/**
 * Installs code-server into `.vscode-test/code-server` without a compiler; fast when it is there.
 * @throws {UserError} on Windows, for which code-server does not exist, or when npm cannot install.
 */
export async function ensureCodeServer(): Promise<void> {
  if (existsSync(marker) && (await readFile(marker, 'utf8')) === WANTED) return;
  if (process.platform === 'win32') {
    throw new UserError(
      'code-server does not run on Windows.',
      'Name the executable of a desktop VS Code in TRACKLINE_TEST_CODE.',
    );
  }
  await step(`Installing code-server ${VERSION} (a whole VS Code for the browser)`, async () => {
    await rm(folder, { recursive: true, force: true });
    await mkdir(folder, { recursive: true });
    await writeFile(path.join(folder, 'package.json'), '{ "private": true }\n');
    await npm(folder, ['install', '--no-save', `code-server@${VERSION}`]);
    await trim();
    await npm(editor, ['install', '--omit=dev']);
    for (const [name, code] of Object.entries(STAND_INS)) await standIn(name, code);
    await writeFile(marker, WANTED);
  });
}

/** Takes out of the editor's package.json what is not needed or replaced. */
async function trim(): Promise<void> {
  const file = path.join(editor, 'package.json');
  const manifest = JSON.parse(await readFile(file, 'utf8')) as {
    dependencies: Record<string, string>;
  };
  const out = new Set([...NOT_NEEDED, ...Object.keys(STAND_INS)]);
  manifest.dependencies = Object.fromEntries(
    Object.entries(manifest.dependencies).filter(([name]) => !out.has(name)),
  );
  await writeFile(file, JSON.stringify(manifest, null, 2));
}

async function standIn(name: string, code: string): Promise<void> {
  const target = path.join(editor, 'node_modules', ...name.split('/'));
  await mkdir(target, { recursive: true });
  const manifest = { name, version: '0.0.0', main: 'index.js', type: 'commonjs' };
  await writeFile(path.join(target, 'package.json'), JSON.stringify(manifest));
  await writeFile(path.join(target, 'index.js'), code);
}

async function npm(cwd: string, args: string[]): Promise<void> {
  const quiet = ['--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  // The npm that runs this script, when it is npm that runs it.
  const script = process.env['npm_execpath'];
  const [command, first] =
    script?.endsWith('.js') === true ? [process.execPath, [script]] : ['npm', []];
  const done = await run(command, [...first, ...args, ...quiet], { cwd });
  if (done.code !== 0) {
    throw new UserError(
      `npm ${args.join(' ')} failed:\n${tail(done.output)}`,
      'Check that npm can reach its registry, and run the command again.',
    );
  }
}
