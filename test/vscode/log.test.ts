import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { commands } from '../../src/editor/contributions.ts';
import { until } from '../harness/wait.ts';
import { gate } from './support/fresh.ts';
import { ended, folder, launch, writeFile } from './support/trackline.ts';

/** Goes on when a file of that name appears in the workspace, so that the test sets the pace. */
const waiting = (go: string): string => `
import os, sys, time
def wait(name):
    while not os.path.exists(name): time.sleep(0.02)
print("\\x1b[32mbegin\\x1b[0m", flush=True)
wait("${go}")
for i in range(3):
    print(f"\\r{i + 1}/3", end="", flush=True)
print(flush=True)
print("careful", file=sys.stderr, flush=True)
for i in range(200): print("line", i)
`;

describe('the log of a run', () => {
  it('follows a live run to its end, without colours, progress bars in their last state', async () => {
    const go = gate();
    const script = await writeFile('log.py', waiting(go.name));
    const run = await launch(commands.runFile, script);
    await vscode.commands.executeCommand(commands.showRunLog, run);
    const editor = vscode.window.activeTextEditor;
    assert.equal(editor?.document.uri.scheme, 'trackline-log');
    assert.equal(editor?.document.languageId, 'trackline-log');
    const text = (): string => editor?.document.getText() ?? '';
    await until(() => text() === 'begin\n', 'the first line');
    await go.open();
    // Two streams: which of them is read to its end first is open.
    await until(() => /^careful$/m.test(text()) && text().includes('line 199\n'), 'the last lines');
    assert.match(text(), /^begin\n/);
    assert.match(text(), /^3\/3$/m);
    await until(
      () => editor?.visibleRanges.some(({ end }) => end.line >= 199),
      'the end to be in sight',
    );
    await ended(run);
  });

  it('opens as the file that it is', async () => {
    const script = await writeFile('plain.py', 'print("plain")\n');
    const run = await launch(commands.runFile, script);
    await ended(run);
    await vscode.commands.executeCommand(commands.openLogFile, run);
    await until(
      () => vscode.window.activeTextEditor?.document.getText().trim() === 'plain',
      'the file',
    );
    const file = vscode.window.activeTextEditor?.document.uri.fsPath ?? '';
    assert.ok(file.startsWith(folder().fsPath), file);
  });
});
