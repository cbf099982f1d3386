import assert from 'node:assert/strict';
import { tagNames } from '../../../src/model/run.ts';
import type { RunFilter } from '../../../src/protocol/views.ts';
import { editRuns } from '../../../src/store/runEdits.ts';
import { experimentRows, runningRuns, runsPage } from '../../../src/store/views/runRows.ts';
import { addRun, point, temporaryStore, type TemporaryStore } from './temporaryStore.ts';

describe('Rows of the Runs view', () => {
  let at: TemporaryStore;
  beforeEach(async () => {
    at = await temporaryStore();
  });
  afterEach(() => at[Symbol.asyncDispose]());

  const page = (filter: Partial<RunFilter> = {}, objective?: string) =>
    runsPage(at.store, '0', { show: 'active', ...filter }, { offset: 0, limit: 100 }, objective);
  const named = (filter: Partial<RunFilter>) => page(filter).rows.map(({ run }) => run.name);
  const found = (text: string) => named({ text }).sort();

  it('come newest first, page by page, each run once', () => {
    const names = Array.from({ length: 25 }, (_, index) => `run ${index}`);
    names.forEach((name, index) => addRun(at.store, { name, startTime: 1000 + (index >> 2) }));
    const pages = [0, 10, 20, 30].map((offset) =>
      runsPage(at.store, '0', { show: 'active' }, { offset, limit: 10 }, undefined),
    );
    assert.deepEqual(
      pages.map(({ rows, total }) => [rows.length, total]),
      [
        [10, 25],
        [10, 25],
        [5, 25],
        [0, 25],
      ],
    );
    const runs = pages.flatMap(({ rows }) => rows.map(({ run }) => run));
    assert.equal(new Set(runs.map(({ id }) => id)).size, 25);
    const times = runs.map(({ startTime }) => startTime);
    assert.deepEqual(
      times,
      times.toSorted((a, b) => b - a),
    );
  });

  it('show active runs without archived and deleted ones, and each of those alone', () => {
    const add = (name: string) => addRun(at.store, { name });
    add('plain');
    editRuns(at.store, [add('starred')], { kind: 'star', on: true });
    const both = add('starred and archived');
    editRuns(at.store, [both], { kind: 'star', on: true });
    editRuns(at.store, [both, add('archived')], { kind: 'archive', on: true });
    const gone = add('deleted');
    editRuns(at.store, [gone], { kind: 'star', on: true });
    editRuns(at.store, [gone], { kind: 'delete' });
    assert.deepEqual(named({ show: 'active' }).sort(), ['plain', 'starred']);
    assert.deepEqual(named({ show: 'starred' }).sort(), ['starred', 'starred and archived']);
    assert.deepEqual(named({ show: 'archived' }).sort(), ['archived', 'starred and archived']);
    assert.deepEqual(named({ show: 'deleted' }), ['deleted']);
  });

  it('tell stars, notes, the tags of the person and the objective', () => {
    const run = addRun(at.store, {
      tags: {
        team: 'vision',
        [tagNames.user]: 'ada',
        [tagNames.note]: 'why',
        [tagNames.star]: 'true',
      },
    });
    at.store.metrics.log(run, [point(0, 0.5), point(1, Number.NaN)], 'logged');
    const [row] = page({}, 'loss').rows;
    assert.deepEqual(
      { ...row, run: row?.run.id },
      {
        run,
        starred: true,
        archived: false,
        note: 'why',
        tags: { team: 'vision' },
        objective: Number.NaN,
      },
    );
    assert.equal(page({}, 'accuracy').rows[0]?.objective, undefined);
  });

  it('count the runs of each experiment that the filter leaves, the latest experiment first', () => {
    const { id } = at.store.experiments.create('tuning', () => 'artifacts');
    at.store.experiments.create('empty', () => 'artifacts');
    addRun(at.store, { name: 'old', startTime: 1, status: 'FINISHED' });
    addRun(at.store, { name: 'new', experimentId: id, startTime: 5 });
    addRun(at.store, { name: 'newer', experimentId: id, startTime: 6, status: 'FAILED' });
    const rows = (filter: RunFilter) =>
      experimentRows(at.store, filter).map(({ experiment, runs, running }) => [
        experiment.name,
        runs,
        running,
      ]);
    assert.deepEqual(rows({ show: 'active' }), [
      ['tuning', 2, 1],
      ['Default', 1, 0],
    ]);
    assert.deepEqual(rows({ show: 'active', text: 'newer' }), [['tuning', 1, 0]]);
    assert.equal(runningRuns(at.store).length, 1);
  });

  describe('with a text', () => {
    it('are found by a part of the name, note or tag, whatever the case', () => {
      addRun(at.store, { name: 'Baseline' });
      addRun(at.store, { name: 'b', tags: { [tagNames.note]: 'With the new BASELINE data' } });
      addRun(at.store, { name: 'c', tags: { stage: 'baseline' } });
      addRun(at.store, { name: 'd', tags: { 'baseline/kind': 'x' } });
      addRun(at.store, { name: 'e', tags: { [tagNames.sourceName]: 'baseline.py' } });
      assert.deepEqual(found(' baseLINE '), ['Baseline', 'b', 'c', 'd']);
    });

    it('are found by the beginning of an identifier', () => {
      addRun(at.store, { name: 'a', id: `beef${'0'.repeat(28)}` });
      addRun(at.store, { name: 'b', id: `0beef${'0'.repeat(27)}` });
      assert.deepEqual(found('BEEF'), ['a']);
    });

    it('take wildcards of SQL for what they are in a name', () => {
      addRun(at.store, { name: '100%' });
      addRun(at.store, { name: '100x' });
      addRun(at.store, { name: 'a_b' });
      addRun(at.store, { name: 'axb' });
      addRun(at.store, { name: String.raw`c:\data` });
      addRun(at.store, { name: `o'clock "x"` });
      assert.deepEqual(found('0%'), ['100%']);
      assert.deepEqual(found('a_b'), ['a_b']);
      assert.deepEqual(found('%'), ['100%']);
      assert.deepEqual(found(String.raw`:\d`), [String.raw`c:\data`]);
      assert.deepEqual(found(`'clock "`), [`o'clock "x"`]);
    });

    it('written key=value are found by a parameter', () => {
      const params = {
        a: { lr: '0.1' },
        b: { lr: '0.01', momentum: '0.1' },
        c: { LR: '0.15' },
        d: { lr_x: '0.1', expr: 'a=b' },
      };
      for (const [name, ofRun] of Object.entries(params)) {
        at.store.runs.logParams(addRun(at.store, { name }), ofRun);
      }
      assert.deepEqual(found('lr=0.1'), ['a', 'c']);
      assert.deepEqual(found('lr = 0.01'), ['b']);
      assert.deepEqual(found('l_=0.1'), []);
      assert.deepEqual(found('expr=a=b'), ['d']);
      assert.deepEqual(found('expr=a=c'), []);
      assert.deepEqual(found('momentum='), ['b']);
    });

    it('written key>number are found by the last value of a metric', () => {
      const values = { a: [0.95, 0.91], b: [0.95, 0.88], c: [0.9], d: [Number.NaN] };
      for (const [name, logged] of Object.entries(values)) {
        const run = addRun(at.store, { name });
        const points = logged.map((value, step) => ({ ...point(step, value), key: 'val/acc' }));
        at.store.metrics.log(run, points, 'logged');
      }
      assert.deepEqual(found('val/acc>0.9'), ['a']);
      assert.deepEqual(found('VAL/ACC >= 0.9'), ['a', 'c']);
      assert.deepEqual(found('val/acc < 9e-1'), ['b']);
      assert.deepEqual(found('val/acc=0.9'), ['c']);
      assert.deepEqual(found('acc>0.9'), []);
      assert.deepEqual(found('val/acc>-1'), ['a', 'b', 'c']);
      assert.deepEqual(found('val/acc>high'), []);
    });

    it('do not see the marks that stand for stars and the archive', () => {
      addRun(at.store, { name: 'a', tags: { [tagNames.star]: 'true' } });
      assert.deepEqual(found('star'), []);
      assert.deepEqual(found('true'), []);
    });
  });
});
