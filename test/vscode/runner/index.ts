/**
 * What VS Code calls inside the extension host: `run` of the bundled file. The tests are bundled
 * beside it, as `<name>.test.cjs`.
 */
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { runMocha } from '../../harness/mocha.ts';

/** How long one test in the extension host may take, in milliseconds. */
const TIMEOUT = 60_000;

/** Runs the tests; the counts file is written at the very end. Rejects when a test failed. */
export async function run(): Promise<void> {
  const countsFile = process.env['TRACKLINE_TEST_COUNTS'];
  if (countsFile === undefined) throw new Error('TRACKLINE_TEST_COUNTS is not set.');
  const folder = import.meta.dirname;
  const names = (await readdir(folder, { recursive: true })).filter((n) => n.endsWith('.test.cjs'));
  const grep = process.env['TRACKLINE_TEST_GREP'];
  const { failed } = await runMocha({
    files: names.sort().map((name) => path.join(folder, name)),
    timeout: TIMEOUT,
    retries: 1,
    countsFile,
    ...(grep === undefined ? {} : { grep }),
  });
  if (failed > 0) throw new Error(`${failed} tests failed in the extension host.`);
}
