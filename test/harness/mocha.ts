import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import Mocha from 'mocha';
import { mochaHooks } from './failurePictures.ts';

const hooksFile = path.join(import.meta.dirname, 'failurePictures.ts');

/** How many tests of a tier ended in which way. */
export interface Counts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

/** What mocha is asked to do. */
export interface MochaOptions {
  /** Absolute paths of the test files. */
  readonly files: readonly string[];
  /** How long one test may take, in milliseconds. */
  readonly timeout: number;
  /**
   * How often a test that failed is tried once more; each time is told. For tests in a real
   * editor, of which the first in a fresh window sometimes meets one that is not listening yet.
   */
  readonly retries?: number;
  /**
   * How many processes share the files, each taking the next one when it is through with one; this
   * process alone when not named. What a file prints is shown when it is over.
   */
  readonly jobs?: number;
  /** Only tests whose full title matches this regular expression. */
  readonly grep?: string;
  /** Where the counts are written as JSON, at the very end: without this file a tier crashed. */
  readonly countsFile: string;
}

/**
 * Runs test files, begun in the order given, with a readable list on stdout, and writes the counts
 * to a file.
 */
export async function runMocha(options: MochaOptions): Promise<Counts> {
  const parallel = (options.jobs ?? 1) > 1;
  const mocha = new Mocha({
    ui: 'bdd',
    reporter: 'spec',
    timeout: options.timeout,
    slow: options.timeout,
    retries: options.retries ?? 0,
    color: process.stdout.isTTY,
    forbidOnly: process.env['CI'] !== undefined,
    parallel,
    // Functions cannot be handed to other processes, which load them.
    ...(parallel ? { jobs: options.jobs, require: [hooksFile] } : { rootHooks: mochaHooks }),
    ...(options.grep === undefined ? {} : { grep: new RegExp(options.grep) }),
  });
  for (const file of options.files) mocha.addFile(file);
  // Several processes load the files that they take.
  if (!parallel) await mocha.loadFilesAsync();
  const counts = await new Promise<Counts>((resolve) => {
    const runner = mocha.run(() => {
      const { passes = 0, failures = 0, pending = 0 } = runner.stats ?? {};
      resolve({ passed: passes, failed: failures, skipped: pending });
    });
    runner.on('retry', (test: Mocha.Test, error: Error) => {
      process.stdout.write(`    tried again: ${test.fullTitle()} (${error.message})\n`);
    });
  });
  await mkdir(path.dirname(options.countsFile), { recursive: true });
  await writeFile(options.countsFile, JSON.stringify(counts));
  return counts;
}
