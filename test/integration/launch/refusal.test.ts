import assert from 'node:assert/strict';
import { makeProject, type Project } from '../../harness/project.ts';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { chmod } from 'node:fs/promises';
import BetterSqlite3 from 'better-sqlite3';
import { until } from '../../harness/wait.ts';
import { node, remarks, show, trackline, type Finished } from './trackline.ts';

/** The only line that it says. */
function one(finished: Finished): string {
  const said = remarks(finished);
  assert.equal(said.length, 1, finished.err.toString('utf8'));
  assert.equal(finished.err.toString('utf8').trimEnd().split('\n').length, 1);
  return said[0] ?? '';
}

describe('trackline run that cannot begin says so in one sentence', function () {
  this.timeout(120_000);
  let project: Project;
  beforeEach(async () => {
    project = await makeProject({});
  });
  afterEach(() => project.remove());

  const run = (...args: string[]) => trackline(['run', ...args], { cwd: project.folder });

  it('when the program is not there, and has it on record', async () => {
    const finished = await run('no-such-program', 'x');
    assert.equal(finished.code, 127);
    assert.match(remarks(finished)[0] ?? '', /^The program no-such-program was not found\. Check/);
    const report = await show(project);
    assert.deepEqual([report.status, report.exitCode], ['FAILED', null]);
    assert.deepEqual(report.warnings, [remarks(finished)[0]]);
  });

  it('when it is used wrongly', async () => {
    for (const [args, said] of [
      [['run'], /No command is given/],
      [['run', '--'], /No command is given/],
      [['run', '--name', '--', 'true'], /--name/],
      [['run', '--nmae=x', '--', 'true'], /--nmae/],
      [['run', '--param', 'x', '--', 'true'], /--param takes KEY=VALUE, not "x"/],
      [['run', '--param', '=x', '--', 'true'], /KEY=VALUE/],
      [['rnu'], /There is no command rnu/],
      [['show'], /Name one run/],
      [['ls', '--limit=ten'], /--limit takes a whole number/],
      [['export', '--csv', '--json'], /Choose one of/],
    ] as const) {
      const finished = await trackline(args, { cwd: project.folder });
      assert.equal(finished.code, 2, args.join(' '));
      assert.match(one(finished), said);
      assert.equal(finished.out.length, 0);
    }
    assert.ok(!existsSync(project.path('.trackline')), 'and nothing is made');
  });

  it('when the database is of a newer Trackline: nothing is run, changed or left behind', async () => {
    await trackline(['run', ...node('')], { cwd: project.folder });
    const file = project.path('.trackline', 'trackline.db');
    const database = new BetterSqlite3(file);
    database.pragma('user_version = 999');
    database.close();
    const before = readFileSync(file);
    const launches = () => readdirSync(project.path('.trackline', 'launches'));
    const known = launches();
    const finished = await run('--', ...node('require("fs").writeFileSync("ran", "")'));
    assert.equal(finished.code, 1);
    assert.match(one(finished), /made by a newer Trackline.*Update Trackline/);
    assert.ok(!existsSync(project.path('ran')));
    assert.deepEqual(readFileSync(file), before);
    await until(() => launches().length === known.length, 'the folder of the launch to be gone');
  });

  it('when the folder may not be written to: nothing is run', async function () {
    // Windows keeps rights in lists, which a mode does not change.
    if (process.platform === 'win32') this.skip();
    const administrator = process.getuid?.() === 0;
    await chmod(project.folder, administrator ? 0o755 : 0o555);
    try {
      const finished = await trackline(['run', ...node('console.log("ran")')], {
        cwd: project.folder,
        ...(administrator && { uid: 65_534 }),
      });
      assert.equal(finished.code, 1);
      assert.equal(finished.out.length, 0);
      assert.match(one(finished), /\.trackline cannot be written.* Check its permissions/);
    } finally {
      await chmod(project.folder, 0o755);
    }
  });
});
