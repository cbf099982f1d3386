import { errorText, UserError } from '../../src/model/errors.ts';

/** One line of progress for the person at the terminal. */
export function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

/** Announces a step, does it, and says how long it took (seconds). Several may be under way. */
export async function step<T>(what: string, work: () => Promise<T>): Promise<T> {
  say(`${what} …`);
  const begun = performance.now();
  const result = await work();
  say(`  ${what}: done in ${((performance.now() - begun) / 1000).toFixed(1)} s`);
  return result;
}

/**
 * Runs a script's main function. A failure that a person can act on ends it with one sentence on
 * stderr and exit code 1; any other with its stack, since that is a fault of ours.
 */
export async function main(work: () => Promise<number>): Promise<void> {
  try {
    process.exitCode = await work();
  } catch (error) {
    const known = error instanceof UserError;
    const stack = error instanceof Error ? error.stack : undefined;
    process.stderr.write(`${known ? errorText(error) : (stack ?? errorText(error))}\n`);
    process.exitCode = 1;
  }
}
