import { spawn } from 'node:child_process';
import { availableParallelism } from 'node:os';
import type { MochaOptions } from '../../test/harness/mocha.ts';
import { inRoot } from '../setup/root.ts';
import { say } from '../setup/say.ts';
import { freshCountsFile, readCounts, testFiles } from './tier.ts';
import type { Tier } from './tier.ts';

/** A tier of mocha tests that run in a Node process of their own. */
export interface MochaTier {
  /** Also the folder below `test/`. */
  readonly name: string;
  /** How long one test may take, in milliseconds. */
  readonly timeout: number;
  /** Whether files may run beside each other, in as many processes as there are cores. */
  readonly parallel?: boolean;
  /** Folders with files that take long: begun first, none of them is waited for alone at the end. */
  readonly first?: readonly string[];
  /** How often a test that failed is tried once more. */
  readonly retries?: number;
  /** How long the whole tier may take, in milliseconds. */
  readonly limit: number;
  /** Fetches and installs what the tests need. */
  readonly setUp: () => Promise<unknown>;
  /** Makes what the tests need, and gives the environment variables that name it. */
  readonly prepare: () => Promise<Record<string, string>>;
}

/** Makes a tier of it. */
export function mochaTier(tier: MochaTier): Tier {
  return {
    name: tier.name,
    setUp: tier.setUp,
    run: async ({ grep }) => {
      const countsFile = await freshCountsFile(tier.name);
      await tier.setUp();
      const env = { ...process.env, ...(await tier.prepare()) };
      const options: MochaOptions = {
        files: await testFiles(tier.name, tier.first),
        timeout: tier.timeout,
        countsFile,
        ...(tier.parallel === true ? { jobs: availableParallelism() } : {}),
        ...(tier.retries === undefined ? {} : { retries: tier.retries }),
        ...(grep === undefined ? {} : { grep }),
      };
      await runProcess(options, env, tier.limit);
      return readCounts(tier.name, countsFile);
    },
  };
}

function runProcess(options: MochaOptions, env: NodeJS.ProcessEnv, limit: number): Promise<void> {
  const script = inRoot('test', 'harness', 'mochaProcess.ts');
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [script, JSON.stringify(options)], {
      env,
      stdio: ['ignore', 'inherit', 'inherit'],
    });
    const timer = setTimeout(() => {
      say(`The time limit of ${limit / 60_000} minutes is over.`);
      child.kill('SIGKILL');
    }, limit);
    const stop = (signal: NodeJS.Signals) => child.kill(signal);
    process.once('SIGINT', stop).once('SIGTERM', stop);
    child.once('error', reject);
    child.once('close', () => {
      clearTimeout(timer);
      process.off('SIGINT', stop).off('SIGTERM', stop);
      resolve();
    });
  });
}
