import path from 'node:path';
import * as vscode from 'vscode';
import { splitCommandLine } from '../../model/commandLine.ts';
import { UserError } from '../../model/errors.ts';
import type { Commands } from '../commands.ts';
import { commands } from '../contributions.ts';
import { editorSources, resolvePython } from './interpreter.ts';
import type { Launched, Launcher } from './launcher.ts';
import { chooseNotebook } from './scripts.ts';
import { offerTrust } from './trust.ts';
import { folderOf } from './workOfFile.ts';

/** Of the Python helper, which every launched command has on its path. */
const runner = '_trackline.notebook';
const assignment = /^[^=\s]+=/;
const quoting = process.platform === 'win32' ? 'windows' : 'posix';

/**
 * Registers *Run Notebook as Experiment…*: a copy of the notebook is run from its first cell to its
 * last and kept with the run. Given a text of parameters besides a file, the command asks nothing.
 */
export function registerNotebookCommand(
  registry: Commands,
  launcher: Launcher,
  reveal: (launched: Launched) => Promise<void>,
  log: vscode.LogOutputChannel,
  state: vscode.Memento,
): void {
  registry.register(commands.runNotebook, async (resource, given) => {
    if (!(await offerTrust())) return undefined;
    const file = await savedNotebook(resource);
    if (file === undefined) return undefined;
    const key = `trackline.notebookParameters.${file.toString()}`;
    const text = typeof given === 'string' ? given : await askParameters(state.get(key, ''));
    if (text === undefined) return undefined;
    const words = parametersIn(text);
    if (words === undefined) throw unreadable(text);
    void state.update(key, text);
    const folder = folderOf(file);
    const interpreter = await resolvePython(file, editorSources(log));
    const launched = await launcher.launch({
      argv: [interpreter.path, '-m', runner, path.relative(folder.fsPath, file.fsPath), ...words],
      folder,
      interpreter,
    });
    await reveal(launched);
    return { store: launched.project.store, runId: launched.runId };
  });
}

/**
 * The notebook that a command was given, else the open one, else one that the person chooses, as it is
 * on the disk.
 */
async function savedNotebook(resource: unknown): Promise<vscode.Uri | undefined> {
  const active = vscode.window.activeNotebookEditor?.notebook.uri;
  const file =
    resource instanceof vscode.Uri
      ? resource
      : (active ?? (await chooseNotebook(vscode.l10n.t('Run Notebook as Experiment'))));
  if (file === undefined) return undefined;
  if (file === 'none' || file.scheme !== 'file' || path.extname(file.path) !== '.ipynb') {
    throw new UserError(
      vscode.l10n.t('There is no notebook to run.'),
      vscode.l10n.t('Open an .ipynb file, then try again.'),
    );
  }
  const open = vscode.workspace.notebookDocuments.find(
    ({ uri }) => uri.toString() === file.toString(),
  );
  if (open?.isDirty !== true || (await open.save())) return file;
  throw new UserError(
    vscode.l10n.t('{0} could not be saved, so it was not run.', path.basename(file.path)),
    vscode.l10n.t('Save it, then run it again.'),
  );
}

async function askParameters(last: string): Promise<string | undefined> {
  return vscode.window.showInputBox({
    title: vscode.l10n.t('Run Notebook as Experiment'),
    prompt: vscode.l10n.t(
      'Parameters as name=value, separated by spaces. They are set behind the cell tagged “parameters”.',
    ),
    value: last,
    validateInput: (text) =>
      parametersIn(text) === undefined ? unreadable(text).message : undefined,
  });
}

/** The `name=value` words of a text; nothing when it holds something else. */
function parametersIn(text: string): readonly string[] | undefined {
  // Behind a program's name, `name=value` is an argument and no variable.
  const line = splitCommandLine(`program ${text}`, quoting);
  if (line.kind !== 'command') return undefined;
  const words = line.argv.slice(1);
  return words.every((word) => assignment.test(word)) ? words : undefined;
}

function unreadable(text: string): UserError {
  return new UserError(
    vscode.l10n.t('“{0}” is not a list of name=value.', text.trim()),
    vscode.l10n.t('Write it as in learning_rate=0.1 name="two words".'),
  );
}
