import * as vscode from 'vscode';
import type { Commands } from '../commands.ts';
import { commands } from '../contributions.ts';
import { CommandHistory, askForCommand } from './commandInput.ts';
import { editorSources } from './interpreter.ts';
import type { Launched, Launcher, Work } from './launcher.ts';
import { offerTrust } from './trust.ts';
import { workOfCommand } from './workOfCommand.ts';
import { fileToRun, workOfFile } from './workOfFile.ts';

/** Registers *Run File as Experiment* and *Run Command as Experiment…*. */
export function registerLaunchCommands(
  registry: Commands,
  launcher: Launcher,
  reveal: (launched: Launched) => Promise<void>,
  log: vscode.LogOutputChannel,
  state: vscode.Memento,
): void {
  const sources = editorSources(log);
  const history = new CommandHistory(state);
  const start = async (work: Work): Promise<{ store: string; runId: string }> => {
    const launched = await launcher.launch(work);
    await reveal(launched);
    return { store: launched.project.store, runId: launched.runId };
  };
  registry.register(commands.runFile, async (resource) => {
    if (!(await offerTrust())) return undefined;
    const file = await fileToRun(resource, vscode.l10n.t('Run File as Experiment'));
    return file === undefined ? undefined : start(await workOfFile(file, sources));
  });
  registry.register(commands.runCommand, async (text) => {
    if (!(await offerTrust())) return undefined;
    const line = typeof text === 'string' ? text : await askForCommand(history);
    if (line === undefined) return undefined;
    const work = await workOfCommand(line, sources);
    history.add(line);
    return start(work);
  });
}
