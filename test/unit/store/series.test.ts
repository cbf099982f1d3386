import assert from 'node:assert/strict';
import { seriesBuckets } from '../../../src/tracker/series.ts';
import { addRun, point, temporaryStore } from './temporaryStore.ts';

describe('A series for a chart', () => {
  it('is in the order of time over time, however its steps go', async () => {
    await using at = await temporaryStore();
    const run = addRun(at.store, { startTime: 1_000 });
    at.store.metrics.log(
      run,
      [point(3, 0.3, 1_100), point(2, 0.2, 1_200), point(1, 0.1, 1_300)],
      'logged',
    );
    const read = (x: 'step' | 'time') => {
      const buckets = seriesBuckets(at.store, run, { key: 'loss', x, buckets: 10 });
      return [Array.from(buckets.x), Array.from(buckets.last)];
    };
    assert.deepEqual(read('time'), [
      [100, 200, 300],
      [0.3, 0.2, 0.1],
    ]);
    assert.deepEqual(read('step'), [
      [1, 2, 3],
      [0.1, 0.2, 0.3],
    ]);
  });

  it('is empty when there is none of that name', async () => {
    await using at = await temporaryStore();
    const query = { key: 'none', x: 'step', buckets: 10 } as const;
    assert.equal(seriesBuckets(at.store, addRun(at.store), query).x.length, 0);
  });
});
