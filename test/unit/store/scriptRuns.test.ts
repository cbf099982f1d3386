import assert from 'node:assert/strict';
import type { Objective } from '../../../src/model/projectFile.ts';
import { editRuns } from '../../../src/store/runEdits.ts';
import { runsPage } from '../../../src/store/views/runRows.ts';
import { paramValues, sumUpRuns } from '../../../src/store/views/scriptRuns.ts';
import { addRun, point, temporaryStore, type TemporaryStore } from './temporaryStore.ts';

const highest: Objective = { metric: 'acc', direction: 'maximize' };
const lowest: Objective = { metric: 'acc', direction: 'minimize' };

describe('What the runs of a script amount to', () => {
  let at: TemporaryStore;
  beforeEach(async () => {
    at = await temporaryStore();
  });
  afterEach(() => at[Symbol.asyncDispose]());

  /** A run with the objective's values in the order of their steps. */
  const add = (
    name: string,
    acc: readonly number[],
    params: Record<string, string> = {},
  ): number => {
    const id = addRun(at.store, { name, id: name.padEnd(32, '0') });
    acc.forEach((value, step) => {
      at.store.metrics.log(id, [point(step, value, 1000, 'acc')], 'logged');
    });
    at.store.runs.captureParams(id, params, 'config');
    return at.store.runs.keyOf(id) ?? 0;
  };
  const archive = (name: string): void =>
    editRuns(at.store, [name.padEnd(32, '0')], { kind: 'archive', on: true });

  it('is how many there are and which ended best, by its last value', () => {
    const keys = [add('a', [0.5, 0.7]), add('b', [0.99, 0.6]), add('c', [])];
    add('other', [1]);
    const best = (objective?: Objective) => {
      const { runs, best: found } = sumUpRuns(at.store, keys, objective);
      return [runs, found?.runId.slice(0, 1), found?.value, found?.metric];
    };
    assert.deepEqual(best(), [3, undefined, undefined, undefined]);
    assert.deepEqual(best(highest), [3, 'a', 0.7, 'acc']);
    assert.deepEqual(best(lowest), [3, 'b', 0.6, 'acc']);
  });

  it('leaves out the archived and deleted, and values that are no numbers', () => {
    const keys = [add('a', [0.9]), add('b', [0.8]), add('c', [Number.NaN]), add('d', [0.1])];
    archive('a');
    editRuns(at.store, ['b'.padEnd(32, '0')], { kind: 'delete' });
    const { runs, best } = sumUpRuns(at.store, keys, highest);
    assert.deepEqual([runs, best?.value], [2, 0.1]);
    assert.deepEqual(sumUpRuns(at.store, [], highest), { runs: 0 });
  });

  it('narrows the Runs view to them', () => {
    const keys = [add('a', []), add('b', [])];
    add('c', []);
    const filter = { show: 'active', keys } as const;
    const page = runsPage(at.store, '0', filter, { offset: 0, limit: 9 }, undefined);
    assert.equal(page.total, 2);
    assert.deepEqual(page.rows.map(({ run }) => run.name).sort(), ['a', 'b']);
  });

  const values = (objective?: Objective, limit = 9) =>
    paramValues(at.store, 'train.lr', objective, limit).values.map(({ value, runs, best }) => [
      value,
      runs,
      best?.value,
      best?.runId.slice(0, 1),
    ]);

  describe('for a parameter', () => {
    beforeEach(() => {
      add('a', [0.9], { 'train.lr': '0.1' });
      add('b', [0.95], { 'train.lr': '0.1' });
      add('c', [0.99], { 'train.lr': '0.01' });
      add('d', [Number.NaN], { 'train.lr': '10' });
      add('e', [1], { 'train.lr': '5', other: '0.1' });
      archive('e');
    });

    it('is each value with its runs and the best of them, the best value first', () => {
      assert.deepEqual(values(highest), [
        ['0.01', 1, 0.99, 'c'],
        ['0.1', 2, 0.95, 'b'],
        ['10', 1, undefined, undefined],
      ]);
      assert.deepEqual(values(lowest), [
        ['0.1', 2, 0.9, 'a'],
        ['0.01', 1, 0.99, 'c'],
        ['10', 1, undefined, undefined],
      ]);
    });

    it('is the values alone without an objective, the most frequent first', () => {
      assert.deepEqual(values(), [
        ['0.1', 2, undefined, undefined],
        ['0.01', 1, undefined, undefined],
        ['10', 1, undefined, undefined],
      ]);
    });

    it('says how many values there are beyond those shown', () => {
      const { total, values: shown } = paramValues(at.store, 'train.lr', highest, 2);
      assert.deepEqual([total, shown.length], [3, 2]);
      assert.equal(paramValues(at.store, 'unknown', highest, 2).total, 0);
    });
  });
});
