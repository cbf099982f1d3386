import path from 'node:path';
import * as vscode from 'vscode';
import { UserError } from '../../model/errors.ts';
import { resolveInterpreter } from './interpreter.ts';
import type { InterpreterSources } from './interpreter.ts';
import type { Work } from './launcher.ts';
import { chooseScript, languageOf } from './scripts.ts';

/**
 * The file that a command was given, else the open one, else one that the person chooses.
 * @param title of the command.
 * @throws {UserError} when there is none to choose from.
 */
export async function fileToRun(resource: unknown, title: string): Promise<vscode.Uri | undefined> {
  if (resource instanceof vscode.Uri) return resource;
  const active = vscode.window.activeTextEditor?.document.uri ?? fileOfActiveTab();
  if (active !== undefined && languageOf(active) !== undefined) return active;
  const chosen = await chooseScript(title);
  if (chosen !== 'none') return chosen;
  throw new UserError(
    vscode.l10n.t('There is no Python, R, Julia or shell script to run.'),
    vscode.l10n.t('Open one, or use Run Command as Experiment….'),
  );
}

/** The file in front while its text is still being read, when there is no text editor yet. */
function fileOfActiveTab(): vscode.Uri | undefined {
  const input = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
  return input instanceof vscode.TabInputText ? input.uri : undefined;
}

/**
 * What running a file amounts to; what was typed into it is saved first.
 * @throws {UserError} when it is no script, is not there, or has no interpreter.
 */
export async function workOfFile(file: vscode.Uri, sources: InterpreterSources): Promise<Work> {
  return workOfSaved(await saved(file), sources);
}

/** As `workOfFile`, for the file as it is on the disk. */
export async function workOfSaved(script: vscode.Uri, sources: InterpreterSources): Promise<Work> {
  const language = languageOf(script);
  if (language === undefined) {
    throw new UserError(
      vscode.l10n.t('{0} is no Python, R, Julia or shell script.', path.basename(script.path)),
      vscode.l10n.t('Use Run Command as Experiment… to run it with a program of your choice.'),
    );
  }
  const interpreter = await resolveInterpreter(language, script, sources);
  const folder = folderOf(script);
  const inFolder = path.relative(folder.fsPath, script.fsPath);
  return { argv: [interpreter.path, inFolder], folder, interpreter };
}

/** The file on disk, with what was typed saved to it. */
async function saved(file: vscode.Uri): Promise<vscode.Uri> {
  const name = path.basename(file.path);
  const document = vscode.workspace.textDocuments.find(
    ({ uri }) => uri.toString() === file.toString(),
  );
  const onDisk = document?.isDirty === true ? await vscode.workspace.save(file) : file;
  if (onDisk === undefined) {
    throw new UserError(
      vscode.l10n.t('{0} could not be saved, so it was not run.', name),
      vscode.l10n.t('Save it, then run it again.'),
    );
  }
  if (onDisk.scheme !== 'file') {
    throw new UserError(
      vscode.l10n.t('{0} is not a file on this machine’s disk.', name),
      vscode.l10n.t('Save it to a folder, then run it.'),
    );
  }
  try {
    await vscode.workspace.fs.stat(onDisk);
  } catch (error) {
    throw new UserError(
      vscode.l10n.t('{0} is not there any more.', onDisk.fsPath),
      vscode.l10n.t('Choose another file.'),
      { cause: error },
    );
  }
  return onDisk;
}

/** The workspace folder of a file, else the folder that it lies in. */
export function folderOf(script: vscode.Uri): vscode.Uri {
  const folder = vscode.workspace.getWorkspaceFolder(script);
  return folder?.uri ?? vscode.Uri.file(path.dirname(script.fsPath));
}
