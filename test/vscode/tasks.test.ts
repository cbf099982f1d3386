import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { commands } from '../../src/editor/contributions.ts';
import { RunTerminal } from '../../src/editor/tasks/runTerminal.ts';
import { until } from '../harness/wait.ts';
import { fresh, gate } from './support/fresh.ts';
import {
  descriptionOf,
  ended,
  folder,
  launch,
  recordedRuns,
  shownRun,
  shownRuns,
  trackline,
  writeFile,
} from './support/trackline.ts';
import type { RunNode } from '../../src/editor/runs/runNodes.ts';

/** Writes tasks.json, and gives the task of a label once the editor has read it. */
async function taskOf(
  label: string,
  definition: Readonly<Record<string, unknown>>,
): Promise<vscode.Task> {
  const task = { type: 'trackline', label, ...definition };
  await writeFile('.vscode/tasks.json', JSON.stringify({ version: '2.0.0', tasks: [task] }));
  return until(
    async () => (await vscode.tasks.fetchTasks()).find(({ name }) => name === label),
    `the task ${label}`,
    20_000,
  );
}

/** Runs a task to its end; its exit code. */
async function exitCode(task: vscode.Task): Promise<number | undefined> {
  return new Promise((resolve) => {
    const listening = vscode.tasks.onDidEndTaskProcess((event) => {
      if (event.execution.task.name !== task.name) return;
      listening.dispose();
      resolve(event.exitCode);
    });
    void vscode.tasks.executeTask(task);
  });
}

/** The only run of an experiment; without a name of its own, that is the script's. */
async function runOf(experiment: string): Promise<RunNode> {
  return until(
    async () => (await shownRuns()).find(({ parent }) => parent.row.experiment.name === experiment),
    `the run of ${experiment}`,
    20_000,
  );
}

function named({ parent, row }: RunNode): { store: string; runId: string } {
  return { store: parent.parent.project.store, runId: row.run.id };
}

const slow = `
import sys, time
print("begun", flush=True)
for _ in range(600): time.sleep(0.1)
`;

describe('tasks of the type trackline', () => {
  after(async () => {
    await vscode.workspace.fs.delete(vscode.Uri.joinPath(folder(), '.vscode', 'tasks.json'));
  });

  it('run a script with its arguments, named, and end with its exit code', async () => {
    await writeFile('tasked.py', 'import sys\nprint(sys.argv[1:])\nsys.exit(len(sys.argv))\n');
    const experiment = fresh('tasks');
    const task = await taskOf(fresh('script task'), {
      script: 'tasked.py',
      args: ['--lr', '0.5'],
      name: 'from a task',
      experiment,
    });
    assert.equal(await exitCode(task), 3);
    const node = await runOf(experiment);
    assert.equal(node.row.run.name, 'from a task');
    assert.equal((await ended(named(node))).row.run.status, 'FAILED');
    assert.ok(await descriptionOf(node));
  });

  it('run a command with the environment’s Python', async () => {
    await writeFile('tasked.py', 'import sys\nsys.exit(0 if sys.argv[1] == "a b" else 9)\n');
    const task = await taskOf(fresh('command task'), { command: ['python', 'tasked.py', 'a b'] });
    assert.equal(await exitCode(task), 0);
  });

  it('show the output as it comes, and end when the run has', async () => {
    const { tracker } = await trackline();
    const seen = gate();
    const file = await writeFile(
      'tasked.py',
      `import os, sys, time\nprint("one\\ntwo", flush=True)\nwhile not os.path.exists("${seen.name}"): time.sleep(0.05)\nprint("three", file=sys.stderr)\nsys.exit(4)\n`,
    );
    const terminal = new RunTerminal(async () => {
      const { store, runId } = await launch(commands.runFile, file);
      return { project: { store, root: folder().fsPath }, runId };
    }, tracker);
    let shown = '';
    const codes: (number | void)[] = [];
    terminal.onDidWrite((text) => (shown += text));
    terminal.onDidClose((code) => codes.push(code));
    terminal.open();
    await until(() => shown === 'one\r\ntwo\r\n', 'the first lines');
    assert.deepEqual(codes, []);
    await seen.open();
    await until(() => codes.length > 0, 'the end', 20_000);
    assert.equal(shown, 'one\r\ntwo\r\nthree\r\n');
    assert.deepEqual(codes, [4]);
  });

  it('start nothing that names neither or both, and say so by their exit code', async () => {
    const before = await recordedRuns();
    assert.equal(await exitCode(await taskOf(fresh('neither'), {})), 2);
    assert.equal(
      await exitCode(await taskOf(fresh('both'), { script: 'tasked.py', command: ['python'] })),
      2,
    );
    assert.equal(await exitCode(await taskOf(fresh('missing'), { script: 'nowhere.py' })), 2);
    assert.equal(await recordedRuns(), before);
  });

  it('stop the run with Ctrl+C in their terminal', async () => {
    const label = fresh('stopped');
    await writeFile(`${label}.py`, slow);
    const task = await taskOf(label, { script: `${label}.py` });
    const code = exitCode(task);
    const node = await runOf(label);
    const terminal = await until(
      () => vscode.window.terminals.find(({ name }) => name.includes(label)),
      'the terminal',
    );
    terminal.sendText('\u0003', false);
    assert.equal((await ended(named(node))).row.run.status, 'KILLED');
    assert.notEqual(await code, 0);
  });

  it('leave the run alone when their terminal is closed', async () => {
    const goOn = gate();
    const label = fresh('closed');
    const script = `import os, time\nwhile not os.path.exists("${goOn.name}"): time.sleep(0.05)\n`;
    await writeFile(`${label}.py`, script);
    await vscode.tasks.executeTask(await taskOf(label, { script: `${label}.py` }));
    const node = await runOf(label);
    await shownRun(named(node), ({ row }) => row.run.status === 'RUNNING', 'running');
    const terminal = await until(
      () => vscode.window.terminals.find(({ name }) => name.includes(label)),
      'the terminal',
    );
    terminal.dispose();
    await until(() => !vscode.window.terminals.includes(terminal), 'the terminal to be closed');
    await goOn.open();
    assert.equal((await ended(named(node))).row.run.status, 'FINISHED');
  });
});
