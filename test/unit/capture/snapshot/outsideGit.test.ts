import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import * as v from 'valibot';
import { takeSnapshot } from '../../../../src/capture/snapshot/snapshot.ts';
import { hermeticGit, Repository, withEnvironment, withoutPrivileges } from './repository.ts';

const listingSchema = v.array(
  v.strictObject({ path: v.string(), mode: v.string(), digest: v.string(), bytes: v.number() }),
);

describe('a snapshot outside git', function () {
  // Against hanging alone: many processes are started, on machines that may be busy.
  this.timeout(60_000);
  let hermetic: Disposable;
  let parent: string;
  let root: string;
  let storeRoot: string;
  before(() => (hermetic = hermeticGit()));
  after(() => hermetic[Symbol.dispose]());
  beforeEach(() => {
    parent = realpathSync(mkdtempSync(path.join(os.tmpdir(), 'trackline-copy-')));
    root = path.join(parent, 'project');
    storeRoot = path.join(root, '.trackline');
    mkdirSync(root);
  });
  afterEach(() => rmSync(parent, { recursive: true, force: true }));

  function write(file: string, content: string | Buffer): string {
    mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
    writeFileSync(path.join(root, file), content);
    return path.join(root, file);
  }

  const request = (cwd = root): Parameters<typeof takeSnapshot>[0] => ({
    cwd,
    launchId: 'a'.repeat(32),
    launchDir: path.join(storeRoot, 'launches', 'a'.repeat(32)),
    storeRoot,
  });

  async function copy() {
    const state = await takeSnapshot(request());
    assert.ok(state.kind === 'copy', JSON.stringify(state));
    return state;
  }

  /** The content of an object, which must be what its name says. */
  function object(digest: string): Buffer {
    const hex = digest.replace(/^sha256:/, '');
    const content = readFileSync(path.join(storeRoot, 'objects', hex.slice(0, 2), hex.slice(2)));
    assert.equal(createHash('sha256').update(content).digest('hex'), hex);
    return content;
  }

  function held(snapshot: string): Readonly<Record<string, string>> {
    const listing = v.parse(listingSchema, JSON.parse(object(snapshot).toString('utf8')));
    return Object.fromEntries(
      listing.map((file) => [file.path, `${file.mode} ${object(file.digest).toString('utf8')}`]),
    );
  }

  it('holds the source files, and neither environments nor build output nor data', async () => {
    write('train.py', 'train');
    write('lib/größe a.py', 'lib');
    write('notes', 'text without an extension');
    chmodSync(write('run.sh', 'run'), 0o755);
    symlinkSync('nowhere', path.join(root, 'dangling'));
    for (const folder of ['node_modules/x', '__pycache__', 'build', 'dist', 'my.egg-info']) {
      write(`${folder}/skipped.py`, 'skipped');
    }
    write('.ipynb_checkpoints/a.ipynb', '{}');
    write('env/pyvenv.cfg', 'home = /usr');
    write('env/lib/site.py', 'skipped');
    write('conda/conda-meta/history', '');
    write('conda/lib/site.py', 'skipped');
    write('weights.bin', 'skipped');
    write('scores', Buffer.from([1, 0, 2]));
    write('big.txt', 'x'.repeat(1024 * 1024 + 1));
    write('big.py', 'x'.repeat(1024 * 1024 + 1));
    write('.env', 'TOKEN=1');
    const state = await copy();
    assert.deepEqual(held(state.snapshot), {
      dangling: '120000 nowhere',
      'lib/größe a.py': '100644 lib',
      notes: '100644 text without an extension',
      'run.sh': '100755 run',
      'train.py': '100644 train',
    });
    assert.equal(state.files, 5);
    assert.deepEqual(state.leftOut, [
      { path: '.env', bytes: 7, reason: 'secret' },
      { path: 'big.py', bytes: 1024 * 1024 + 1, reason: 'too-large' },
    ]);
  });

  it('is named by what it holds, and stores equal content once', async () => {
    write('a.py', 'same');
    write('b.py', 'same');
    const first = await copy();
    const objects = path.join(storeRoot, 'objects');
    const count = (): number =>
      readdirSync(objects, { recursive: true, withFileTypes: true }).filter((one) => one.isFile())
        .length;
    assert.equal(count(), 2);
    const hex = createHash('sha256').update('same').digest('hex');
    const stored = path.join(objects, hex.slice(0, 2), hex.slice(2));
    utimesSync(stored, 1000, 1000);
    assert.equal((await copy()).snapshot, first.snapshot);
    assert.equal(statSync(stored).mtimeMs, 1_000_000);
    write('b.py', 'other');
    assert.notEqual((await copy()).snapshot, first.snapshot);
    assert.equal(count(), 4);
  });

  it('takes at most 2,000 files, the source files first', async () => {
    for (let i = 0; i < 2100; i += 1) write(`data/${i}.txt`, `${i}`);
    write('z/train.py', 'train');
    const state = await copy();
    assert.equal(state.files, 2000);
    assert.equal(held(state.snapshot)['z/train.py'], '100644 train');
    assert.deepEqual(
      state.leftOut.map((file) => [file.path, file.reason]),
      [['data/', 'limit-reached']],
    );
  });

  it('goes on past files and folders that may not be read', async () => {
    write('a.py', 'a');
    chmodSync(write('b.py', 'b'), 0);
    write('shut/c.py', 'c');
    chmodSync(path.join(root, 'shut'), 0);
    try {
      const state = await withoutPrivileges(parent, copy);
      assert.deepEqual(held(state.snapshot), { 'a.py': '100644 a' });
      assert.deepEqual(state.leftOut, [
        { path: 'b.py', bytes: 1, reason: 'unreadable' },
        { path: 'shut/', bytes: 0, reason: 'unreadable' },
      ]);
    } finally {
      chmodSync(path.join(root, 'shut'), 0o755);
    }
  });

  it('says nothing of git where there is neither git nor a repository', async () => {
    write('a.py', 'a');
    using _ = withEnvironment({ PATH: parent });
    assert.equal('reason' in (await copy()), false);
  });

  it('says that git is missing where there is a repository', async () => {
    using repository = new Repository();
    repository.commit({ 'a.py': 'a' });
    using _ = withEnvironment({ PATH: parent });
    const state = await takeSnapshot(request(repository.root));
    assert.ok(state.kind === 'copy' && state.reason !== undefined);
    assert.equal(state.files, 1);
    assert.match(state.reason, /^Git could not be started.* Install git and have it on PATH\.$/);
    assert.ok(state.reason.includes(repository.root));
  });

  it('says what to do where git does not trust the owner of the repository', async () => {
    using repository = new Repository();
    repository.commit({ 'a.py': 'a' });
    using _ = withEnvironment({ GIT_TEST_ASSUME_DIFFERENT_OWNER: '1' });
    const state = await takeSnapshot(request(repository.root));
    assert.ok(state.kind === 'copy' && state.reason !== undefined);
    assert.equal(held(state.snapshot)['a.py'], '100644 a');
    assert.ok(
      state.reason.endsWith(`git config --global --add safe.directory "${repository.root}".`),
      state.reason,
    );
  });

  it('tells what is wrong with a damaged repository', async () => {
    using repository = new Repository();
    repository.commit({ 'a.py': 'a' });
    repository.write('a.py', 'edited');
    repository.write('.git/index', 'not an index');
    const state = await takeSnapshot(request(repository.root));
    assert.ok(state.kind === 'copy' && state.reason !== undefined);
    assert.match(state.reason, /^Git could not take a snapshot of .*: .*index/);
  });

  it('tells it where objects cannot be written', async () => {
    using repository = new Repository();
    repository.commit({ 'a.py': 'a' });
    repository.write('a.py', 'edited');
    for (const name of readdirSync(path.join(repository.root, '.git/objects'))) {
      chmodSync(path.join(repository.root, '.git/objects', name), 0o555);
    }
    chmodSync(path.join(repository.root, '.git/objects'), 0o555);
    const state = await withoutPrivileges(repository.parent, () =>
      takeSnapshot(repository.request()),
    );
    assert.ok(state.kind === 'copy' && state.reason !== undefined, JSON.stringify(state));
    assert.match(state.reason, /insufficient permission/);
  });

  it('is none, with the reason, where nothing can be had', async () => {
    const gone = await takeSnapshot(request(path.join(root, 'gone')));
    assert.ok(gone.kind === 'none');
    assert.match(gone.reason, /gone does not exist\.$/);
    write('a.py', 'a');
    write('.trackline', 'a file in the place of the store');
    const state = await takeSnapshot(request());
    assert.ok(state.kind === 'none');
    assert.match(state.reason, /could not be copied/);
  });
});
