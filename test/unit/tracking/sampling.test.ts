import assert from 'node:assert/strict';
import { sampleSteps } from '../../../src/tracking/endpoints/sampling.ts';

const upTo = (count: number): number[] => Array.from({ length: count }, (_, step) => step);
const sample = (...arguments_: Parameters<typeof sampleSteps>): number[] =>
  [...sampleSteps(...arguments_)].sort((a, b) => a - b);

describe('sampling the steps of several runs', () => {
  it('takes evenly spaced steps and the last', () => {
    assert.deepEqual(sample([upTo(10)], 5), [0, 2, 4, 6, 8, 9]);
  });

  it('keeps the ends of each run', () => {
    assert.deepEqual(sample([upTo(10), upTo(20)], 5), [0, 4, 8, 9, 12, 16, 19]);
  });

  it('takes all when they are few', () => {
    assert.deepEqual(sample([upTo(3), [5, 6]], 5), [0, 1, 2, 5, 6]);
    assert.deepEqual(sample([[], []], 5), []);
  });

  it('stays inside a range, which is where negative steps are seen', () => {
    assert.deepEqual(sample([[-2, -1, 0, 1, 2]], 100), [0, 1, 2]);
    assert.deepEqual(sample([[-2, -1, 0, 1, 2]], 100, [-2, 1]), [-2, -1, 0, 1]);
  });
});
