import assert from 'node:assert/strict';
import { tagNames } from '../../../src/model/run.ts';
import { editRuns } from '../../../src/store/runEdits.ts';
import { openStore } from '../../../src/store/store.ts';
import { addRun, point, temporaryStore, type TemporaryStore } from './temporaryStore.ts';

describe('Runs on record', () => {
  let at: TemporaryStore;
  beforeEach(async () => {
    at = await temporaryStore();
  });
  afterEach(() => at[Symbol.asyncDispose]());

  describe('parameters', () => {
    it('come from the strongest source that told them, in any order', () => {
      const { runs } = at.store;
      const run = addRun(at.store);
      runs.captureParams(run, { lr: 'command', depth: 'command' }, 'command');
      runs.captureParams(run, { lr: 'default', depth: 'default', seed: 'default' }, 'default');
      runs.captureParams(run, { seed: 'config', only: 'config' }, 'config');
      assert.deepEqual(runs.logParams(run, { lr: 'logged' }), []);
      runs.captureParams(run, { lr: 'again' }, 'command');
      assert.deepEqual(runs.params(run), {
        depth: 'command',
        lr: 'logged',
        only: 'config',
        seed: 'default',
      });
      assert.deepEqual(runs.paramSources(run), {
        depth: 'command',
        lr: 'logged',
        only: 'config',
        seed: 'default',
      });
    });

    it('are immutable once the script logged them: a conflict writes none of the request', () => {
      const { runs } = at.store;
      const run = addRun(at.store);
      runs.logParams(run, { lr: '0.1', note: '' });
      assert.deepEqual(runs.logParams(run, { lr: '0.1', more: '1' }), []);
      assert.deepEqual(runs.logParams(run, { other: '2', lr: '0.2', note: 'x' }), [
        { key: 'lr', oldValue: '0.1', newValue: '0.2' },
        { key: 'note', oldValue: '', newValue: 'x' },
      ]);
      assert.deepEqual(runs.params(run), { lr: '0.1', more: '1', note: '' });
    });

    it('keep any text', () => {
      const { runs } = at.store;
      const run = addRun(at.store);
      const params = { '모델/이름': '큰 모델 🚀', quote: `'"\\;--`, lines: 'a\nb\0c', __x: '' };
      runs.logParams(run, params);
      assert.deepEqual({ ...runs.params(run) }, params);
    });
  });

  describe('names', () => {
    it('are a column and the tag mlflow.runName, whichever is changed', () => {
      const { runs } = at.store;
      const run = addRun(at.store, { name: 'first' });
      assert.equal(runs.tags(run)[tagNames.runName], 'first');
      runs.setTags(run, { [tagNames.runName]: 'by tag', a: 'b' });
      assert.equal(runs.get(run)?.name, 'by tag');
      editRuns(at.store, [run], { kind: 'rename', name: '이름' });
      assert.equal(runs.get(run)?.name, '이름');
      assert.deepEqual(runs.tags(run), { a: 'b', [tagNames.runName]: '이름' });
    });

    it('and beginnings of identifiers find runs', () => {
      const { runs } = at.store;
      const one = addRun(at.store, { id: `abc1${'0'.repeat(28)}`, name: 'one', startTime: 1 });
      const two = addRun(at.store, { id: `abc2${'0'.repeat(28)}`, name: 'abc1', startTime: 2 });
      assert.deepEqual(runs.find('abc'), [two, one]);
      assert.deepEqual(runs.find('ABC2'), [two]);
      assert.deepEqual(runs.find('abc1'), [one, two], 'a name counts as much as an identifier');
      assert.deepEqual(runs.find('one'), [one]);
      assert.deepEqual(runs.find('%'), []);
    });
  });

  describe('deletion', () => {
    it('is soft, and is undone whole', () => {
      const { runs, metrics } = at.store;
      const run = addRun(at.store);
      metrics.log(run, [point(0, 1)], 'logged');
      editRuns(at.store, [run], { kind: 'delete' });
      assert.equal(runs.get(run)?.lifecycle, 'deleted');
      assert.ok((runs.get(run)?.deletedTime ?? 0) > 1_700_000_000_000);
      assert.deepEqual(runs.list(), []);
      assert.deepEqual(
        runs.list('any').map(({ id }) => id),
        [run],
      );
      editRuns(at.store, [run], { kind: 'restore' });
      assert.equal(runs.get(run)?.lifecycle, 'active');
      assert.equal(runs.get(run)?.deletedTime, undefined);
      assert.equal(metrics.summaries(run)['loss']?.last, 1);
    });

    it('of an experiment takes its runs along, and brings them back', () => {
      const { experiments, runs } = at.store;
      const { id } = experiments.create('tuning', () => 'artifacts');
      const inside = addRun(at.store, { experimentId: id });
      const outside = addRun(at.store);
      experiments.setLifecycle(id, 'deleted');
      assert.equal(experiments.get(id)?.lifecycle, 'deleted');
      assert.equal(runs.get(inside)?.lifecycle, 'deleted');
      assert.equal(runs.get(outside)?.lifecycle, 'active');
      experiments.setLifecycle(id, 'active');
      assert.equal(runs.get(inside)?.lifecycle, 'active');
      assert.equal(runs.get(inside)?.deletedTime, undefined);
    });

    it('of an experiment ends when it is used again, without the runs deleted with it', () => {
      const { experiments, runs } = at.store;
      const { id } = experiments.create('tuning', () => 'artifacts');
      const old = addRun(at.store, { experimentId: id });
      experiments.setLifecycle(id, 'deleted');
      experiments.reopen(id);
      assert.equal(experiments.getByName('tuning')?.lifecycle, 'active');
      assert.equal(runs.get(old)?.lifecycle, 'deleted');
    });

    it('leaves the name of an experiment taken', () => {
      const { experiments } = at.store;
      const { id } = experiments.create('tuning', () => 'artifacts');
      experiments.setLifecycle(id, 'deleted');
      assert.throws(() => experiments.create('tuning', () => 'artifacts'), /exists already/);
    });
  });

  it('are edited together or not at all', () => {
    const one = addRun(at.store, { name: 'one' });
    const two = addRun(at.store, { name: 'two' });
    editRuns(at.store, [one, two], { kind: 'tag', key: 'team', value: 'vision' });
    editRuns(at.store, [one, two], { kind: 'star', on: true });
    editRuns(at.store, [one], { kind: 'star', on: false });
    editRuns(at.store, [one], { kind: 'note', text: 'a\nb' });
    editRuns(at.store, [one], { kind: 'untag', key: 'team' });
    assert.deepEqual(at.store.runs.tags(one), {
      [tagNames.note]: 'a\nb',
      [tagNames.runName]: 'one',
    });
    assert.deepEqual(at.store.runs.tags(two), {
      team: 'vision',
      [tagNames.star]: 'true',
      [tagNames.runName]: 'two',
    });
    editRuns(at.store, [one], { kind: 'note', text: '' });
    assert.equal(at.store.runs.tags(one)[tagNames.note], undefined);
  });

  describe('transactions', () => {
    it('are rolled back whole when something in them fails', () => {
      const run = addRun(at.store, { name: 'before' });
      const before = at.store.changes.latest();
      assert.throws(
        () =>
          at.store.transaction(() => {
            at.store.runs.update(run, { name: 'after' });
            at.store.metrics.log(run, [point(0, 1)], 'logged');
            addRun(at.store, { name: 'another' });
            throw new Error('the last step failed');
          }),
        /the last step failed/,
      );
      assert.equal(at.store.runs.get(run)?.name, 'before');
      assert.deepEqual(at.store.metrics.summaries(run), {});
      assert.equal(at.store.runs.list().length, 1);
      assert.equal(at.store.changes.latest(), before, 'nobody hears of what did not happen');
    });
  });

  describe('change feed', () => {
    it('grows with each change, and has one row an entity', () => {
      const { changes, runs, experiments } = at.store;
      const start = changes.latest();
      const run = addRun(at.store);
      const first = changes.latest();
      assert.ok(first > start);
      for (let count = 0; count < 20; count += 1) runs.setTags(run, { count: String(count) });
      const { id } = experiments.create('tuning', () => 'artifacts');
      const news = changes.since(first);
      assert.deepEqual(
        news.map((change) => [change.entity, change.id]),
        [
          ['run', run],
          ['experiment', id],
        ],
      );
      assert.ok((news[0]?.seq ?? 0) < (news[1]?.seq ?? 0));
      assert.deepEqual(changes.since(changes.latest()), []);
    });

    it('is seen by another connection', () => {
      const other = openStore(at.store.root);
      try {
        const seen = other.changes.latest();
        const run = addRun(at.store);
        assert.deepEqual(
          other.changes.since(seen).map(({ id }) => id),
          [run],
        );
      } finally {
        other.close();
      }
    });
  });
});
