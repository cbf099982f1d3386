import { compareRuns } from '../launch/again/compareRuns.ts';
import { parseArguments } from './arguments.ts';
import { comparisonLines, comparisonReport } from './comparison.ts';
import type { Output } from './output.ts';
import { findRun, openProjectStore } from './projectStore.ts';
import { UsageError } from './usage.ts';

/** `trackline diff RUN RUN`: what is not the same in two runs. */
export async function diff(args: readonly string[], output: Output): Promise<number> {
  const { values, positionals } = parseArguments({
    args: [...args],
    options: { json: { type: 'boolean', default: false } },
    allowPositionals: true,
  });
  const [before, after, ...others] = positionals;
  if (before === undefined || after === undefined || others.length > 0) {
    throw new UsageError('Name two runs: `trackline diff RUN RUN`.');
  }
  const { store } = await openProjectStore(process.cwd(), output);
  try {
    const ids = [findRun(store, before).id, findRun(store, after).id] as const;
    const comparison = await compareRuns(store, ...ids, 0);
    if (values.json) {
      output.line(JSON.stringify(comparisonReport(comparison), undefined, 2));
    } else for (const line of comparisonLines(comparison)) output.line(line);
    return 0;
  } finally {
    store.close();
  }
}
