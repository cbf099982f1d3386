import { mkdir, readFile } from 'node:fs/promises';
import { inRoot } from '../../scripts/setup/root.ts';
import { makeProject } from '../harness/project.ts';
import type { Benchmark } from './support/benchmark.ts';
import { measurement } from './support/measurement.ts';
import type { Measurement } from './support/measurement.ts';
import { timeCommand } from './support/processes.ts';
import { mlflowServer, startMlflow, startTrackline } from './support/servers.ts';

/** What python/mlflow_client.py writes: a value for each round, by what was done and on which side. */
interface Rounds {
  readonly version: string;
  readonly counts: Readonly<Record<string, number>>;
  /** Values a second. */
  readonly rates: Readonly<Record<string, Readonly<Record<'ours' | 'peer', readonly number[]>>>>;
}

const works: Readonly<Record<string, string>> = {
  log_metric: 'log_metric, one value a call',
  log_batch: 'log_batch, a thousand values a call',
  one_batch: 'log_batch, ten values a call',
};

/** How fast the real MLflow client logs to our endpoint and to MLflow's own server. */
export const mlflowClient: Benchmark = {
  name: 'mlflow-client',
  measure: async (kit) => {
    const cli = await kit.cli();
    const python = await kit.python();
    await using project = await makeProject({}, { git: false });
    for (const folder of ['ours', 'peer']) await mkdir(project.path(folder));
    kit.say('   starting both servers');
    await using ours = await startTrackline(cli, project.path('ours'));
    await using peer = await startMlflow(python, project.path('peer'));
    const result = project.path('result.json');
    const script = inRoot('test', 'bench', 'python', 'mlflow_client.py');
    kit.say('   logging to both');
    await timeCommand({
      argv: [python, script, ours.url, peer.url, result],
      cwd: project.folder,
      env: { ...process.env, MLFLOW_ENABLE_ASYNC_LOGGING: 'false' },
    });
    const { rates, counts, version } = JSON.parse(await readFile(result, 'utf8')) as Rounds;
    return Object.entries(works).map(([work, what]): Measurement =>
      measurement({
        name: `mlflow-client.${work}`,
        what: `The real MLflow client logs: ${what}`,
        unit: 'values/s',
        better: 'higher',
        values: rates[work]?.ours ?? [],
        budget: { of: 'ratio', atLeast: 5 },
        peer: {
          name: `mlflow server ${version}`,
          values: rates[work]?.peer ?? [],
          settings: mlflowServer,
        },
        settings: {
          server: 'trackline serve, SQLite with WAL and synchronous=NORMAL',
          client: `mlflow ${version}, one process, one thread, synchronous`,
          valuesInARound: counts[work],
        },
      }),
    );
  },
};
