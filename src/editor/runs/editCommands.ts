import * as vscode from 'vscode';
import { UserError } from '../../model/errors.ts';
import { trackerRequests } from '../../protocol/tracker.ts';
import type { RunEdit } from '../../protocol/tracker.ts';
import type { RunDetails } from '../../protocol/views.ts';
import type { Commands } from '../commands.ts';
import { commands } from '../contributions.ts';
import type { TrackerClient } from '../trackerClient.ts';
import { detailsOf } from './runCommands.ts';
import { isLive } from './runStatus.ts';
import type { RunTargets, Target } from './runTargets.ts';

/** Changes the runs in their stores. */
export async function edit(
  tracker: TrackerClient,
  targets: readonly Target[],
  change: RunEdit,
): Promise<void> {
  const byStore = Map.groupBy(targets, ({ project }) => project.store);
  for (const [store, those] of byStore) {
    const runIds = those.map(({ runId }) => runId);
    await tracker.request(trackerRequests.edit, { store, runIds, edit: change });
  }
}

/** Registers the commands that change what is written down about runs. */
export function registerEditCommands(
  registry: Commands,
  tracker: TrackerClient,
  targets: RunTargets,
): void {
  const simple = (id: Parameters<Commands['register']>[0], title: string, change: RunEdit): void =>
    registry.register(id, async (...args) =>
      edit(tracker, await targets.choose(args, title), change),
    );
  simple(commands.starRun, vscode.l10n.t('Star Run'), { kind: 'star', on: true });
  simple(commands.unstarRun, vscode.l10n.t('Remove Star'), { kind: 'star', on: false });
  simple(commands.archiveRun, vscode.l10n.t('Archive Run'), { kind: 'archive', on: true });
  simple(commands.unarchiveRun, vscode.l10n.t('Take Run Out of Archive'), {
    kind: 'archive',
    on: false,
  });
  simple(commands.restoreRun, vscode.l10n.t('Restore Run'), { kind: 'restore' });
  registry.register(commands.renameRun, async (...args) => {
    const [target] = await targets.choose(args, vscode.l10n.t('Rename Run'));
    if (target !== undefined) await rename(tracker, target, textOf(args));
  });
  registry.register(commands.editNote, async (...args) => {
    const chosen = await targets.choose(args, vscode.l10n.t('Edit Note'));
    if (chosen.length > 0) await editNote(tracker, chosen, textOf(args));
  });
  registry.register(commands.addTag, async (...args) => {
    const chosen = await targets.choose(args, vscode.l10n.t('Add Tag'));
    if (chosen.length > 0) await addTag(tracker, chosen, textOf(args));
  });
  registry.register(commands.removeTag, async (...args) => {
    const chosen = await targets.choose(args, vscode.l10n.t('Remove Tag'));
    if (chosen.length > 0) await removeTag(tracker, chosen, textOf(args));
  });
  registry.register(commands.deleteRun, async (...args) => {
    const chosen = await targets.choose(args, vscode.l10n.t('Delete Run'));
    if (chosen.length > 0) await remove(tracker, chosen);
  });
}

/** What a caller other than a menu gives after the run, so that nothing is asked. */
function textOf(args: readonly unknown[]): string | undefined {
  return typeof args[1] === 'string' ? args[1] : undefined;
}

async function rename(tracker: TrackerClient, target: Target, given?: string): Promise<void> {
  const { row } = await detailsOf(tracker, target);
  const name =
    given ??
    (await vscode.window.showInputBox({
      title: vscode.l10n.t('Rename Run'),
      value: row.run.name,
      validateInput: (text) =>
        text.trim() === '' ? vscode.l10n.t('A run needs a name.') : undefined,
    }));
  if (name === undefined || name === row.run.name) return;
  await edit(tracker, [target], { kind: 'rename', name: name.trim() });
}

async function editNote(
  tracker: TrackerClient,
  targets: readonly Target[],
  given?: string,
): Promise<void> {
  const [only, ...others] = targets;
  const before =
    only === undefined || others.length > 0 ? '' : (await detailsOf(tracker, only)).row.note;
  if (given === undefined && before.includes('\n')) {
    throw new UserError(
      vscode.l10n.t('This note has several lines.'),
      vscode.l10n.t('Edit it on the run’s page.'),
    );
  }
  const text =
    given ??
    (await vscode.window.showInputBox({
      title: vscode.l10n.t('Edit Note'),
      prompt:
        others.length > 0
          ? vscode.l10n.t('The note of all {0} runs is replaced', targets.length)
          : vscode.l10n.t('What is worth remembering about this run'),
      value: before,
    }));
  if (text !== undefined) await edit(tracker, targets, { kind: 'note', text });
}

async function addTag(
  tracker: TrackerClient,
  targets: readonly Target[],
  given?: string,
): Promise<void> {
  const text =
    given ??
    (await vscode.window.showInputBox({
      title: vscode.l10n.t('Add Tag'),
      prompt: vscode.l10n.t('A word such as baseline, or key=value'),
      validateInput: (typed) => whyNoTag(typed),
    }));
  if (text === undefined) return;
  const why = whyNoTag(text);
  if (why !== undefined) throw new UserError(why, '');
  const [key = '', ...value] = text.split('=');
  await edit(tracker, targets, { kind: 'tag', key: key.trim(), value: value.join('=').trim() });
}

function whyNoTag(text: string): string | undefined {
  const key = (text.split('=')[0] ?? '').trim();
  if (key === '') return vscode.l10n.t('A tag needs a name.');
  return /^(?:mlflow|trackline)\./.test(key)
    ? vscode.l10n.t('Names that begin with mlflow. or trackline. are kept for programs.')
    : undefined;
}

async function removeTag(
  tracker: TrackerClient,
  targets: readonly Target[],
  given?: string,
): Promise<void> {
  const key = given ?? (await chooseTag(await allDetails(tracker, targets)));
  if (key !== undefined) await edit(tracker, targets, { kind: 'untag', key });
}

async function chooseTag(runs: readonly RunDetails[]): Promise<string | undefined> {
  const tags = new Map(runs.flatMap(({ row }) => Object.entries(row.tags)));
  if (tags.size === 0) {
    void vscode.window.showInformationMessage(vscode.l10n.t('There is no tag to remove.'));
    return undefined;
  }
  const items = [...tags].map(([label, description]) => ({ label, description }));
  const chosen = await vscode.window.showQuickPick(items, { title: vscode.l10n.t('Remove Tag') });
  return chosen?.label;
}

/** Deletes runs that have ended, and offers to undo it. */
async function remove(tracker: TrackerClient, targets: readonly Target[]): Promise<void> {
  const runs = await allDetails(tracker, targets);
  const live = runs.find(({ row }) => isLive(row.run.status));
  if (live !== undefined) {
    throw new UserError(
      vscode.l10n.t('{0} is still running, so it was not deleted.', live.row.run.name),
      vscode.l10n.t('Stop it first.'),
    );
  }
  await edit(tracker, targets, { kind: 'delete' });
  const [first] = runs;
  const done =
    runs.length === 1
      ? vscode.l10n.t('Deleted {0}.', first?.row.run.name ?? '')
      : vscode.l10n.t('Deleted {0} runs.', runs.length);
  void offerUndo(done, () => edit(tracker, targets, { kind: 'restore' }));
}

async function offerUndo(done: string, undo: () => Promise<void>): Promise<void> {
  const label = vscode.l10n.t('Undo');
  const chosen = await vscode.window.showInformationMessage(done, label);
  if (chosen === label) await undo();
}

async function allDetails(
  tracker: TrackerClient,
  targets: readonly Target[],
): Promise<readonly RunDetails[]> {
  return Promise.all(targets.map((target) => detailsOf(tracker, target)));
}
