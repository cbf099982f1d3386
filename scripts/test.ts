/**
 * `npm test`: everything, in order. `npm test -- unit ui` runs those tiers alone, and
 * `--grep=TEXT` only the tests with a title like it. The last line is the sum of all:
 * `N passed, N failed`.
 */
import { parseArgs } from 'node:util';
import { errorText, UserError } from '../src/model/errors.ts';
import type { Counts } from '../test/harness/mocha.ts';
import { main, say } from './setup/say.ts';
import { FAILED } from './test/tier.ts';
import type { Tier, TierOptions } from './test/tier.ts';
import { setUpAhead, tiers } from './test/tiers.ts';

/** Runs a tier; one that breaks down counts as a failure, and the others still run. */
async function runTier(tier: Tier, options: TierOptions): Promise<Counts> {
  say(`\n── ${tier.name}`);
  const begun = performance.now();
  let counts: Counts;
  try {
    counts = await tier.run(options);
  } catch (error) {
    const stack = error instanceof Error && !(error instanceof UserError) ? error.stack : undefined;
    say(`The ${tier.name} tests could not be run: ${stack ?? errorText(error)}`);
    counts = FAILED;
  }
  const seconds = ((performance.now() - begun) / 1000).toFixed(1);
  say(`   ${tier.name}: ${sentence(counts)} in ${seconds} s`);
  return counts;
}

function sentence({ passed, failed, skipped }: Counts): string {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
}

function chosen(names: readonly string[]): readonly Tier[] {
  const unknown = names.filter((name) => !tiers.some((tier) => tier.name === name));
  if (unknown.length > 0) {
    const known = tiers.map((tier) => tier.name).join(', ');
    throw new UserError(`There are no tests named ${unknown.join(', ')}.`, `There are: ${known}.`);
  }
  return names.length === 0 ? tiers : tiers.filter((tier) => names.includes(tier.name));
}

await main(async () => {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { grep: { type: 'string' } },
  });
  let sum: Counts = { passed: 0, failed: 0, skipped: 0 };
  let interrupted = false;
  process.once('SIGINT', () => (interrupted = true)).once('SIGTERM', () => (interrupted = true));
  const wanted = chosen(positionals);
  setUpAhead(wanted);
  for (const tier of wanted) {
    if (interrupted) break;
    const counts = await runTier(tier, values.grep === undefined ? {} : { grep: values.grep });
    sum = {
      passed: sum.passed + counts.passed,
      failed: sum.failed + counts.failed,
      skipped: sum.skipped + counts.skipped,
    };
  }
  say(`\n${sentence(sum)}`);
  return sum.failed === 0 && !interrupted ? 0 : 1;
});
