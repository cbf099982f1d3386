import * as v from 'valibot';
import * as vscode from 'vscode';
import { errorText, UserError } from '../../../model/errors.ts';
import { pipelineRunRequests, type EntryPointReport } from '../../../protocol/pipelineRuns.ts';
import type { Commands } from '../../commands.ts';
import { commands } from '../../contributions.ts';
import { editorSources, resolvePython } from '../../launch/interpreter.ts';
import { activated } from '../../launch/launcher.ts';
import { offerTrust } from '../../launch/trust.ts';
import { setting } from '../../settings.ts';
import { launchTimeout } from '../../trackerClient.ts';
import type { StageCommandParts } from './stageCommands.ts';
import { projectOfPipeline } from './stageTarget.ts';

const given = v.object({ file: v.string(), name: v.string() });
/** MLflow finds the file whatever the case of its letters. */
const files: vscode.DocumentSelector = { scheme: 'file', pattern: '**/[Mm][Ll][Pp]roject' };

/** The links over the entry points of an MLproject file, and the command that they give. */
export class EntryPoints implements vscode.CodeLensProvider, vscode.Disposable {
  readonly #parts: Omit<StageCommandParts, 'openPage'>;
  readonly #registration: vscode.Disposable;

  constructor(parts: Omit<StageCommandParts, 'openPage'>) {
    this.#parts = parts;
    this.#registration = vscode.languages.registerCodeLensProvider(files, this);
  }

  registerCommands(registry: Commands): void {
    registry.register(commands.runEntryPoint, async (argument) => {
      if (!(await offerTrust())) return undefined;
      const read = v.safeParse(given, argument);
      return read.success
        ? this.#run(vscode.Uri.file(read.output.file), read.output.name)
        : this.#choose();
    });
  }

  async provideCodeLenses(document: vscode.TextDocument): Promise<vscode.CodeLens[]> {
    if (!setting('codeLens.enabled', document.uri)) return [];
    try {
      const points = await this.#pointsOf(document);
      return points.map(({ name, line }) => {
        const { range } = document.lineAt(Math.min(line, document.lineCount - 1));
        return new vscode.CodeLens(range, {
          title: vscode.l10n.t('$(play) Run'),
          tooltip: vscode.l10n.t('Runs this entry point with MLflow, on record'),
          command: commands.runEntryPoint,
          arguments: [{ file: document.uri.fsPath, name }],
        });
      });
    } catch (error) {
      this.#parts.log.warn(`${document.uri.fsPath} could not be read: ${errorText(error)}`);
      return [];
    }
  }

  dispose(): void {
    this.#registration.dispose();
  }

  async #pointsOf(document: vscode.TextDocument): Promise<readonly EntryPointReport[]> {
    const text = document.getText();
    return await this.#parts.tracker.request(pipelineRunRequests.entryPoints, { text });
  }

  async #choose(): Promise<unknown> {
    const found = await vscode.workspace.findFiles('**/[Mm][Ll][Pp]roject', '**/node_modules/**');
    const items = [];
    for (const file of found) {
      const points = await this.#pointsOf(await vscode.workspace.openTextDocument(file));
      const description = vscode.workspace.asRelativePath(file);
      for (const { name } of points) items.push({ label: name, description, file });
    }
    if (items.length === 0) {
      throw new UserError(
        vscode.l10n.t('There is no MLproject file with an entry point in the workspace.'),
        vscode.l10n.t('Write one with the commands of your project.'),
      );
    }
    const placeHolder = vscode.l10n.t('Entry point to run');
    const chosen = await vscode.window.showQuickPick(items, { placeHolder });
    return chosen === undefined ? undefined : this.#run(chosen.file, chosen.label);
  }

  async #run(
    file: vscode.Uri,
    name: string,
  ): Promise<{ readonly store: string; readonly runId: string } | undefined> {
    const { tracker, projects, log, reveal } = this.#parts;
    const document = await vscode.workspace.openTextDocument(file);
    if (document.isDirty) await vscode.workspace.save(file);
    const point = (await this.#pointsOf(document)).find((one) => one.name === name);
    const params = await askForParameters(point?.parameters ?? []);
    if (params === undefined) return undefined;
    const interpreter = await resolvePython(file, editorSources(log));
    const project = await projectOfPipeline(projects, file);
    const { runId } = await tracker.request(
      pipelineRunRequests.runEntryPoint,
      {
        store: project.store,
        file: file.fsPath,
        name,
        params,
        interpreter,
        env: activated(interpreter),
      },
      launchTimeout,
    );
    await reveal({ project, runId });
    return { store: project.store, runId };
  }
}

/** The values that have no default; nothing when the person calls it off. */
async function askForParameters(
  parameters: EntryPointReport['parameters'],
): Promise<Record<string, string> | undefined> {
  const params: Record<string, string> = {};
  for (const { name, default: preset } of parameters) {
    if (preset !== undefined) continue;
    const prompt = vscode.l10n.t('Value of the parameter {0}', name);
    const value = await vscode.window.showInputBox({ prompt, ignoreFocusOut: true });
    if (value === undefined) return undefined;
    params[name] = value;
  }
  return params;
}
