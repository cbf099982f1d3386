import assert from 'node:assert/strict';
import { makeProject, type Project } from '../../harness/project.ts';
import { rm, writeFile } from 'node:fs/promises';
import { testPython } from '../../harness/python.ts';
import { until } from '../../harness/wait.ts';
import {
  gone,
  isAlive,
  look,
  node,
  processesOf,
  remarks,
  show,
  start,
  trackline,
} from './trackline.ts';

describe('trackline run that is interrupted', function () {
  this.timeout(120_000);
  const python = testPython();
  let project: Project;
  beforeEach(async () => {
    project = await makeProject({});
  });
  afterEach(() => project.remove());

  beforeEach(function () {
    // Windows knows no signals.
    if (process.platform === 'win32') this.skip();
  });

  it('by Ctrl+C ends the command as it wants to, and the run is killed', async () => {
    const work = `
      process.on('SIGINT', () => { console.log('saved loss=7'); process.exit(5); });
      console.log('up'); setInterval(() => {}, 1000);`;
    const running = start(['run', ...node(work)], { cwd: project.folder });
    await until(() => running.shown().includes('up'), 'the command to be up');
    running.process.kill('SIGINT');
    const { code, out } = await running.finished;
    assert.equal(code, 5);
    assert.equal(out.toString('utf8'), 'up\nsaved loss=7\n');
    const report = await show(project);
    assert.deepEqual([report.status, report.exitCode], ['KILLED', 5]);
    assert.equal(report.metrics['loss']?.last, 7);
  });

  it('by Ctrl+C ends a Python script with what it started', async () => {
    await project.write(
      'parent.py',
      `
import subprocess, sys
child = subprocess.Popen([sys.executable, "-c", "import time; print('up', flush=True); time.sleep(600)"])
print(child.pid, flush=True)
child.wait()
`,
    );
    const running = start(['run', python, 'parent.py'], { cwd: project.folder });
    await until(() => running.shown().includes('up'), 'the child to be up');
    running.process.kill('SIGINT');
    const { code } = await running.finished;
    assert.equal(code, 130);
    await gone(Number(/^\d+$/m.exec(running.shown())?.[0]));
    assert.equal((await show(project)).status, 'KILLED');
  });

  it('by the end of its terminal goes on, and is recorded to its end', async () => {
    const work = `
      console.log('step 0 loss=1');
      const wait = setInterval(() => {
        if (!require('fs').existsSync('go')) return;
        console.log('step 1 loss=0.5'); clearInterval(wait);
      }, 20);`;
    const running = start(['run', ...node(work)], { cwd: project.folder });
    const { command, supervisor } = await processesOf(project);
    running.process.kill('SIGKILL');
    await running.finished;
    assert.equal((await show(project)).status, 'RUNNING');
    await project.write('go', '');
    await gone(command);
    await gone(supervisor);
    const report = await show(project);
    assert.deepEqual([report.status, report.exitCode], ['FINISHED', 0]);
    assert.deepEqual([report.metrics['loss']?.count, report.metrics['loss']?.last], [2, 0.5]);
  });

  it('by somebody who clears its record away goes on to its end, and says what is missing', async () => {
    const work = `
      console.log('up');
      const wait = setInterval(() => {
        if (!require('fs').existsSync('go')) return;
        console.log('step 1 loss=0.5'); clearInterval(wait); process.exitCode = 4;
      }, 20);`;
    const running = start(['run', ...node(work)], { cwd: project.folder });
    const { command, supervisor } = await processesOf(project);
    await until(() => running.shown().includes('up'), 'the command to be up');
    await rm(project.path('.trackline'), { recursive: true });
    await project.write('go', '');
    await gone(command);
    const finished = await running.finished;
    await gone(supervisor);
    assert.notEqual(finished.code, 0);
    assert.ok(remarks(finished).length > 0);
  });

  it('by somebody who deletes its project leaves no process behind', async () => {
    const go = `${project.folder}-go`;
    const work = `
      console.log('up');
      const wait = setInterval(() => {
        if (!require('fs').existsSync(${JSON.stringify(go)})) return;
        console.log('step 1 loss=0.5'); clearInterval(wait);
      }, 20);`;
    const running = start(['run', ...node(work)], { cwd: project.folder });
    const { command, supervisor } = await processesOf(project);
    await until(() => running.shown().includes('up'), 'the command to be up');
    await project.remove();
    assert.ok(isAlive(command) && isAlive(supervisor), 'the command is left to end');
    await writeFile(go, '');
    await gone(command);
    await gone(supervisor);
    await running.finished;
    await rm(go);
  });

  it('by the death of its supervisor goes on under another one, with all that it prints', async () => {
    const work = `
      for (let i = 0; i < 500; i++) console.log('step ' + i + ' loss=' + 1 / (i + 1));
      const wait = setInterval(() => {
        if (!require('fs').existsSync('go')) return;
        for (let i = 500; i < 1000; i++) console.log('step ' + i + ' loss=' + 1 / (i + 1));
        process.stdout.write('step 1000 loss=7'); clearInterval(wait);
      }, 20);`;
    const running = start(['run', ...node(work)], { cwd: project.folder });
    const { command, supervisor } = await processesOf(project);
    await until(() => running.shown().includes('step 499 '), 'the first half');
    process.kill(supervisor, 'SIGKILL');
    const next = await until(
      async () => {
        const now = (await processesOf(project)).supervisor;
        return now !== supervisor && now;
      },
      'another supervisor',
      60_000,
    );
    assert.equal((await show(project)).status, 'RUNNING');
    await project.write('go', '');
    await gone(command);
    await running.finished;
    await gone(next);
    assert.ok(running.shown().includes('step 1000 loss=7'));

    const report = await show(project);
    // Nobody saw its exit code, and a program that is no Python tells nothing of its end.
    assert.deepEqual([report.status, report.end, report.exitCode], ['KILLED', 'interrupted', null]);
    const loss = look(project, (store) => store.metrics.points(report.id, 'loss'));
    assert.deepEqual(
      Array.from(loss.steps),
      Array.from({ length: 1001 }, (_, step) => step),
    );
    const expected = Array.from({ length: 1000 }, (_, step) => 1 / (step + 1));
    assert.deepEqual(Array.from(loss.values), [...expected, 7]);
  });

  it('by the death of its supervisor loses nothing that Python logs, nor how it ended', async () => {
    await project.write('train.py', trainThroughDeath);
    const running = start(['run', python, 'train.py'], { cwd: project.folder });
    const { supervisor } = await processesOf(project);
    await until(() => running.shown().includes('half'), 'the first half', 90_000);
    process.kill(supervisor, 'SIGKILL');
    await project.write('go', '');
    assert.equal((await running.finished).code, 0);
    const report = await show(project);
    assert.deepEqual([report.status, report.exitCode], ['FINISHED', 0]);
    assert.equal(report.name, 'named by MLflow');
    for (const key of ['by_mlflow', 'by_helper']) {
      const points = look(project, (store) => store.metrics.points(report.id, key));
      assert.deepEqual(
        Array.from(points.steps),
        Array.from({ length: 40 }, (_, step) => step),
        key,
      );
    }
    const { out } = await trackline(['ls', '--json'], { cwd: project.folder });
    assert.equal(JSON.parse(out.toString('utf8')).length, 1, 'no second run was made of it');
  });

  it('by the death of all that watched it is settled later with what its files hold', async () => {
    const work = `
      console.log('step 0 loss=3');
      const wait = setInterval(() => {
        if (!require('fs').existsSync('go')) return;
        console.log('step 1 loss=2'); clearInterval(wait);
      }, 20);`;
    const running = start(['run', ...node(work)], { cwd: project.folder });
    const { command, supervisor } = await processesOf(project);
    await until(() => running.shown().includes('step 0 '), 'the first line');
    running.process.kill('SIGKILL');
    await running.finished;
    process.kill(supervisor, 'SIGKILL');
    await project.write('go', '');
    await gone(command);
    const report = await show(project);
    assert.deepEqual([report.status, report.end], ['KILLED', 'interrupted']);
    assert.ok(report.warnings.some((text) => text.includes('was ended')));
    assert.equal(report.metrics['loss']?.count, 2);
    assert.deepEqual(await show(project), report, 'once settled it stays as it is');
  });
});

/** Logs forty points in two ways, and waits in the middle until it may go on. */
const trainThroughDeath = `
import os, time, mlflow, trackline
with mlflow.start_run(run_name='named by MLflow'):
    for step in range(40):
        if step == 20:
            print('half')
            while not os.path.exists('go'):
                time.sleep(0.05)
        mlflow.log_metric('by_mlflow', step * 2.0, step=step)
        trackline.log(step=step, by_helper=step * 3.0)
`;
