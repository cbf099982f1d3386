import assert from 'node:assert/strict';
import { readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { commands } from '../../src/editor/contributions.ts';
import { trackerRequests } from '../../src/protocol/tracker.ts';
import type { SetAside } from '../../src/protocol/tracker.ts';
import { until } from '../harness/wait.ts';
import { ended, launch, shownRun, shownRuns, trackline, writeFile } from './support/trackline.ts';

describe('a damaged run store in the editor', () => {
  it('is set aside, a fresh one begins, and its runs come back when they are asked for', async () => {
    const { tracker } = await trackline();
    const script = await writeFile('kept.py', 'print("step 1 loss=0.125")\n');
    const run = await launch(commands.runFile, script);
    const { name } = (await ended(run)).row.run;
    const news: SetAside[] = [];
    const listener = tracker.onDidSetAside((one) => news.push(one));
    try {
      for (const part of ['trackline.db', 'trackline.db-wal']) {
        writeFileSync(path.join(run.store, part), Buffer.alloc(1 << 20, 'noise '));
      }
      // Who had pages in memory may not notice; a tracker that begins does.
      const first = tracker.processId;
      assert.ok(first);
      process.kill(first, 'SIGKILL');
      await until(() => news.length > 0, 'the damage to be told', 40_000);
      assert.equal(news[0]?.store, run.store);
      assert.ok(readdirSync(run.store).includes(path.basename(news[0].file)));
      await until(async () => (await shownRuns()).length === 0, 'a view without runs');

      const { runs, running } = await tracker.request(trackerRequests.recover, {
        store: run.store,
      });
      assert.ok(runs.includes(name));
      assert.equal(running, 0);
      const again = await shownRun(run);
      assert.equal(again.row.run.status, 'FINISHED');
      assert.equal(again.row.run.name, name);
      const next = await launch(commands.runFile, script);
      assert.equal((await ended(next)).row.run.status, 'FINISHED');
    } finally {
      listener.dispose();
    }
  });
});
