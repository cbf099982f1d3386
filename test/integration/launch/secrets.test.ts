import assert from 'node:assert/strict';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { makeProject } from '../../harness/project.ts';
import { testPython } from '../../harness/python.ts';
import { look, remarks, show, trackline } from './trackline.ts';

/** Secrets by where they are planted; put together, so that no scanner takes them for a leak. */
const planted = {
  argument: ['arg', 'Gd83jLq02xZ'].join('-'),
  variable: ['env', 'Kq92mXe71pR'].join('-'),
  printed: ['hf', 'ZyXwVuTsRqPoNmLkJiHgFeDcBaZyXwVuTs'].join('_'),
  logged: ['log', 'Pw64nTb58vC'].join('-'),
  thrown: ['ghp', 'q1W2e3R4t5Y6u7I8o9P0a1S2d3F4g5H6j7K8'].join('_'),
  untracked: ['AKIA', 'QWERTYUIOPASDFGH'].join(''),
  inEnvFile: ['dot', 'Mz17yHs39wB'].join('-'),
  byMlflow: ['mlf', 'Rt45oJd86uN'].join('-'),
};

const script = `
import os, sys, time
import mlflow, trackline
secret = os.environ["HF_TOKEN"]
print("using", secret, flush=True)
sys.stdout.write("${planted.printed.slice(0, 12)}"); sys.stdout.flush()
time.sleep(0.3)
print("${planted.printed.slice(12)}", sys.argv)
trackline.param(db_password="${planted.logged}", note="with " + secret)
print("logged", "${planted.logged}")
with mlflow.start_run():
    mlflow.log_params({"api_key": "${planted.byMlflow}", "hint": secret, "lr": 0.1})
    mlflow.set_tag("used", secret)
print("loss=0.25 nll_token=2.5", flush=True)
raise RuntimeError("refused: ${planted.thrown}")
`;

/** Every file below a folder. */
function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => path.join(folder, name))
    .filter((file) => statSync(file).isFile());
}

describe('planted secrets', () => {
  it('are nowhere in the store, the snapshot or the export, and are named', async () => {
    await using project = await makeProject({ 'train.py': '', '.gitignore': '.trackline/\n' });
    // The script itself is read, and lies where nothing is kept of it.
    await using elsewhere = await makeProject({ 'leaks.py': script }, { git: false });
    await project.write('notes.txt', `key: ${planted.untracked}\n`);
    await project.write('local.env', `PASSWORD=${planted.inEnvFile}\n`);
    await project.write('mine.txt', 'nothing to hide\n');
    const ran = await trackline(
      ['run', '--', testPython(), elsewhere.path('leaks.py'), '--api-key', planted.argument],
      { cwd: project.folder, env: { HF_TOKEN: planted.variable, PYTHONIOENCODING: 'utf-8' } },
    );
    assert.equal(ran.code, 1, ran.err.toString('utf8'));
    const report = await show(project);
    assert.equal(report.status, 'FAILED');
    assert.equal(report.metrics['loss']?.last, 0.25);
    assert.equal(report.params['lr'], '0.1');

    const exports = await Promise.all(
      [
        ['export', '--json'],
        ['export', '--csv'],
        ['show', 'last', '--json'],
        ['ls', '--json'],
      ].map(async (args) => (await trackline(args, { cwd: project.folder })).out.toString('utf8')),
    );
    const tree = report.git?.snapshot ?? '';
    const names = (await project.git('ls-tree', '-r', '--name-only', tree)).split('\n');
    assert.deepEqual(names.sort(), ['.gitignore', 'mine.txt', 'train.py']);
    const contents = await Promise.all(names.map((name) => project.git('show', `${tree}:${name}`)));
    for (const [where, secret] of Object.entries(planted)) {
      for (const file of filesBelow(project.path('.trackline'))) {
        assert.ok(!readFileSync(file).includes(secret), `${where} is in ${file}`);
      }
      for (const text of [...exports, ...contents]) assert.ok(!text.includes(secret), where);
    }
    look(project, ({ database }) => {
      const tables = database
        .prepare<[], string>(`SELECT name FROM sqlite_schema WHERE type = 'table'`)
        .pluck()
        .all();
      for (const table of tables) {
        const rows = JSON.stringify(database.prepare(`SELECT * FROM "${table}"`).all());
        for (const [where, secret] of Object.entries(planted)) {
          assert.ok(!rows.includes(secret), `${where} is in the table ${table}`);
        }
      }
    });

    const said = report.warnings.join('\n');
    for (const name of ['HF_TOKEN', 'hf_Z…', 'ghp_…', 'api-key', 'db_password']) {
      assert.ok(said.includes(`masked in the output: ${name}.`), `${name} is not in: ${said}`);
    }
    assert.match(
      said,
      /Files that may hold secrets are not in the snapshot: local\.env, notes\.txt\./,
    );
    assert.deepEqual(new Set(remarks(ran)).size, remarks(ran).length, 'each is said once');
  });
});
