import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { launchFolder } from '../../../src/launch/launchFolder.ts';
import { readHeartbeat } from '../../../src/launch/recovery/heartbeat.ts';
import type { Store } from '../../../src/store/store.ts';
import { makeProject, type Project } from '../../harness/project.ts';
import { testPython } from '../../harness/python.ts';
import { seeded } from '../../harness/seeded.ts';
import { pause, until } from '../../harness/wait.ts';
import { gone, look, show, start, trackline } from '../launch/trackline.ts';
import { trainAlone, trainingScript, type EndedAlone } from './training.ts';

const rounds = 20;
/** So many at once keep two cores busy, and no longer than one training takes. */
const atOnce = 5;
const steps = 30;
const seed = Number(process.env['TRACKLINE_TEST_SEED'] ?? Date.now() % 1_000_000);

describe(`a supervisor that is killed (TRACKLINE_TEST_SEED=${seed})`, function () {
  this.timeout(300_000);
  let project: Project;
  before(async () => {
    project = await makeProject({ 'train.py': trainingScript });
  });
  after(() => project.remove());

  it(`${rounds} times at random moments costs neither the training nor its record anything`, async () => {
    const next = seeded(seed);
    const plans = Array.from({ length: rounds }, (_, round) => ({
      name: `round-${round}`,
      code: round % 4,
      // Not before the first step: by then nothing is acknowledged, and nothing begun.
      step: 1 + Math.floor(next() * (steps - 2)),
      pauseMs: Math.floor(next() * 20),
    }));
    const alone = await Promise.all(
      [0, 1, 2, 3].map((code) => trainAlone(project, ['alone', String(steps), String(code)])),
    );
    for (let first = 0; first < rounds; first += atOnce) {
      const batch = plans.slice(first, first + atOnce);
      await Promise.all(
        batch.map((plan) => killed(project, plan, alone[plan.code] ?? assert.fail())),
      );
    }
    const { out } = await trackline(['ls', '--json'], { cwd: project.folder });
    const listed = JSON.parse(out.toString('utf8')) as { name: string; status: string }[];
    assert.equal(listed.length, rounds, 'one run for each training');
    assert.deepEqual(
      listed.filter(({ status }) => status === 'RUNNING'),
      [],
    );
  });
});

interface Plan {
  readonly name: string;
  /** How the training is to end. */
  readonly code: number;
  /** When its supervisor is killed: so long after this step. */
  readonly step: number;
  readonly pauseMs: number;
}

/** One training whose supervisor is killed, held against the same one alone. */
async function killed(project: Project, plan: Plan, alone: EndedAlone): Promise<void> {
  const { name, code, step } = plan;
  const args = ['train.py', name, String(steps), String(code)];
  const call = ['run', '--name', name, '--', testPython(), ...args];
  const running = start(call, { cwd: project.folder });
  await until(() => running.shown().includes(`step ${step} `), `step ${step} of ${name}`, 60_000);
  await pause(plan.pauseMs);
  const { launchId, runId } = look(project, (store) => idsOf(store, name));
  const folder = launchFolder(project.path('.trackline'), launchId);
  const supervisor = readHeartbeat(folder)?.supervisor ?? assert.fail('no supervisor');
  process.kill(supervisor, 'SIGKILL');

  const finished = await running.finished;
  const about = `${name}, killed after step ${step}`;
  assert.equal(finished.code, alone.code, about);
  assert.equal(finished.out.toString('utf8'), alone.out, about);
  assert.equal(readFileSync(folder.stdout, 'utf8'), alone.out, about);
  assert.equal(readFileSync(folder.stderr, 'utf8'), alone.err, about);
  assert.equal(await project.read(`out-${name}`), await project.read('out-alone'), about);
  const next = readHeartbeat(folder)?.supervisor;
  if (next !== undefined) await gone(next);

  const report = await show(project, runId);
  const status = code === 0 ? 'FINISHED' : 'FAILED';
  assert.deepEqual([report.name, report.status, report.exitCode], [name, status, code], about);
  const acked = (await project.read(`acked-${name}`)).trim().split('\n').map(Number);
  const all = Array.from({ length: steps }, (_, index) => index);
  assert.deepEqual(acked, all, about);
  for (const key of ['printed', 'helped', 'posted']) {
    const points = look(project, (store) => store.metrics.points(runId, key));
    assert.deepEqual(Array.from(points.steps), all, `${key} of ${about}`);
    assert.deepEqual(
      Array.from(points.values),
      all.map((index) => 1 / (index + 1)),
      about,
    );
  }
  assert.ok(!existsSync(folder.settling), about);
}

function idsOf(store: Store, name: string): { launchId: string; runId: string } {
  const run = store.runs.list().find((one) => one.name === name);
  if (run?.launchId === undefined) assert.fail(`there is no run ${name}`);
  return { launchId: run.launchId, runId: run.id };
}
