import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { defaultCaptureSettings } from '../../../src/model/captureSettings.ts';
import { trackerRequests } from '../../../src/protocol/tracker.ts';
import { makeProject, type Project } from '../../harness/project.ts';
import { testPython } from '../../harness/python.ts';
import { until } from '../../harness/wait.ts';
import { look, start, trackline } from '../launch/trackline.ts';
import { openTracker, type TrackerWindow } from './window.ts';

/** How long the runs log; 60 for the whole minute, which `npm test` does without. */
const seconds = Number(process.env['TRACKLINE_TEST_LOAD_SECONDS'] ?? 10);
const runs = 8;

/** Logs as fast as it is answered until the time is over, and notes what was acknowledged. */
const script = `
import json, os, sys, time, urllib.request, trackline
name, end = sys.argv[1], time.time() + float(sys.argv[2])
base, token = os.environ["MLFLOW_TRACKING_URI"], os.environ["MLFLOW_TRACKING_TOKEN"]
def post(call, fields):
    return json.load(urllib.request.urlopen(urllib.request.Request(
        base + "/api/2.0/mlflow/" + call, json.dumps(fields).encode(),
        {"Content-Type": "application/json", "Authorization": "Bearer " + token}), timeout=60))
run = post("runs/create", {"run_name": name, "start_time": 1})["run"]["info"]["run_id"]
step = 0
while time.time() < end:
    print(f"step {step} printed={step * 0.5}", flush=True)
    trackline.log(step=step, helped=step * 0.5)
    metrics = [{"key": key, "value": step * 0.5, "step": step, "timestamp": step + 1}
        for key in ("posted", "posted/2", "posted/3")]
    post("runs/log-batch", {"run_id": run, "metrics": metrics, "tags": [{"key": "at", "value": str(step)}]})
    step += 1
    time.sleep(0.01)
with open("acked-" + name, "w") as acked: acked.write(str(step))
`;

describe(`two windows, ${runs} runs and a command line on one store for ${seconds} s (TRACKLINE_TEST_LOAD_SECONDS)`, function () {
  this.timeout((seconds * 4 + 120) * 1000);
  let project: Project;
  before(async () => {
    project = await makeProject({ 'load.py': script });
    // A database to be read from the start.
    await trackline(['run', '--name=first', '--', process.execPath, '--version'], {
      cwd: project.folder,
    });
  });
  after(() => project.remove());

  it('lose and double no point, and nobody hears of a locked database', async () => {
    await using one = openTracker();
    await using two = openTracker();
    const over = new AbortController();
    const readers = [readAll(project, over.signal), watch(project, one, over.signal)];
    const names = Array.from({ length: runs }, (_, index) => `run-${index}`);
    const launched = names
      .slice(runs / 2)
      .map((name) => start(command(name), { cwd: project.folder }));
    for (const name of names.slice(0, runs / 2)) await launchFrom(project, two, name);
    readers.push(watch(project, two, over.signal));
    const ended = Promise.all(launched.map(({ finished }) => finished));
    try {
      const finished = await Promise.race([ended, Promise.all(readers).then(() => assert.fail())]);
      for (const { code, err } of finished) {
        assert.equal(code, 0);
        assert.match(err.toString('utf8'), /^trackline: run \w+ is on record\.\n$/);
      }
      await until(
        () => look(project, (store) => store.launches.unfinished().length === 0),
        'the runs of the window to end',
        60_000,
      );
    } finally {
      over.abort();
    }
    const calls = (await Promise.all(readers)).reduce((sum, count) => sum + count, 0);
    let points = 0;
    for (const name of names) points += await everyPoint(project, name);
    for (const { troubles, said } of [one, two]) {
      assert.deepEqual(troubles, []);
      assert.equal(said(), '');
    }
    for (const id of readdirSync(project.path('.trackline', 'launches'))) {
      const log = project.path('.trackline', 'launches', id, 'supervisor.log');
      assert.equal(readFileSync(log, 'utf8'), '', 'supervisors had nothing to complain about');
    }
    console.log(`      ${points} points, ${calls} calls of readers`);
  });
});

function command(name: string): string[] {
  return ['run', '--name', name, '--', testPython(), 'load.py', name, String(seconds)];
}

/** As a window launches. */
async function launchFrom(project: Project, window: TrackerWindow, name: string): Promise<void> {
  await window.connection.sendRequest(trackerRequests.launch, {
    store: project.path('.trackline'),
    argv: command(name).slice(4),
    cwd: project.folder,
    name,
    capture: defaultCaptureSettings,
  });
}

/** A person at the command line. @returns how many calls were made. */
async function readAll(project: Project, over: AbortSignal): Promise<number> {
  let calls = 0;
  while (!over.aborted) {
    for (const args of [
      ['ls', '--json'],
      ['show', 'last', '--json'],
      ['export', '--json'],
    ]) {
      const { code, out, err } = await trackline(args, { cwd: project.folder });
      assert.equal(err.toString('utf8'), '', args.join(' '));
      assert.equal(code, 0);
      JSON.parse(out.toString('utf8'));
      calls += 1;
    }
  }
  return calls;
}

/** What a window with open pages asks, and a person who stars runs. @returns how many questions. */
async function watch(project: Project, window: TrackerWindow, over: AbortSignal): Promise<number> {
  const { connection } = window;
  const { store } = await connection.sendRequest(trackerRequests.openProject, {
    folder: project.folder,
  });
  let calls = 0;
  for (; !over.aborted; calls += 1) {
    const running = await connection.sendRequest(trackerRequests.running, { store });
    for (const runId of running) {
      await connection.sendRequest(trackerRequests.details, { store, runId });
      await connection.sendRequest(trackerRequests.series, {
        store,
        runId,
        queries: [{ key: 'posted', x: 'step', buckets: 200 }],
      });
    }
    const edit = { kind: 'star', on: calls % 2 === 0 } as const;
    await connection.sendRequest(trackerRequests.edit, { store, runIds: running, edit });
  }
  return calls;
}

/** Holds a run's series against what its script was told. @returns how many points they have. */
async function everyPoint(project: Project, name: string): Promise<number> {
  const count = Number(await project.read(`acked-${name}`));
  assert.ok(count > seconds, `${name} logged ${count} steps`);
  const steps = Array.from({ length: count }, (_, step) => step);
  look(project, (store) => {
    const run = store.runs.list().find((one) => one.name === name) ?? assert.fail(name);
    assert.equal(run.status, 'FINISHED');
    for (const key of ['printed', 'helped', 'posted', 'posted/2', 'posted/3']) {
      const points = store.metrics.points(run.id, key);
      assert.deepEqual(Array.from(points.steps), steps, `${key} of ${name}`);
      assert.deepEqual(
        Array.from(points.values),
        steps.map((step) => step * 0.5),
      );
      assert.equal(store.metrics.summaries(run.id)[key]?.count, count);
    }
  });
  return count * 5;
}
