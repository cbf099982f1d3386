import assert from 'node:assert/strict';
import { symlink } from 'node:fs/promises';
import { newId } from '../../../src/model/names.ts';
import { tagNames } from '../../../src/model/run.ts';
import { ScriptIndex } from '../../../src/tracker/scriptIndex.ts';
import { addRun, temporaryStore, type TemporaryStore } from '../store/temporaryStore.ts';

describe('The runs of a script', () => {
  let at: TemporaryStore;
  let index: ScriptIndex;
  beforeEach(async () => {
    at = await temporaryStore();
    index = new ScriptIndex();
  });
  afterEach(() => at[Symbol.asyncDispose]());

  const launched = (name: string, argv: readonly string[], cwd = at.project.folder): void => {
    const launchId = newId();
    const common = { user: 'ada', hostname: 'here', startTime: 1, warnings: [] };
    at.store.launches.create({ id: launchId, command: { argv, cwd }, ...common });
    addRun(at.store, { name, launchId });
  };
  const named = (...path: string[]): string[] =>
    index
      .keysOf(at.store, at.project.path(...path))
      .map((pk) =>
        String(at.store.database.prepare('SELECT name FROM runs WHERE pk = ?').pluck().get(pk)),
      );

  it('are those whose command ran it, in whatever folder and however it was written', () => {
    launched('here', ['python', 'train.py', '--lr', '0.1']);
    launched('below', ['/usr/bin/python3', '../train.py'], at.project.path('sub'));
    launched('wrapped', ['uv', 'run', 'torchrun', './train.py']);
    launched('namesake', ['python', 'train.py'], at.project.path('sub'));
    launched('argument', ['python', 'other.py', 'train.py']);
    assert.deepEqual(named('train.py'), ['here', 'below', 'wrapped']);
    assert.deepEqual(named('sub', 'train.py'), ['namesake']);
    assert.deepEqual(named('missing.py'), []);
  });

  it('are told of a script that was started by hand from the source it names', () => {
    addRun(at.store, { name: 'by hand', tags: { [tagNames.sourceName]: 'sub/train.py' } });
    addRun(at.store, { name: 'sourceless' });
    assert.deepEqual(named('sub', 'train.py'), ['by hand']);
  });

  it('grow with the runs that come after the first question', () => {
    launched('first', ['python', 'train.py']);
    assert.deepEqual(named('train.py'), ['first']);
    launched('second', ['python', 'train.py']);
    assert.deepEqual(named('train.py'), ['first', 'second']);
    assert.deepEqual(named('train.py'), ['first', 'second']);
  });

  it('are the same behind a link to the folder', async () => {
    await at.project.write('real/train.py', '');
    await symlink(at.project.path('real'), at.project.path('link'), 'junction');
    launched('linked', ['python', 'train.py'], at.project.path('link'));
    assert.deepEqual(named('real', 'train.py'), ['linked']);
    assert.deepEqual(named('link', 'train.py'), ['linked']);
  });
});
