import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { rename, symlink, truncate, utimes } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import {
  FileHasher,
  type FileKey,
  type HashCache,
  type HashResult,
} from '../../../../src/capture/inputs/fileHashes.ts';
import { makeProject, type Project } from '../../../harness/project.ts';

const longAgo = new Date('2020-01-01');

class RememberingCache implements HashCache {
  readonly kept = new Map<string, string>();
  readonly asked: string[] = [];

  get(key: FileKey): string | undefined {
    this.asked.push(path.basename(key.path));
    return this.kept.get(JSON.stringify(key));
  }

  set(key: FileKey, digest: string): void {
    this.kept.set(JSON.stringify(key), digest);
  }
}

function sha256(content: string | Buffer): string {
  return `sha256:${createHash('sha256').update(content).digest('hex')}`;
}

function digestOf(result: HashResult): string {
  assert.equal(result.kind, 'hashed', JSON.stringify(result));
  return result.kind === 'hashed' ? result.digest : '';
}

/** Its files have an old time stamp, so that their digests are kept. */
async function project(files: Readonly<Record<string, string | Uint8Array>>): Promise<Project> {
  const made = await makeProject(files, { git: false });
  for (const name of Object.keys(files)) await utimes(made.path(name), longAgo, longAgo);
  return made;
}

describe('FileHasher', () => {
  let cache: RememberingCache;
  let hasher: FileHasher;
  beforeEach(() => {
    cache = new RememberingCache();
    hasher = new FileHasher(cache);
  });
  afterEach(() => hasher.cancel());

  it('gives the SHA-256 of files of any size', async () => {
    const large = Buffer.alloc((1 << 20) * 2 + 5, 'ab');
    await using where = await project({ empty: '', 'näme x.csv': 'a,b\n', large });
    const results = await Promise.all(
      ['empty', 'näme x.csv', 'large'].map((name) => hasher.hash(where.path(name))),
    );
    assert.deepEqual(results, [
      { kind: 'hashed', digest: sha256(''), bytes: 0, files: 1, unreadable: 0 },
      { kind: 'hashed', digest: sha256('a,b\n'), bytes: 4, files: 1, unreadable: 0 },
      { kind: 'hashed', digest: sha256(large), bytes: large.length, files: 1, unreadable: 0 },
    ]);
  });

  it('asks the cache first, and reads again what changed', async () => {
    await using where = await project({ 'a.csv': 'one' });
    assert.equal(digestOf(await hasher.hash(where.path('a.csv'))), sha256('one'));
    for (const key of cache.kept.keys()) cache.kept.set(key, 'sha256:remembered');
    assert.equal(digestOf(await hasher.hash(where.path('a.csv'))), 'sha256:remembered');
    await where.write('a.csv', 'two');
    assert.equal(digestOf(await hasher.hash(where.path('a.csv'))), sha256('two'));
  });

  it('does not remember a file that was changed only just now', async () => {
    await using where = await project({});
    await where.write('a.csv', 'one');
    assert.equal(digestOf(await hasher.hash(where.path('a.csv'))), sha256('one'));
    assert.equal(cache.kept.size, 0);
  });

  it('gives a folder one digest of the names, sizes and contents below it', async () => {
    await using where = await project({ 'd/b': '2', 'd/a/x': '1', 'd/a-b': '3', 'd/a.c': '' });
    const line = (name: string, text: string) => `${name}\0${text.length}\0${sha256(text)}\n`;
    assert.deepEqual(await hasher.hash(where.path('d'), 'folder'), {
      kind: 'hashed',
      digest: sha256(line('a-b', '3') + line('a.c', '') + line('a/x', '1') + line('b', '2')),
      bytes: 3,
      files: 4,
      unreadable: 0,
    });
    const before = digestOf(await hasher.hash(where.path('d'), 'folder'));
    await rename(where.path('d/b'), where.path('d/c'));
    assert.notEqual(digestOf(await hasher.hash(where.path('d'), 'folder')), before);
    await rename(where.path('d/c'), where.path('d/b'));
    assert.equal(digestOf(await hasher.hash(where.path('d'), 'folder')), before);
  });

  it('leaves version control and environments out of a folder, and survives links', async () => {
    await using where = await project({
      'd/x': '1',
      'd/.git/config': '',
      'd/env/pyvenv.cfg': '',
      'd/env/lib': '',
      'd/__pycache__/x.pyc': '',
      'elsewhere/y': '2',
    });
    await symlink('..', where.path('d/loop'), 'dir');
    await symlink('../elsewhere/y', where.path('d/link'), 'file');
    await symlink('nowhere', where.path('d/dangling'), 'file');
    const result = await hasher.hash(where.path('d'), 'folder');
    assert.deepEqual(
      { ...result, digest: '' },
      { kind: 'hashed', digest: '', bytes: 2, files: 2, unreadable: 1 },
    );
  });

  it('looks files of a folder up in batches, once each', async () => {
    const names = Array.from({ length: 600 }, (_, i) => [`d/${i}.png`, String(i)] as const);
    await using where = await project(Object.fromEntries(names));
    const first = digestOf(await hasher.hash(where.path('d'), 'folder'));
    assert.equal(cache.kept.size, 600);
    assert.equal(new Set(cache.asked).size, 600);
    assert.equal(cache.asked.length, 600);
    await truncate(where.path('d/7.png'), 0);
    assert.notEqual(digestOf(await hasher.hash(where.path('d'), 'folder')), first);
  });

  it('tells what is not there and what cannot be read', async () => {
    await using where = await project({ file: 'x' });
    assert.deepEqual(await hasher.hash(where.path('none')), { kind: 'missing' });
    assert.deepEqual(await hasher.hash(where.path('none'), 'folder'), { kind: 'missing' });
    assert.deepEqual(await hasher.hash(where.path('file', 'x')), { kind: 'missing' });
    // What a device gives may have no end.
    const device = process.platform === 'win32' ? '\\\\.\\NUL' : '/dev/null';
    assert.equal((await hasher.hash(device)).kind, 'unreadable');
  });

  it('ends what is under way when it is cancelled', async () => {
    await using where = await project({ 'a.csv': '' });
    await truncate(where.path('a.csv'), 8 * 2 ** 30); // takes seconds, and no room on disk
    const running = [hasher.hash(where.path('a.csv')), hasher.hash(where.path('a.csv'))];
    while (cache.asked.length === 0) await new Promise(setImmediate);
    await hasher.cancel();
    assert.deepEqual(await Promise.all(running), [{ kind: 'cancelled' }, { kind: 'cancelled' }]);
    assert.deepEqual(await hasher.hash(where.path('a.csv')), { kind: 'cancelled' });
  });

  it('works inside one minified file, and lets the process end', async () => {
    await using where = await project({ 'a.csv': 'one' });
    const module = path.resolve(
      import.meta.dirname,
      '../../../../src/capture/inputs/fileHashes.ts',
    );
    await build({
      stdin: {
        contents: `import { FileHasher } from ${JSON.stringify(module)};
          const hasher = new FileHasher({ get: () => undefined, set: () => {} });
          void hasher.hash(process.argv[2]).then((result) => console.log(JSON.stringify(result)));`,
        resolveDir: import.meta.dirname,
      },
      bundle: true,
      minify: true,
      platform: 'node',
      format: 'cjs',
      outfile: where.path('bundle.cjs'),
    });
    const args = [where.path('bundle.cjs'), where.path('a.csv')];
    const { stdout } = await promisify(execFile)(process.execPath, args);
    assert.equal(digestOf(JSON.parse(stdout) as HashResult), sha256('one'));
  });
});
