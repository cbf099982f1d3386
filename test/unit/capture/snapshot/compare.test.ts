import assert from 'node:assert/strict';
import { chmodSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { hostname } from 'node:os';
import path from 'node:path';
import {
  openSnapshot,
  readSnapshotFile,
  type OpenSnapshot,
} from '../../../../src/capture/snapshot/openSnapshot.ts';
import { takeSnapshot } from '../../../../src/capture/snapshot/snapshot.ts';
import {
  compareSnapshots,
  withWorkingTree,
} from '../../../../src/capture/snapshot/snapshotChanges.ts';
import type { CodeState } from '../../../../src/model/launch.ts';
import { hermeticGit, Repository } from './repository.ts';

async function opened(repository: Repository, code: CodeState): Promise<OpenSnapshot> {
  const { launchId, root, store } = repository;
  const place = { launchId, code, cwd: root, projectRoot: root, storeRoot: store };
  return await openSnapshot({ ...place, hostname: hostname() });
}

describe('two snapshots are compared', () => {
  let environment: Disposable;
  before(() => {
    environment = hermeticGit();
  });
  after(() => environment[Symbol.dispose]());

  it('file by file, with what moved told as such', async () => {
    using repository = new Repository();
    repository.commit({ 'a.py': 'a\nb\nc\nd\n', 'b.py': 'b\n', 'same.py': '', '한 글.py': '1\n' });
    const before = await opened(repository, await repository.snapshot());
    renameSync(path.join(repository.root, 'a.py'), path.join(repository.root, 'z.py'));
    chmodSync(path.join(repository.root, 'b.py'), 0o755);
    rmSync(path.join(repository.root, '한 글.py'));
    repository.write('line\nbreak.py', 'x\n');
    const after = await opened(repository, await repository.snapshot());
    const { changes, equal } = await compareSnapshots(before, after);
    assert.deepEqual(changes, [
      { kind: 'modified', path: 'b.py' },
      { kind: 'added', path: 'line\nbreak.py' },
      { kind: 'renamed', from: 'a.py', path: 'z.py' },
      { kind: 'deleted', path: '한 글.py' },
    ]);
    assert.equal(equal, 1);
    assert.deepEqual(await compareSnapshots(after, after), { changes: [], equal: 4 });
  });

  it('with the working tree, untracked files included, leaving no ref', async () => {
    using repository = new Repository();
    repository.commit({ 'a.py': 'a\n', '.gitignore': 'data/\n' });
    const snapshot = await opened(repository, await repository.snapshot());
    const refs = repository.git('for-each-ref');
    repository.write('new.py', 'new\n');
    repository.write('data/big.csv', '1\n');
    const { changes } = await withWorkingTree(snapshot, repository.store, (now) =>
      compareSnapshots(snapshot, now),
    );
    assert.deepEqual(changes, [{ kind: 'added', path: 'new.py' }]);
    assert.equal(repository.git('for-each-ref'), refs);
    assert.equal(repository.git('status', '--porcelain'), '?? new.py');
  });

  it('as copies, outside git', async () => {
    using repository = new Repository();
    rmSync(path.join(repository.root, '.git'), { recursive: true });
    repository.write('a.py', 'a\n');
    repository.write('b.py', 'b\n');
    const snapshot = await opened(repository, await takeSnapshot(repository.request()));
    repository.write('a.py', 'changed\n');
    rmSync(path.join(repository.root, 'b.py'));
    const { changes } = await withWorkingTree(snapshot, repository.store, (now) =>
      compareSnapshots(snapshot, now),
    );
    assert.deepEqual(changes, [
      { kind: 'modified', path: 'a.py' },
      { kind: 'deleted', path: 'b.py' },
    ]);
    const content = await readSnapshotFile(snapshot, 'a.py');
    assert.equal(content?.toString(), 'a\n');
    assert.equal(await readSnapshotFile(snapshot, 'none.py'), undefined);
  });

  it('and their files are read as bytes: links, submodules and odd names too', async () => {
    using repository = new Repository();
    repository.write(':(top)*.py', Buffer.from([0, 255, 10]));
    symlinkSync('elsewhere', path.join(repository.root, 'link'));
    repository.commit({ 'a.py': '' });
    const snapshot = await opened(repository, await repository.snapshot());
    assert.deepEqual(await readSnapshotFile(snapshot, ':(top)*.py'), Buffer.from([0, 255, 10]));
    assert.equal((await readSnapshotFile(snapshot, 'link'))?.toString(), 'elsewhere');
    assert.equal((await readSnapshotFile(snapshot, 'a.py'))?.length, 0);
  });
});
