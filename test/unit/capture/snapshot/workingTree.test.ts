import assert from 'node:assert/strict';
import { chmodSync, existsSync, mkdirSync, rmSync, symlinkSync, utimesSync } from 'node:fs';
import path from 'node:path';
import { gitIn, hermeticGit, Repository } from './repository.ts';

describe('a git snapshot of the working tree', function () {
  // Against hanging alone: many processes are started, on machines that may be busy.
  this.timeout(60_000);
  let hermetic: Disposable;
  before(() => (hermetic = hermeticGit()));
  after(() => hermetic[Symbol.dispose]());

  it('of a clean repository is the tree of its commit', async () => {
    using repository = new Repository();
    repository.commit({ 'train.py': 'print(1)\n' });
    const state = await repository.snapshot();
    assert.deepEqual(state, {
      kind: 'git',
      commit: repository.git('rev-parse', 'HEAD'),
      branch: 'main',
      dirty: false,
      snapshot: repository.git('rev-parse', 'HEAD^{tree}'),
      changed: [],
      leftOut: [],
    });
  });

  it('holds what was changed, added and taken away, and says so', async () => {
    using repository = new Repository();
    repository.commit({
      'keep.py': 'keep',
      'edit.py': 'old',
      'gone.py': 'gone',
      'run.sh': 'run',
      link: 'a file',
      '.gitignore': '*.log\n',
    });
    repository.write('edit.py', 'new');
    repository.write('staged.py', 'staged');
    repository.git('add', 'staged.py');
    repository.write('staged.py', 'staged, then edited');
    repository.write('lib/fresh.py', 'fresh');
    repository.write('noise.log', 'noise');
    rmSync(path.join(repository.root, 'gone.py'));
    rmSync(path.join(repository.root, 'link'));
    symlinkSync('keep.py', path.join(repository.root, 'link'));
    symlinkSync('nowhere', path.join(repository.root, 'dangling'));
    chmodSync(path.join(repository.root, 'run.sh'), 0o755);

    const state = await repository.snapshot();
    assert.equal(state.dirty, true);
    assert.deepEqual(state.changed, [
      { path: 'dangling', change: 'added' },
      { path: 'edit.py', change: 'modified' },
      { path: 'gone.py', change: 'deleted' },
      { path: 'lib/fresh.py', change: 'added' },
      { path: 'link', change: 'type-changed' },
      { path: 'run.sh', change: 'modified' },
      { path: 'staged.py', change: 'added' },
    ]);
    assert.deepEqual(repository.tree(state.snapshot), {
      '.gitignore': '*.log',
      dangling: '-> nowhere',
      'edit.py': 'new',
      'keep.py': 'keep',
      'lib/fresh.py': 'fresh',
      link: '-> keep.py',
      'run.sh': 'executable run',
      'staged.py': 'staged, then edited',
    });
  });

  it('is kept by a ref of its own that survives garbage collection and no log shows', async () => {
    using repository = new Repository();
    repository.commit({ 'a.py': 'a' });
    repository.write('b.py', 'b');
    const state = await repository.snapshot();
    repository.git('reflog', 'expire', '--expire=now', '--all');
    repository.git('gc', '-q', '--prune=now');
    const ref = `refs/trackline/launches/${repository.launchId}`;
    assert.equal(repository.git('rev-parse', ref), state.snapshot);
    assert.deepEqual(repository.tree(ref), { 'a.py': 'a', 'b.py': 'b' });
    assert.equal(repository.git('log', '--all', '--format=%s'), 'work');
    repository.git('fsck', '--strict');
  });

  it('takes names with spaces, line ends, quotes, dashes and any letters', async () => {
    using repository = new Repository();
    const names = ['a b.py', '-dash.py', '.hidden', 'größe/日本語 ✓.py', "it's.py", ' lead'];
    if (process.platform !== 'win32') names.push('line\nend.py', 'quo"te.py', 'back\\slash', ':x*');
    repository.commit(Object.fromEntries(names.map((name) => [name, 'old'])));
    for (const name of names) repository.write(name, 'new');
    for (const name of names) repository.write(`fresh ${name}`, 'fresh');
    const state = await repository.snapshot();
    const held = repository.tree(state.snapshot);
    for (const name of names) assert.equal(held[name], 'new', name);
    for (const name of names) assert.equal(held[`fresh ${name}`], 'fresh', name);
    assert.equal(state.changed.length, 2 * names.length);
    assert.deepEqual(state.leftOut, []);
  });

  it('takes all of the repository when the launch stands in a folder of it', async () => {
    using repository = new Repository();
    repository.commit({ 'a.py': 'a', 'deep/er/b.py': 'b' });
    repository.write('a.py', 'edited');
    repository.write('c.py', 'fresh');
    const state = await repository.snapshot({ cwd: path.join(repository.root, 'deep/er') });
    assert.deepEqual(repository.tree(state.snapshot), {
      'a.py': 'edited',
      'c.py': 'fresh',
      'deep/er/b.py': 'b',
    });
    assert.deepEqual(
      state.changed.map((file) => file.path),
      ['a.py', 'c.py'],
    );
  });

  it('follows a staged renaming that was edited further', async () => {
    using repository = new Repository();
    const text = 'a line of code\n'.repeat(20);
    repository.commit({ 'old.py': text });
    repository.git('mv', 'old.py', 'new.py');
    repository.write('new.py', `${text}more`);
    const state = await repository.snapshot();
    assert.deepEqual(repository.tree(state.snapshot), { 'new.py': `${text}more` });
    assert.deepEqual(state.changed, [
      { path: 'new.py', change: 'added' },
      { path: 'old.py', change: 'deleted' },
    ]);
  });

  it('works before the first commit', async () => {
    using repository = new Repository();
    const empty = await repository.snapshot();
    assert.deepEqual(repository.tree(empty.snapshot), {});
    assert.equal(empty.dirty, false);
    repository.write('a.py', 'a');
    repository.git('add', 'a.py');
    repository.write('b.py', 'b');
    const state = await repository.snapshot();
    assert.equal(state.commit, undefined);
    assert.equal(state.branch, 'main');
    assert.deepEqual(repository.tree(state.snapshot), { 'a.py': 'a', 'b.py': 'b' });
    assert.deepEqual(state.changed, [
      { path: 'a.py', change: 'added' },
      { path: 'b.py', change: 'added' },
    ]);
  });

  it('works on a detached HEAD, and in a repository of SHA-256 objects', async () => {
    using repository = new Repository('--object-format=sha256');
    repository.write('a.py', 'a');
    assert.equal((await repository.snapshot()).changed.length, 1);
    repository.commit({});
    repository.git('checkout', '-q', '--detach');
    repository.write('a.py', 'edited');
    const state = await repository.snapshot();
    assert.equal(state.branch, undefined);
    assert.equal(state.commit?.length, 64);
    assert.deepEqual(repository.tree(state.snapshot), { 'a.py': 'edited' });
  });

  it('counts an edit made within the tick of the clock in which the index was written', async () => {
    using repository = new Repository();
    const file = repository.write('a.py', 'old');
    const moment = new Date(Date.now() - 60_000);
    repository.git('config', 'core.trustctime', 'false');
    utimesSync(file, moment, moment);
    repository.commit({});
    repository.write('a.py', 'new');
    utimesSync(file, moment, moment);
    utimesSync(path.join(repository.root, '.git/index'), moment, moment);
    const state = await repository.snapshot();
    assert.deepEqual(repository.tree(state.snapshot), { 'a.py': 'new' });
  });

  it('follows a file that became a folder, a folder a file, and a folder an ignored link', async () => {
    using repository = new Repository();
    repository.commit({
      one: 'file',
      'two/a.py': 'a',
      'two/b.py': 'b',
      'data/x.csv': '1',
      '.gitignore': '',
    });
    const at = (name: string): string => path.join(repository.root, name);
    rmSync(at('one'));
    repository.write('one/inside.py', 'inside');
    rmSync(at('two'), { recursive: true });
    repository.write('two', 'file');
    rmSync(at('data'), { recursive: true });
    mkdirSync(path.join(repository.parent, 'elsewhere'));
    symlinkSync(path.join(repository.parent, 'elsewhere'), at('data'));
    repository.write('.gitignore', '/data\n');
    const state = await repository.snapshot();
    assert.deepEqual(repository.tree(state.snapshot), {
      '.gitignore': '/data',
      'one/inside.py': 'inside',
      two: 'file',
    });
  });

  it('takes files that are hidden from git status as they lie on disk', async () => {
    using repository = new Repository();
    repository.commit({ 'a.py': 'a', 'b.yaml': 'b', 'c.py': 'c' });
    repository.git('update-index', '--assume-unchanged', 'a.py', 'c.py');
    repository.git('update-index', '--skip-worktree', 'b.yaml');
    repository.write('a.py', 'mine');
    repository.write('b.yaml', 'mine too');
    rmSync(path.join(repository.root, 'c.py'));
    const state = await repository.snapshot();
    assert.deepEqual(repository.tree(state.snapshot), { 'a.py': 'mine', 'b.yaml': 'mine too' });
    assert.equal(state.dirty, true);
    assert.equal(repository.git('ls-files', '-v'), 'h a.py\nS b.yaml\nh c.py');
  });

  it('holds what a sparse checkout keeps off the disk', async () => {
    using repository = new Repository();
    repository.commit({ 'in/a.py': 'a', 'out/b.py': 'b', 'top.py': 't' });
    repository.git('sparse-checkout', 'set', '--cone', '--sparse-index', 'in');
    assert.equal(existsSync(path.join(repository.root, 'out')), false);
    assert.equal((await repository.snapshot()).dirty, false);
    repository.write('in/a.py', 'edited');
    const state = await repository.snapshot();
    assert.deepEqual(repository.tree(state.snapshot), {
      'in/a.py': 'edited',
      'out/b.py': 'b',
      'top.py': 't',
    });
    assert.deepEqual(state.changed, [{ path: 'in/a.py', change: 'modified' }]);
  });

  it('takes files announced with git add -N, and those taken out of the index only', async () => {
    using repository = new Repository();
    repository.commit({ 'a.py': 'a' });
    repository.write('b.py', 'b');
    repository.git('add', '-N', 'b.py');
    repository.git('rm', '-q', '--cached', 'a.py');
    const state = await repository.snapshot();
    assert.deepEqual(repository.tree(state.snapshot), { 'a.py': 'a', 'b.py': 'b' });
    assert.deepEqual(state.changed, [{ path: 'b.py', change: 'added' }]);
  });

  it('stores line ends as git would commit them, whatever core.safecrlf forbids', async () => {
    using repository = new Repository();
    repository.git('config', 'core.autocrlf', 'true');
    repository.git('config', 'core.safecrlf', 'true');
    repository.write('a.py', 'one\r\ntwo\r\n');
    repository.write('b.py', 'one\ntwo\n');
    const state = await repository.snapshot();
    assert.deepEqual(repository.tree(state.snapshot), {
      'a.py': 'one\ntwo',
      'b.py': 'one\ntwo',
    });
  });

  it('of a linked worktree is of that worktree', async () => {
    using repository = new Repository();
    repository.commit({ 'a.py': 'a', 'keep.py': 'keep' });
    const linked = path.join(repository.parent, 'linked');
    repository.git('worktree', 'add', '-q', '-b', 'side', linked);
    gitIn(linked, 'rm', '-q', 'a.py');
    repository.write('../linked/b.py', 'b');
    const state = await repository.snapshot({ cwd: linked });
    assert.equal(state.branch, 'side');
    assert.deepEqual(repository.tree(state.snapshot), { 'b.py': 'b', 'keep.py': 'keep' });
    const ref = `refs/trackline/launches/${repository.launchId}`;
    assert.equal(repository.git('rev-parse', ref), state.snapshot);
  });
});
