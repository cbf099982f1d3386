import assert from 'node:assert/strict';
import { makeProject, type Project } from '../../harness/project.ts';
import { createHash, randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { hostname } from 'node:os';
import { testPython } from '../../harness/python.ts';
import { until } from '../../harness/wait.ts';
import { cli, node, remarks, show, trackline } from './trackline.ts';

describe('trackline run records', function () {
  this.timeout(120_000);
  const python = testPython();
  let project: Project;
  beforeEach(async () => {
    project = await makeProject({
      'train.py': `
import sys
lr = 0.1
for epoch in range(3):
    print(f"epoch {epoch} loss={1 / (epoch + 1)}", flush=True)
print("한글 to stderr", file=sys.stderr)
`,
    });
  });
  afterEach(() => project.remove());

  const run = (...args: string[]) => trackline(['run', ...args], { cwd: project.folder });

  it('what a run is, as `show --json` gives it', async () => {
    await project.write('train.py', `${await project.read('train.py')}\n# changed\n`);
    await project.write('new.py', '');
    const { code, out } = await run(
      '--name',
      '첫 실행',
      '--experiment=digits/small',
      '--param',
      'note=a=b',
      '--param=lr=0.5',
      '--',
      python,
      'train.py',
      '--depth',
      '3',
    );
    assert.equal(code, 0);
    assert.match(out.toString('utf8'), /^epoch 0 loss=1\.0\n/);
    const report = await show(project, '첫 실행');
    assert.equal(report.name, '첫 실행');
    assert.equal(report.experiment, 'digits/small');
    assert.equal(report.status, 'FINISHED');
    assert.equal(report.exitCode, 0);
    assert.ok(Date.parse(report.startTime) <= Date.parse(report.endTime ?? ''));
    assert.deepEqual(report.command, [python, 'train.py', '--depth', '3']);
    assert.equal(report.cwd, project.folder);
    assert.equal(report.hostname, hostname());
    assert.equal(report.git?.commit, await project.git('rev-parse', 'HEAD'));
    assert.equal(report.git?.branch, 'main');
    assert.equal(report.git?.dirty, true);
    const tree = await project.git('ls-tree', '--name-only', report.git?.snapshot ?? '');
    assert.deepEqual(tree.split('\n'), ['new.py', 'train.py']);
    assert.equal(report.params['note'], 'a=b');
    assert.equal(report.params['lr'], '0.5');
    assert.deepEqual(report.metrics['loss'], {
      last: 1 / 3,
      step: 2,
      min: 1 / 3,
      max: 1,
      count: 3,
    });
    assert.equal(report.tags['mlflow.runName'], '첫 실행');
    assert.deepEqual([report.inputs, report.outputs, report.artifacts], [[], [], []]);
    assert.ok('packages' in report.environment);
    assert.deepEqual(report.warnings, []);
  });

  it('what a script reads, writes and logs with the helper', async () => {
    await project.write('data/in.csv', 'a,b\n1,2\n');
    await project.write(
      'log.py',
      `
import trackline
text = open("data/in.csv").read()
with open("out.txt", "w") as file: file.write(text)
for step in range(5):
  trackline.log(step=step, loss=0.5 ** step, other=float("nan"))
trackline.param(lr=0.1)
trackline.param(lr=0.2)
trackline.param(after=1)
trackline.tag(team="vision")
trackline.artifact("out.txt", to="results")
`,
    );
    const finished = await run(python, 'log.py');
    assert.equal(finished.code, 0, finished.err.toString('utf8'));
    const report = await until(async () => {
      const now = await show(project);
      return now.outputs[0]?.digest === undefined || now.outputs[0].digest === null
        ? undefined
        : now;
    }, 'the digests of what was written');
    const digest = `sha256:${createHash('sha256').update('a,b\n1,2\n').digest('hex')}`;
    assert.deepEqual(report.inputs, [
      { path: 'data/in.csv', digest, bytes: 8, kind: 'file', files: 1 },
    ]);
    assert.deepEqual(report.outputs, [
      { path: 'out.txt', digest, bytes: 8, kind: 'file', files: 1 },
    ]);
    assert.deepEqual(report.artifacts, [{ path: 'results/out.txt', bytes: 8 }]);
    assert.deepEqual([report.metrics['loss']?.last, report.metrics['loss']?.count], [0.0625, 5]);
    assert.equal(report.metrics['other']?.last, 'NaN');
    assert.deepEqual([report.params['lr'], report.params['after']], ['0.1', '1']);
    assert.equal(report.tags['team'], 'vision');
    const told = /Parameter lr was logged as 0\.1 and later as 0\.2; the first value is kept/;
    assert.equal(report.warnings.filter((text) => told.test(text)).length, 1);
    assert.equal(remarks(finished).filter((text) => told.test(text)).length, 1);
  });

  it('no digest of what was written over an input after the script had read it', async () => {
    await project.write('data.csv', 'one\n');
    await project.write(
      'over.py',
      "import time\nprint(open('data.csv').read())\ntime.sleep(0.1)\nopen('data.csv', 'w').write('other\\n')\n",
    );
    assert.equal((await run(python, 'over.py')).code, 0);
    const report = await until(async () => {
      const shown = await show(project);
      return shown.outputs[0]?.digest !== null && shown;
    }, 'the output to be hashed');
    const other = createHash('sha256').update('other\n').digest('hex');
    assert.equal(report.outputs[0]?.digest, `sha256:${other}`);
    assert.notEqual(report.inputs[0]?.digest, `sha256:${other}`);
  });

  it('every point that a script logs in its last moment', async () => {
    await project.write(
      'fast.py',
      'import trackline\nfor step in range(200_000): trackline.log(step=step, loss=step)\nprint("end=1", end="")\n',
    );
    assert.equal((await run(python, 'fast.py')).code, 0);
    const report = await show(project);
    assert.deepEqual(
      [report.metrics['loss']?.count, report.metrics['loss']?.last],
      [200_000, 199_999],
    );
  });

  it('two runs at once in one project', async () => {
    const work = 'for (let i = 0; i < 300; i++) console.log(`step ${i} loss=${i}`)';
    const both = await Promise.all([
      run('--name=one', '--', ...node(work)),
      run('--name=two', '--', ...node(work)),
    ]);
    assert.deepEqual(
      both.map(({ code }) => code),
      [0, 0],
    );
    for (const name of ['one', 'two']) {
      assert.equal((await show(project, name)).metrics['loss']?.count, 300);
    }
  });

  it('a run that is started in a subfolder, in the store of its project', async () => {
    await mkdir(project.path('src', 'deep'), { recursive: true });
    const cwd = project.path('src', 'deep');
    await trackline(['run', ...node('')], { cwd });
    assert.ok(existsSync(project.path('.trackline', 'trackline.db')));
    assert.ok(!existsSync(project.path('src', 'deep', '.trackline')));
    const report = await show(project);
    assert.equal(report.cwd, cwd);
    const listed = await trackline(['ls', '--json'], { cwd });
    assert.equal(JSON.parse(listed.out.toString('utf8'))[0].id, report.id);
  });

  it('a run outside of git', async () => {
    await using plain = await makeProject({ 'a.py': 'print("loss=1")\n' }, { git: false });
    const finished = await trackline(['run', python, 'a.py'], { cwd: plain.folder });
    assert.equal(finished.code, 0);
    const report = await show(plain);
    assert.equal(report.git, null);
    assert.equal(report.copy?.files, 1);
    assert.equal(report.experiment, 'a');
  });

  it('a run inside a run as one of its own', async () => {
    const inner = [
      process.execPath,
      cli,
      'run',
      '--name=inner',
      '--',
      ...node('console.log("loss=2")'),
    ];
    const finished = await run('--name=outer', '--', ...inner);
    assert.equal(finished.code, 0, finished.err.toString('utf8'));
    assert.equal(finished.out.toString('utf8'), 'loss=2\n');
    for (const name of ['outer', 'inner']) {
      const report = await show(project, name);
      assert.equal(report.status, 'FINISHED');
      assert.deepEqual(report.warnings, []);
    }
  });

  it('the code as it was when the command began, which changes it at once', async () => {
    // Read after the others, which take git longer than a command takes to start.
    for (const name of ['a', 'b', 'c']) await project.write(`${name}.bin`, randomBytes(4_000_000));
    await project.write('last.txt', '[run]\n\tseed = 1\n');
    const finished = await run('--', 'git', 'config', '--file', 'last.txt', 'run.seed', '2');
    assert.equal(finished.code, 0, finished.err.toString('utf8'));
    assert.match(await project.read('last.txt'), /seed = 2/);
    const { git } = await show(project);
    assert.match(await project.git('show', `${git?.snapshot ?? ''}:last.txt`), /seed = 1/);
  });

  it('nothing in the working tree, the index or the history of git', async () => {
    const before = [
      await project.git('status', '--porcelain'),
      await project.git('log', '--all', '--oneline'),
    ];
    await run(...node(''));
    assert.deepEqual(
      [await project.git('status', '--porcelain'), await project.git('log', '--all', '--oneline')],
      before,
    );
  });
});
