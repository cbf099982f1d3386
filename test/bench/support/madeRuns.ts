import type { MetricPoint } from '../../../src/model/run.ts';
import { defaultArtifactUri, openStore } from '../../../src/store/store.ts';
import { seeded } from '../../harness/seeded.ts';

/** The runs are the same for the same seed. */
export const seed = 6;
export const runCount = 10_000;
/** What each run has. */
export const columns = { metrics: 60, params: 30, tags: 10, total: 100 } as const;

/** A run of a large table. */
export interface MadeRun {
  readonly id: string;
  readonly name: string;
  /** Milliseconds since the epoch. */
  readonly startTime: number;
  readonly metrics: Readonly<Record<string, number>>;
  readonly params: Readonly<Record<string, string>>;
  readonly tags: Readonly<Record<string, string>>;
}

/** The runs one by one, since all of them at once would take much memory. */
export function* madeRuns(): Generator<MadeRun, void, undefined> {
  const random = seeded(seed);
  for (let index = 0; index < runCount; index += 1) {
    const name = `run-${index}`;
    const hex = (): string =>
      Math.floor(random() * 2 ** 32)
        .toString(16)
        .padStart(8, '0');
    yield {
      id: hex() + hex() + hex() + hex(),
      name,
      startTime: 1_700_000_000_000 + index * 1000,
      metrics: record(columns.metrics, 'm', () => random()),
      params: record(columns.params, 'p', () => `v${Math.floor(random() * 10)}`),
      tags: {
        ...record(columns.tags - 1, 't', () => `tag ${Math.floor(random() * 100)}`),
        'mlflow.runName': name,
      },
    };
  }
}

/** Makes a store of them. */
export function fillStore(root: string): void {
  const store = openStore(root);
  try {
    store.transaction(() => {
      for (const { id, name, startTime, metrics, params, tags } of madeRuns()) {
        store.runs.create(
          {
            id,
            name,
            experimentId: '0',
            status: 'FINISHED',
            startTime,
            endTime: startTime + 1000,
            userId: 'ada',
            artifactUri: defaultArtifactUri(id),
            lifecycle: 'active',
          },
          tags,
        );
        store.runs.logParams(id, params);
        store.metrics.log(id, points(metrics, startTime), 'logged');
      }
    });
  } finally {
    store.close();
  }
}

function points(metrics: Readonly<Record<string, number>>, timestamp: number): MetricPoint[] {
  return Object.entries(metrics).map(([key, value]) => ({ key, value, timestamp, step: 0 }));
}

function record<T>(count: number, prefix: string, value: () => T): Record<string, T> {
  return Object.fromEntries(
    Array.from({ length: count }, (_, index) => [`${prefix}${index}`, value()]),
  );
}
