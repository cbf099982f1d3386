import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { commands } from '../../src/editor/contributions.ts';
import type { RunEnded, RunWarned } from '../../src/protocol/tracker.ts';
import { until } from '../harness/wait.ts';
import { gate } from './support/fresh.ts';
import { launch, trackline, writeFile } from './support/trackline.ts';

describe('notices of runs under way', () => {
  it('tell once that a loss is no number any more, and that the run has ended', async () => {
    const { tracker } = await trackline();
    const warned: RunWarned[] = [];
    const ended: RunEnded[] = [];
    const listeners = [
      tracker.onDidWarn((one) => warned.push(one)),
      tracker.onDidEnd((one) => ended.push(one)),
    ];
    try {
      const stop = gate();
      const script = await writeFile(
        'diverges.py',
        `
import os, time
print("loss: 1.0")
while not os.path.exists("${stop.name}"):
    print("loss: nan", flush=True)
    time.sleep(0.2)
raise SystemExit(3)
`,
      );
      const { runId } = await launch(commands.runFile, script);
      const first = await until(
        () => warned.find((one) => one.runId === runId),
        'the warning',
        30_000,
      );
      assert.equal(first.warning.kind, 'not-a-number');
      assert.equal('metric' in first.warning && first.warning.metric, 'loss');
      await stop.open();
      const end = await until(() => ended.find((one) => one.runId === runId), 'the end', 30_000);
      assert.equal(end.status, 'FAILED');
      assert.equal(warned.filter((one) => one.runId === runId).length, 1);
    } finally {
      vscode.Disposable.from(...listeners).dispose();
    }
  });
});
