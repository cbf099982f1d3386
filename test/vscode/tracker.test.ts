import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { commands } from '../../src/editor/contributions.ts';
import { trackerRequests } from '../../src/protocol/tracker.ts';
import type { WindowEndpoint } from '../../src/protocol/tracker.ts';
import { seeded } from '../harness/seeded.ts';
import { pause, until } from '../harness/wait.ts';
import { fresh, gate } from './support/fresh.ts';
import { ended, folder, launch, shownRun, trackline, writeFile } from './support/trackline.ts';

const seed = Number(process.env['TRACKLINE_TEST_SEED'] ?? Date.now() % 1_000_000);

/** Logs until it is told to end, and says in the file `steps` how far it came. */
const training = (through: string, steps: string): string => `
import os, pathlib, sys, time
step = 0
while not os.path.exists("${through}"):
    print(f"step {step} loss={1 / (step + 1)}", flush=True)
    step += 1
    time.sleep(0.02)
pathlib.Path("${steps}").write_text(str(step))
sys.exit(3)
`;

describe('the tracker process', () => {
  it('is started again when it dies, and the runs are shown and followed as before', async () => {
    const { tracker } = await trackline();
    const script = await writeFile('before.py', 'print("before")\n');
    const before = await launch(commands.runFile, script);
    await ended(before);
    const first = tracker.processId;
    assert.ok(first);
    process.kill(first, 'SIGKILL');
    await until(
      () => tracker.processId !== undefined && tracker.processId !== first,
      'another one',
    );
    await shownRun(before);
    const after = await launch(commands.runFile, script);
    assert.equal((await ended(after)).row.run.status, 'FINISHED');
  });

  it(`may be killed 20 times at random moments: the run goes on, and is shown to its end (seed ${seed})`, async function () {
    this.timeout(180_000);
    const { tracker } = await trackline();
    const through = gate();
    const told = fresh('steps');
    const script = await writeFile('through.py', training(through.name, told));
    const run = await launch(commands.runFile, script);
    let endpoint: WindowEndpoint | undefined;
    const next = seeded(seed);
    for (let round = 0; round < 20; round += 1) {
      const pid = await until(() => {
        // After three deaths in a row somebody has to ask for another.
        tracker.retry();
        return tracker.processId;
      }, 'a tracker');
      // A script that was started by hand finds the endpoint where it was.
      if (round % 4 === 0) {
        const again: WindowEndpoint | undefined = endpoint;
        const found: WindowEndpoint | null = await tracker.request(trackerRequests.endpoint, {
          store: run.store,
          ...(again !== undefined && { again }),
        });
        assert.ok(found);
        if (endpoint !== undefined) assert.deepEqual(found, endpoint);
        endpoint = found;
        const answer = await fetch(`${found.url}/api/2.0/mlflow/runs/get?run_id=${run.runId}`, {
          headers: { Authorization: `Bearer ${found.token}` },
        });
        assert.equal(answer.status, 200);
      }
      await pause(Math.floor(next() * 200));
      process.kill(pid, 'SIGKILL');
      await until(() => tracker.processId !== pid, 'the tracker to be dead');
    }
    tracker.retry();
    const shown = await shownRun(run);
    assert.equal(shown.row.run.status, 'RUNNING');
    await through.open();
    assert.equal((await ended(run)).row.run.status, 'FAILED');
    const details = await tracker.request(trackerRequests.details, run);
    assert.deepEqual(details?.launch?.end, { kind: 'exited', code: 3 });
    const steps = Number((await readFile(`${folder().fsPath}/${told}`, 'utf8')).trim());
    const loss = details?.data.metrics['loss'];
    assert.deepEqual([loss?.count, loss?.step], [steps, steps - 1]);
    const running = await tracker.request(trackerRequests.running, { store: run.store });
    assert.ok(!running.includes(run.runId));
  });

  it('answers in sentences what it cannot do', async () => {
    const { tracker } = await trackline();
    const { store } = await tracker.request(trackerRequests.openProject, {
      folder: folder().fsPath,
    });
    const none = await tracker.request(trackerRequests.details, { store, runId: 'f'.repeat(32) });
    assert.equal(none, null);
    const nowhere = { store: `${store}-not-there`, runId: 'f'.repeat(32) };
    await assert.rejects(tracker.request(trackerRequests.log, nowhere), {
      message: `Nothing is on record in ${nowhere.store}.`,
    });
  });
});
