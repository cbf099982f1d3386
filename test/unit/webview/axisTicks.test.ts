import assert from 'node:assert/strict';
import {
  bytesAxis,
  exactAxis,
  logAxis,
  roundAxis,
  timeAxis,
  type Axis,
} from '../../../webview/shared/axisTicks.ts';

function labels(axis: Axis): string[] {
  return axis.ticks.map((tick) => tick.label);
}

describe('axes', () => {
  it('begin and end at round numbers around the values', () => {
    const axis = roundAxis(0.13, 0.87, 4);
    assert.deepEqual(labels(axis), ['0', '0.25', '0.5', '0.75', '1']);
    assert.deepEqual([axis.min, axis.max], [0, 1]);
  });

  it('end between two marks where the marks beyond would leave much of the axis empty', () => {
    const axis = roundAxis(-0.02, 1.02, 4);
    assert.deepEqual(labels(axis), ['0', '0.5', '1']);
    assert.deepEqual(
      [axis.min, axis.max].map((end) => end.toFixed(6)),
      ['-0.100000', '1.100000'],
    );
  });

  it('show decimal fractions without rounding errors', () => {
    assert.deepEqual(labels(roundAxis(0, 0.3, 4)), ['0', '0.1', '0.2', '0.3']);
  });

  it('keep their values off the edge when all are the same', () => {
    for (const value of [0, 7, -3, 1e-12, 1e300]) {
      const { min, max, ticks } = roundAxis(value, value, 4);
      assert.ok(min < value && value < max, `${min} ${value} ${max}`);
      assert.ok(ticks.length > 1);
    }
  });

  it('stay finite at the ends of what numbers hold', () => {
    const axis = roundAxis(-1e308, 1e308 / 2, 4);
    assert.ok(Number.isFinite(axis.min) && axis.ticks.length < 10);
  });

  it('span exactly the steps, with marks at whole ones', () => {
    const axis = exactAxis(0, 2, 5, 1);
    assert.deepEqual(labels(axis), ['0', '1', '2']);
    assert.deepEqual(labels(exactAxis(1, 12, 5, 1)), ['3', '6', '9', '12']);
    assert.deepEqual(labels(exactAxis(0, 9_999, 5)), ['0', '2,000', '4,000', '6,000', '8,000']);
  });

  it('count in powers of ten', () => {
    assert.deepEqual(labels(logAxis(0.002, 30, 4)), ['0.001', '0.1', '10']);
    const one = logAxis(1, 1, 4);
    assert.ok(one.min <= 1 && one.max > 1);
  });

  it('mark times at round ones', () => {
    assert.deepEqual(labels(timeAxis(0, 100_000, 5)), ['0:00', '0:30', '1:00', '1:30']);
    assert.deepEqual(labels(timeAxis(0, 2_000, 5)), ['0 s', '0.5 s', '1 s', '1.5 s', '2 s']);
    assert.deepEqual(labels(timeAxis(0, 30 * 3_600_000, 3)), ['0:00', '12:00:00', '1 d 00:00']);
  });

  it('mark sizes at round numbers of their unit', () => {
    const expected = ['1 GB', '2 GB', '3 GB', '4 GB'];
    assert.deepEqual(labels(bytesAxis(1.6e9, 3.9e9, 4)), expected);
    assert.deepEqual(labels(bytesAxis(1600, 3900, 4, 1e6)), expected);
  });
});
