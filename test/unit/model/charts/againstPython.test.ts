import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { bucketSeries } from '../../../../src/model/buckets.ts';
import { groupBand } from '../../../../src/model/charts/groupBand.ts';
import { smoothed } from '../../../../src/model/charts/smoothing.ts';
import { correlation } from '../../../../src/model/statistics/correlation.ts';
import { parameterImportance } from '../../../../src/model/statistics/importance.ts';
import { linearFit } from '../../../../src/model/statistics/linearFit.ts';
import { quantile } from '../../../../src/model/statistics/quantiles.ts';
import { seededRandom } from '../../../../src/model/statistics/random.ts';
import { testPython } from '../../../harness/python.ts';

const random = seededRandom(7);
const normal = (): number =>
  Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());

const series = Array.from({ length: 5000 }, (_, step) => Math.exp(-step / 900) + 0.1 * normal());
const weights = [0, 0.6, 0.9, 0.99];
const shares = [0, 0.05, 0.31, 0.5, 0.95, 1];
const curves = [3, 5, 7].map((every) => {
  const x = Array.from({ length: 240 / every }, (_, index) => 10 * every + index * every);
  return [x, x.map((at) => Math.sin(at / 30) * every + normal())] as const;
});
/** Steps that lie unevenly, with a hole among them, and values of which every seventh is none. */
const uneven = Array.from({ length: 4000 }, () => {
  const at = 1 + 5000 * random() ** 2;
  return at > 2000 ? at + 700 : at;
}).sort((a, b) => a - b);
const gappy = uneven.map((_, index) => (index % 7 === 3 ? Number.NaN : normal()));
const buckets = 150;
/** Of pairs with ties. */
const x = Array.from({ length: 300 }, () => Math.round(20 * random()));
const y = x.map((value) => 3 - 0.4 * value + 2 * normal());
/** An objective that hangs on the first parameter most, on the second less, on the third not. */
const rows = Array.from({ length: 400 }, () => [random(), random(), random()] as const);
const target = rows.map(([a, b]) => 4 * Math.sin(3 * a) + 1.5 * b + 0.2 * normal());
/** The same in its order up to noise, spread over dozens of powers of ten. */
const skewed = target.map((value) => 10 ** (8 * (value + 0.8 * normal())));
const names = ['first', 'second', 'third'];

/** What shuffling each parameter costs, of the share that is explained in runs held out. */
interface ReferenceImportance {
  readonly drops: readonly number[];
  readonly explained: number;
}

interface Reference {
  readonly smoothed: readonly (readonly number[])[];
  readonly band: Readonly<Record<'mean' | 'deviation' | 'min' | 'max', readonly number[]>>;
  /** On a linear and a logarithmic axis: columns of the buckets; null for NaN. */
  readonly buckets: readonly (readonly (readonly (number | null)[])[])[];
  readonly quantiles: readonly number[];
  readonly pearson: number;
  readonly spearman: number;
  readonly fit: Readonly<Record<'slope' | 'intercept' | 'r2', number>>;
  readonly importance: ReferenceImportance;
  readonly rankedImportance: ReferenceImportance;
  readonly skewedImportance: ReferenceImportance;
}

function near(actual: Iterable<number>, wanted: readonly number[], within = 1e-9): void {
  const got = [...actual];
  assert.equal(got.length, wanted.length);
  wanted.forEach((value, index) => {
    const distance = Math.abs((got[index] ?? Number.NaN) - value);
    assert.ok(
      distance <= within * Math.max(1, Math.abs(value)),
      `${index}: ${got[index]} ≠ ${value}`,
    );
  });
}

describe('What charts and statistics work out, as numpy, scipy and scikit-learn do', function () {
  this.timeout(60_000);
  const band = groupBand(
    curves.map(([at, values]) => ({ x: Float64Array.from(at), y: Float64Array.from(values) })),
    60,
  );
  let reference: Reference;

  before(() => {
    const { stdout, stderr } = spawnSync(
      testPython(),
      [path.join(import.meta.dirname, 'reference.py')],
      {
        input: JSON.stringify({
          series,
          weights,
          shares,
          curves,
          x,
          y,
          rows,
          target,
          skewed,
          places: [...band.x],
          uneven,
          gappy,
          buckets,
        }),
        encoding: 'utf8',
        maxBuffer: 2 ** 26,
      },
    );
    assert.notEqual(stdout, '', stderr);
    reference = JSON.parse(stdout) as Reference;
  });

  it('smooths', () => {
    weights.forEach((weight, index) => {
      const ours = smoothed({ values: Float64Array.from(series) }, weight);
      near(ours, reference.smoothed[index] ?? []);
    });
  });

  for (const [index, scale] of (['linear', 'logarithmic'] as const).entries()) {
    it(`sums up what is in each bucket of a ${scale} axis`, () => {
      const [at, values] = [Float64Array.from(uneven), Float64Array.from(gappy)];
      const ours = bucketSeries(at, values, buckets, { scale });
      assert.ok(ours.x.length < buckets, 'some buckets are empty');
      const { x: last, min, max, mean, last: value, numbers } = ours;
      [last, min, max, mean, value, numbers].forEach((column, place) => {
        const wanted = reference.buckets[index]?.[place] ?? [];
        assert.deepEqual(
          Array.from(column, (each) => Number.isNaN(each)),
          wanted.map((each) => each === null),
        );
        near(
          column.filter((each) => !Number.isNaN(each)),
          wanted.filter((each) => each !== null),
        );
      });
    });
  }

  it('smooths a series in buckets nearly as the whole one', () => {
    const steps = Float64Array.from(series.keys());
    const { mean, numbers, x: at } = bucketSeries(steps, Float64Array.from(series), 500);
    const ours = smoothed({ values: mean, points: numbers }, 0.99);
    near(
      ours,
      Array.from(at, (step) => reference.smoothed[3]?.[step] ?? Number.NaN),
      0.02,
    );
  });

  it('averages curves on different steps', () => {
    near(band.mean, reference.band.mean);
    near(band.min, reference.band.min);
    near(band.max, reference.band.max);
    // Where one curve alone is, a sample has no deviation; here the band is closed there.
    const several = [...band.curves.keys()].filter((at) => (band.curves[at] ?? 0) > 1);
    assert.ok(several.length > 40);
    near(
      several.map((at) => band.deviation[at] ?? Number.NaN),
      several.map((at) => reference.band.deviation[at] ?? Number.NaN),
    );
  });

  it('finds quantiles', () => {
    const sorted = Float64Array.from(series).sort();
    near(
      shares.map((share) => quantile(sorted, share)),
      reference.quantiles,
    );
  });

  it('correlates', () => {
    const [a, b] = [Float64Array.from(x), Float64Array.from(y)];
    near([correlation(a, b, 'pearson').value], [reference.pearson]);
    near([correlation(a, b, 'spearman').value], [reference.spearman]);
  });

  it('fits a line', () => {
    const fit = linearFit(Float64Array.from(x), Float64Array.from(y));
    assert.ok(fit);
    near(
      [fit.slope, fit.intercept, fit.r2],
      [reference.fit.slope, reference.fit.intercept, reference.fit.r2],
    );
  });

  const weighed = async (objective: readonly number[]) => {
    const told = await parameterImportance(
      names.map((name, column) => ({ name, cells: rows.map((row) => row[column]) })),
      Float64Array.from(objective),
      () => Promise.resolve(),
    );
    assert.equal(told.kind, 'told');
    const ours = names.map(
      (name) => told.parameters.find((one) => one.name === name)?.importance ?? Number.NaN,
    );
    return { told, ours };
  };

  it('weighs parameters by the values of the objective', async () => {
    const { told, ours } = await weighed(target);
    assert.equal(told.by, 'values');
    near(ours, reference.importance.drops, 0.12);
    near([told.explained], [reference.importance.explained], 0.08);
    assert.deepEqual(
      told.parameters.map(({ name, sure }) => [name, sure]),
      [
        ['first', true],
        ['second', true],
        ['third', false],
      ],
    );
  });

  it('weighs parameters by the ranks of an objective whose values tell nothing', async () => {
    assert.ok(reference.skewedImportance.explained < 0, 'the values themselves tell nothing');
    const { told, ours } = await weighed(skewed);
    assert.equal(told.by, 'ranks');
    near(ours, reference.rankedImportance.drops, 0.12);
    near([told.explained], [reference.rankedImportance.explained], 0.08);
    assert.deepEqual(
      told.parameters.map(({ name }) => name),
      names,
    );
    assert.ok(told.parameters[0]?.sure);
  });
});
