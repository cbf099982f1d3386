import assert from 'node:assert/strict';
import { bucketSeries, visiblePart } from '../../../src/model/buckets.ts';

const columns = (numbers: readonly number[]) => Float64Array.from(numbers);

function steps(count: number): Float64Array {
  return Float64Array.from({ length: count }, (_, index) => index);
}

describe('A series in buckets', () => {
  it('keeps an isolated spike up and down, whatever the number of buckets', () => {
    const count = 2_000;
    for (const at of [0, 1, 999, 1_998, 1_999]) {
      const values = new Float64Array(count).fill(1);
      values[at] = 50;
      values[(at + 7) % count] = -50;
      for (let limit = 1; limit <= 400; limit += 1) {
        const { min, max } = bucketSeries(steps(count), values, limit);
        assert.ok(max.length <= limit);
        assert.equal(Math.max(...max), 50, `${limit} buckets, spike at ${at}`);
        assert.equal(Math.min(...min), -50, `${limit} buckets, spike at ${at}`);
      }
    }
  });

  it('gives each point a bucket of its own when they are few', () => {
    const buckets = bucketSeries(columns([-3, 0.5, 9]), columns([1, Number.NaN, Infinity]), 3);
    assert.deepEqual(Array.from(buckets.x), [-3, 0.5, 9]);
    for (const column of [buckets.min, buckets.max, buckets.mean, buckets.last]) {
      assert.deepEqual(Array.from(column), [1, Number.NaN, Infinity]);
    }
  });

  it('takes a series of one point, and of none', () => {
    assert.deepEqual(Array.from(bucketSeries(columns([4]), columns([2]), 1).mean), [2]);
    assert.equal(bucketSeries(columns([]), columns([]), 10).x.length, 0);
  });

  it('sums up over the numbers, and takes the last value as it is', () => {
    const x = steps(6);
    const values = columns([1, Number.NaN, 4, Number.NaN, Number.NaN, Number.NaN]);
    const buckets = bucketSeries(x, values, 2);
    assert.deepEqual(Array.from(buckets.x), [2, 5]);
    assert.deepEqual(Array.from(buckets.min), [1, Number.NaN]);
    assert.deepEqual(Array.from(buckets.max), [4, Number.NaN]);
    assert.deepEqual(Array.from(buckets.mean), [2.5, Number.NaN]);
    assert.deepEqual(Array.from(buckets.last), [4, Number.NaN]);
  });

  it('leaves out empty buckets where steps have gaps', () => {
    const x = columns([0, 1, 2, 1000]);
    const buckets = bucketSeries(x, columns([1, 2, 3, 4]), 3);
    assert.deepEqual(Array.from(buckets.x), [2, 1000]);
    assert.deepEqual(Array.from(buckets.max), [3, 4]);
  });

  it('takes many values of one step for one bucket', () => {
    const buckets = bucketSeries(columns([5, 5, 5]), columns([1, 9, 2]), 2);
    assert.deepEqual(
      [buckets.x, buckets.min, buckets.max, buckets.last].map((column) => Array.from(column)),
      [[5], [1], [9], [2]],
    );
  });
});

describe('The visible part of a series', () => {
  const x = columns([0, 10, 20, 30, 40]);

  it('holds the points between the bounds and their neighbours outside', () => {
    assert.deepEqual(visiblePart(x, 10, 20), [0, 4]);
    assert.deepEqual(visiblePart(x, 11, 19), [1, 3]);
    assert.deepEqual(visiblePart(x, -Infinity, Infinity), [0, 5]);
    assert.deepEqual(visiblePart(x, -9, -5), [0, 1]);
    assert.deepEqual(visiblePart(x, 50, 60), [4, 5]);
    assert.deepEqual(visiblePart(columns([]), 0, 1), [0, 0]);
  });
});
