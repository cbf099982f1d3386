import assert from 'node:assert/strict';
import { openStore } from '../../../src/store/store.ts';
import { addRun, point, temporaryStore, type TemporaryStore } from './temporaryStore.ts';

describe('Series of a run', () => {
  let at: TemporaryStore;
  let run: string;
  beforeEach(async () => {
    at = await temporaryStore();
    run = addRun(at.store);
  });
  afterEach(() => at[Symbol.asyncDispose]());

  const log = (...points: ReturnType<typeof point>[]) =>
    at.store.metrics.log(run, points, 'logged');
  const values = () => Array.from(at.store.metrics.points(run, 'loss').values);
  const summary = () => at.store.metrics.summaries(run)['loss'];

  it('keeps NaN, both infinities, negative and decimal steps across a reopening', () => {
    log(
      point(-2.5, -Infinity),
      point(-1, Number.NaN),
      point(0.125, Infinity),
      point(1e300, 5e-324),
    );
    at.store.close();
    const again = openStore(at.project.path('.trackline'));
    try {
      const points = again.metrics.points(run, 'loss');
      assert.deepEqual(Array.from(points.steps), [-2.5, -1, 0.125, 1e300]);
      assert.deepEqual(Array.from(points.values), [-Infinity, Number.NaN, Infinity, 5e-324]);
    } finally {
      again.close();
    }
  });

  it('keeps names with slashes, spaces and any letters apart', () => {
    const names = ['val/loss', 'val / loss', '손실', 'λ₁', '__proto__', 'Loss', 'loss', '%_', "o'"];
    log(...names.map((key, index) => point(0, index, 1, key)));
    const kept = at.store.metrics.summaries(run);
    assert.deepEqual(
      names.map((name) => Object.getOwnPropertyDescriptor(kept, name)?.value?.last),
      names.map((_, index) => index),
    );
    assert.deepEqual(Array.from(at.store.metrics.points(run, '손실').values), [2]);
  });

  it('takes -0 for 0, so that a repeated point is one point', () => {
    log(point(-0, -0));
    log(point(0, 0));
    assert.deepEqual(values(), [0]);
    assert.ok(Object.is(values()[0], 0));
    assert.equal(summary()?.count, 1);
  });

  it('writes a point that a client sends again only once', () => {
    log(point(1, 0.5), point(1, 0.5), point(1, Number.NaN));
    log(point(1, 0.5), point(1, Number.NaN));
    assert.deepEqual(values(), [0.5, Number.NaN]);
    assert.equal(summary()?.count, 2);
  });

  it('keeps several values of one step, by time and then by value', () => {
    log(point(1, 3, 20), point(1, 2, 10), point(1, 1, 20));
    assert.deepEqual(values(), [2, 1, 3]);
  });

  it('takes for last what has the greatest step, then time, then value, in any order of arrival', () => {
    log(point(5, 0.1, 1000));
    log(point(3, 0.9, 9000), point(-7, 8, 9999));
    assert.deepEqual([summary()?.last, summary()?.step], [0.1, 5]);
    log(point(5, 0.3, 999));
    assert.equal(summary()?.last, 0.1, 'an earlier time of that step');
    log(point(5, 0.2, 1000));
    assert.equal(summary()?.last, 0.2, 'a greater value of that time');
    log(point(5, 0.15, 1000));
    assert.equal(summary()?.last, 0.2, 'a smaller value of that time');
    log(point(5, 0.05, 1001));
    assert.deepEqual([summary()?.last, summary()?.timestamp], [0.05, 1001]);
  });

  it('prefers a number to NaN at one step and time, and NaN at a later step to a number', () => {
    log(point(1, Number.NaN), point(1, -3));
    assert.equal(summary()?.last, -3);
    log(point(2, 4), point(2, Number.NaN));
    assert.equal(summary()?.last, 4);
    log(point(3, Number.NaN));
    assert.equal(summary()?.last, Number.NaN);
  });

  it('gives the least and greatest of the values that are numbers', () => {
    log(point(0, Number.NaN));
    assert.deepEqual([summary()?.min, summary()?.max], [Number.NaN, Number.NaN]);
    log(point(1, 3), point(2, Number.NaN), point(3, -2));
    log(point(4, 1));
    assert.deepEqual([summary()?.min, summary()?.max, summary()?.count], [-2, 3, 5]);
    log(point(5, Infinity), point(6, -Infinity));
    assert.deepEqual([summary()?.min, summary()?.max], [-Infinity, Infinity]);
  });

  it('replaces what a weaker source saw, and adds nothing of a weaker one to a stronger', () => {
    const { metrics } = at.store;
    metrics.log(run, [point(0, 1), point(1, 2), point(2, 99)], 'output');
    metrics.log(run, [point(0, 1.5), point(1, 2.5)], 'tensorboard');
    assert.deepEqual(values(), [1.5, 2.5]);
    assert.deepEqual(
      [summary()?.last, summary()?.max, summary()?.count],
      [2.5, 2.5, 2],
      'the summary forgets the weaker points too',
    );
    metrics.log(run, [point(0, 7), point(9, 7)], 'output');
    assert.deepEqual(values(), [1.5, 2.5]);
    metrics.log(run, [point(0, 1.25)], 'logged');
    metrics.log(run, [point(1, 2.25)], 'logged');
    metrics.log(run, [point(2, 3)], 'tensorboard');
    assert.deepEqual(values(), [1.25, 2.25]);
  });

  it('gives a part of a series, both bounds included', () => {
    log(...[0, 1, 2, 3, 4].map((step) => point(step, step)));
    assert.deepEqual(Array.from(at.store.metrics.points(run, 'loss', 1, 3).values), [1, 2, 3]);
    assert.equal(at.store.metrics.points(run, 'none').values.length, 0);
  });

  it('says so when there is no such run, and writes nothing', () => {
    const before = at.store.changes.latest();
    assert.equal(at.store.metrics.log('0'.repeat(32), [point(0, 1)], 'logged'), false);
    assert.equal(at.store.changes.latest(), before);
  });
});
