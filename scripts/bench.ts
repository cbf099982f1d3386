/**
 * `npm run bench`: measures what DESIGN §8 sets budgets for, each beside its peer in the same run,
 * and prints the figures as JSON on stdout; progress goes to stderr. `npm run bench -- snapshot
 * size` runs those benchmarks alone. Being slow is no failure: the exit code is 1 only when a
 * benchmark broke down.
 *
 * The JSON is `{machine, measurements: [Measurement…], failures: [{name, error}…]}`, see
 * test/bench/support/measurement.ts.
 */
import { parseArgs } from 'node:util';
import { benchmarks } from '../test/bench/benchmarks.ts';
import type { Benchmark } from '../test/bench/support/benchmark.ts';
import type { Measurement } from '../test/bench/support/measurement.ts';
import { errorText, UserError } from '../src/model/errors.ts';
import { makeKit } from './bench/kit.ts';
import { machine } from './bench/machine.ts';
import { main, say } from './setup/say.ts';

interface Failure {
  readonly name: string;
  readonly error: string;
}

function chosen(names: readonly string[]): readonly Benchmark[] {
  const unknown = names.filter((name) => !benchmarks.some((one) => one.name === name));
  if (unknown.length > 0) {
    const known = benchmarks.map(({ name }) => name).join(', ');
    throw new UserError(`There is no benchmark ${unknown.join(', ')}.`, `There are: ${known}.`);
  }
  return names.length === 0 ? benchmarks : benchmarks.filter(({ name }) => names.includes(name));
}

function sentence({ name, median, p95, unit, within, peer, ratio }: Measurement): string {
  const tail = p95 === undefined ? '' : `, p95 ${p95}`;
  const beside = peer === null ? '' : `; ${peer.name}: ${peer.median} ${unit}`;
  const times = ratio === undefined ? '' : ` (${ratio} times better)`;
  const verdict = within === undefined ? '' : within ? ' [within budget]' : ' [OVER BUDGET]';
  return `   ${name}: ${median} ${unit}${tail}${beside}${times}${verdict}`;
}

await main(async () => {
  // Set-up says on stdout what it does; here stdout is for the JSON alone.
  const print = process.stdout.write.bind(process.stdout);
  process.stdout.write = process.stderr.write.bind(process.stderr);

  const { positionals } = parseArgs({ allowPositionals: true });
  const wanted = chosen(positionals);
  const here = machine();
  const kit = makeKit();
  const measurements: Measurement[] = [];
  const failures: Failure[] = [];
  for (const { name, measure } of wanted) {
    say(`── ${name}`);
    try {
      const measured = await measure(kit);
      for (const one of measured) say(sentence(one));
      measurements.push(...measured);
    } catch (error) {
      const stack = error instanceof Error && !(error instanceof UserError) && error.stack;
      say(`   ${name} broke down: ${stack || errorText(error)}`);
      failures.push({ name, error: errorText(error) });
    }
  }
  print(`${JSON.stringify({ machine: here, measurements, failures }, null, 2)}\n`);
  return failures.length === 0 ? 0 : 1;
});
