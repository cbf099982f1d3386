import path from 'node:path';
import * as vscode from 'vscode';
import { UserError } from '../../model/errors.ts';
import type { RunDetails } from '../../protocol/views.ts';
import { openComparison } from '../changes/showCodeChanges.ts';
import { comparisonUri, snapshotUri } from '../changes/snapshotDocuments.ts';
import { run } from '../commands.ts';
import { commands } from '../contributions.ts';
import { edit } from '../runs/editCommands.ts';
import type { Target } from '../runs/runTargets.ts';
import { setting } from '../settings.ts';
import type { TrackerClient } from '../trackerClient.ts';
import { chooseObjective } from './chooseObjective.ts';
import { openCommit } from './openCommit.ts';
import type { RunPageAction } from './runPage.ts';

/** Carries out what a button or link of a run's page stands for. */
export async function performAction(
  tracker: TrackerClient,
  target: Target,
  message: RunPageAction,
  details: RunDetails,
): Promise<void> {
  const named = { store: target.project.store, runId: target.runId };
  switch (message.kind) {
    case 'stop':
      await run(commands.stopRun, named);
      return;
    case 'rerun':
      await run(commands.rerun, named);
      return;
    case 'showLog':
      await run(commands.showRunLog, named);
      return;
    case 'showCodeChanges':
      await run(commands.showCodeChanges, named);
      return;
    case 'restore':
      await run(commands.restoreInWorktree, named);
      return;
    case 'reproduce':
      await run(commands.reproduceRun, named);
      return;
    case 'package':
      await run(commands.packageModel, packaged(named, message.choice));
      return;
    case 'compare':
      await run(commands.compareRuns, named);
      return;
    case 'star':
      await edit(tracker, [target], { kind: 'star', on: message.on });
      return;
    case 'rename':
      if (message.name.trim() !== '')
        await edit(tracker, [target], { kind: 'rename', name: message.name.trim() });
      return;
    case 'note':
      await edit(tracker, [target], { kind: 'note', text: message.text });
      return;
    case 'openArtifact':
      await open(artifactFile(details, message.path));
      return;
    case 'revealArtifacts':
      await vscode.commands.executeCommand(
        'revealFileInOS',
        vscode.Uri.file(artifactFolder(details)),
      );
      return;
    case 'openFile':
      await open(recordedFile(details, message.path));
      return;
    case 'openCommit':
      await openCommit(details.projectRoot, message.commit);
      return;
    case 'openCode':
      await openCode(details, named, message.path);
      return;
    case 'chooseObjective':
      await chooseObjective(details);
      return;
    case 'openOriginal':
      await run(commands.openRun, { store: named.store, runId: originalOf(details).id });
      return;
    case 'compareWithOriginal':
      await compareWithOriginal(details, target);
      return;
    case 'copy':
      await vscode.env.clipboard.writeText(message.text);
      return;
  }
}

/** What *Package Model…* takes: one model of the run, or the run, whose models are asked about. */
function packaged(named: { readonly store: string; readonly runId: string }, choice?: string) {
  const { store, runId } = named;
  return choice === undefined ? named : { store, source: { kind: 'run', runId, choice } };
}

async function open(file: string): Promise<void> {
  const uri = vscode.Uri.file(file);
  let type: vscode.FileType;
  try {
    ({ type } = await vscode.workspace.fs.stat(uri));
  } catch (error) {
    throw new UserError(
      vscode.l10n.t('{0} is not there any more.', file),
      vscode.l10n.t('It has been moved or deleted since the run.'),
      { cause: error },
    );
  }
  const isFolder = (type & vscode.FileType.Directory) !== 0;
  const inside = isFolder && vscode.workspace.getWorkspaceFolder(uri) !== undefined;
  if (!isFolder) await vscode.commands.executeCommand('vscode.open', uri, beside());
  else await vscode.commands.executeCommand(inside ? 'revealInExplorer' : 'revealFileInOS', uri);
}

/** Not over the page that it was opened from. */
function beside(): vscode.TextDocumentShowOptions {
  const groups = vscode.window.tabGroups;
  const other = groups.all.find((group) => group !== groups.activeTabGroup);
  return { viewColumn: other?.viewColumn ?? vscode.ViewColumn.Beside };
}

function artifactFolder(details: RunDetails): string {
  if (details.artifactFolder !== undefined) return details.artifactFolder;
  throw new UserError(
    vscode.l10n.t('The artifacts of this run are not on this machine.'),
    vscode.l10n.t('They are at {0}.', details.row.run.artifactUri),
  );
}

/** A page can only name what the run has. */
function artifactFile(details: RunDetails, name: string): string {
  const known = details.artifacts.some((artifact) => artifact.path === name);
  if (!known) throw notOfRun(name);
  const [top = '', ...below] = name.split('/');
  const model = details.modelFolders?.[top];
  if (model !== undefined) return path.join(model, ...below);
  return path.join(artifactFolder(details), top, ...below);
}

function recordedFile(details: RunDetails, name: string): string {
  const script = details.launch?.command.argv.includes(name) === true;
  const known = [...details.inputs, ...details.outputs].some((file) => file.path === name);
  if (!known && !script) throw notOfRun(name);
  const folder = known ? details.projectRoot : (details.launch?.command.cwd ?? details.projectRoot);
  return path.resolve(folder, name);
}

/** Opens a file that was not committed as the run had it, and says so in the tab. */
async function openCode(
  { launch, projectRoot, row }: RunDetails,
  named: { readonly store: string; readonly runId: string },
  name: string,
): Promise<void> {
  const changed = launch?.code?.kind === 'git' ? launch.code.changed : [];
  if (!changed.some((file) => file.path === name && file.change !== 'deleted')) {
    throw notOfRun(name);
  }
  const uri = snapshotUri(named, projectRoot, name);
  const title = `${path.basename(name)} (${row.run.name})`;
  await vscode.commands.executeCommand('vscode.open', uri, beside(), title);
}

function originalOf({ reproduces }: RunDetails): NonNullable<RunDetails['reproduces']> {
  if (reproduces !== undefined) return reproduces;
  throw new UserError(
    vscode.l10n.t('The run that this one reproduces is not on record any more.'),
    '',
  );
}

/** Says what of a reproduction came out the same, as its end did. */
async function compareWithOriginal(details: RunDetails, { project }: Target): Promise<void> {
  const before = originalOf(details);
  const after = details.row.run;
  const tolerance = setting('reproduce.tolerance', vscode.Uri.file(project.root));
  const pair = { before: before.id, after: after.id, tolerance, reproduction: true };
  const title = `${before.name} ↔ ${after.name}`;
  await openComparison(comparisonUri(title, project.store, pair), false);
}

function notOfRun(name: string): UserError {
  return new UserError(vscode.l10n.t('{0} is not a file of this run.', name), '');
}
