import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { commands } from '../../src/editor/contributions.ts';
import { until } from '../harness/wait.ts';
import { beforeTries, fresh } from './support/fresh.ts';
import { listen } from './support/models.ts';
import { descriptionOf, ended, recordedRuns, shownRuns, writeFile } from './support/trackline.ts';
import { trackline, type Named } from './support/trackline.ts';

const pipeline = `stages:
  prepare:
    cmd: python write.py data.txt raw
    deps: [write.py]
    outs: [data.txt]
  train:
    cmd: python write.py scores.json '{"score":0.75}'
    deps: [data.txt]
    params: [lr]
    metrics: [scores.json]
`;

async function lensesOf(file: vscode.Uri, line: number): Promise<readonly vscode.Command[]> {
  const found = await vscode.commands.executeCommand<vscode.CodeLens[]>(
    'vscode.executeCodeLensProvider',
    file,
  );
  return found
    .filter(({ range }) => range.start.line === line)
    .flatMap(({ command }) => command ?? []);
}

/** Waits for the link over a line that tells how its stage is. */
async function untilTold(file: vscode.Uri, line: number, expected: RegExp): Promise<void> {
  await until(
    async () => expected.test((await lensesOf(file, line)).at(-1)?.title ?? ''),
    `a link that says ${expected.source}`,
    40_000,
  );
}

async function press<T>(link: vscode.Command | undefined): Promise<T | undefined> {
  const args: readonly unknown[] = link?.arguments ?? [];
  return vscode.commands.executeCommand<T | undefined>(link?.command ?? '', ...args);
}

/** The runs that the Runs view shows. */
async function shownIds(): Promise<ReadonlySet<string>> {
  return new Set((await shownRuns()).map(({ row }) => row.run.id));
}

describe('the links over the stages of a dvc.yaml', () => {
  const [prepare, train] = [1, 5];
  let project: string;
  let file: vscode.Uri;
  beforeTries(async () => {
    await trackline();
    project = fresh('stages');
    await writeFile(
      `${project}/write.py`,
      'import sys\nopen(sys.argv[1], "w").write(sys.argv[2])\n',
    );
    await writeFile(`${project}/params.yaml`, 'lr: 0.1\n');
    file = await writeFile(`${project}/dvc.yaml`, pipeline);
    await vscode.window.showTextDocument(file);
  });
  after(async () => {
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await vscode.workspace.fs.delete(vscode.Uri.joinPath(file, '..'), { recursive: true });
  });

  /** Has everything run, unless a test before has done it. */
  async function untilAllHasRun(): Promise<void> {
    await until(async () => (await lensesOf(file, train)).length > 0, 'the links');
    if ((await lensesOf(file, prepare)).at(-1)?.title === 'has never run') {
      const started = await press<Named>((await lensesOf(file, train))[1]);
      assert.ok(started);
      await ended(started);
    }
    await untilTold(file, prepare, /^up to date/);
  }

  it('run a stage with what it needs, each a run below that of the pipeline', async () => {
    await untilTold(file, train, /^has never run$/);
    const links = await lensesOf(file, train);
    assert.deepEqual(
      links.slice(0, -1).map(({ title }) => title),
      ['$(play) Run', 'Run with what it needs', 'Show in graph'],
    );
    const before = await shownIds();
    const started = await press<Named>(links[1]);
    assert.ok(started);
    const parent = await ended(started);
    assert.deepEqual([parent.row.run.name, parent.row.run.status], ['train', 'FINISHED']);
    const children = await until(async () => {
      const found = (await shownRuns()).filter(
        ({ row }) => row.partOf === 'train' && !before.has(row.run.id),
      );
      return found.length === 2 ? found : undefined;
    }, 'the two runs of stages');
    assert.deepEqual(children.map(({ row }) => row.run.name).toSorted(), ['prepare', 'train']);
    for (const child of children) {
      assert.match(await descriptionOf(child), /part of train$/);
      assert.equal(child.row.run.status, 'FINISHED');
    }
    await untilTold(file, train, /^up to date · score 0\.75, just now$/);
    await untilTold(file, prepare, /^up to date · just now$/);
  });

  it('have nothing to do when all is up to date, and tell what has changed', async () => {
    await untilAllHasRun();
    await untilTold(file, train, /^up to date/);
    const before = await recordedRuns();
    assert.equal(await press((await lensesOf(file, train))[1]), undefined);
    assert.equal(await recordedRuns(), before);
    await writeFile(`${project}/params.yaml`, 'lr: 0.2\n');
    await untilTold(file, train, /^stale: lr 0\.1 → 0\.2 · score 0\.75/);
    await untilTold(file, prepare, /^up to date/);
  });

  it('run one stage though it is up to date, and show its last run', async () => {
    await untilAllHasRun();
    await writeFile(`${project}/params.yaml`, 'lr: 0.3\n');
    const before = await shownIds();
    const started = await press<Named>((await lensesOf(file, prepare))[0]);
    assert.ok(started);
    await ended(started);
    const [stage] = await until(async () => {
      const found = (await shownRuns()).filter(
        ({ row }) => row.partOf === 'prepare' && !before.has(row.run.id),
      );
      return found.length === 1 ? found : undefined;
    }, 'the run of the stage alone');
    assert.equal(stage?.row.run.name, 'prepare');
    await untilTold(file, train, /^stale/);
    await press((await lensesOf(file, prepare)).at(-1));
    await until(
      () => vscode.window.tabGroups.activeTabGroup.activeTab?.label.includes('prepare'),
      'the page of the last run',
    );
  });

  it('say why a pipeline that DVC refuses is not run', async () => {
    await writeFile(
      `${project}/dvc.yaml`,
      pipeline.replace('deps: [data.txt]', 'deps: [scores.json]'),
    );
    await assertNotRun();
  });

  it('say that DVC is to run a pipeline where there is none', async () => {
    await writeFile(`${project}/dvc.yaml`, pipeline);
    await writeFile(`${project}/params.yaml`, 'lr: 0.5\n');
    const settings = vscode.workspace.getConfiguration('trackline', file);
    await settings.update('pipeline.runner', 'dvc');
    using errors = listen('showErrorMessage');
    try {
      await assertNotRun();
      assert.match(
        errors.said.join(),
        /is no repository of DVC, and stages are to be run by DVC\./,
      );
    } finally {
      await settings.update('pipeline.runner', undefined);
    }
  });

  async function assertNotRun(): Promise<void> {
    const before = await recordedRuns();
    assert.equal(
      await vscode.commands.executeCommand(commands.runPipeline, { file: file.fsPath }),
      undefined,
    );
    assert.equal(await recordedRuns(), before);
  }
});

describe('the links over the entry points of an MLproject file', () => {
  it('run them with MLflow', async () => {
    const file = await writeFile(
      `${fresh('project')}/MLproject`,
      'name: demo\nentry_points:\n  main:\n    command: "python -c \'print(1)\'"\n  other:\n    command: "echo"\n',
    );
    await vscode.workspace.openTextDocument(file);
    const [link] = await until(async () => {
      const found = await lensesOf(file, 2);
      return found.length > 0 ? found : undefined;
    }, 'the link over main');
    assert.equal((await lensesOf(file, 4)).length, 1);
    const started = await press<Named>(link);
    assert.ok(started);
    const { row } = await ended(started);
    assert.equal(row.run.status, 'FINISHED');
    await vscode.workspace.fs.delete(vscode.Uri.joinPath(file, '..'), { recursive: true });
  });
});
