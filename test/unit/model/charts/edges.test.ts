import assert from 'node:assert/strict';
import { bucketSeries } from '../../../../src/model/buckets.ts';
import { groupBand } from '../../../../src/model/charts/groupBand.ts';
import { parallelAxis } from '../../../../src/model/charts/parallelAxis.ts';
import { smoothed } from '../../../../src/model/charts/smoothing.ts';
import { bestSoFar } from '../../../../src/model/statistics/bestSoFar.ts';
import { columnOf } from '../../../../src/model/statistics/column.ts';
import { correlation } from '../../../../src/model/statistics/correlation.ts';
import {
  parameterImportance,
  type Parameter,
} from '../../../../src/model/statistics/importance.ts';
import { linearFit } from '../../../../src/model/statistics/linearFit.ts';
import { usualRange } from '../../../../src/model/statistics/quantiles.ts';
import { seededRandom } from '../../../../src/model/statistics/random.ts';

const { NaN: nan } = Number;
const numbers = (...values: readonly number[]): Float64Array => Float64Array.from(values);

describe('Smoothing', () => {
  it('leaves what is no finite number in its place, and goes on behind it', () => {
    const whole = smoothed({ values: numbers(1, 2, 4) }, 0.5);
    const gaps = smoothed({ values: numbers(1, nan, 2, Infinity, 4) }, 0.5);
    assert.deepEqual([...gaps], [whole[0], nan, whole[1], Infinity, whole[2]]);
  });

  it('goes on in a part where the series before it had come to', () => {
    const whole = smoothed({ values: numbers(5, 1, 7, 3) }, 0.8);
    const part = smoothed({ values: numbers(7, 3) }, 0.8, { values: numbers(5, 1) });
    assert.deepEqual(part, whole.slice(2));
  });

  it('changes nothing with the weight 0, and stays finite with 1 and with huge values', () => {
    assert.deepEqual([...smoothed({ values: numbers(3, -1) }, 0)], [3, -1]);
    assert.ok(smoothed({ values: numbers(1e308, 1e308, 1e308) }, 1).every(Number.isFinite));
  });
});

describe('Buckets for a zoomed or logarithmic axis', () => {
  const x = Float64Array.from({ length: 100_000 }, (_, step) => step);

  it('keep a spike of one point at every depth of zoom', () => {
    const values = new Float64Array(x.length).fill(1);
    const spike = 70_001;
    values[spike] = 9;
    for (let width = x.length; width >= 10; width = Math.floor(width / 1.7)) {
      for (const share of [0, 0.31, 1]) {
        const from = Math.max(0, Math.floor(spike - width * share));
        const to = from + width;
        const [start, end] = [Math.max(0, from - 1), Math.min(x.length, to + 2)];
        for (const scale of ['linear', 'logarithmic'] as const) {
          const { max, x: at } = bucketSeries(
            x.subarray(start, end),
            values.subarray(start, end),
            250,
            { scale, from, to },
          );
          assert.ok(max.length <= 252);
          const top = max.indexOf(9);
          assert.ok(top >= 0, `${scale}, ${width} points wide`);
          // It is drawn less than a bucket from where it is.
          if (scale === 'linear') {
            assert.ok(Math.abs((at[top] ?? 0) - spike) <= width / 250 + 1);
          }
        }
      }
    }
  });

  it('spend no bucket on the way to a neighbour far outside', () => {
    const gappy = Float64Array.from([0, ...x.subarray(0, 1000).map((step) => 1e6 + step), 1e9]);
    const all = { from: 1e6, to: 1e6 + 999 };
    const { x: at } = bucketSeries(gappy, gappy, 250, all);
    assert.equal(at.length, 252);
  });

  it('are equally wide to the eye on a logarithmic axis, without 0 and less', () => {
    const steps = Float64Array.from({ length: 10_001 }, (_, step) => step - 1);
    const { x: at } = bucketSeries(steps, steps, 40, { scale: 'logarithmic' });
    assert.ok(at.every((step) => step > 0));
    const early = at.filter((step) => step <= 100).length;
    assert.ok(early > 15 && early <= 20, `${early} of 40 buckets for half of the axis`);
  });

  it('have a mean also of values the sum of which is past the greatest number', () => {
    const values = numbers(1.5e308, 1.6e308, 1.7e308);
    const [mean] = bucketSeries(numbers(0, 1, 2), values, 1).mean;
    assert.ok(mean !== undefined && mean > 1.5e308 && mean < 1.7e308);
  });
});

describe('The mean of a group', () => {
  it('takes one curve for itself, and none for nothing', () => {
    const one = groupBand([{ x: numbers(1, 3), y: numbers(5, nan) }], 10);
    assert.deepEqual([[...one.x], [...one.mean], [...one.deviation]], [[1], [5], [0]]);
    assert.equal(groupBand([], 10).x.length, 0);
    assert.equal(groupBand([{ x: numbers(1), y: numbers(Infinity) }], 10).x.length, 0);
  });

  it('holds for values beyond 1e300', () => {
    const band = groupBand(
      [3, 5].map((size) => ({ x: numbers(0, 1), y: numbers(size * 1e305, size * 1e305) })),
      10,
    );
    assert.ok(Math.abs((band.mean[0] ?? 0) / 4e305 - 1) < 1e-9);
  });
});

describe('Outliers', () => {
  it('are left out of the usual range', () => {
    const values = Float64Array.from({ length: 1000 }, (_, index) => index / 1000);
    values[500] = 1e9;
    const range = usualRange([values]);
    assert.ok(range && range.low > -0.01 && range.high < 1.01);
  });

  it('are nothing where no value is finite', () => {
    assert.equal(usualRange([numbers(nan, Infinity)]), undefined);
  });
});

describe('Correlation and fit', () => {
  it('say nothing about a column that does not vary', () => {
    const same = numbers(0.1, 0.1, 0.1);
    assert.equal(correlation(same, numbers(1, 2, 3), 'spearman').value, nan);
    assert.equal(linearFit(same, numbers(1, 2, 3)), undefined);
    assert.deepEqual(linearFit(numbers(1, 2), numbers(3, 3)), {
      slope: 0,
      intercept: 3,
      r2: 1,
      points: 2,
    });
  });

  it('leave out rows that lack one of the two, and hold beyond 1e300', () => {
    const a = numbers(1, 2, nan, 3, 4);
    const b = numbers(2e305, 4e305, 5, nan, 8e305);
    assert.deepEqual(correlation(a, b, 'pearson'), { value: 1, rows: 3 });
    const fit = linearFit(a, b);
    assert.ok(fit && Math.abs(fit.slope / 2e305 - 1) < 1e-9 && fit.points === 3);
  });
});

describe('A column', () => {
  it('is one of numbers when what is there is a number', () => {
    assert.deepEqual(columnOf(['1e-3', 'None', undefined, ' 2 ', 'inf', 7]), {
      kind: 'numbers',
      values: numbers(0.001, nan, nan, 2, Infinity, 7),
    });
  });

  it('is one of labels otherwise, in the order of their names', () => {
    assert.deepEqual(columnOf(['block10', 'block9', undefined, '<b>']), {
      kind: 'labels',
      labels: ['<b>', 'block9', 'block10'],
      codes: Int32Array.from([2, 1, -1, 0]),
    });
  });
});

describe('The importance of parameters', () => {
  const random = seededRandom(3);
  const weigh = (parameters: readonly Parameter[], objective: readonly number[]) =>
    parameterImportance(parameters, Float64Array.from(objective), () => Promise.resolve());
  const column = (count: number, make: (index: number) => number | string): Parameter['cells'] =>
    Array.from({ length: count }, (_, index) => make(index));

  it('says that it cannot tell', async () => {
    const few = [{ name: 'lr', cells: column(11, (index) => index) }];
    const reason = async (parameters: readonly Parameter[], objective: readonly number[]) => {
      const told = await weigh(parameters, objective);
      return told.kind === 'unknown' ? told.reason : told.kind;
    };
    assert.equal(await reason(few, Array.from({ length: 11 }, random)), 'few-runs');
    const noise = Array.from({ length: 60 }, random);
    const lr = [{ name: 'lr', cells: column(60, () => random()) }];
    assert.equal(await reason(lr, noise), 'nothing-explained');
    assert.equal(await reason(lr, noise.fill(2)), 'constant-objective');
    const same = [{ name: 'lr', cells: column(60, () => 'x') }];
    assert.equal(await reason(same, Array.from({ length: 60 }, random)), 'no-parameter');
    assert.equal(
      await reason(
        lr,
        Array.from({ length: 60 }, () => nan),
      ),
      'few-runs',
    );
  });

  it('finds what makes runs diverge to infinity, from their ranks', async () => {
    const lr = column(120, (index) => index / 120);
    const parameters = [
      { name: 'seed', cells: column(120, () => random()) },
      { name: 'lr', cells: lr },
    ];
    const told = await weigh(
      parameters,
      lr.map((rate) => (Number(rate) > 0.7 ? Infinity : 1)),
    );
    assert.equal(told.kind, 'told');
    assert.equal(told.by, 'ranks');
    assert.deepEqual(
      told.parameters.map(({ name, sure }) => [name, sure]),
      [
        ['lr', true],
        ['seed', false],
      ],
    );
  });

  it('tells nothing from the ranks of chance either, however skewed', async () => {
    for (let time = 0; time < 20; time += 1) {
      const noise = Array.from({ length: 30 }, () => 10 ** (40 * random()));
      const parameters = ['a', 'b', 'c'].map((name) => ({
        name,
        cells: column(30, () => random()),
      }));
      const told = await weigh(parameters, noise);
      assert.ok(told.kind === 'unknown' || !told.parameters.some(({ sure }) => sure));
    }
  });

  it('finds the kind without an order that did it, and is the same each time', async () => {
    const kinds = ['adam', 'sgd', 'lion', 'rmsprop'];
    const optimizer = column(150, () => kinds[Math.floor(random() * 4)] ?? '');
    const parameters = [
      { name: 'seed', cells: column(150, (index) => index) },
      { name: 'optimizer', cells: optimizer },
      { name: 'epochs', cells: column(150, () => 10) },
    ];
    const objective = optimizer.map((kind) => (kind === 'lion' ? 1 : 0.2) + random() / 10);
    const told = await weigh(parameters, [...objective.slice(0, -2), 1e300, Infinity]);
    assert.equal(told.kind, 'told');
    assert.equal(told.parameters[0]?.name, 'optimizer');
    assert.ok(told.parameters[0].sure && told.parameters[0].low <= told.parameters[0].importance);
    assert.equal(told.parameters[1]?.sure, false);
    assert.deepEqual(told.constant, ['epochs']);
    assert.deepEqual(await weigh(parameters, [...objective.slice(0, -2), 1e300, Infinity]), told);
  });
});

describe('The best so far', () => {
  it('follows the objective through time, in its direction', () => {
    const attempts = [
      { time: 3, value: 0.5 },
      { time: 1, value: 0.9 },
      { time: 2, value: nan },
      { time: 4, value: 0.2 },
    ];
    const of = (direction: 'minimize' | 'maximize') =>
      bestSoFar(attempts, direction).map(({ best, improved }) => [best, improved]);
    assert.deepEqual(of('minimize'), [
      [0.9, true],
      [0.5, true],
      [0.2, true],
    ]);
    assert.deepEqual(of('maximize'), [
      [0.9, true],
      [0.9, false],
      [0.9, false],
    ]);
  });
});

describe('An axis of parallel coordinates', () => {
  it('is logarithmic where values span powers of ten', () => {
    const axis = parallelAxis(['1e-4', '1e-2', '1', undefined]);
    assert.equal(axis.scale, 'logarithmic');
    assert.deepEqual([...axis.places], [0, 0.5, 1, nan]);
  });

  it('is linear otherwise, with infinite values at its ends', () => {
    const axis = parallelAxis([-1, 1, Infinity, -Infinity, nan, 0]);
    assert.equal(axis.scale, 'linear');
    assert.deepEqual([...axis.places], [0, 1, 1, 0, nan, 0.5]);
  });

  it('holds labels, one value, and values beyond 1e300', () => {
    assert.deepEqual([...parallelAxis(['b', 'a', 'c']).places], [0.5, 0, 1]);
    assert.deepEqual([...parallelAxis([4, 4]).places], [0.5, 0.5]);
    assert.deepEqual([...parallelAxis([-1.7e308, 0, 1.7e308]).places], [0, 0.5, 1]);
  });
});
