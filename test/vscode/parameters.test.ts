import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { commands } from '../../src/editor/contributions.ts';
import { emptyForm } from '../../src/model/parameterForm.ts';
import type { FormValues } from '../../src/model/parameterForm.ts';
import { tagNames } from '../../src/model/run.ts';
import { trackerRequests } from '../../src/protocol/tracker.ts';
import { until } from '../harness/wait.ts';
import { ended, recordedRuns, trackline, writeFile } from './support/trackline.ts';
import type { Named } from './support/trackline.ts';

const script = `import argparse, time
parser = argparse.ArgumentParser()
parser.add_argument("--lr", type=float, default=0.1)
parser.add_argument("--kind", choices=["a", "b"])
args = parser.parse_args()
print("began", time.time())
print(f"score={args.lr}")
time.sleep(0.3)
`;

async function run(file: vscode.Uri, fields: FormValues['fields']): Promise<readonly Named[]> {
  const values: FormValues = { ...emptyForm, fields };
  const runs = await vscode.commands.executeCommand<readonly Named[] | undefined>(
    commands.runFileWithParameters,
    file,
    values,
  );
  return runs ?? [];
}

async function params({ store, runId }: Named): Promise<Readonly<Record<string, string>>> {
  const { tracker } = await trackline();
  const details = await tracker.request(trackerRequests.details, { store, runId });
  return details?.data.params ?? {};
}

/** What the runs that were started together have in common. */
async function groupOf({ store, runId }: Named): Promise<string | undefined> {
  const { tracker } = await trackline();
  const details = await tracker.request(trackerRequests.details, { store, runId });
  return details?.data.tags[tagNames.group];
}

function formTabs(): readonly vscode.Tab[] {
  return vscode.window.tabGroups.all
    .flatMap(({ tabs }) => tabs)
    .filter(
      ({ input }) =>
        input instanceof vscode.TabInputWebview && input.viewType.endsWith('trackline.parameters'),
    );
}

/** Gives an answer to every warning that asks, and keeps what was asked, until it is disposed of. */
function answerWarnings(
  answer: string | undefined,
): Disposable & { readonly messages: readonly string[] } {
  const messages: string[] = [];
  const shown = vscode.window.showWarningMessage;
  const answering = async (message: string): Promise<string | undefined> => {
    messages.push(message);
    return answer;
  };
  Object.assign(vscode.window, { showWarningMessage: answering });
  return {
    messages,
    [Symbol.dispose]: () => void Object.assign(vscode.window, { showWarningMessage: shown }),
  };
}

describe('running a file with parameters', () => {
  beforeEach(async () => {
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  });

  it('opens one form a file, and runs nothing by itself', async () => {
    const file = await writeFile('formed.py', script);
    const before = await recordedRuns();
    await vscode.commands.executeCommand(commands.runFileWithParameters, file);
    await vscode.commands.executeCommand(commands.runFileWithParameters, file);
    await until(() => formTabs().length > 0, 'the form');
    assert.deepEqual(
      formTabs().map(({ label }) => label),
      ['Run formed.py'],
    );
    assert.equal(await recordedRuns(), before);
  });

  it('gives the script what is filled in, and leaves the rest to it', async () => {
    const file = await writeFile('formed.py', script);
    const [named, ...others] = await run(file, { '--kind': 'b' });
    assert.ok(named);
    assert.deepEqual(others, []);
    const node = await ended(named);
    assert.equal(node.row.run.status, 'FINISHED');
    const { lr, kind } = await params(named);
    assert.deepEqual({ lr, kind }, { lr: '0.1', kind: 'b' });
  });

  it('knows the options of the script for the form', async () => {
    const file = await writeFile('formed.py', script);
    const { tracker } = await trackline();
    const options = await tracker.request(trackerRequests.scriptOptions, { file: file.fsPath });
    assert.deepEqual(
      options.map(({ name, default: value, choices }) => [name, value, choices]),
      [
        ['lr', '0.1', undefined],
        ['kind', undefined, ['a', 'b']],
      ],
    );
    const shell = await writeFile('formed.sh', 'echo add_argument\n');
    assert.deepEqual(
      await tracker.request(trackerRequests.scriptOptions, { file: shell.fsPath }),
      [],
    );
  });

  it('makes a run of each combination, one after the other, once that is confirmed', async () => {
    const file = await writeFile('formed.py', script);
    const before = await recordedRuns();
    {
      using asked = answerWarnings(undefined);
      assert.deepEqual(await run(file, { '--lr': '0.1,0.2', '--kind': 'a, b' }), []);
      assert.deepEqual(asked.messages, ['Run formed.py 4 times?']);
    }
    assert.equal(await recordedRuns(), before);

    using _confirmed = answerWarnings('Start 3 Runs');
    const runs = await run(file, { '--lr': '0.1, 0.2, 0.3' });
    const rates = await Promise.all(runs.map(async (each) => (await params(each))['lr']));
    assert.deepEqual(rates, ['0.1', '0.2', '0.3']);
    const nodes = await Promise.all(runs.map((each) => ended(each)));
    const groups = await Promise.all(runs.map(groupOf));
    assert.ok(groups[0]);
    assert.deepEqual(groups, [groups[0], groups[0], groups[0]]);
    assert.deepEqual(
      nodes.map(({ row }) => row.run.name),
      [1, 2, 3].map((number) => `${groups[0]}-${number}`),
    );
    const times = nodes.map(({ row }) => [row.run.startTime, row.run.endTime ?? 0] as const);
    for (const [index, [start]] of times.entries()) {
      assert.ok(start >= (times[index - 1]?.[1] ?? 0), `run ${index} began before the last ended`);
    }
  });

  it('begins with the values of the last time', async () => {
    const file = await writeFile('remembered.py', script);
    const [first] = await run(file, { '--lr': '0.7' });
    assert.ok(first);
    await ended(first);
    const { forms } = await trackline();
    assert.deepEqual(forms.lastValues(file), { ...emptyForm, fields: { '--lr': '0.7' } });
    assert.deepEqual(forms.lastValues(await writeFile('other.py', script)), emptyForm);
  });

  it('starts nothing for more runs than anybody means', async () => {
    const file = await writeFile('formed.py', script);
    const before = await recordedRuns();
    const many = Array.from({ length: 101 }, (_, index) => index).join(',');
    assert.deepEqual(await run(file, { '--lr': many }), []);
    assert.equal(await recordedRuns(), before);
  });
});
