import assert from 'node:assert/strict';
import { rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { makeProject, type Project } from '../../harness/project.ts';
import { testDvc } from '../../harness/python.ts';
import { until } from '../../harness/wait.ts';
import { show, start, trackline } from '../launch/trackline.ts';
import { dvc, dvcStatus, terminal } from './dvc.ts';
import { files, write } from './everyKind.ts';

/** `trackline stage …` as a person calls it; without DVC on PATH unless `env` puts it there. */
async function stage(
  project: Project,
  args: readonly string[],
  env: NodeJS.ProcessEnv = terminal,
): Promise<{ readonly code: number | null; readonly text: string }> {
  const done = await trackline(['stage', ...args], { cwd: project.folder, env });
  return { code: done.code, text: `${done.out.toString('utf8')}${done.err.toString('utf8')}` };
}

/** Stages that a person freezes are run before. */
const unfrozen = { ...files, 'dvc.yaml': files['dvc.yaml'].replace('    frozen: true\n', '') };

describe('stages run without DVC', function () {
  this.timeout(240_000);
  let project: Project;
  afterEach(() => project.remove());

  it('leave nothing to do for DVC, and the dvc.lock that it would have written', async () => {
    project = await makeProject(unfrozen);
    await dvc(project.folder, 'init', '--quiet');
    const report = await stage(project, ['run', '--file=sub/dvc.yaml']);
    assert.equal(report.code, 0, report.text);
    assert.match(report.text, /> python write\.py report\.txt one\n[^]*report\.txt two\n/);
    const rest = await stage(project, ['run']);
    assert.equal(rest.code, 0, rest.text);
    assert.match(rest.text, /dvc\.yaml:prepare is up to date\./);
    await project.write('dvc.yaml', files['dvc.yaml']);
    assert.deepEqual(Object.keys(await dvcStatus(project)).toSorted(), ['always', 'note']);
    const repro = await dvc(project.folder, 'repro', '--all-pipelines');
    const skipped = repro.match(/Stage '.*' didn't change, skipping/g) ?? [];
    assert.equal(skipped.length, 5, repro);

    const ours = await leftBy(project);
    await rm(project.path('.dvc/cache'), { recursive: true });
    for (const name of ['dvc.lock', 'sub/dvc.lock', 'data', 'out', 'report.txt', '.gitignore']) {
      await rm(project.path(name), { recursive: true, force: true });
    }
    await project.write('dvc.yaml', unfrozen['dvc.yaml']);
    await dvc(project.folder, 'repro', '--all-pipelines', '--quiet');
    assert.deepEqual(ours, await leftBy(project));
  });

  it('find nothing to do after DVC, and tell what has changed since', async () => {
    const yaml = files['dvc.yaml'].slice(0, files['dvc.yaml'].indexOf('  frozen:'));
    project = await makeProject({ ...files, 'dvc.yaml': yaml });
    await dvc(project.folder, 'init', '--quiet');
    await dvc(project.folder, 'repro', '--all-pipelines', '--quiet');
    const lock = await project.read('dvc.lock');
    const again = await stage(project, ['run']);
    assert.deepEqual([again.code, await project.read('dvc.lock')], [0, lock]);
    assert.match(again.text, /everything is up to date; nothing was run/);
    assert.equal((await stage(project, ['status'])).code, 0);
    await project.write('params.yaml', files['params.yaml'].replace('0.001', '0.1'));
    const changed = await stage(project, ['status', 'train@large']);
    assert.deepEqual(changed, {
      code: 1,
      text: 'dvc.yaml:prepare      up to date\ndvc.yaml:train@large  stale: lr 0.001 → 0.1\n',
    });
    const elsewhere = await stage(project, ['status', 'sub/dvc.yaml:report']);
    assert.match(elsewhere.text, /^sub\/dvc\.yaml:report +up to date$/m);
    const status = await stage(project, ['status', '--json', 'train@small']);
    assert.deepEqual((JSON.parse(status.text) as { stages: unknown[] }).stages[1], {
      name: 'train@small',
      address: 'dvc.yaml:train@small',
      status: 'stale',
      reasons: ['lr 0.001 → 0.1'],
      frozen: false,
    });
    const run = await stage(project, ['run', '--single', 'train@large']);
    assert.equal(run.code, 0, run.text);
    assert.deepEqual(Object.keys(await dvcStatus(project)), ['train@small']);
    assert.equal((await stage(project, ['run', 'trian'])).code, 1);
  });

  it('are each on record below the run of the pipeline, with what is theirs', async () => {
    project = await makeProject({
      'train.py': `import json
print('epoch 1 loss=0.5')
json.dump({'test': {'accuracy': 0.9}, 'name': 'x'}, open('metrics.json', 'w'))
open('curve.csv', 'w').write('a,b\\n1,2\\n')
`,
      'data.csv': 'a\n1\n',
      'params.yaml': 'train: {lr: 0.1, layers: [3, 4]}\nother: 1\n',
      'dvc.yaml': `stages:
  fit:
    cmd: python train.py
    deps: [train.py, data.csv]
    params: [train]
    metrics: [metrics.json: {cache: false}]
    plots: [curve.csv: {cache: false}]
`,
    });
    const { code, text } = await stage(project, ['run', 'fit']);
    assert.equal(code, 0, text);
    const parent = await show(project, text.match(/pipeline run (\w{8}) is on record/)?.[1] ?? '');
    const child = await show(project, idOf(text, 'fit'));
    assert.equal(child.tags['mlflow.parentRunId'], parent.id);
    assert.equal(child.tags['trackline.stage'], 'dvc.yaml:fit');
    assert.equal(child.tags['mlflow.source.name'], 'train.py');
    assert.deepEqual(child.params, { 'train.lr': '0.1', 'train.layers': '[3, 4]' });
    assert.equal(child.metrics['test.accuracy']?.last, 0.9);
    assert.equal(child.metrics['loss']?.last, 0.5);
    assert.ok(
      child.inputs.some((file) => file.path === 'data.csv'),
      'though nothing has opened it',
    );
    assert.ok(child.outputs.some((file) => file.path === 'metrics.json'));
    assert.deepEqual(
      child.artifacts.map((artifact) => artifact.path),
      ['plots/curve.csv'],
    );
    assert.deepEqual([parent.name, parent.status, parent.params], ['fit', 'FINISHED', {}]);
    assert.deepEqual(parent.metrics, {}, 'what a stage prints is no metric of the pipeline');
  });

  it('end with the first that fails, and keep what was done before', async () => {
    project = await makeProject({
      'write.py': write,
      'dvc.yaml': `stages:
  first:
    cmd: python write.py first.txt
    outs: [first.txt]
  second:
    cmd:
      - python write.py second.txt
      - python -c "raise SystemExit(3)"
      - python write.py never.txt
    deps: [first.txt]
    outs: [second.txt]
  third:
    cmd: python write.py third.txt
    deps: [second.txt]
    outs: [third.txt]
`,
    });
    const { code, text } = await stage(project, ['run']);
    assert.equal(code, 1);
    assert.match(text, /second failed: its command ended with exit code 3/);
    assert.match(text, /dvc\.yaml:third was not run\./);
    const lock = await project.read('dvc.lock');
    assert.deepEqual([/first:/.test(lock), /second:/.test(lock)], [true, false]);
    assert.equal((await show(project, idOf(text, 'second'))).status, 'FAILED');
    assert.equal((await show(project, idOf(text, 'first'))).status, 'FINISHED');
    await assert.rejects(stat(project.path('never.txt')));
    const missing = await stage(project, ['run', '--single', 'third', '--force']);
    assert.equal(missing.code, 0, 'second.txt was written before the failure');
    await rm(project.path('second.txt'));
    const gone = await stage(project, ['run', '--single', 'third']);
    assert.equal(gone.code, 1);
    assert.match(gone.text, /The stage third reads second\.txt, which does not exist\./);
  });

  it('take data that `dvc add` tracks as it is, and say when only DVC can bring it', async () => {
    project = await makeProject({
      '.dvc/config': '',
      'raw.csv': '1\n',
      'raw.csv.dvc': 'outs:\n- path: raw.csv\n  md5: b026324c6904b2a9cb4b88d6d61c81d1\n',
      'dvc.yaml': 'stages: {copy: {cmd: cp raw.csv b.csv, deps: [raw.csv], outs: [b.csv]}}\n',
    });
    const done = await stage(project, ['run']);
    assert.equal(done.code, 0, done.text);
    await rm(project.path('raw.csv'));
    const gone = await stage(project, ['run']);
    assert.equal(gone.code, 1);
    assert.match(gone.text, /reads raw\.csv, which raw\.csv\.dvc tracks and which is not here\./);
    assert.match(gone.text, /Fetch it with `dvc pull`, for which DVC is needed\./);
  });

  it('remove their outputs before, unless they persist, and refuse those that git tracks', async () => {
    project = await makeProject({
      'append.py': `import sys
for name in sys.argv[1:]:
    open(name, 'a').write('line\\n')
`,
      'kept.txt': 'begun\n',
      'tracked.txt': '',
      'dvc.yaml': `stages:
  log:
    cmd: python append.py fresh.txt kept.txt
    deps: [append.py]
    outs:
      - fresh.txt
      - kept.txt: {persist: true, cache: false}
  tracked:
    cmd: python append.py tracked.txt
    deps: [append.py]
    outs: [tracked.txt]
`,
    });
    await dvc(project.folder, 'init', '--quiet');
    await stage(project, ['run', 'log']);
    await stage(project, ['run', 'log', '--force']);
    assert.equal(await project.read('fresh.txt'), 'line\n');
    assert.equal(await project.read('kept.txt'), 'begun\nline\nline\n');
    assert.equal(await project.read('.gitignore'), '/fresh.txt\n');
    const refused = await stage(project, ['run', 'tracked']);
    assert.equal(refused.code, 1);
    assert.match(refused.text, /tracked\.txt is tracked by git already/);
    await assert.rejects(dvc(project.folder, 'repro', 'tracked'), /already tracked by SCM/);
  });

  it('can be ended, and what was under way is not done', async () => {
    project = await makeProject({
      'dvc.yaml': `stages:
  long:
    cmd: python -c "import time; print('waits', flush=True); time.sleep(120)"
    outs: [never.txt]
  after:
    cmd: echo after
    deps: [never.txt]
`,
    });
    const call = start(['stage', 'run'], { cwd: project.folder, env: terminal });
    await until(() => call.shown().includes('\nwaits'), 'the stage to run', 60_000);
    const second = await stage(project, ['run']);
    assert.match(second.text, /A pipeline of this project is running already\./);
    call.process.kill('SIGINT');
    const { code, out } = await call.finished;
    assert.equal(code, 130);
    assert.match(out.toString('utf8'), /dvc\.yaml:after was not run\./);
    assert.equal((await show(project, idOf(out.toString('utf8'), 'long'))).status, 'KILLED');
    await assert.rejects(stat(project.path('dvc.lock')));
  });
});

describe('stages run with DVC', function () {
  this.timeout(240_000);
  let project: Project;
  afterEach(() => project.remove());

  it('are its own, and each is a run', async () => {
    project = await makeProject({
      'write.py': write,
      'params.yaml': 'size: 3\n',
      'dvc.yaml': `stages:
  one:
    cmd: python write.py one.txt
    deps: [write.py]
    params: [size]
    outs: [one.txt]
  two:
    cmd: python write.py two.json '{"score":0.75}'
    deps: [one.txt]
    metrics: [two.json]
`,
    });
    await dvc(project.folder, 'init', '--quiet');
    const withDvc = {
      ...terminal,
      PATH: [terminal['PATH'], path.dirname(testDvc())].join(path.delimiter),
    };
    const { code, text } = await stage(project, ['run', 'two'], withDvc);
    assert.equal(code, 0, text);
    assert.match(text, /Running stage 'two':\n> python write\.py two\.json/);
    assert.deepEqual(await dvcStatus(project), {});
    const child = await show(project, idOf(text, 'two'));
    assert.equal(child.command[1], 'repro');
    assert.equal(child.metrics['score']?.last, 0.75);
    assert.deepEqual(child.inputs.map((file) => file.path).toSorted(), ['one.txt']);
    assert.deepEqual((await show(project, idOf(text, 'one'))).params, { size: '3' });
    const again = await stage(project, ['run'], withDvc);
    assert.match(again.text, /everything is up to date/);
    const own = await stage(project, ['run', 'two', '--force', '--runner=trackline'], withDvc);
    assert.equal(own.code, 0, own.text);
    assert.doesNotMatch((await show(project, idOf(own.text, 'two'))).command.join(' '), /repro/);
    const absent = await stage(project, ['run', '--force', '--runner=dvc']);
    assert.equal(absent.code, 1);
    assert.match(absent.text, /There is no `dvc` on PATH, and stages are to be run by DVC\./);
    assert.equal((await stage(project, ['run', '--runner=make'])).code, 2);
  });
});

/** The run that a pipeline said it was making for a stage. */
function idOf(text: string, name: string): string {
  return new RegExp(`Running dvc\\.yaml:${name} \\(run (\\w{8})\\)`).exec(text)?.[1] ?? 'none';
}

/** What a run of all stages leaves beside its outputs. */
async function leftBy(project: Project): Promise<Record<string, string>> {
  const kept: Record<string, string> = {};
  for (const name of ['dvc.lock', 'sub/dvc.lock', 'data/.gitignore', 'out/.gitignore']) {
    kept[name] = await project.read(name).catch(() => '');
  }
  return kept;
}

describe('entry points of an MLproject file', function () {
  this.timeout(180_000);
  let project: Project;
  afterEach(() => project.remove());

  it('are run by MLflow, whose run is the one on record', async () => {
    project = await makeProject({
      MLproject: `name: demo
entry_points:
  main:
    parameters:
      lr: {type: float, default: 0.1}
      size: int
    command: "python train.py {lr} {size}"
`,
      'train.py': `import sys, mlflow
mlflow.log_metric('score', float(sys.argv[1]) * int(sys.argv[2]))
`,
    });
    const refused = await stage(project, ['run', '--file=MLproject']);
    assert.equal(refused.code, 1);
    assert.match(refused.text, /needs a value for its parameter size\. Give it with --param size=/);
    const unknown = await stage(project, ['run', 'other', '--file=MLproject']);
    assert.match(unknown.text, /There is no entry point other in MLproject\. There are main\./);
    const done = await stage(project, ['run', '--file=MLproject', '--param', 'size=4']);
    assert.equal(done.code, 0, done.text);
    const run = await show(project, /run (\w{8}) is on record/.exec(done.text)?.[1] ?? 'none');
    assert.equal(run.status, 'FINISHED');
    assert.equal(run.metrics['score']?.last, 0.4);
    assert.deepEqual(run.params, { lr: '0.1', size: '4' });
  });
});
