import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, truncateSync, utimesSync } from 'node:fs';
import { open } from 'node:fs/promises';
import path from 'node:path';
import { makeProject, type Project } from '../../harness/project.ts';
import { testPython } from '../../harness/python.ts';
import { until } from '../../harness/wait.ts';
import {
  gone,
  look,
  node,
  processesOf,
  remarks,
  show,
  start,
  trackline,
} from '../launch/trackline.ts';

const script = `
import argparse, sys, trackline
parser = argparse.ArgumentParser()
parser.add_argument("--lr", type=float, default=0.5)
parser.parse_args()
for step in range(20):
    print(f"step {step} loss={1 / (step + 1)}")
    trackline.log(step=step, helped=step * 2.0)
trackline.tag(stage="late")
sys.exit(3)
`;

/** Everything about a run that its files can tell once more. */
async function told(project: Project, name: string) {
  const { warnings: _warnings, metrics, ...report } = await show(project, name);
  const own = Object.entries(metrics).filter(([key]) => !key.startsWith('system/'));
  return { ...report, metrics: Object.fromEntries(own) };
}

describe('a damaged run store', function () {
  this.timeout(120_000);
  let project: Project;
  let file: string;
  beforeEach(async () => {
    project = await makeProject({ 'train.py': script });
    file = project.path('.trackline', 'trackline.db');
  });
  afterEach(async () => {
    // A run that a failed test left behind goes on to its end.
    await project.write('go', '');
    await project.remove();
  });

  const call = (...args: string[]) => trackline(args, { cwd: project.folder });
  // A run's supervisor closes the store right after the command line has told of the run's end; what
  // lies in the journal until then would mend the damage.
  const closed = () => until(() => !existsSync(`${file}-wal`), 'the store to be closed');
  const damagedFiles = () =>
    readdirSync(project.path('.trackline')).filter((name) =>
      /^trackline\.db\.damaged-[\dTZ-]+$/.test(name),
    );
  const noise = Buffer.alloc(256 * 1024, 'these are no pages of a database ');
  const damages: readonly (readonly [string, () => void | Promise<void>])[] = [
    [
      'cut short',
      () => {
        truncateSync(file, 8192);
      },
    ],
    [
      'emptied',
      () => {
        truncateSync(file, 0);
        // Somebody did it a while ago.
        utimesSync(file, 1, 1);
      },
    ],
    ['overwritten with noise', () => project.write('.trackline/trackline.db', noise)],
    [
      'overwritten with noise behind its first pages',
      async () => {
        const handle = await open(file, 'r+');
        const { size } = await handle.stat();
        await handle.write(noise, 0, Math.min(noise.length, size - 8192), 8192);
        await handle.close();
      },
    ],
  ];

  for (const [how, damage] of damages) {
    it(`that was ${how} is told, kept aside, and its runs come back`, async () => {
      await call('run', '--name', 'first', '--', testPython(), 'train.py', '--lr', '0.25');
      const before = await told(project, 'first');
      assert.deepEqual([before.exitCode, before.status], [3, 'FAILED']);
      await closed();
      await damage();
      const content = readFileSync(file);

      const doctor = await call('doctor');
      assert.equal(doctor.code, 1);
      assert.match(doctor.out.toString('utf8'), /✗ store .*is damaged.*doctor --recover/);
      assert.deepEqual(readFileSync(file), content, 'looking changes nothing');

      const recovered = await call('doctor', '--recover');
      assert.equal(recovered.code, 0, recovered.err.toString('utf8'));
      assert.match(recovered.out.toString('utf8'), /was damaged.*\n1 run was put on record.*first/);
      const [aside = ''] = damagedFiles();
      assert.deepEqual(readFileSync(project.path('.trackline', aside)), content, 'kept as it was');
      assert.deepEqual(await told(project, 'first'), before);
      const { warnings } = await show(project, 'first');
      assert.ok(warnings.some((text) => text.includes('was made again')));
      assert.equal((await call('doctor')).code, 0);
      const again = await call('doctor', '--recover', '--json');
      const nothing = { setAside: null, runs: [], running: 0 };
      assert.deepEqual(JSON.parse(again.out.toString('utf8')), nothing);
    });
  }

  it('keeps nobody from training: a fresh one begins, and readers are told what to do', async () => {
    await call('run', '--name', 'first', '--', ...node('console.log("loss=1")'));
    await closed();
    await project.write('.trackline/trackline.db', noise);
    for (const command of ['ls', 'export', 'show']) {
      const reading = await call(command, ...(command === 'show' ? ['last'] : []));
      assert.equal(reading.code, 1);
      assert.match(
        remarks(reading).join(),
        /is damaged and cannot be read\. Run `trackline doctor/,
      );
    }
    const finished = await call('run', '--name', 'second', '--', ...node('console.log("loss=2")'));
    assert.equal(finished.code, 0);
    assert.match(remarks(finished)[0] ?? '', /was damaged\. It is kept as .*\.damaged-/);
    assert.equal(damagedFiles().length, 1);
    assert.equal((await show(project, 'second')).metrics['loss']?.last, 2);
    const doctor = await call('doctor');
    assert.match(doctor.out.toString('utf8'), /· lost runs .*1 launches have logs/);
    await call('doctor', '--recover');
    assert.equal((await show(project, 'first')).metrics['loss']?.last, 1);
    assert.equal((await show(project, 'second')).metrics['loss']?.last, 2);
  });

  it('is set aside by one of several runs that find it at once', async () => {
    await project.write('.trackline/trackline.db', noise);
    const runs = await Promise.all(
      ['a', 'b', 'c', 'd'].map((name) => call('run', '--name', name, '--', ...node(''))),
    );
    assert.deepEqual(
      runs.map(({ code }) => code),
      [0, 0, 0, 0],
    );
    assert.equal(damagedFiles().length, 1);
    const names = look(project, (store) => store.runs.list().map(({ name }) => name));
    assert.deepEqual(names.sort(), ['a', 'b', 'c', 'd']);
  });

  for (const [when, repair] of [
    ['by nobody', false],
    ['by somebody while it goes on', true],
  ] as const) {
    it(`in the midst of a run, set aside ${when}, ends the training well and on record`, async () => {
      await project.write(
        'wait.py',
        `
import os, sys, time
print("step 0 loss=4")
while not os.path.exists("go"):
    time.sleep(0.02)
print("step 1 loss=2")
sys.exit(7)
`,
      );
      const args = ['run', '--name', 'through', '--', testPython(), 'wait.py'];
      const running = start(args, { cwd: project.folder });
      const { command, supervisor } = await processesOf(project);
      await until(() => running.shown().includes('step 0 '), 'the first line');
      for (const part of ['', '-wal']) {
        if (!existsSync(file + part)) continue;
        const handle = await open(file + part, 'r+');
        const { size } = await handle.stat();
        await handle.write(noise, 0, Math.min(noise.length, Math.max(4096, size)), 0);
        await handle.close();
      }
      if (repair) {
        const { out } = await call('doctor', '--recover');
        assert.match(out.toString('utf8'), /through\.\n1 of them still run/);
        assert.equal((await show(project, 'through')).status, 'RUNNING');
      }
      await project.write('go', '');
      const finished = await running.finished;
      assert.equal(finished.code, 7);
      assert.equal(finished.out.toString('utf8'), 'step 0 loss=4\nstep 1 loss=2\n');
      await Promise.all([gone(command), gone(supervisor)]);
      const report = await show(project, 'through');
      assert.deepEqual([report.status, report.exitCode], ['FAILED', 7]);
      const loss = look(project, (store) => store.metrics.points(report.id, 'loss'));
      assert.deepEqual(
        [Array.from(loss.steps), Array.from(loss.values)],
        [
          [0, 1],
          [4, 2],
        ],
      );
      assert.equal(damagedFiles().length, 1);
      assert.ok(existsSync(path.join(project.folder, '.trackline', damagedFiles()[0] ?? '')));
    });
  }
});
