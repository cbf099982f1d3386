import path from 'node:path';
import * as vscode from 'vscode';
import { UserError } from '../../model/errors.ts';
import { editorSources } from '../launch/interpreter.ts';
import type { Launched, Launcher, Work } from '../launch/launcher.ts';
import { languageOf } from '../launch/scripts.ts';
import { workOfArguments } from '../launch/workOfCommand.ts';
import { workOfFile } from '../launch/workOfFile.ts';
import { workspaceFolders } from '../projects.ts';
import type { TrackerClient } from '../trackerClient.ts';
import { readDefinition, taskType } from './runDefinition.ts';
import type { RunDefinition } from './runDefinition.ts';
import { RunTerminal } from './runTerminal.ts';

/** Tasks of the type `trackline`: those of tasks.json, and one for the script that is open. */
export class RunTasks implements vscode.TaskProvider, vscode.Disposable {
  readonly #launcher: Launcher;
  readonly #tracker: TrackerClient;
  readonly #log: vscode.LogOutputChannel;
  readonly #noted: (launched: Launched) => Promise<void>;
  readonly #registered: vscode.Disposable;

  /** `noted` is told of each run that was started. */
  constructor(
    launcher: Launcher,
    tracker: TrackerClient,
    log: vscode.LogOutputChannel,
    noted: (launched: Launched) => Promise<void>,
  ) {
    this.#launcher = launcher;
    this.#tracker = tracker;
    this.#log = log;
    this.#noted = noted;
    this.#registered = vscode.tasks.registerTaskProvider(taskType, this);
  }

  provideTasks(): vscode.Task[] {
    const file = vscode.window.activeTextEditor?.document.uri;
    const folder = file && vscode.workspace.getWorkspaceFolder(file);
    if (file?.scheme !== 'file' || folder === undefined || languageOf(file) === undefined)
      return [];
    const script = path.relative(folder.uri.fsPath, file.fsPath).split(path.sep).join('/');
    return [this.#task({ type: taskType, script }, folder, vscode.l10n.t('run {0}', script))];
  }

  resolveTask({ definition, scope, name }: vscode.Task): vscode.Task {
    return this.#task(definition, scope, name);
  }

  dispose(): void {
    this.#registered.dispose();
  }

  #task(definition: vscode.TaskDefinition, scope: vscode.Task['scope'], name: string): vscode.Task {
    // The definition that comes back has `${file}` and the like replaced.
    const execution = new vscode.CustomExecution(
      async (resolved) => new RunTerminal(() => this.#start(resolved, scope), this.#tracker),
    );
    return new vscode.Task(
      definition,
      scope ?? vscode.TaskScope.Workspace,
      name,
      taskType,
      execution,
    );
  }

  async #start(written: vscode.TaskDefinition, scope: vscode.Task['scope']): Promise<Launched> {
    const definition = readDefinition(written, refusal);
    const { name, experiment } = definition;
    const launched = await this.#launcher.launch({
      ...(await this.#workOf(definition, folderOf(scope))),
      ...(name !== undefined && { name }),
      ...(experiment !== undefined && { experiment }),
    });
    await this.#noted(launched);
    return launched;
  }

  async #workOf(definition: RunDefinition, folder: vscode.Uri): Promise<Work> {
    const sources = editorSources(this.#log);
    if (definition.kind === 'command') {
      return workOfArguments(definition.command, folder, sources);
    }
    const file = vscode.Uri.file(path.resolve(folder.fsPath, definition.script));
    const work = await workOfFile(file, sources);
    return { ...work, argv: [...work.argv, ...definition.args] };
  }
}

/** The folder of tasks.json; of one of the whole workspace, the first folder. */
function folderOf(scope: vscode.Task['scope']): vscode.Uri {
  const folder = typeof scope === 'object' ? scope : workspaceFolders()[0];
  if (folder !== undefined) return folder.uri;
  throw new UserError(
    vscode.l10n.t('A command needs a folder to run in, and none is open.'),
    vscode.l10n.t('Open a folder first.'),
  );
}

function refusal(problem: 'neither' | 'both' | 'form', detail: string): UserError {
  switch (problem) {
    case 'neither':
      return new UserError(
        vscode.l10n.t('The task names nothing to run.'),
        vscode.l10n.t('Give it a "script" or a "command" in tasks.json.'),
      );
    case 'both':
      return new UserError(
        vscode.l10n.t('The task names a "script" and a "command".'),
        vscode.l10n.t('Leave one of them in tasks.json.'),
      );
    case 'form':
      return new UserError(
        vscode.l10n.t('The task cannot be read: {0}', detail),
        vscode.l10n.t('Correct it in tasks.json.'),
      );
  }
}
