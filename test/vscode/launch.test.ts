import assert from 'node:assert/strict';
import path from 'node:path';
import * as vscode from 'vscode';
import { commands } from '../../src/editor/contributions.ts';
import { until } from '../harness/wait.ts';
import { fresh } from './support/fresh.ts';
import {
  descriptionOf,
  ended,
  folder,
  launch,
  openPages,
  recordedRuns,
  shownRun,
  shownRuns,
  testInterpreter,
  trackline,
  writeFile,
} from './support/trackline.ts';

describe('launching from the editor', () => {
  beforeEach(async () => {
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  });

  it('runs the script that is open, keeps the keyboard there and opens the run’s page', async () => {
    const script = vscode.Uri.joinPath(folder(), 'train.py');
    await vscode.window.showTextDocument(script);
    const run = await launch(commands.runFile);
    const node = await ended(run);
    assert.equal(node.row.run.status, 'FINISHED');
    assert.match(await descriptionOf(node), /^(\d+ min )?\d+(\.\d)? s$/);
    await until(() => openPages().includes(node.row.run.name), 'the run’s page to open');
    assert.equal(vscode.window.activeTextEditor?.document.uri.toString(), script.toString());
  });

  it('runs what was typed, not what was saved before', async () => {
    const script = await writeFile(`${fresh('typed')}.py`, 'print("before")\n');
    const document = await vscode.workspace.openTextDocument(script);
    const editor = await vscode.window.showTextDocument(document);
    await editor.edit((edit) => edit.insert(new vscode.Position(1, 0), 'print("after")\n'));
    assert.equal(document.isDirty, true);
    const run = await launch(commands.runFile);
    assert.equal(document.isDirty, false);
    await ended(run);
    await vscode.commands.executeCommand(commands.showRunLog, run);
    await until(
      () => vscode.window.activeTextEditor?.document.getText() === 'before\nafter\n',
      'the log of what was typed',
    );
  });

  it('runs a file of the explorer with the interpreter of the settings, in the workspace', async () => {
    const script = await writeFile(
      'deep/er/where.py',
      'import os, sys\nprint(sys.executable)\nprint(os.getcwd())\nprint(sys.argv)\n',
    );
    const run = await launch(commands.runFile, script, [script]);
    assert.equal((await ended(run)).row.run.status, 'FINISHED');
    await vscode.commands.executeCommand(commands.showRunLog, run);
    const lines = await until(() => {
      const text = vscode.window.activeTextEditor?.document.getText().trimEnd().split('\n') ?? [];
      return text.length === 3 ? text : undefined;
    }, 'the log');
    assert.equal(lines[0], testInterpreter());
    assert.equal(lines[1], folder().fsPath);
    assert.equal(lines[2], `['${path.join('deep', 'er', 'where.py')}']`);
  });

  it('says that a script failed', async () => {
    const run = await launch(commands.runFile, vscode.Uri.joinPath(folder(), 'fail.py'));
    const node = await ended(run);
    assert.equal(node.row.run.status, 'FAILED');
    const { tree } = await trackline();
    const icon = tree.getTreeItem(node).iconPath;
    assert.ok(icon instanceof vscode.ThemeIcon && icon.id === 'error');
  });

  it('runs a shell script', async () => {
    const script = await writeFile('hello.sh', 'echo "loss=0.25"\n');
    assert.equal((await ended(await launch(commands.runFile, script))).row.run.status, 'FINISHED');
  });

  it('runs a command with its arguments, assignments and the environment’s Python', async () => {
    await writeFile(
      'args.py',
      'import os, sys\nprint(sys.argv[1:], os.environ["WHO"], sys.executable)\n',
    );
    const run = await launch(commands.runCommand, `WHO="a b" python args.py 'x y' --lr=0.1`);
    assert.equal((await ended(run)).row.run.status, 'FINISHED');
    await vscode.commands.executeCommand(commands.showRunLog, run);
    await until(
      () =>
        vscode.window.activeTextEditor?.document.getText() ===
        `['x y', '--lr=0.1'] a b ${testInterpreter()}\n`,
      'the log',
    );
  });

  it('starts nothing for what only a shell understands, a missing file, or another kind of file', async () => {
    const before = await recordedRuns();
    const missing = vscode.Uri.joinPath(folder(), 'gone.py');
    const text = await writeFile('notes.txt', 'x');
    for (const [id, argument] of [
      [commands.runCommand, 'python train.py | tee log.txt'],
      [commands.runCommand, 'python "train.py'],
      [commands.runFile, missing],
      [commands.runFile, text],
    ] as const) {
      assert.equal(await vscode.commands.executeCommand(id, argument), undefined);
    }
    assert.equal(await recordedRuns(), before);
  });

  it('stops a run, which the status bar’s source knew of', async () => {
    const script = await writeFile(
      'forever.py',
      'import time\nprint("begun", flush=True)\nfor _ in range(600): time.sleep(0.1)\n',
    );
    const run = await launch(commands.runFile, script);
    const { running } = await trackline();
    await until(
      () => running.runs.some(({ runId }) => runId === run.runId),
      'the run to be running',
    );
    const live = await shownRun(run, ({ row }) => row.run.status === 'RUNNING', 'running');
    const { tree } = await trackline();
    const icon = tree.getTreeItem(live).iconPath;
    assert.ok(icon instanceof vscode.ThemeIcon && icon.id === 'sync~spin');
    await vscode.commands.executeCommand(commands.stopRun, run);
    assert.equal((await ended(run)).row.run.status, 'KILLED');
    await until(
      () => !running.runs.some(({ runId }) => runId === run.runId),
      'the run not to be running any more',
    );
  });

  it('runs the same again', async () => {
    const again = fresh('again');
    const script = await writeFile(`${again}.py`, 'print("once more")\n');
    const first = await launch(commands.runFile, script);
    await ended(first);
    await vscode.commands.executeCommand(commands.rerun, first);
    const second = await until(
      async () =>
        (await shownRuns()).find(
          ({ row, parent }) => parent.row.experiment.name === again && row.run.id !== first.runId,
        ),
      'the second run',
    );
    const node = await ended({ store: first.store, runId: second.row.run.id });
    assert.equal(node.row.run.status, 'FINISHED');
  });
});
