import { readFile } from 'node:fs/promises';
import { inRoot } from '../../scripts/setup/root.ts';
import { makeProject } from '../harness/project.ts';
import type { Benchmark } from './support/benchmark.ts';
import { measurement } from './support/measurement.ts';
import { outputOf, timeCommand } from './support/processes.ts';

/** What python/log_call.py writes: microseconds a call, the mean of each block of calls. */
interface Blocks {
  readonly versions: Readonly<Record<string, string>>;
  readonly calls: Readonly<Record<string, number>>;
  readonly blocks: Readonly<Record<string, readonly number[]>>;
  /** Of single calls of `trackline.log`. */
  readonly single: readonly number[];
}

const peers = {
  print: 'print(…, file=…) to a line-buffered file',
  sqlite: 'INSERT and commit with sqlite3 (WAL, synchronous=NORMAL)',
  mlflow: 'mlflow.log_metric to a SQLite store of its own, no server',
} as const;

/** What one call of `trackline.log` costs a training loop, in a run that is being recorded. */
export const logCall: Benchmark = {
  name: 'log-call',
  measure: async (kit) => {
    const cli = await kit.cli();
    const python = await kit.python();
    await using project = await makeProject({});
    const script = inRoot('test', 'bench', 'python', 'log_call.py');
    const result = project.path('result.json');
    await timeCommand({
      argv: [process.execPath, cli, 'run', '--', python, script, result],
      cwd: project.folder,
    });
    const { blocks, calls, versions, single } = JSON.parse(
      await readFile(result, 'utf8'),
    ) as Blocks;
    const settings = {
      ...versions,
      callsInABlock: calls['trackline'],
      value: 'the mean of a block of calls; the blocks of all sides take turns',
      values: 'one float with a step, in each call',
    };
    const common = { unit: 'µs', better: 'lower', values: blocks['trackline'] ?? [] } as const;
    const what = 'One call of trackline.log(step=…, loss=…) in a tracked run';
    return [
      ...Object.entries(peers).map(([side, name]) =>
        measurement({
          ...common,
          name: `log-call.${side}`,
          what,
          budget: { of: 'median', atMost: 10 },
          peer: {
            name,
            values: blocks[side] ?? [],
            settings: { callsInABlock: calls[side] },
          },
          settings,
        }),
      ),
      measurement({
        ...common,
        name: 'log-call.single',
        what: `${what}, each timed by itself`,
        values: single,
        noPeer: 'see the blocks above; this one shows the slowest calls',
        settings: { ...settings, value: 'one call', python: outputOf([python, '--version']) },
      }),
    ];
  },
};
