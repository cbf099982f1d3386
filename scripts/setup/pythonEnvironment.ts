import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { UserError } from '../../src/model/errors.ts';
import { inRoot } from './root.ts';
import { ask, run, tail } from './run.ts';
import { say, step } from './say.ts';
import { findPython } from './systemPackages.ts';

/** The virtual environment that tests, bench and the examples run in. */
export const environmentFolder: string = inRoot('.venv');

const requirements = inRoot('test', 'requirements.txt');
/** Written last, so that a broken-off installation is begun anew. */
const marker = path.join(environmentFolder, '.trackline-requirements');

/** The interpreter of a virtual environment. */
export function interpreterOf(folder: string): string {
  return process.platform === 'win32'
    ? path.join(folder, 'Scripts', 'python.exe')
    : path.join(folder, 'bin', 'python');
}

/**
 * Makes `.venv` with the pinned packages of test/requirements.txt, anew when that file has changed;
 * fast when it is there.
 * @returns its interpreter.
 * @throws {UserError} without a Python, or when pip cannot install.
 */
export async function ensurePythonEnvironment(): Promise<string> {
  const interpreter = interpreterOf(environmentFolder);
  const wanted = createHash('sha256')
    .update(await readFile(requirements))
    .digest('hex');
  const have = existsSync(marker) ? await readFile(marker, 'utf8') : '';
  if (have === wanted && ask(interpreter, ['-c', '']) !== undefined) return interpreter;
  const python = findPython();
  if (python === undefined) {
    throw new UserError('No Python 3.11 or newer with venv was found.', 'Install python3-venv.');
  }
  await rm(environmentFolder, { recursive: true, force: true });
  await step('Making the Python environment .venv', async () => {
    const made = await run(python, ['-m', 'venv', environmentFolder]);
    if (made.code !== 0) {
      throw new UserError(`${python} could not make .venv:\n${tail(made.output)}`, '');
    }
  });
  await step(
    'Installing mlflow, scikit-learn and the other packages of test/requirements.txt',
    () => install(interpreter),
  );
  await writeFile(marker, wanted);
  return interpreter;
}

async function install(interpreter: string): Promise<void> {
  say('  this is about 2 GB and takes some minutes, once');
  const options = ['--quiet', '--disable-pip-version-check', '--prefer-binary', '--no-input'];
  const done = await run(interpreter, ['-m', 'pip', 'install', ...options, '-r', requirements]);
  if (done.code !== 0) {
    throw new UserError(
      `pip could not install test/requirements.txt:\n${tail(done.output)}`,
      'Check that pip can reach its package index, and run the command again.',
    );
  }
}
