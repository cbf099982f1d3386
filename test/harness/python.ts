import { existsSync } from 'node:fs';
import path from 'node:path';

/**
 * The interpreter with the packages of test/requirements.txt: `TRACKLINE_TEST_PYTHON`, which
 * `npm test` sets, else the project's `.venv`.
 * @throws {Error} when there is none.
 */
export function testPython(): string {
  const named = process.env['TRACKLINE_TEST_PYTHON'];
  if (named !== undefined && named !== '') return checked(named);
  const inside = process.platform === 'win32' ? 'Scripts/python.exe' : 'bin/python';
  return checked(path.resolve(import.meta.dirname, '../../.venv', inside));
}

/**
 * The real DVC of test/requirements-dvc.txt: `TRACKLINE_TEST_DVC`, which `npm test` sets, else that of
 * the project's `.venv-dvc`.
 * @throws {Error} when there is none.
 */
export function testDvc(): string {
  const named = process.env['TRACKLINE_TEST_DVC'];
  if (named !== undefined && named !== '') return checked(named);
  const inside = process.platform === 'win32' ? 'Scripts/dvc.exe' : 'bin/dvc';
  return checked(path.resolve(import.meta.dirname, '../../.venv-dvc', inside));
}

/**
 * The interpreter with the tools of test/requirements-judges.txt: `TRACKLINE_TEST_JUDGES`, which
 * `npm test` sets, else that of the project's `.venv-judges`.
 * @throws {Error} when there is none.
 */
export function testJudges(): string {
  const named = process.env['TRACKLINE_TEST_JUDGES'];
  if (named !== undefined && named !== '') return checked(named);
  const inside = process.platform === 'win32' ? 'Scripts/python.exe' : 'bin/python';
  return checked(path.resolve(import.meta.dirname, '../../.venv-judges', inside));
}

/** The Python that has DVC as a package. @throws {Error} when there is none. */
export function testDvcPython(): string {
  const name = process.platform === 'win32' ? 'python.exe' : 'python';
  return checked(path.join(path.dirname(testDvc()), name));
}

function checked(file: string): string {
  if (existsSync(file)) return file;
  throw new Error(`The test program ${file} is not there: run \`npm test\` once, it makes it.`);
}
