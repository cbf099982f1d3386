import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, rmSync, utimesSync } from 'node:fs';
import path from 'node:path';
import { gitIn, hermeticGit, Repository, withEnvironment } from './repository.ts';

describe('a git snapshot in an unusual repository', function () {
  // Against hanging alone: many processes are started, on machines that may be busy.
  this.timeout(60_000);
  let hermetic: Disposable;
  before(() => (hermetic = hermeticGit()));
  after(() => hermetic[Symbol.dispose]());

  it('is taken while another git holds the lock of the index', async () => {
    using repository = new Repository();
    repository.commit({ 'a.py': 'a' });
    repository.write('a.py', 'edited');
    repository.write('.git/index.lock', '');
    const state = await repository.snapshot();
    assert.deepEqual(repository.tree(state.snapshot), { 'a.py': 'edited' });
  });

  it('holds the working tree, marks and all, amid a merge with conflicts', async () => {
    using repository = new Repository();
    repository.commit({ 'a.py': 'base', 'b.py': 'base', 'c.py': 'base' });
    repository.git('checkout', '-q', '-b', 'side');
    repository.commit({ 'a.py': 'side', 'b.py': 'side', 'c.py': 'side' });
    repository.git('checkout', '-q', 'main');
    repository.git('rm', '-q', 'c.py');
    repository.commit({ 'a.py': 'main', 'b.py': 'main' });
    assert.ok(repository.fails('merge', 'side'));
    rmSync(path.join(repository.root, 'b.py'));
    const state = await repository.snapshot();
    const held = repository.tree(state.snapshot);
    assert.match(held['a.py'] ?? '', /^<<<<<<< HEAD\nmain\n=======\nside\n>>>>>>> side/);
    assert.deepEqual(Object.keys(held), ['a.py', 'c.py']);
    assert.deepEqual(state.changed, [
      { path: 'a.py', change: 'modified' },
      { path: 'b.py', change: 'deleted' },
      { path: 'c.py', change: 'added' },
    ]);
  });

  it('is taken amid a rebase, which goes on afterwards', async () => {
    using repository = new Repository();
    repository.commit({ 'a.py': 'base' });
    repository.git('checkout', '-q', '-b', 'side');
    repository.commit({ 'a.py': 'side' });
    repository.git('checkout', '-q', 'main');
    repository.commit({ 'a.py': 'main' });
    repository.git('checkout', '-q', 'side');
    assert.ok(repository.fails('rebase', 'main'));
    const state = await repository.snapshot();
    assert.equal(state.branch, undefined);
    assert.equal(state.commit, repository.git('rev-parse', 'main'));
    repository.write('a.py', 'both');
    repository.git('add', 'a.py');
    repository.git('-c', 'core.editor=true', 'rebase', '--continue');
    assert.equal(repository.git('show', 'side:a.py'), 'both');
  });

  it('holds the commit of a submodule, and tells that it has changes of its own', async () => {
    using library = new Repository();
    library.commit({ 'lib.py': '1' });
    using repository = new Repository();
    repository.git('submodule', '--quiet', 'add', library.root, 'lib');
    repository.commit({ 'a.py': 'a' });
    assert.equal((await repository.snapshot()).dirty, false);

    const inside = path.join(repository.root, 'lib');
    gitIn(inside, 'commit', '-q', '--allow-empty', '-m', 'ahead');
    const ahead = gitIn(inside, 'rev-parse', 'HEAD');
    const moved = await repository.snapshot();
    assert.equal(repository.tree(moved.snapshot)['lib'], `commit ${ahead}`);
    assert.deepEqual(moved.changed, [{ path: 'lib', change: 'modified' }]);
    assert.deepEqual(moved.leftOut, []);

    repository.write('lib/lib.py', '2');
    const dirty = await repository.snapshot();
    assert.deepEqual(
      dirty.leftOut.map((file) => `${file.path} ${file.reason}`),
      ['lib nested-repository'],
    );
    assert.equal(repository.tree(dirty.snapshot)['lib'], `commit ${ahead}`);
  });

  it('leaves a repository within the repository out, and says so', async () => {
    using repository = new Repository();
    repository.commit({ 'a.py': 'a' });
    repository.write('vendor/tool/x.py', 'x');
    gitIn(path.join(repository.root, 'vendor/tool'), 'init', '-q');
    gitIn(path.join(repository.root, 'vendor/tool'), 'add', '-A');
    gitIn(path.join(repository.root, 'vendor/tool'), 'commit', '-q', '-m', 'x');
    const state = await repository.snapshot();
    assert.deepEqual(repository.tree(state.snapshot), { 'a.py': 'a' });
    assert.deepEqual(
      state.leftOut.map((file) => `${file.path} ${file.reason}`),
      ['vendor/tool nested-repository'],
    );
    assert.equal(state.dirty, true);
  });

  it('runs clean filters, so that a large file is held as its pointer', async () => {
    using repository = new Repository();
    repository.git('config', 'filter.lfs.clean', 'sed s/.*/pointer/');
    repository.git('config', 'filter.lfs.required', 'true');
    repository.commit({ '.gitattributes': '*.bin filter=lfs\n', 'a.bin': 'weights' });
    repository.write('a.bin', 'weights, trained further');
    repository.write('b.bin', 'weights of another');
    const state = await repository.snapshot();
    const held = repository.tree(state.snapshot);
    assert.equal(held['a.bin'], 'pointer');
    assert.equal(held['b.bin'], 'pointer');
    assert.deepEqual(
      state.changed.map((file) => file.path),
      ['b.bin'],
    );
  });

  for (const setting of ['clean', 'process']) {
    it(`is taken with the plain content where a filter's ${setting} command is missing`, async () => {
      using repository = new Repository();
      repository.commit({ '.gitattributes': '*.bin filter=lfs\n', 'a.bin': 'old', 'b.bin': 'b' });
      repository.git('config', `filter.lfs.${setting}`, 'trackline-no-such-filter');
      repository.git('config', 'filter.lfs.required', 'true');
      repository.write('a.bin', 'new');
      // Same size, other times: git status itself has to run the filter.
      utimesSync(path.join(repository.root, 'b.bin'), new Date(), new Date(0));
      repository.write('a.py', 'a');
      const state = await repository.snapshot();
      assert.deepEqual(repository.tree(state.snapshot), {
        '.gitattributes': '*.bin filter=lfs',
        'a.bin': 'new',
        'a.py': 'a',
        'b.bin': 'b',
      });
    });
  }

  it('is taken with the plain content where a filter fails that only the snapshot runs', async () => {
    using repository = new Repository();
    repository.commit({ '.gitattributes': '*.bin filter=lfs\n' });
    repository.git('config', 'filter.lfs.clean', 'trackline-no-such-filter');
    repository.git('config', 'filter.lfs.required', 'true');
    repository.write('a.bin', 'fresh');
    const state = await repository.snapshot();
    assert.equal(repository.tree(state.snapshot)['a.bin'], 'fresh');
    assert.deepEqual(state.leftOut, []);
  });

  it('runs no hook and writes no reflog', async () => {
    using repository = new Repository();
    repository.commit({ 'a.py': 'a' });
    repository.git('config', 'core.logAllRefUpdates', 'always');
    const proof = path.join(repository.parent, 'hook-ran');
    for (const hook of ['reference-transaction', 'post-index-change', 'pre-commit']) {
      repository.write(`.git/hooks/${hook}`, `#!/bin/sh\necho ran > '${proof}'\n`);
      execFileSync('chmod', ['+x', path.join(repository.root, '.git/hooks', hook)]);
    }
    repository.write('a.py', 'edited');
    await repository.snapshot();
    assert.equal(existsSync(proof), false);
  });

  it('leaves a split index as it is', async () => {
    using repository = new Repository();
    repository.commit({ 'a.py': 'a', 'b.py': 'b' });
    repository.git('config', 'core.splitIndex', 'true');
    repository.git('update-index', '--split-index');
    repository.write('a.py', 'edited');
    repository.git('update-index', '--assume-unchanged', 'b.py');
    repository.write('b.py', 'edited too');
    const state = await repository.snapshot();
    assert.deepEqual(repository.tree(state.snapshot), { 'a.py': 'edited', 'b.py': 'edited too' });
  });

  it('is of the launch’s folder, whatever repository the environment names', async () => {
    using other = new Repository();
    other.commit({ 'other.py': 'other' });
    using repository = new Repository();
    repository.commit({ 'a.py': 'a' });
    using _ = withEnvironment({
      GIT_DIR: path.join(other.root, '.git'),
      GIT_WORK_TREE: other.root,
      GIT_INDEX_FILE: path.join(other.root, '.git/index'),
    });
    const state = await repository.snapshot();
    assert.equal(state.changed.length, 0);
    using __ = withEnvironment({ GIT_DIR: path.join(repository.root, '.git') });
    assert.deepEqual(repository.tree(state.snapshot), { 'a.py': 'a' });
  });
});
