import assert from 'node:assert/strict';
import { mock } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import type { ColumnsQuery } from '../../../../src/protocol/compare.ts';
import { Ranges } from '../../../../webview/compare/table/values/ranges.ts';
import type { CompareContext } from '../../../../webview/compare/tab.ts';

/** Ranges of a store in which every column lies between 0 and `most`. */
class Told {
  most = 10;
  drawn = 0;
  readonly asked: (readonly string[])[] = [];
  readonly ranges = new Ranges(
    ((_, { columns }: ColumnsQuery) => {
      this.asked.push(columns);
      const column = (value: number) => new Float64Array(columns.length).fill(value);
      return Promise.resolve({ min: column(0), max: column(this.most) });
    }) as CompareContext['request'],
    (id) => id,
    () => {
      this.drawn += 1;
    },
  );

  /** Where 5 lies in the loss. */
  get half(): number | undefined {
    return this.ranges.share('metric:loss', 5);
  }
}

const runs = ['a', 'b'];
const columns = ['run:name', 'metric:loss'];

describe('the ranges of heat', () => {
  beforeEach(() => mock.timers.enable({ apis: ['setTimeout'] }));
  afterEach(() => mock.timers.reset());

  const settled = async (told: Told): Promise<Told> => {
    await setImmediate();
    return told;
  };
  const shown = async (): Promise<Told> => {
    const told = new Told();
    told.ranges.want(runs, columns);
    return settled(told);
  };

  it('are asked for once, of the columns in sight that have values', async () => {
    const told = await shown();
    assert.equal(told.half, 0.5);
    told.ranges.want([...runs], columns);
    await settled(told);
    assert.deepEqual(told.asked, [['metric:loss']]);
    assert.equal(told.drawn, 1);
  });

  it('follow the values while runs go on, once in a while and without a gap', async () => {
    const told = await shown();
    told.most = 50;
    for (let news = 0; news < 100; news += 1) {
      told.ranges.follow();
      told.ranges.want(runs, columns);
      mock.timers.tick(15);
    }
    await settled(told);
    assert.equal(told.asked.length, 1);
    assert.equal(told.half, 0.5);
    mock.timers.tick(600);
    assert.equal(told.half, 0.5, 'the old range until the new one has come');
    await settled(told);
    assert.equal(told.asked.length, 2);
    assert.equal(told.half, 0.1);
  });

  it('draw nothing anew when they are still the same', async () => {
    const told = await shown();
    const { version } = told.ranges;
    told.ranges.follow();
    mock.timers.tick(2000);
    await settled(told);
    assert.equal(told.asked.length, 2);
    assert.deepEqual([told.ranges.version, told.drawn], [version, 1]);
  });

  it('wait while nobody looks, and are read when they are wanted again', async () => {
    const told = await shown();
    told.most = 50;
    told.ranges.follow();
    told.ranges.rest();
    mock.timers.tick(60_000);
    await settled(told);
    assert.equal(told.asked.length, 1);
    told.ranges.want(runs, columns);
    await settled(told);
    assert.equal(told.half, 0.1);
  });

  it('are those of the runs that are shown now', async () => {
    const told = await shown();
    told.most = 50;
    told.ranges.want(['c'], columns);
    told.most = 100;
    told.ranges.want(['d'], columns);
    await settled(told);
    await settled(told);
    assert.equal(told.half, 0.05);
  });
});
