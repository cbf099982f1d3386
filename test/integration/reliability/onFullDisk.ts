/**
 * What happens on a small disk of its own: `sh -c 'mount … && exec node onFullDisk.ts FOLDER HOW'`
 * in a namespace of mounts. `FOLDER/.trackline` is that disk, and `FOLDER/train.py` fills it. HOW
 * the story ends: `room` is made again, or the supervisor is `killed` first. Prints one JSON object.
 */
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import type { RunReport } from '../../../src/store/views/runReport.ts';
import { openStore } from '../../../src/store/store.ts';
import { until } from '../../harness/wait.ts';
import { isAlive, trackline } from '../launch/trackline.ts';

/** What the test looks at. */
export interface FullDiskStory {
  readonly code: number | null;
  readonly err: string;
  readonly supervisorLog: string;
  /** What `trackline ls` said while the disk was full still. */
  readonly whileFull: { readonly code: number | null; readonly err: string };
  readonly report: RunReport;
  /** Steps on record of each series. */
  readonly steps: Readonly<Record<string, readonly number[]>>;
  readonly check: unknown;
}

const [folder = '', how = ''] = process.argv.slice(2);
console.log(JSON.stringify(await story()));

async function story(): Promise<FullDiskStory> {
  const python = process.env['TRACKLINE_TEST_PYTHON'] ?? 'python3';
  const run = await trackline(['run', '--name=full', '--', python, 'train.py'], { cwd: folder });
  const launches = path.join(folder, '.trackline', 'launches');
  const launch = path.join(launches, readdirSync(launches)[0] ?? '');
  const { supervisor } = JSON.parse(readFileSync(path.join(launch, 'supervisor.json'), 'utf8')) as {
    supervisor: number;
  };
  const full = await trackline(['ls'], { cwd: folder });
  if (how === 'killed' && isAlive(supervisor)) process.kill(supervisor, 'SIGKILL');
  rmSync(path.join(folder, '.trackline', 'ballast'));
  await until(() => !isAlive(supervisor), 'the supervisor to end', 60_000);
  const shown = await trackline(['show', 'full', '--json'], { cwd: folder });
  const report = JSON.parse(shown.out.toString('utf8')) as RunReport;
  const store = openStore(path.join(folder, '.trackline'));
  const steps = Object.fromEntries(
    ['printed', 'helped', 'posted'].map((key) => [
      key,
      Array.from(store.metrics.points(report.id, key).steps),
    ]),
  );
  const check = store.database.pragma('integrity_check', { simple: true });
  store.close();
  return {
    code: run.code,
    err: run.err.toString('utf8'),
    supervisorLog: readFileSync(path.join(launch, 'supervisor.log'), 'utf8'),
    whileFull: { code: full.code, err: full.err.toString('utf8') },
    report,
    steps,
    check,
  };
}
