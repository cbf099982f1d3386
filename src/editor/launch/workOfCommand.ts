import * as vscode from 'vscode';
import { splitCommandLine } from '../../model/commandLine.ts';
import type { CommandLine } from '../../model/commandLine.ts';
import { UserError } from '../../model/errors.ts';
import { workspaceFolders } from '../projects.ts';
import { resolvePython } from './interpreter.ts';
import type { InterpreterSources } from './interpreter.ts';
import type { Work } from './launcher.ts';

const quoting = process.platform === 'win32' ? 'windows' : 'posix';
/** What people type for the Python of their environment. */
const anyPython = /^(?:python|python3|py)(?:\.exe)?$/i;

/**
 * What running a command line amounts to.
 * @throws {UserError} when it is none, needs a shell, or there is no folder to run it in.
 */
export async function workOfCommand(text: string, sources: InterpreterSources): Promise<Work> {
  const line = splitCommandLine(text, quoting);
  if (line.kind !== 'command') throw refusal(line);
  const work = await workOfArguments(line.argv, await folderForCommand(), sources);
  return { ...work, env: line.env };
}

/** What running a program with arguments in a folder amounts to. */
export async function workOfArguments(
  argv: readonly string[],
  folder: vscode.Uri,
  sources: InterpreterSources,
): Promise<Work> {
  const [program, ...rest] = argv;
  if (program === undefined || !anyPython.test(program)) return { argv, folder };
  // As in a terminal with the environment active, `python` is that environment's.
  const interpreter = await resolvePython(vscode.Uri.joinPath(folder, 'script.py'), sources);
  return { argv: [interpreter.path, ...rest], folder, interpreter };
}

/** Why a command line cannot be run as it is. */
export function refusal(line: Exclude<CommandLine, { readonly kind: 'command' }>): UserError {
  switch (line.kind) {
    case 'empty':
      return new UserError(
        vscode.l10n.t('There is no command to run.'),
        vscode.l10n.t('Write a program and its arguments, such as python train.py --lr 0.1.'),
      );
    case 'open-quote':
      return new UserError(
        vscode.l10n.t('A quotation mark in the command is not closed.'),
        vscode.l10n.t('Close it, or put a backslash before it.'),
      );
    case 'shell':
      return new UserError(
        vscode.l10n.t('The command is not given to a shell, which {0} needs.', line.operator),
        vscode.l10n.t(
          'Quote it if it is part of an argument, or have a shell run it: {0}.',
          quoting === 'posix' ? "bash -c '…'" : 'cmd /c "…"',
        ),
      );
  }
}

/** Where a command runs: the only workspace folder, else the one chosen. */
async function folderForCommand(): Promise<vscode.Uri> {
  const folders = workspaceFolders();
  const active = vscode.window.activeTextEditor?.document.uri;
  const ofActive = active === undefined ? undefined : vscode.workspace.getWorkspaceFolder(active);
  const only = folders.length === 1 ? folders[0] : ofActive;
  if (only !== undefined) return only.uri;
  if (folders.length === 0) {
    throw new UserError(
      vscode.l10n.t('A command needs a folder to run in, and none is open.'),
      vscode.l10n.t('Open a folder first.'),
    );
  }
  const chosen = await vscode.window.showWorkspaceFolderPick({
    placeHolder: vscode.l10n.t('Folder to run the command in'),
  });
  if (chosen === undefined) throw new vscode.CancellationError();
  return chosen.uri;
}
