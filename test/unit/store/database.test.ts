import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import BetterSqlite3 from 'better-sqlite3';
import { UserError } from '../../../src/model/errors.ts';
import { openDatabase } from '../../../src/store/database.ts';
import { migrations } from '../../../src/store/schema.ts';
import { openStore } from '../../../src/store/store.ts';
import { makeProject, type Project } from '../../harness/project.ts';
import { addRun, temporaryStore } from './temporaryStore.ts';

function refused(work: () => unknown): UserError {
  try {
    work();
  } catch (error) {
    assert.ok(error instanceof UserError, `not for people: ${String(error)}`);
    return error;
  }
  assert.fail('it was not refused');
}

/**
 * Lets a process without rights in a folder try to write a store there. Administrators may write
 * everywhere, so for them it runs as nobody.
 *
 * @returns what it said on stderr.
 */
async function writeWithoutRights(folder: string): Promise<string> {
  const script = path.join(import.meta.dirname, 'writer.ts');
  const root = path.join(folder, '.trackline');
  const nobody = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {};
  const child = spawn(process.execPath, [script, root, 'x', '1'], { stdio: 'pipe', ...nobody });
  child.stdin.end('go\n');
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (said += text));
  await once(child, 'close');
  return said;
}

/** Starts writers that begin together; resolves with what they said on stderr. */
async function writeTogether(root: string, names: readonly string[], count: number) {
  const script = path.join(import.meta.dirname, 'writer.ts');
  const writers = names.map((name) =>
    spawn(process.execPath, [script, root, name, String(count)], { stdio: 'pipe' }),
  );
  await Promise.all(writers.map((writer) => once(writer.stdout, 'data')));
  const ended = writers.map(async (writer) => {
    let said = '';
    writer.stderr.setEncoding('utf8').on('data', (text: string) => (said += text));
    const [code] = await once(writer, 'close');
    return code === 0 ? '' : said;
  });
  for (const writer of writers) writer.stdin.write('go\n');
  return (await Promise.all(ended)).join('');
}

describe('The database', () => {
  let project: Project;
  let file: string;
  beforeEach(async () => {
    project = await makeProject({}, { git: false });
    file = project.path('.trackline', 'trackline.db');
  });
  afterEach(() => project.remove());

  describe('that is none', () => {
    it('is refused with a sentence that names it, and left as it is', async () => {
      const noise = Buffer.alloc(20_000, 'These are not the pages of a database. ');
      await project.write('.trackline/trackline.db', noise);
      const error = refused(() => openStore(project.path('.trackline')));
      assert.ok(error.message.includes(file), error.message);
      assert.match(error.message, /is damaged/);
      assert.match(error.next, /doctor --recover/);
      assert.deepEqual(await readFile(file), noise);
      assert.deepEqual(await readdir(project.path('.trackline')), ['trackline.db']);
    });

    it('is refused when only its beginning is whole', async () => {
      const store = openStore(project.path('.trackline'));
      for (let count = 0; count < 300; count += 1) addRun(store);
      store.close();
      const whole = await readFile(file);
      const torn = whole.subarray(0, 4096 * 3);
      await writeFile(file, torn);
      assert.match(refused(() => openStore(project.path('.trackline'))).message, /is damaged/);
      assert.deepEqual(await readFile(file), torn);
    });

    it('is refused when its list of tables is damaged', async () => {
      openStore(project.path('.trackline')).close();
      const damaged = await readFile(file);
      damaged.fill(0xa5, 100, 4096);
      await writeFile(file, damaged);
      assert.match(refused(() => openStore(project.path('.trackline'))).message, /is damaged/);
      assert.deepEqual(await readFile(file), damaged);
    });
  });

  describe('of a newer Trackline', () => {
    for (const mode of ['delete', 'wal'] as const) {
      it(`is refused and not changed in a single byte (journal mode ${mode})`, async () => {
        await mkdir(project.path('.trackline'));
        const newer = new BetterSqlite3(file);
        newer.pragma(`journal_mode = ${mode}`);
        newer.exec('CREATE TABLE runs (id TEXT, something_new TEXT)');
        newer.pragma(`user_version = ${migrations.length + 1}`);
        newer.close();
        const before = await readFile(file);
        const error = refused(() => openStore(project.path('.trackline')));
        assert.match(error.message, /newer Trackline/);
        assert.match(error.next, /Update Trackline/);
        assert.deepEqual(await readFile(file), before);
        assert.deepEqual(await readdir(project.path('.trackline')), ['trackline.db']);
      });
    }
  });

  describe('of an older Trackline', () => {
    const next = [...migrations, 'ALTER TABLE runs ADD COLUMN mood TEXT'];

    it('is brought up to date, and a backup of it as it was is left beside it', async () => {
      const store = openStore(project.path('.trackline'));
      const run = addRun(store, { name: 'kept' });
      store.close();
      openDatabase(file, next).close();
      const [backup = '', ...more] = (await readdir(project.path('.trackline'))).filter((name) =>
        name.endsWith('.backup'),
      );
      assert.deepEqual(more, []);
      assert.match(backup, new RegExp(`^trackline\\.db\\.schema-${migrations.length}\\.`));
      const old = new BetterSqlite3(project.path('.trackline', backup), { readonly: true });
      const upgraded = new BetterSqlite3(file, { readonly: true });
      try {
        const names = 'SELECT id, name FROM runs';
        assert.deepEqual(old.prepare(names).all(), [{ id: run, name: 'kept' }]);
        assert.equal(old.pragma('user_version', { simple: true }), migrations.length);
        assert.deepEqual(upgraded.prepare('SELECT name, mood FROM runs').all(), [
          { name: 'kept', mood: null },
        ]);
        assert.equal(upgraded.pragma('user_version', { simple: true }), next.length);
      } finally {
        old.close();
        upgraded.close();
      }
    });

    it('stays as it was when the upgrade fails half way', () => {
      openStore(project.path('.trackline')).close();
      const broken = [...next, 'INSERT INTO no_such_table VALUES (1)'];
      assert.throws(() => openDatabase(file, broken));
      const database = openDatabase(file);
      try {
        const columns = database.prepare('SELECT * FROM runs').columns();
        assert.ok(!columns.some(({ name }) => name === 'mood'));
      } finally {
        database.close();
      }
    });

    it('that was only just made leaves no backup', async () => {
      openStore(project.path('.trackline')).close();
      const names = await readdir(project.path('.trackline'));
      assert.deepEqual(
        names.filter((name) => name.includes('backup')),
        [],
      );
    });
  });

  it('of another program is refused with a sentence', async () => {
    await mkdir(project.path('.trackline'));
    const other = new BetterSqlite3(file);
    other.exec('CREATE TABLE albums (title TEXT)');
    other.pragma(`user_version = ${migrations.length}`);
    other.close();
    assert.match(
      refused(() => openStore(project.path('.trackline'))).message,
      /is not a run store/,
    );
  });

  it('in a place that is no folder is refused with a sentence', async () => {
    await project.write('.trackline', 'a file');
    const error = refused(() => openStore(project.path('.trackline')));
    assert.ok(error.message.includes(file), error.message);
    assert.match(error.next, /Check the permissions/);
  });

  it('in a folder that may not be written to is refused with a sentence', async function () {
    // Windows keeps rights in lists, which a mode does not change.
    if (process.platform === 'win32') this.skip();
    this.timeout(60_000);
    await chmod(project.folder, process.getuid?.() === 0 ? 0o755 : 0o500);
    try {
      const said = await writeWithoutRights(project.folder);
      assert.match(said, /UserError: The run store .*trackline\.db cannot be opened for writing/);
    } finally {
      await chmod(project.folder, 0o700);
    }
  });

  describe('with several writers', function () {
    this.timeout(60_000);
    it('loses nothing of processes that write at once, and refuses none of them', async () => {
      await using at = await temporaryStore();
      const names = ['ada', 'grace'];
      const count = 300;
      assert.equal(await writeTogether(at.store.root, names, count), '');
      const runs = at.store.runs.list();
      assert.deepEqual(runs.map(({ name }) => name).sort(), names);
      for (const { id, name } of runs) {
        const { steps } = at.store.metrics.points(id, 'loss');
        assert.deepEqual(
          Array.from(steps),
          Array.from({ length: count }, (_, step) => step),
        );
        assert.equal(at.store.metrics.summaries(id)[name]?.count, count);
        assert.equal(at.store.runs.tags(id)['step'], String(count - 1));
      }
      const tags = at.store.experiments.get('0')?.tags ?? {};
      assert.equal(Object.keys(tags).length, names.length * count);
      const seqs = at.store.changes.since(0).map(({ seq }) => seq);
      assert.equal(new Set(seqs).size, seqs.length);
    });

    it('is made once by processes that begin at the same moment', async () => {
      const names = ['one', 'two', 'three', 'four'];
      assert.equal(await writeTogether(project.path('.trackline'), names, 1), '');
      const store = openStore(project.path('.trackline'));
      try {
        const found = store.runs.list().map(({ name }) => name);
        assert.deepEqual(found.sort(), [...names].sort());
        assert.equal(store.experiments.list().length, 1);
      } finally {
        store.close();
      }
    });
  });
});
