import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import * as vscode from 'vscode';
import { commands } from '../../src/editor/contributions.ts';
import { trackerRequests } from '../../src/protocol/tracker.ts';
import { seeded } from '../harness/seeded.ts';
import { pause, until } from '../harness/wait.ts';
import { fresh, gate } from './support/fresh.ts';
import { ended, folder, launch, shownRun, trackline, writeFile } from './support/trackline.ts';

const seed = Number(process.env['TRACKLINE_TEST_SEED'] ?? Date.now() % 1_000_000);

/** Trains until it is told to end, and says in the file `steps` how far it came. */
const training = (end: string, steps: string): string => `
import os, pathlib, sys, time
step = 0
while not os.path.exists("${end}"):
    print(f"step {step} loss={1 / (step + 1)}", flush=True)
    step += 1
    time.sleep(0.02)
pathlib.Path("${steps}").write_text(str(step))
sys.exit(4)
`;

describe(`a language server that is killed (TRACKLINE_TEST_SEED=${seed})`, () => {
  it('21 times at random moments leaves a training alone, and checks files as before', async function () {
    this.timeout(180_000);
    const { tracker, pipelineFiles } = await trackline();
    const killed = fresh('killed');
    const broken = await writeFile(`${killed}/dvc.yaml`, 'stages: 1\n');
    await vscode.workspace.openTextDocument(broken);
    const end = gate();
    const told = fresh('trained-steps');
    const script = await writeFile('train-on.py', training(end.name, told));
    const run = await launch(commands.runFile, script);
    const next = seeded(seed);
    const server = (): Promise<number> =>
      until(
        async () => {
          // After three deaths in a row somebody has to ask for another.
          await pipelineFiles.retry();
          return pipelineFiles.processId;
        },
        'a language server',
        40_000,
      );
    // A multiple of three: the next death in this window is the first of a row again.
    for (let round = 0; round < 21; round += 1) {
      const pid = await server();
      await pause(Math.floor(next() * 200));
      process.kill(pid, 'SIGKILL');
      await until(() => pipelineFiles.processId !== pid, 'it to be dead');
    }
    await server();
    await shownRun(run, ({ row }) => row.run.status === 'RUNNING', 'running');
    const shown = () =>
      vscode.languages.getDiagnostics(broken).filter(({ source }) => source === 'trackline').length;
    await until(() => shown() === 1, 'the file to be checked', 40_000);
    await vscode.workspace.fs.writeFile(broken, Buffer.from('stages: {}\n'));
    await until(() => shown() === 0, 'the fix to be seen', 40_000);

    await end.open();
    assert.equal((await ended(run)).row.run.status, 'FAILED');
    const details = await tracker.request(trackerRequests.details, run);
    assert.deepEqual(details?.launch?.end, { kind: 'exited', code: 4 });
    const steps = Number(await readFile(`${folder().fsPath}/${told}`, 'utf8'));
    const loss = details?.data.metrics['loss'];
    assert.deepEqual([loss?.count, loss?.step], [steps, steps - 1]);
    await vscode.workspace.fs.delete(vscode.Uri.joinPath(folder(), killed), { recursive: true });
  });
});
