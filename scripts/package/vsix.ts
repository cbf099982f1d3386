import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createVSIX } from '@vscode/vsce';
import { UserError } from '../../src/model/errors.ts';
import { inRoot } from '../setup/root.ts';
import { run, tail } from '../setup/run.ts';
import { step } from '../setup/say.ts';
import { thisPlatform } from './platform.ts';
import { stage } from './staging.ts';
import { readZip } from './unzip.ts';

/** DESIGN §8: the packaged extension, in bytes. */
const BUDGET = 6_000_000;

/** A packaged extension. */
export interface Vsix {
  readonly file: string;
  /** In bytes. */
  readonly size: number;
  /** The names of the files in it, below `extension/`. */
  readonly files: string[];
}

/**
 * Packages what `dist/` and the manifest hold for this platform, and proves that the SQLite binary
 * in the package loads.
 * @throws {UserError} when it is over the budget or does not load.
 */
export async function packageVsix(): Promise<Vsix> {
  const manifest = JSON.parse(await readFile(inRoot('package.json'), 'utf8')) as {
    name: string;
    version: string;
    main: string;
  };
  if (!existsSync(inRoot(manifest.main))) {
    throw new UserError(
      `${manifest.main} is not there, so there is nothing to package.`,
      'Run `npm run build` and look at its messages.',
    );
  }
  const { target, prebuild } = thisPlatform();
  const file = inRoot(`${manifest.name}-${target}-${manifest.version}.vsix`);
  return step(`Packaging ${path.basename(file)}`, async () => {
    const scratch = await mkdtemp(path.join(tmpdir(), 'trackline-package-'));
    try {
      const staged = path.join(scratch, 'staged');
      await stage(staged, prebuild);
      await createVSIX({
        cwd: staged,
        packagePath: file,
        target,
        dependencies: true,
        allowMissingRepository: true,
        rewriteRelativeLinks: false,
      });
      return await check(file, path.join(scratch, 'unpacked'));
    } finally {
      await rm(scratch, { recursive: true, force: true });
    }
  });
}

async function check(file: string, unpacked: string): Promise<Vsix> {
  const entries = (await readZip(file)).filter((entry) => entry.name.startsWith('extension/'));
  for (const entry of entries) {
    const target = path.join(unpacked, entry.name);
    await mkdir(path.dirname(target), { recursive: true });
    await writeFile(target, entry.read());
  }
  const size = (await readFile(file)).length;
  if (size > BUDGET) {
    const largest = entries.sort((a, b) => b.size - a.size).slice(0, 3);
    throw new UserError(
      `${path.basename(file)} has ${size} bytes, over the budget of ${BUDGET}.`,
      `The largest files are ${largest.map((entry) => `${entry.name} (${entry.size})`).join(', ')}.`,
    );
  }
  await checkSqlite(path.join(unpacked, 'extension'));
  return { file, size, files: entries.map((entry) => entry.name.slice('extension/'.length)) };
}

/** Opens a database with the unpacked copy, from where the bundles stand. */
async function checkSqlite(extension: string): Promise<void> {
  const program =
    `const Database = require('better-sqlite3');` +
    `const row = new Database(':memory:').prepare('select 40 + 2 as answer').get();` +
    `if (row.answer !== 42) process.exit(1);` +
    `if (!require.resolve('better-sqlite3').startsWith(__dirname)) process.exit(2);`;
  const script = path.join(extension, 'check.cjs');
  await writeFile(script, program);
  const done = await run(process.execPath, [script], { cwd: extension });
  if (done.code !== 0) {
    throw new UserError(
      `The packaged SQLite does not load (exit code ${done.code}): ${tail(done.output)}`,
      'Look at .vscodeignore and scripts/package/platform.ts.',
    );
  }
}
