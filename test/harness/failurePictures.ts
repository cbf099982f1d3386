import type Mocha from 'mocha';
import { keepEvidence } from './evidence.ts';

/** Keeps what the open windows show when a test fails, or is to be tried again. */
export const mochaHooks: Mocha.RootHookObject = {
  async afterEach(this: Mocha.Context): Promise<void> {
    const test = this.currentTest;
    if (test === undefined || test.state === 'passed' || test.isPending()) return;
    const folder = await keepEvidence(test.fullTitle());
    if (folder !== undefined) process.stdout.write(`    what was shown: ${folder}\n`);
  },
};
