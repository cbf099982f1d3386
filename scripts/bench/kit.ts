import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Kit } from '../../test/bench/support/benchmark.ts';
import { build } from '../build/bundles.ts';
import { packageVsix } from '../package/vsix.ts';
import { ensureCodeServer } from '../setup/codeServer.ts';
import { ensurePythonEnvironment, interpreterOf } from '../setup/pythonEnvironment.ts';
import { inRoot, testFolder } from '../setup/root.ts';
import { run, tail } from '../setup/run.ts';
import { say, step } from '../setup/say.ts';
import {
  chromium,
  ensureSystemParts,
  findPython,
  git,
  openMp,
  python,
} from '../setup/systemPackages.ts';

/** Makes what benchmarks ask for, each part once. */
export function makeKit(): Kit {
  const built = once(() => build({ dev: false }));
  return {
    say,
    cli: once(async () => {
      await built();
      return inRoot('dist', 'cli.js');
    }),
    python: once(async () => {
      await ensureSystemParts([python, openMp, git]);
      return ensurePythonEnvironment();
    }),
    tensorBoardPython: once(tensorBoardPython),
    vsix: once(async () => {
      await built();
      return packageVsix();
    }),
    editor: once(async () => {
      await ensureSystemParts([git, chromium]);
      if (process.platform !== 'win32') await ensureCodeServer();
    }),
  };
}

/** An environment of the bench's own: TensorBoard's requirements are not those of the tests. */
async function tensorBoardPython(): Promise<{ file: string } | { missing: string }> {
  const requirements = inRoot('test', 'bench', 'requirements.txt');
  const folder = path.join(testFolder, 'bench-venv');
  const marker = path.join(folder, '.trackline-requirements');
  const interpreter = interpreterOf(folder);
  const wanted = createHash('sha256')
    .update(await readFile(requirements))
    .digest('hex');
  if (existsSync(marker) && (await readFile(marker, 'utf8')) === wanted) {
    return { file: interpreter };
  }
  const system = findPython();
  if (system === undefined) return { missing: 'There is no Python.' };
  return step('Making an environment with TensorBoard', async () => {
    await rm(folder, { recursive: true, force: true });
    const made = await run(system, ['-m', 'venv', folder]);
    const options = ['--quiet', '--disable-pip-version-check', '--prefer-binary', '--no-input'];
    const install = ['-m', 'pip', 'install', ...options, '-r', requirements];
    const done = made.code === 0 ? await run(interpreter, install) : made;
    if (done.code !== 0) {
      return { missing: `TensorBoard could not be installed: ${tail(done.output, 2)}` };
    }
    await writeFile(marker, wanted);
    return { file: interpreter };
  });
}

function once<T>(work: () => Promise<T>): () => Promise<T> {
  let result: Promise<T> | undefined;
  return () => (result ??= work());
}
