import { mkdir, readdir, readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import type { Counts } from '../../test/harness/mocha.ts';
import { inRoot, testFolder } from '../setup/root.ts';
import { say } from '../setup/say.ts';

/** What a tier needs to know of the command line. */
export interface TierOptions {
  /** Only tests whose full title matches this regular expression. */
  readonly grep?: string;
}

/** A part of `npm test` that can be run alone. */
export interface Tier {
  readonly name: string;
  /** Fetches and installs what it needs, which may go on while other tiers run. */
  readonly setUp?: () => Promise<unknown>;
  /** Runs it; its output is for reading, its counts for the sum. May throw: then it failed. */
  readonly run: (options: TierOptions) => Promise<Counts>;
}

/** Nothing but a failure: for a tier that crashed or a check that found something. */
export const FAILED: Counts = { passed: 0, failed: 1, skipped: 0 };

/** A check that found nothing. */
export const PASSED: Counts = { passed: 1, failed: 0, skipped: 0 };

/**
 * The test files below a folder of `test/`, absolute, in order.
 * @param first folders in it whose files come before all others.
 */
export async function testFiles(folder: string, first: readonly string[] = []): Promise<string[]> {
  const names = await readdir(inRoot('test', folder), { recursive: true });
  const place = (name: string): number => {
    const found = first.indexOf(name.split(path.sep)[0] ?? '');
    return found === -1 ? first.length : found;
  };
  return names
    .filter((name) => name.endsWith('.test.ts'))
    .sort()
    .sort((a, b) => place(a) - place(b))
    .map((name) => inRoot('test', folder, name));
}

/** A place for a tier's counts, with nothing there yet. */
export async function freshCountsFile(tier: string): Promise<string> {
  const folder = path.join(testFolder, 'results');
  await mkdir(folder, { recursive: true });
  const file = path.join(folder, `${tier}.json`);
  await rm(file, { force: true });
  return file;
}

/** The counts that a tier left; a tier that left none crashed, and that is a failure. */
export async function readCounts(tier: string, file: string): Promise<Counts> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch {
    say(`The ${tier} tests ended before they were through.`);
    return FAILED;
  }
  const counts = JSON.parse(text) as Counts;
  if (counts.passed + counts.failed + counts.skipped > 0) return counts;
  say(`There are no ${tier} tests to run.`);
  return FAILED;
}
