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

function checked(file: string): string {
  if (existsSync(file)) return file;
  throw new Error(`The test interpreter ${file} is not there: run \`npm test\` once, it makes it.`);
}
