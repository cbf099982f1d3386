import path from 'node:path';
import * as vscode from 'vscode';
import { trackerRequests } from '../../protocol/tracker.ts';
import { UntrustedError } from '../launch/launcher.ts';
import { localized } from '../localize.ts';
import { detailsOf } from '../runs/runCommands.ts';
import type { RunTargets, Target } from '../runs/runTargets.ts';
import type { TrackerClient } from '../trackerClient.ts';
import { restoreTimeout } from './changeTimeouts.ts';

/**
 * *Restore Run in Worktree…*: the exact files of a run in a folder of their own.
 * @returns the folder; nothing when the person thought better.
 */
export async function restoreInWorktree(
  tracker: TrackerClient,
  targets: RunTargets,
  args: readonly unknown[],
): Promise<string | undefined> {
  if (!vscode.workspace.isTrusted) throw new UntrustedError();
  const title = vscode.l10n.t('Restore Run in Worktree');
  const [target] = await targets.choose(args, title, ({ run }) => run.launchId !== undefined);
  if (target === undefined) return undefined;
  const { row } = await detailsOf(tracker, target);
  const { name } = row.run;
  const folder =
    typeof args[1] === 'string' ? args[1] : await askFolder(title, proposal(target, name));
  if (folder === undefined) return undefined;
  const restored = await vscode.window.withProgress(
    {
      location: vscode.ProgressLocation.Notification,
      title: vscode.l10n.t('Restoring {0}…', name),
      cancellable: true,
    },
    (_progress, token) =>
      tracker.request(
        trackerRequests.restore,
        { store: target.project.store, runId: target.runId, folder },
        restoreTimeout,
        token,
      ),
  );
  const said = vscode.l10n.t('The files of {0} are in {1}.', name, restored.folder);
  void offerWindow([said, ...restored.remarks.map(localized)].join(' '), restored.folder);
  return restored.folder;
}

/** Asks for a folder that does not exist yet. */
export async function askFolder(title: string, value: string): Promise<string | undefined> {
  const folder = await vscode.window.showInputBox({
    title,
    value,
    prompt: vscode.l10n.t('Folder for the files; it must be new or empty'),
    validateInput: whyNot,
  });
  return folder?.trim();
}

async function whyNot(text: string): Promise<string | undefined> {
  const folder = text.trim();
  if (!path.isAbsolute(folder)) return vscode.l10n.t('Write the whole path of the folder.');
  try {
    const inside = await vscode.workspace.fs.readDirectory(vscode.Uri.file(folder));
    return inside.length > 0 ? vscode.l10n.t('This folder is not empty.') : undefined;
  } catch {
    // It is not there, as it should be; a file in its place is told by what restores.
    return undefined;
  }
}

/** A folder beside the project, named after it and the run. */
export function proposal({ project }: Target, name: string): string {
  const word = name.replaceAll(/[^\p{L}\p{N}._-]+/gu, '-').replaceAll(/^[.-]+|[.-]+$/g, '');
  const { dir, base } = path.parse(project.root);
  return path.join(dir, `${base}-${word === '' ? 'run' : word}`);
}

async function offerWindow(sentence: string, folder: string): Promise<void> {
  const open = vscode.l10n.t('Open in New Window');
  const chosen = await vscode.window.showInformationMessage(sentence, open);
  if (chosen !== open) return;
  await vscode.commands.executeCommand('vscode.openFolder', vscode.Uri.file(folder), {
    forceNewWindow: true,
  });
}
