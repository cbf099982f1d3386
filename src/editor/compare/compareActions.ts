import path from 'node:path';
import * as vscode from 'vscode';
import type { CompareAction } from '../../protocol/comparePage.ts';
import type { Project } from '../../protocol/tracker.ts';
import { writeSavedViews } from '../../store/project/savedViews.ts';
import { run } from '../commands.ts';
import { commands } from '../contributions.ts';
import type { Notifier } from '../notify.ts';
import { openCommit } from '../page/openCommit.ts';
import { edit } from '../runs/editCommands.ts';
import type { TrackerClient } from '../trackerClient.ts';

/** What a comparison panel asks of the rest of the extension. */
export interface CompareServices {
  readonly tracker: TrackerClient;
  readonly notifier: Notifier;
  readonly showExtensionLog: () => void;
}

/** Carries out what a button, menu or link of a comparison panel stands for. */
export async function performAction(
  { tracker, showExtensionLog }: CompareServices,
  project: Project,
  action: CompareAction,
): Promise<void> {
  const { store } = project;
  switch (action.kind) {
    case 'openRun':
      await run(commands.openRun, { store, runId: action.runId });
      return;
    case 'showCodeChanges':
      await run(commands.showCodeChanges, { store, runId: action.before }, { runId: action.after });
      return;
    case 'star':
      await edit(
        tracker,
        action.runIds.map((runId) => ({ project, runId })),
        { kind: 'star', on: action.on },
      );
      return;
    case 'copy':
      await vscode.env.clipboard.writeText(action.text);
      return;
    case 'openCommit':
      await openCommit(project.root, action.commit);
      return;
    case 'saveFile':
      await saveFile(project, action);
      return;
    case 'saveViews':
      await writeSavedViews(store, action.views);
      return;
    case 'showExtensionLog':
      showExtensionLog();
  }
}

type SaveFile = Extract<CompareAction, { readonly kind: 'saveFile' }>;

/** Asks where a file is to go, beginning with the project's folder, and shows what was written. */
async function saveFile(project: Project, { name, content, base64 }: SaveFile): Promise<void> {
  const uri = await vscode.window.showSaveDialog({
    defaultUri: vscode.Uri.file(path.join(project.root, name)),
    title: vscode.l10n.t('Save {0}', name),
  });
  if (uri === undefined) return;
  const bytes = Buffer.from(content, base64 === true ? 'base64' : 'utf8');
  await vscode.workspace.fs.writeFile(uri, bytes);
  await vscode.commands.executeCommand('vscode.open', uri, vscode.ViewColumn.Beside);
}
