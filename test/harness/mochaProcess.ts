/**
 * Runs one tier's test files in a process of their own. The only argument is a
 * {@link MochaOptions} as JSON. The exit code is 1 when a test failed.
 */
import { runMocha } from './mocha.ts';
import type { Counts, MochaOptions } from './mocha.ts';

/** How long handles that tests forgot to close may hold the process back, in milliseconds. */
const PATIENCE = 5000;

/** How long browsers and servers have to end when the tests are told to, in milliseconds. */
const LAST_WORDS = 1000;

// A browser that is open listens too, and by that keeps the signal from ending the process.
process.once('SIGTERM', () => setTimeout(() => process.exit(143), LAST_WORDS));

const options = JSON.parse(process.argv[2] ?? '') as MochaOptions;
runMocha(options).then(end, (error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});

function end({ failed }: Counts): void {
  process.exitCode = failed === 0 ? 0 : 1;
  setTimeout(() => {
    const open = process.getActiveResourcesInfo().filter((kind) => kind !== 'Timeout');
    console.error(`The tests are over, but something was left open: ${open.join(', ')}`);
    process.exit();
  }, PATIENCE).unref();
}
