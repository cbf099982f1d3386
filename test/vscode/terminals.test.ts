import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import * as vscode from 'vscode';
import { commands } from '../../src/editor/contributions.ts';
import { until } from '../harness/wait.ts';
import { fresh } from './support/fresh.ts';
import {
  ended,
  folder,
  launch,
  shownRuns,
  testInterpreter,
  writeFile,
} from './support/trackline.ts';

describe('terminals of the window', () => {
  let terminal: vscode.Terminal | undefined;
  afterEach(() => terminal?.dispose());

  /** Types a line into a new terminal, and gives what the file `name` holds in the end. */
  async function typed(line: string, name: string): Promise<string> {
    terminal = vscode.window.createTerminal({ name: 'by hand', cwd: folder() });
    terminal.sendText(line);
    return until(
      async () => {
        const file = vscode.Uri.joinPath(folder(), name);
        return Buffer.from(await vscode.workspace.fs.readFile(file)).toString('utf8') || undefined;
      },
      `${name} to be written`,
      50_000,
    );
  }

  it('have the command line on PATH', async () => {
    await ended(await launch(commands.runFile, await writeFile('one.py', 'print("loss: 1")\n')));
    const name = fresh('ls');
    const runs: unknown = JSON.parse(
      await typed(`trackline ls --json > ${name}.part && mv ${name}.part ${name}`, name),
    );
    assert.ok(Array.isArray(runs) && runs.length > 0);
  });

  it('record a script with MLflow in it that is started by hand', async () => {
    await ended(await launch(commands.runFile, await writeFile('one.py', 'print("loss: 1")\n')));
    const name = fresh('by hand');
    const done = fresh('done');
    await writeFile(
      'by_hand.py',
      `
import mlflow
with mlflow.start_run(run_name="${name}"):
    mlflow.log_metric("loss", 0.25)
`,
    );
    await typed(`"${testInterpreter()}" by_hand.py; echo done > ${done}`, done);
    const run = await until(
      async () =>
        (await shownRuns()).find(
          ({ row }) => row.run.name === name && row.run.status === 'FINISHED',
        ),
      'the run to be shown as finished',
    );
    assert.equal(run.row.run.launchId, undefined);
  });

  it('are not alone: a kernel that another extension starts is recorded too', async () => {
    await ended(await launch(commands.runFile, await writeFile('one.py', 'print("loss: 1")\n')));
    const name = fresh('in a kernel');
    const code = `import mlflow\nwith mlflow.start_run(run_name="${name}"): pass`;
    await until(() => process.env['MLFLOW_TRACKING_TOKEN'], 'the endpoint to be offered');
    // With the environment that the Jupyter extension gives a local kernel.
    const env = { ...process.env };
    await promisify(execFile)(testInterpreter(), ['-c', code], { env, cwd: folder().fsPath });
    await until(
      async () => (await shownRuns()).find(({ row }) => row.run.name === name),
      'the run to be shown',
    );
  });
});
