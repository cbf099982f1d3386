import assert from 'node:assert/strict';
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { hostname } from 'node:os';
import path from 'node:path';
import {
  objectFile,
  openSnapshot,
  type OpenSnapshot,
} from '../../../../src/capture/snapshot/openSnapshot.ts';
import { restoreSnapshot } from '../../../../src/capture/snapshot/restoreSnapshot.ts';
import { takeSnapshot } from '../../../../src/capture/snapshot/snapshot.ts';
import { UserError } from '../../../../src/model/errors.ts';
import type { CodeState } from '../../../../src/model/launch.ts';
import { until } from '../../../harness/wait.ts';
import { gitIn, hermeticGit, Repository, withEnvironment } from './repository.ts';

async function opened(
  repository: Repository,
  code: CodeState,
  machine = hostname(),
): Promise<OpenSnapshot> {
  return await openSnapshot({
    launchId: repository.launchId,
    code,
    cwd: repository.root,
    projectRoot: repository.root,
    storeRoot: repository.store,
    hostname: machine,
  });
}

/** Every file below a folder, but git's: kind, whether it can be executed, content. */
function files(root: string): Readonly<Record<string, string>> {
  const found: Record<string, string> = {};
  for (const name of readdirSync(root, { recursive: true, encoding: 'utf8' })) {
    const file = path.join(root, name);
    const stats = lstatSync(file);
    if (/^\.git($|\/)/.test(name) || stats.isDirectory()) continue;
    found[name] = stats.isSymbolicLink()
      ? `-> ${readlinkSync(file)}`
      : `${(stats.mode & 0o111) === 0 ? '' : 'x '}${readFileSync(file, 'latin1')}`;
  }
  return found;
}

function refuses(pattern: RegExp): (error: unknown) => boolean {
  return (error) => error instanceof UserError && pattern.test(error.sentence);
}

/** A repository with what was changed, added, moved and taken away since its commit. */
function dirty(): Repository {
  const repository = new Repository();
  repository.commit({ 'kept.py': 'kept\n', 'gone.py': 'gone\n', 'deep/moved.py': 'a\nb\nc\n' });
  rmSync(path.join(repository.root, 'gone.py'));
  repository.write('new.py', 'new\n');
  repository.write('bytes.bin', Buffer.from([0, 13, 10, 255]));
  repository.write('run.sh', '#!/bin/sh\n');
  chmodSync(path.join(repository.root, 'run.sh'), 0o755);
  symlinkSync('kept.py', path.join(repository.root, 'link'));
  renameSync(
    path.join(repository.root, 'deep/moved.py'),
    path.join(repository.root, 'deep/here.py'),
  );
  return repository;
}

describe('a snapshot is restored', () => {
  let environment: Disposable;
  before(() => {
    environment = hermeticGit();
  });
  after(() => environment[Symbol.dispose]());

  it('as the exact files, on a commit of no branch, without a hook or an identity', async () => {
    using repository = dirty();
    const code = await repository.snapshot();
    const before = files(repository.root);
    const refs = repository.git('for-each-ref');
    const head = repository.git('rev-parse', 'HEAD');
    const hook = repository.write('.git/hooks/post-checkout', '#!/bin/sh\ntouch "$0.ran"\n');
    chmodSync(hook, 0o755);
    repository.git('config', 'user.useConfigOnly', 'true');
    using _ = withEnvironment({ GIT_CONFIG_GLOBAL: '/dev/null' });
    const target = path.join(repository.parent, 'restored');
    const restored = await restoreSnapshot(await opened(repository, code), target, 'message');
    assert.deepEqual(files(target), before);
    assert.equal(restored.files, Object.keys(before).length);
    assert.equal(existsSync(`${hook}.ran`), false);
    assert.equal(gitIn(target, 'status', '--porcelain'), '');
    assert.equal(gitIn(target, 'rev-parse', 'HEAD^{tree}'), code.snapshot);
    assert.equal(gitIn(target, 'rev-parse', 'HEAD~'), head);
    assert.equal(gitIn(target, 'log', '-1', '--format=%s'), 'message');
    assert.equal(repository.git('for-each-ref'), refs);
    assert.equal(repository.git('rev-parse', 'HEAD'), head);
  });

  it('on the commit itself where nothing had been changed', async () => {
    using repository = new Repository();
    repository.commit({ 'a.py': 'a\n' });
    const target = path.join(repository.parent, 'restored');
    const snapshot = await opened(repository, await repository.snapshot());
    const { commit } = await restoreSnapshot(snapshot, target, '');
    assert.equal(commit, repository.git('rev-parse', 'HEAD'));
  });

  it('whole, where the project is checked out in part', async () => {
    using repository = new Repository();
    repository.commit({ 'a/one.py': '1\n', 'b/two.py': '2\n' });
    repository.git('sparse-checkout', 'set', 'a');
    const snapshot = await opened(repository, await repository.snapshot());
    const target = path.join(repository.parent, 'restored');
    await restoreSnapshot(snapshot, target, '');
    assert.deepEqual(Object.keys(files(target)).sort(), ['a/one.py', 'b/two.py']);
  });

  it('where it was once before and its folder was deleted by hand', async () => {
    using repository = dirty();
    const snapshot = await opened(repository, await repository.snapshot());
    const target = path.join(repository.parent, 'restored');
    await restoreSnapshot(snapshot, target, '');
    rmSync(target, { recursive: true });
    await restoreSnapshot(snapshot, target, '');
    assert.equal(readFileSync(path.join(target, 'new.py'), 'utf8'), 'new\n');
  });

  it('without the commit it stood on, when that is gone', async () => {
    using repository = dirty();
    const code = await repository.snapshot();
    const snapshot = await opened(repository, { ...code, commit: '0'.repeat(40) });
    const target = path.join(repository.parent, 'restored');
    await restoreSnapshot(snapshot, target, '');
    assert.equal(gitIn(target, 'rev-list', '--count', 'HEAD'), '1');
  });

  it('into no folder that holds something, lies in the project, or is a file', async () => {
    using repository = dirty();
    const snapshot = await opened(repository, await repository.snapshot());
    const taken = path.join(repository.parent, 'taken');
    mkdirSync(taken);
    writeFileSync(path.join(taken, 'mine'), '');
    await assert.rejects(restoreSnapshot(snapshot, taken, ''), refuses(/taken is there already/));
    const file = path.join(taken, 'mine');
    await assert.rejects(restoreSnapshot(snapshot, file, ''), refuses(/mine is there already/));
    const inside = path.join(repository.root, 'deep', 'x');
    await assert.rejects(restoreSnapshot(snapshot, inside, ''), refuses(/lies inside/));
    assert.deepEqual(readdirSync(taken), ['mine']);
    assert.equal(repository.git('worktree', 'list').split('\n').length, 1);
  });

  it('or leaves nothing behind when it is called off', async () => {
    using repository = dirty();
    const snapshot = await opened(repository, await repository.snapshot());
    const target = path.join(repository.parent, 'restored');
    const controller = new AbortController();
    // The checkout stands still in this filter until it is ended.
    repository.write('.git/info/attributes', 'new.py filter=slow\n');
    const begun = path.join(repository.parent, 'begun');
    repository.git('config', 'filter.slow.smudge', `sh -c 'touch "${begun}"; exec sleep 60'`);
    const restoring = restoreSnapshot(snapshot, target, '', controller.signal);
    restoring.catch(() => undefined);
    await until(() => existsSync(begun), 'the checkout to begin');
    controller.abort(new UserError('called off', ''));
    await assert.rejects(restoring, refuses(/called off/));
    assert.equal(existsSync(target), false);
    assert.equal(repository.git('worktree', 'list').split('\n').length, 1);
  });

  it('from a copy as plain files, links and modes included', async () => {
    using repository = dirty();
    rmSync(path.join(repository.root, '.git'), { recursive: true });
    rmSync(path.join(repository.root, 'bytes.bin'));
    const code = await takeSnapshot(repository.request());
    assert.equal(code.kind, 'copy');
    const target = path.join(repository.parent, 'restored');
    const restored = await restoreSnapshot(await opened(repository, code), target, '');
    assert.deepEqual(files(target), files(repository.root));
    assert.equal(restored.commit, undefined);
  });

  it('or leaves nothing behind when a part of a copy is gone', async () => {
    using repository = dirty();
    rmSync(path.join(repository.root, '.git'), { recursive: true });
    const snapshot = await opened(repository, await takeSnapshot(repository.request()));
    assert.ok(snapshot.kind === 'copy');
    const { digest } = snapshot.files.find((file) => file.path === 'run.sh') ?? {};
    rmSync(objectFile(repository.store, digest ?? ''));
    const target = path.join(repository.parent, 'restored');
    await assert.rejects(restoreSnapshot(snapshot, target, ''), refuses(/could not be put into/));
    assert.equal(existsSync(target), false);
  });
});

describe('a snapshot that is not there', () => {
  let environment: Disposable;
  before(() => {
    environment = hermeticGit();
  });
  after(() => environment[Symbol.dispose]());

  it('is told as pruned here, and as being on the other machine from there', async () => {
    using repository = new Repository();
    repository.commit({ 'a.py': 'a\n' });
    repository.write('b.py', 'b\n');
    const code = await repository.snapshot();
    repository.git('update-ref', '-d', `refs/trackline/launches/${repository.launchId}`);
    repository.git('gc', '-q', '--prune=now');
    await assert.rejects(opened(repository, code), refuses(/pruned.*refs\/trackline\/launches/s));
    await assert.rejects(opened(repository, code, 'gpu-box'), refuses(/machine gpu-box/));
  });

  it('is told with the reason why none was kept', async () => {
    using repository = new Repository();
    const none: CodeState = { kind: 'none', reason: 'The folder was gone.' };
    await assert.rejects(opened(repository, none), refuses(/not kept.*The folder was gone\./));
  });
});
