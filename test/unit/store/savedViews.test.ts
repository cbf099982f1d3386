import assert from 'node:assert/strict';
import { UserError } from '../../../src/model/errors.ts';
import { readSavedViews, writeSavedViews } from '../../../src/store/project/savedViews.ts';
import { makeStoreFolder } from '../../../src/store/project/storeFolder.ts';
import { makeProject, type Project } from '../../harness/project.ts';

describe('The saved views of a project', () => {
  let project: Project;
  const views = { views: { mine: { filter: 'metrics.loss < 1', table: {} } }, default: 'mine' };
  beforeEach(async () => {
    project = await makeProject({ 'train.py': '' });
  });
  afterEach(() => project.remove());

  const untracked = (): Promise<string> =>
    project.git('status', '--porcelain', '--untracked-files=all');

  it('are none at first, and those that were written afterwards', async () => {
    const store = project.path('.trackline');
    assert.deepEqual(await readSavedViews(store), { views: {} });
    await writeSavedViews(store, views);
    assert.deepEqual(await readSavedViews(store), views);
  });

  it('are the one file of the folder that git shows, so that a clone has them', async () => {
    const store = project.path('.trackline');
    makeStoreFolder(store);
    await project.write('.trackline/trackline.db', 'x');
    assert.equal(await untracked(), '');
    await writeSavedViews(store, views);
    assert.equal(await untracked(), '?? .trackline/views.json');
    await project.git('add', '--all');
    await project.git('commit', '--quiet', '--message=Views');
    await project.git('clone', '--quiet', project.folder, project.path('clone'));
    assert.deepEqual(await readSavedViews(project.path('clone', '.trackline')), views);
    makeStoreFolder(project.path('clone', '.trackline'));
    await writeSavedViews(project.path('clone', '.trackline'), { views: {} });
    assert.deepEqual(await readSavedViews(project.path('clone', '.trackline')), { views: {} });
  });

  it('leave a .gitignore alone that a person changed', async () => {
    await project.write('.trackline/.gitignore', '*\n!notes.md\n');
    await writeSavedViews(project.path('.trackline'), views);
    assert.equal(await project.read('.trackline/.gitignore'), '*\n!notes.md\n');
  });

  it('are not overwritten where a merge has left marks in them', async () => {
    const store = project.path('.trackline');
    const merged = '<<<<<<< ours\n{"views": {}}\n=======\n';
    await project.write('.trackline/views.json', merged);
    await assert.rejects(
      writeSavedViews(store, views),
      (error) => error instanceof UserError && error.next !== '',
    );
    assert.equal(await project.read('.trackline/views.json'), merged);
  });
});
