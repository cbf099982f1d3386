import BetterSqlite3 from 'better-sqlite3';
import { newId } from '../../src/model/names.ts';
import type { MetricPoint } from '../../src/model/run.ts';
import { defaultArtifactUri, openStore, type Store } from '../../src/store/store.ts';
import { makeProject } from '../harness/project.ts';
import type { Benchmark } from './support/benchmark.ts';
import { measurement } from './support/measurement.ts';
import { alternate, timeWork } from './support/processes.ts';
import { seeded } from '../harness/seeded.ts';

const seed = 20;
const batch = 1_000;
const series = 10;
const batchesInARound = 50;
const rounds = 9;

/** How fast the store writes points, beside SQLite with nothing but their table. */
export const storeWrites: Benchmark = {
  name: 'store-writes',
  measure: async () => {
    await using project = await makeProject({}, { git: false });
    const store = openStore(project.path('.trackline'));
    const plain = plainTable(project.path('plain.db'));
    try {
      const runId = addRun(store);
      const ofRound = batches();
      const rate = async (log: (points: readonly MetricPoint[]) => void): Promise<number> => {
        const batchesNow = ofRound();
        const ms = await timeWork(() => batchesNow.forEach(log));
        return (batchesInARound * batch) / (ms / 1000);
      };
      const { ours, peers } = await alternate(
        rounds,
        () => rate((points) => store.metrics.log(runId, points, 'logged')),
        () => rate(plain.write),
      );
      return [
        measurement({
          name: 'store-writes',
          what: 'Points written to the store, with the summaries of their series',
          unit: 'points/s',
          better: 'higher',
          values: ours,
          peer: { name: 'better-sqlite3, INSERT into the same table alone', values: peers },
          settings: {
            seed,
            pointsInATransaction: batch,
            series,
            pragmas: 'WAL, synchronous=NORMAL on both sides',
          },
        }),
      ];
    } finally {
      store.close();
      plain.close();
    }
  },
};

function addRun(store: Store): string {
  const id = newId();
  store.runs.create({
    id,
    name: 'bench',
    experimentId: '0',
    status: 'RUNNING',
    startTime: Date.now(),
    userId: 'ada',
    artifactUri: defaultArtifactUri(id),
    lifecycle: 'active',
  });
  return id;
}

/** Gives batches of points that go on with the steps of those before. */
function batches(): () => MetricPoint[][] {
  const random = seeded(seed);
  let step = 0;
  const next = (): MetricPoint[] => {
    const points: MetricPoint[] = [];
    while (points.length < batch) {
      step += 1;
      for (let key = 0; key < series; key += 1) {
        points.push({ key: `m${key}`, value: random(), timestamp: 1_763_800_000_000 + step, step });
      }
    }
    return points;
  };
  return () => Array.from({ length: batchesInARound }, next);
}

/** The columns and the key that the store keeps points in, and nothing beside them. */
function plainTable(file: string): {
  readonly write: (points: readonly MetricPoint[]) => void;
  readonly close: () => void;
} {
  const database = new BetterSqlite3(file);
  database.pragma('journal_mode = WAL');
  database.pragma('synchronous = NORMAL');
  database.exec(`CREATE TABLE points (
    series INTEGER NOT NULL, step REAL NOT NULL, timestamp INTEGER NOT NULL, value REAL NOT NULL,
    PRIMARY KEY (series, step, timestamp, value)) WITHOUT ROWID`);
  const insert = database.prepare('INSERT INTO points VALUES (?, ?, ?, ?)');
  const write = database.transaction((points: readonly MetricPoint[]) => {
    for (const { key, step, timestamp, value } of points) {
      insert.run(Number(key.slice(1)), step, timestamp, value);
    }
  });
  return { write, close: () => database.close() };
}
