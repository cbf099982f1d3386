import { defaultArtifactUri, type Store } from '../../../../src/store/store.ts';

/** A fixed identifier for each number. */
export function runIdOf(index: number): string {
  return index.toString(16).padStart(32, '0');
}

/** Makes runs with some parameters, metrics and tags; the later ones have the greater numbers. */
export function makeRuns(store: Store, count: number, from = 0): void {
  store.transaction(() => {
    for (let index = from; index < from + count; index += 1) makeRun(store, index);
  });
}

function makeRun(store: Store, index: number): void {
  const id = runIdOf(index);
  const startTime = 1_700_000_000_000 + index * 60_000;
  store.runs.create(
    {
      id,
      name: `run-${index}`,
      experimentId: '0',
      status: 'FINISHED',
      startTime,
      endTime: startTime + 5000 + index,
      userId: 'mina',
      artifactUri: defaultArtifactUri(id),
      lifecycle: 'active',
    },
    { team: index % 2 === 0 ? 'red' : 'blue' },
  );
  store.runs.logParams(id, {
    lr: ['0.001', '0.01', '0.1'][index % 3] ?? '',
    seed: String(index % 5),
    model: 'tree',
  });
  const values = { loss: 1 / (1 + (index % 17)), accuracy: (index % 23) / 23 };
  store.metrics.log(
    id,
    Object.entries(values).flatMap(([key, value]) => [
      { key, value: value + 0.5, timestamp: startTime, step: 0 },
      { key, value, timestamp: startTime + 1000, step: 1 },
    ]),
    'logged',
  );
}
