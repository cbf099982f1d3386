import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { chmodSync, rmSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { summarise } from '../../../../src/capture/snapshot/leftOut.ts';
import { select, type Candidate } from '../../../../src/capture/snapshot/selection.ts';
import { takeSnapshot } from '../../../../src/capture/snapshot/snapshot.ts';
import type { LeftOutFile } from '../../../../src/model/launch.ts';
import { hermeticGit, Repository, withoutPrivileges } from './repository.ts';

const key = '-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXktdjEAAAAA\n';

describe('what a git snapshot leaves out', function () {
  // Against hanging alone: many processes are started, on machines that may be busy.
  this.timeout(60_000);
  let hermetic: Disposable;
  before(() => (hermetic = hermeticGit()));
  after(() => hermetic[Symbol.dispose]());

  it('is untracked files that are too large, by themselves or together', async () => {
    using repository = new Repository();
    repository.commit({ 'tracked.py': 'x' });
    repository.write('tracked.py', 'x'.repeat(150));
    repository.write('a.py', 'a'.repeat(100));
    repository.write('b.py', 'b'.repeat(101));
    repository.write('c.txt', 'c'.repeat(100));
    repository.write('d.txt', 'd'.repeat(60));
    const state = await repository.snapshot({
      maxUntrackedFileBytes: 100,
      maxTotalUntrackedBytes: 180,
    });
    assert.deepEqual(Object.keys(repository.tree(state.snapshot)), ['a.py', 'd.txt', 'tracked.py']);
    assert.deepEqual(state.leftOut, [
      { path: 'b.py', bytes: 101, reason: 'too-large' },
      { path: 'c.txt', bytes: 100, reason: 'limit-reached' },
    ]);
  });

  it('is a tracked file over the whole allowance, of which the committed content stays', async () => {
    using repository = new Repository();
    repository.commit({ 'data.csv': 'small' });
    repository.write('data.csv', 'x'.repeat(1000));
    const state = await repository.snapshot({ maxTotalUntrackedBytes: 500 });
    assert.deepEqual(repository.tree(state.snapshot), { 'data.csv': 'small' });
    assert.deepEqual(state.leftOut, [{ path: 'data.csv', bytes: 1000, reason: 'too-large' }]);
    assert.equal(state.dirty, true);
  });

  it('is untracked secrets, by name and by content', async () => {
    using repository = new Repository();
    repository.commit({ 'tracked.pem': 'public' });
    repository.write('.env', 'TOKEN=1');
    repository.write('conf/.env.production', 'TOKEN=1');
    repository.write('.env.example', 'TOKEN=');
    repository.write('id_rsa', 'x');
    repository.write('server.pem', 'x');
    repository.write('notes.txt', `my key:\n${key}`);
    repository.write('account.json', JSON.stringify({ private_key: key }));
    repository.write('check.py', 'if line == "-----BEGIN PRIVATE KEY-----": pass\n');
    const state = await repository.snapshot();
    const held = Object.keys(repository.tree(state.snapshot));
    assert.deepEqual(held, ['.env.example', 'check.py', 'tracked.pem']);
    assert.deepEqual(
      state.leftOut.map((file) => `${file.path} ${file.reason}`),
      [
        '.env secret',
        'account.json secret',
        'conf/.env.production secret',
        'id_rsa secret',
        'notes.txt secret',
        'server.pem secret',
      ],
    );
  });

  it('is the store, wherever in the repository it lies, without a word', async () => {
    using repository = new Repository();
    repository.commit({ 'a.py': 'a' });
    repository.write('.trackline/trackline.db', 'db');
    repository.write('sub/.trackline/trackline.db', 'db');
    const storeRoot = path.join(repository.root, 'my store');
    const launchDir = path.join(storeRoot, 'launches', repository.launchId);
    repository.write(`my store/launches/${repository.launchId}/launch.json`, '{}');
    const state = await repository.snapshot({ storeRoot, launchDir });
    assert.deepEqual(repository.tree(state.snapshot), { 'a.py': 'a' });
    assert.equal(state.dirty, false);
    assert.deepEqual(state.leftOut, []);
    symlinkSync(repository.root, path.join(repository.parent, 'link'));
    const linked = path.join(repository.parent, 'link', 'my store');
    assert.equal((await repository.snapshot({ storeRoot: linked, launchDir })).dirty, false);
  });

  it('is files that may not be read', async () => {
    using repository = new Repository();
    repository.commit({ 'a.py': 'a', 'b.py': 'b' });
    chmodSync(repository.write('a.py', 'edited'), 0);
    chmodSync(repository.write('fresh.py', 'fresh'), 0);
    repository.write('b.py', 'edited');
    await withoutPrivileges(repository.parent, async () => {
      const state = await takeSnapshot(repository.request());
      assert.ok(state.kind === 'git', JSON.stringify(state));
      assert.deepEqual(repository.tree(state.snapshot), { 'a.py': 'a', 'b.py': 'edited' });
      assert.deepEqual(state.leftOut, [
        { path: 'a.py', bytes: 6, reason: 'unreadable' },
        { path: 'fresh.py', bytes: 5, reason: 'unreadable' },
      ]);
    });
  });

  it('is a tracked file in whose place a pipe lies, which is not waited for', async () => {
    using repository = new Repository();
    repository.commit({ 'a.py': 'a', 'b.py': 'b' });
    rmSync(path.join(repository.root, 'a.py'));
    execFileSync('mkfifo', [path.join(repository.root, 'a.py')]);
    execFileSync('mkfifo', [path.join(repository.root, 'pipe')]);
    repository.write('b.py', 'edited');
    const state = await repository.snapshot();
    assert.deepEqual(repository.tree(state.snapshot), { 'a.py': 'a', 'b.py': 'edited' });
    assert.deepEqual(state.leftOut, [{ path: 'a.py', bytes: 0, reason: 'unreadable' }]);
  });

  it('is a file in conflict that git cannot take in', async () => {
    using repository = new Repository();
    repository.commit({ 'a.txt': 'base', 'b.py': 'b' });
    repository.git('checkout', '-q', '-b', 'side');
    repository.commit({ 'a.txt': 'side' });
    repository.git('checkout', '-q', 'main');
    repository.commit({ 'a.txt': 'main' });
    assert.ok(repository.fails('merge', 'side'));
    repository.write('.git/info/attributes', '*.txt working-tree-encoding=UTF-16\n');
    const state = await repository.snapshot();
    assert.deepEqual(repository.tree(state.snapshot), { 'b.py': 'b' });
    assert.deepEqual(
      state.leftOut.map((file) => `${file.path} ${file.reason}`),
      ['a.txt unreadable'],
    );
  });

  it('is only what git stumbles over', async () => {
    using repository = new Repository();
    repository.commit({ '.gitattributes': '*.txt working-tree-encoding=UTF-16\n' });
    for (let i = 0; i < 20; i += 1) repository.write(`f${i}.py`, `${i}`);
    repository.write('odd.txt', 'odd');
    const state = await repository.snapshot();
    assert.equal(Object.keys(repository.tree(state.snapshot)).length, 21);
    assert.deepEqual(state.leftOut, [{ path: 'odd.txt', bytes: 3, reason: 'unreadable' }]);
  });
});

function candidate(file: string): Candidate {
  return { path: file, kind: 'file', bytes: 1 };
}

function left(file: string): LeftOutFile {
  return { path: file, bytes: 2, reason: 'limit-reached' };
}

describe('the choice among many files', () => {
  it('prefers source files, and those near the root', () => {
    using repository = new Repository();
    const files = ['data/1.txt', 'data/2.txt', 'note', 'z/y/x.py', 'z/train.py'];
    for (const file of files) repository.write(file, 'x');
    const limits = { fileBytes: 10, totalBytes: 100, files: 3 };
    const { kept, leftOut } = select(repository.root, files.map(candidate), limits);
    assert.deepEqual(
      kept.map((file) => file.path),
      ['z/train.py', 'z/y/x.py', 'note'],
    );
    assert.deepEqual(leftOut, [
      { path: 'data/1.txt', bytes: 1, reason: 'limit-reached' },
      { path: 'data/2.txt', bytes: 1, reason: 'limit-reached' },
    ]);
  });

  it('tells a long list by folders, and a short one by files', () => {
    const images = Array.from({ length: 500 }, (_, i) => left(`data/images/${i % 7}/${i}.png`));
    const secret = { path: 'data/images/3/key.pem', bytes: 9, reason: 'secret' } as const;
    const told = summarise([...images, left('big.txt'), secret]);
    assert.equal(told.length, 9);
    assert.deepEqual(told[0], left('big.txt'));
    assert.deepEqual(told[1], { path: 'data/images/0/', bytes: 144, reason: 'limit-reached' });
    assert.ok(told.some((file) => file.path === 'data/images/3/' && file.reason === 'secret'));
    assert.equal(
      told.reduce((sum, file) => sum + file.bytes, 0),
      2 * 501 + 9,
    );
    assert.deepEqual(summarise(images.slice(0, 100)).length, 100);
  });
});
