import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { UserError } from '../../src/model/errors.ts';
import { inRoot } from './root.ts';
import { ask, run, tail } from './run.ts';
import { say, step } from './say.ts';
import { findPython } from './systemPackages.ts';

/** A virtual environment with pinned packages. */
interface PythonEnvironment {
  readonly folder: string;
  /** The file that pins them. */
  readonly requirements: string;
  /** What a person is told is installed. */
  readonly what: string;
  readonly size: string;
}

/** The virtual environment that tests, bench and the examples run in. */
export const environmentFolder: string = inRoot('.venv');

const main: PythonEnvironment = {
  folder: environmentFolder,
  requirements: inRoot('test', 'requirements.txt'),
  what: 'mlflow, scikit-learn and the other packages of test/requirements.txt',
  size: 'about 2 GB and takes some minutes',
};

/** DVC has one of its own: it pins packages that the others want newer. */
const withDvc: PythonEnvironment = {
  folder: inRoot('.venv-dvc'),
  requirements: inRoot('test', 'requirements-dvc.txt'),
  what: 'DVC, which judges what the stage runner leaves',
  size: 'about 250 MB',
};

/** So have the tools that judge packages, which bring much along that nothing else needs. */
const withJudges: PythonEnvironment = {
  folder: inRoot('.venv-judges'),
  requirements: inRoot('test', 'requirements-judges.txt'),
  what: 'the tools that judge signatures and bills of materials',
  size: 'about 100 MB',
};

/** A program of a virtual environment. */
function programOf(folder: string, name: string): string {
  return process.platform === 'win32'
    ? path.join(folder, 'Scripts', `${name}.exe`)
    : path.join(folder, 'bin', name);
}

/** The interpreter of a virtual environment. */
export function interpreterOf(folder: string): string {
  return programOf(folder, 'python');
}

/**
 * Makes `.venv` with the pinned packages of test/requirements.txt, anew when that file has changed;
 * fast when it is there.
 * @returns its interpreter.
 * @throws {UserError} without a Python, or when pip cannot install.
 */
export async function ensurePythonEnvironment(): Promise<string> {
  return await ensure(main);
}

/**
 * Makes `.venv-dvc` with the pinned DVC of test/requirements-dvc.txt, as the other one is made.
 * @returns its `dvc`.
 * @throws {UserError} without a Python, or when pip cannot install.
 */
export async function ensureDvc(): Promise<string> {
  await ensure(withDvc);
  return programOf(withDvc.folder, 'dvc');
}

/**
 * Makes `.venv-judges` with the pinned tools of test/requirements-judges.txt, as the others are made.
 * @returns its interpreter.
 * @throws {UserError} without a Python, or when pip cannot install.
 */
export async function ensureJudges(): Promise<string> {
  return await ensure(withJudges);
}

async function ensure(environment: PythonEnvironment): Promise<string> {
  const { folder, requirements, what } = environment;
  const interpreter = interpreterOf(folder);
  // Written last, so that a broken-off installation is begun anew.
  const marker = path.join(folder, '.trackline-requirements');
  const wanted = createHash('sha256')
    .update(await readFile(requirements))
    .digest('hex');
  const have = existsSync(marker) ? await readFile(marker, 'utf8') : '';
  if (have === wanted && ask(interpreter, ['-c', '']) !== undefined) return interpreter;
  const python = findPython();
  if (python === undefined) {
    throw new UserError('No Python 3.11 or newer with venv was found.', 'Install python3-venv.');
  }
  const name = path.basename(folder);
  await rm(folder, { recursive: true, force: true });
  await step(`Making the Python environment ${name}`, async () => {
    const made = await run(python, ['-m', 'venv', folder]);
    if (made.code !== 0) {
      throw new UserError(`${python} could not make ${name}:\n${tail(made.output)}`, '');
    }
  });
  await step(`Installing ${what}`, () => install(interpreter, environment));
  await writeFile(marker, wanted);
  return interpreter;
}

async function install(interpreter: string, environment: PythonEnvironment): Promise<void> {
  say(`  this is ${environment.size}, once`);
  const options = ['--quiet', '--disable-pip-version-check', '--prefer-binary', '--no-input'];
  const from = ['-r', environment.requirements];
  const done = await run(interpreter, ['-m', 'pip', 'install', ...options, ...from]);
  if (done.code !== 0) {
    throw new UserError(
      `pip could not install test/${path.basename(environment.requirements)}:\n${tail(done.output)}`,
      'Check that pip can reach its package index, and run the command again.',
    );
  }
}
