import path from 'node:path';
import * as v from 'valibot';
import * as vscode from 'vscode';
import type { FormValues } from '../../model/parameterForm.ts';
import type { ParametersPageState } from '../../protocol/parametersPage.ts';
import type { Commands } from '../commands.ts';
import { commands, panels } from '../contributions.ts';
import { fileToRun } from '../launch/workOfFile.ts';
import { webviewRoot } from '../page/panelHtml.ts';
import { formValues } from './formMemory.ts';
import { ParameterForm } from './parameterForm.ts';
import type { FormSurroundings } from './parameterForm.ts';

const state: v.GenericSchema<unknown, ParametersPageState> = v.object({ file: v.string() });

/** The open forms for the parameters of scripts, one a file. */
export class ParameterForms implements vscode.WebviewPanelSerializer, vscode.Disposable {
  readonly #around: FormSurroundings;
  readonly #forms = new Map<string, ParameterForm>();
  readonly #serializer: vscode.Disposable;

  constructor(around: FormSurroundings) {
    this.#around = around;
    this.#serializer = vscode.window.registerWebviewPanelSerializer(panels.parameters, this);
  }

  /**
   * Registers *Run File with Parameters…*. Given values besides a file, the command runs it with
   * them and gives the runs.
   */
  registerCommands(registry: Commands): void {
    registry.register(commands.runFileWithParameters, async (resource, given) => {
      const file = await fileToRun(resource, vscode.l10n.t('Run File with Parameters'));
      if (file === undefined) return undefined;
      const form = this.open(file);
      const values = v.safeParse(formValues, given);
      if (!values.success) return undefined;
      const launched = await form.run(values.output);
      return launched.map(({ project, runId }) => ({ store: project.store, runId }));
    });
  }

  /** Opens the form for a file, or brings it to the front. */
  open(file: vscode.Uri): ParameterForm {
    const open = this.#forms.get(file.toString());
    if (open !== undefined) {
      open.panel.reveal();
      return open;
    }
    const panel = vscode.window.createWebviewPanel(
      panels.parameters,
      titleOf(file),
      vscode.window.activeTextEditor === undefined
        ? vscode.ViewColumn.Active
        : vscode.ViewColumn.Beside,
      this.#options(),
    );
    return this.#adopt(panel, file);
  }

  /** What was last filled in for a file. */
  lastValues(file: vscode.Uri): FormValues {
    return this.#around.memory.valuesOf(file);
  }

  /** Brings back a form that was open when the window closed. */
  async deserializeWebviewPanel(panel: vscode.WebviewPanel, kept: unknown): Promise<void> {
    const read = v.safeParse(state, kept);
    if (!read.success) {
      panel.dispose();
      return;
    }
    panel.webview.options = this.#options();
    this.#adopt(panel, vscode.Uri.file(read.output.file));
  }

  dispose(): void {
    this.#serializer.dispose();
    for (const form of this.#forms.values()) form.dispose();
  }

  #adopt(panel: vscode.WebviewPanel, file: vscode.Uri): ParameterForm {
    const form = new ParameterForm(panel, file, this.#around);
    this.#forms.set(file.toString(), form);
    panel.onDidDispose(() => {
      this.#forms.delete(file.toString());
      form.dispose();
    });
    return form;
  }

  #options(): vscode.WebviewOptions & vscode.WebviewPanelOptions {
    return {
      enableScripts: true,
      enableFindWidget: true,
      localResourceRoots: [webviewRoot(this.#around.extension)],
    };
  }
}

function titleOf(file: vscode.Uri): string {
  return vscode.l10n.t('Run {0}', path.basename(file.fsPath));
}
