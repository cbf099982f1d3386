import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { commands } from '../../src/editor/contributions.ts';
import { until } from '../harness/wait.ts';
import { ended, folder, launch, trackline, writeFile } from './support/trackline.ts';

const file = `# what a champion must be like
gates:
  - metric: gate_score
    min: 0.8
  - metric: gate_score
    max: 2
`;

/** What was said of an item of the Test Explorer. */
interface Told {
  readonly label: string;
  readonly passed: boolean;
  readonly message?: string;
  readonly line?: number;
}

/** Judges everything as the Test Explorer's *Run* does, and keeps what it was told. */
async function judged(controller: vscode.TestController): Promise<readonly Told[]> {
  const told: Told[] = [];
  let over = false;
  const createTestRun = controller.createTestRun.bind(controller);
  controller.createTestRun = (request) => {
    const run = createTestRun(request);
    return new Proxy(run, {
      get: (target, key) => {
        if (key === 'passed') {
          return ({ label }: vscode.TestItem) => void told.push({ label, passed: true });
        }
        if (key === 'failed') {
          return ({ label }: vscode.TestItem, { message, location }: vscode.TestMessage) =>
            void told.push({
              label,
              passed: false,
              message: typeof message === 'string' ? message : message.value,
              ...(location === undefined ? {} : { line: location.range.start.line }),
            });
        }
        if (key === 'end') {
          return () => {
            over = true;
            target.end();
          };
        }
        const value: unknown = Reflect.get(target, key);
        return typeof value === 'function' ? value.bind(target) : value;
      },
    });
  };
  try {
    void vscode.commands.executeCommand('testing.runAll');
    await until(() => over, 'the gates to be judged', 40_000);
  } finally {
    controller.createTestRun = createTestRun;
  }
  return told;
}

describe('gates in the Test Explorer', () => {
  after(async () => {
    const yaml = vscode.Uri.joinPath(folder(), 'trackline.yaml');
    await vscode.workspace.fs.delete(yaml).then(undefined, () => undefined);
  });

  it('are judged on a run, and a closed one says why at its line of trackline.yaml', async () => {
    await writeFile('trackline.yaml', file);
    const script = await writeFile('gate_score.py', 'print("gate_score=0.5")\n');
    const run = await launch(commands.runFile, script);
    const { row } = await ended(run);
    const { gates } = await trackline();
    await gates.controller.resolveHandler?.(undefined);
    const latest = await until(
      () => [...gates.controller.items].find(([, { label }]) => label === row.run.name)?.[1],
      'the run among the tests',
      40_000,
    );
    assert.match(latest.description ?? '', /^latest · /);
    assert.equal(latest.children.size, 2);

    const told = await judged(gates.controller);
    assert.deepEqual(
      told.find(({ message }) => message === 'gate_score is 0.5, below 0.8.'),
      {
        label: 'gate_score ≥ 0.8',
        passed: false,
        message: 'gate_score is 0.5, below 0.8.',
        line: 2,
      },
    );
    assert.ok(told.some(({ label, passed }) => label === 'gate_score ≤ 2' && passed));
  });

  it('leave no tests behind when the file has none', async () => {
    const { gates } = await trackline();
    await writeFile('trackline.yaml', 'objective:\n  metric: x\n  direction: maximize\n');
    await gates.controller.resolveHandler?.(undefined);
    await until(() => gates.controller.items.size === 0, 'the tests to go', 40_000);
  });
});
