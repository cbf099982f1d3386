import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { commands } from '../../src/editor/contributions.ts';
import type { CommandId } from '../../src/editor/contributions.ts';
import { until } from '../harness/wait.ts';
import { beforeTries, fresh } from './support/fresh.ts';
import {
  descriptionOf,
  ended,
  launch,
  openPages,
  shownRun,
  shownRuns,
  trackline,
  writeFile,
} from './support/trackline.ts';
import type { Named } from './support/trackline.ts';

async function run(id: CommandId, ...args: readonly unknown[]): Promise<void> {
  await vscode.commands.executeCommand(id, ...args);
}

async function isShown({ runId }: Named): Promise<boolean> {
  return (await shownRuns()).some(({ row }) => row.run.id === runId);
}

describe('the Runs view', () => {
  let one: Named;
  let two: Named;
  let rate: string;

  beforeTries(async () => {
    // No other run has it.
    rate = (0.1 + Math.random() / 2).toFixed(8);
    const script = await writeFile('short.py', 'print("loss: 0.5")\n');
    one = await launch(commands.runFile, script);
    await ended(one);
    two = await launch(commands.runCommand, `python short.py --lr ${rate}`);
    await ended(two);
    await run(commands.showActiveRuns);
  });

  afterEach(async () => {
    await run(commands.clearFilter);
    await run(commands.showActiveRuns);
  });

  it('shows a new name, and so does the open page', async () => {
    await run(commands.openRun, one);
    await run(commands.renameRun, one, 'baseline (α/β)');
    await shownRun(one, ({ row }) => row.run.name === 'baseline (α/β)', 'renamed');
    await until(() => openPages().includes('baseline (α/β)'), 'the page’s title');
  });

  it('shows the objective as soon as trackline.yaml names one, and leaves it out again', async () => {
    const description = async (): Promise<string> => descriptionOf(await shownRun(one));
    assert.doesNotMatch(await description(), /0\.5 ·/);
    const text = 'objective:\n  metric: loss\n  direction: minimize\n';
    const file = await writeFile('trackline.yaml', text);
    try {
      await until(async () => /0\.5 ·/.test(await description()), 'the objective', 40_000);
    } finally {
      await vscode.workspace.fs.delete(file);
    }
    await until(async () => !/0\.5 ·/.test(await description()), 'it to go', 40_000);
  });

  it('stars, and shows starred runs alone', async () => {
    await run(commands.starRun, one);
    const starred = await shownRun(one, ({ row }) => row.starred, 'starred');
    assert.match(await descriptionOf(starred), /^★ /);
    await run(commands.showStarredRuns);
    assert.equal(await isShown(one), true);
    assert.equal(await isShown(two), false);
    await run(commands.unstarRun, one);
    await until(async () => !(await isShown(one)), 'the run to leave the starred ones');
  });

  it('archives several at once, and takes them out again', async () => {
    const nodes = [await shownRun(one), await shownRun(two)];
    await run(commands.archiveRun, nodes[0], nodes);
    await until(async () => !(await isShown(one)) && !(await isShown(two)), 'both to be archived');
    await run(commands.showArchivedRuns);
    await until(() => isShown(one), 'the archived run to be shown');
    await run(commands.unarchiveRun, one);
    await run(commands.unarchiveRun, two);
    await run(commands.showActiveRuns);
    await until(async () => (await isShown(one)) && (await isShown(two)), 'both to be back');
  });

  it('deletes without asking, and restores', async () => {
    await run(commands.deleteRun, two);
    await until(async () => !(await isShown(two)), 'the run to be deleted');
    await run(commands.showDeletedRuns);
    const node = await shownRun(two);
    const { tree } = await trackline();
    assert.match(String(tree.getTreeItem(node).contextValue), /\bdeleted\b/);
    await run(commands.restoreRun, node);
    await run(commands.showActiveRuns);
    await until(() => isShown(two), 'the run to be back');
  });

  it('filters by a parameter, and by a part of the note', async () => {
    await run(commands.filterRuns, `lr=${rate}`);
    assert.deepEqual(
      (await shownRuns()).map(({ row }) => row.run.id),
      [two.runId],
    );
    const note = fresh('Forgot the warm-up');
    await run(commands.editNote, one, note);
    await run(commands.filterRuns, note.slice(7).toUpperCase());
    assert.deepEqual(
      (await shownRuns()).map(({ row }) => row.run.id),
      [one.runId],
    );
    await run(commands.filterRuns, 'no such run');
    assert.deepEqual(await shownRuns(), []);
  });

  it('adds and removes tags, and refuses names that programs keep', async () => {
    await run(commands.addTag, two, 'stage=baseline=1');
    await shownRun(two, ({ row }) => row.tags['stage'] === 'baseline=1', 'tagged');
    await run(commands.addTag, two, 'mlflow.user=me');
    await run(commands.removeTag, two, 'stage');
    const node = await shownRun(two, ({ row }) => !('stage' in row.tags), 'untagged');
    assert.deepEqual(node.row.tags, {});
  });

  it('has metrics and parameters in its hovers, with what they hold shown as text', async () => {
    await run(commands.renameRun, two, '<img src=x> [a](command:x) | `b`');
    const node = await shownRun(two, ({ row }) => row.run.name.startsWith('<img'), 'renamed');
    const { tree } = await trackline();
    const item = await tree.resolveTreeItem(tree.getTreeItem(node), node);
    assert.ok(item.tooltip instanceof vscode.MarkdownString);
    const text = item.tooltip.value;
    assert.ok(text.includes(`| lr | ${rate.replace('.', '\\.')} |`), text);
    assert.match(text, /\| loss \| 0\\\.5 \|/);
    assert.ok(!text.includes('<img') && !text.includes('[a]('));
  });
});
