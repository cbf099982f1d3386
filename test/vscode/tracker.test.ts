import assert from 'node:assert/strict';
import { commands } from '../../src/editor/contributions.ts';
import { trackerRequests } from '../../src/protocol/tracker.ts';
import { until } from '../harness/wait.ts';
import { ended, folder, launch, shownRun, trackline, writeFile } from './support/trackline.ts';

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
