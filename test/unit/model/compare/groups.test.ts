import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { asNumbers, type ColumnData } from '../../../../src/model/compare/columns.ts';
import { deltaOf } from '../../../../src/model/compare/delta.ts';
import { groupBy, groupColumn } from '../../../../src/model/compare/groups.ts';
import { sortedOrder } from '../../../../src/model/compare/order.ts';
import { testPython } from '../../../harness/python.ts';

/** A text column; `undefined` for nothing. */
function text(...values: readonly (string | undefined)[]): ColumnData {
  const words = [...new Set(values.filter((value) => value !== undefined))];
  const codes = values.map((value) => (value === undefined ? -1 : words.indexOf(value)));
  return { kind: 'text', codes: Int32Array.from(codes), words };
}

/** A number column; `undefined` for nothing. */
function numbers(...values: readonly (number | undefined)[]): ColumnData {
  return {
    kind: 'number',
    values: Float64Array.from(values, (value) => value ?? 0),
    present: Uint8Array.from(values, (value) => Number(value !== undefined)),
  };
}

/** What numpy says of the mean and the sample deviation. */
function numpyStatistics(values: readonly number[]): { mean: number; deviation: number } {
  const script = `import json, sys, numpy
values = numpy.array([float(value) for value in json.load(sys.stdin)], dtype=numpy.longdouble)
print(json.dumps({"mean": str(values.mean()), "deviation": str(values.std(ddof=1))}))`;
  const answer = execFileSync(testPython(), ['-c', script], {
    input: JSON.stringify(values.map(String)),
    encoding: 'utf8',
  });
  const { mean, deviation } = JSON.parse(answer) as { mean: string; deviation: string };
  return { mean: Number(mean), deviation: Number(deviation) };
}

function near(actual: number | undefined, expected: number): void {
  const error = Math.abs((actual ?? Number.NaN) - expected) / Math.max(Math.abs(expected), 1e-300);
  assert.ok(error < 1e-12, `${actual} is not ${expected}`);
}

describe('groups of runs', () => {
  for (const [name, values] of Object.entries({
    ordinary: [0.91, 0.93, 0.905, 0.899, 0.92],
    'far from zero': [1e9 + 1, 1e9 + 2, 1e9 + 4],
    'beyond 1e300': [1.5e308, 1.2e308, 1.7e308],
    tiny: [1e-300, 3e-300, 2e-300],
  })) {
    it(`have the mean and deviation that numpy works out: ${name}`, () => {
      const seeds = groupBy([text(...values.map(() => 'adam'))], values.length);
      const found = groupColumn(seeds, numbers(...values));
      const wanted = numpyStatistics(values);
      assert.equal(found.kind, 'number');
      if (found.kind !== 'number') return;
      near(found.mean[0], wanted.mean);
      near(found.deviation[0], wanted.deviation);
    });
  }

  it('count only what is a finite number, and say nothing of one value’s deviation', () => {
    const groups = groupBy([text('a', 'b', 'a', undefined, 'a')], 5);
    assert.deepEqual(groups.words, [['a'], ['b'], [null]]);
    assert.deepEqual([...groups.sizes], [3, 1, 1]);
    assert.deepEqual([...groups.members], [0, 2, 4, 1, 3]);
    const found = groupColumn(groups, numbers(1, 5, Number.NaN, undefined, 3));
    assert.ok(found.kind === 'number');
    assert.deepEqual([...found.mean], [2, 5, Number.NaN]);
    assert.deepEqual([...found.count], [2, 1, 0]);
    assert.deepEqual([...found.deviation].slice(1), [Number.NaN, Number.NaN]);
  });

  it('have the word that all of their runs have, or how many there are', () => {
    const groups = groupBy([text('a', 'a', 'b', 'b')], 4);
    const found = groupColumn(groups, text('x', 'x', 'y', 'z'));
    assert.ok(found.kind === 'text');
    assert.deepEqual(
      [found.words, [...found.distinct]],
      [
        ['x', null],
        [1, 2],
      ],
    );
  });
});

describe('the order of runs', () => {
  const order = (ascending: boolean, data: ColumnData): number[] => [
    ...sortedOrder(data.kind === 'number' ? data.values.length : data.codes.length, [
      { data, ascending },
    ]),
  ];

  it('has numbers before NaN and what is missing last, both ways', () => {
    const data = numbers(2, undefined, Number.NaN, -Infinity, 1);
    assert.deepEqual(order(true, data), [3, 4, 0, 2, 1]);
    assert.deepEqual(order(false, data), [0, 4, 3, 2, 1]);
  });

  it('takes parameters that are all numbers for numbers, and numbers in names too', () => {
    assert.deepEqual(order(true, text('10', '9', '1e-3', '0.1')), [2, 3, 1, 0]);
    assert.deepEqual(order(true, text('run-10', 'run-9', 'Run-1')), [2, 1, 0]);
  });

  it('lets the next column decide between equals, and leaves full equals as they are', () => {
    const keys = [
      { data: text('b', 'a', 'a', 'b'), ascending: true },
      { data: numbers(1, 5, 7, 1), ascending: false },
    ];
    assert.deepEqual([...sortedOrder(4, keys)], [2, 1, 0, 3]);
  });
});

describe('columns of text', () => {
  it('are numbers when all of their words are', () => {
    assert.equal(asNumbers(text('1_000', '-2.5e3', 'inf', 'nan')).kind, 'number');
    assert.equal(asNumbers(text('1', 'two')).kind, 'text');
    assert.equal(asNumbers(text('0x10')).kind, 'text');
  });
});

describe('the difference to a baseline', () => {
  it('is better the way the objective says', () => {
    assert.equal(deltaOf(0.9, 0.8, 'maximize')?.verdict, 'better');
    assert.equal(deltaOf(0.9, 0.8, 'minimize')?.verdict, 'worse');
    assert.equal(deltaOf(0.9, 0.8, undefined)?.verdict, undefined);
  });

  it('is none between equals, and no share of nothing', () => {
    assert.equal(deltaOf(Number.NaN, Number.NaN, 'maximize'), undefined);
    assert.equal(deltaOf(-0, 0, 'maximize'), undefined);
    assert.deepEqual(deltaOf(1, 0, undefined), { difference: 1 });
    assert.equal(deltaOf(Number.NaN, 1, 'maximize')?.verdict, undefined);
  });
});
