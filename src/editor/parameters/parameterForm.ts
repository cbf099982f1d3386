import path from 'node:path';
import * as v from 'valibot';
import * as vscode from 'vscode';
import type { Quoting } from '../../model/commandLine.ts';
import { argumentsOf } from '../../model/parameterForm.ts';
import type { FormValues } from '../../model/parameterForm.ts';
import type { ScriptOption } from '../../model/scriptOption.ts';
import type { FromParametersPage, ToParametersPage } from '../../protocol/parametersPage.ts';
import { mostRuns } from '../../protocol/parametersPage.ts';
import { trackerRequests } from '../../protocol/tracker.ts';
import { run } from '../commands.ts';
import { commands } from '../contributions.ts';
import { editorSources } from '../launch/interpreter.ts';
import type { Launched, Launcher } from '../launch/launcher.ts';
import { offerTrust } from '../launch/trust.ts';
import { refusal } from '../launch/workOfCommand.ts';
import { workOfFile, workOfSaved } from '../launch/workOfFile.ts';
import type { Notifier } from '../notify.ts';
import { sentenceOf } from '../notify.ts';
import { panelHtml } from '../page/panelHtml.ts';
import type { TrackerClient } from '../trackerClient.ts';
import { formValues } from './formMemory.ts';
import type { FormMemory } from './formMemory.ts';
import { confirmRuns, launchSeveral } from './launchSeveral.ts';

const quoting: Quoting = process.platform === 'win32' ? 'windows' : 'posix';

const fromPage: v.GenericSchema<unknown, FromParametersPage> = v.variant('kind', [
  v.object({ kind: v.literal('ready') }),
  v.object({ kind: v.literal('values'), values: formValues }),
  v.object({ kind: v.literal('run'), values: formValues }),
  v.object({ kind: v.literal('debug'), values: formValues }),
  v.object({ kind: v.literal('openScript') }),
]);

/** What a form needs of the rest of the extension. */
export interface FormSurroundings {
  readonly extension: vscode.Uri;
  readonly tracker: TrackerClient;
  readonly launcher: Launcher;
  readonly memory: FormMemory;
  readonly notifier: Notifier;
  readonly log: vscode.LogOutputChannel;
  /** Shows a run that was just started as the person likes it. */
  readonly reveal: (launched: Launched) => Promise<void>;
}

/** The form for the parameters of one script. */
export class ParameterForm implements vscode.Disposable {
  readonly file: vscode.Uri;
  readonly panel: vscode.WebviewPanel;
  readonly #around: FormSurroundings;
  readonly #subscriptions: readonly vscode.Disposable[];
  #closed = false;

  constructor(panel: vscode.WebviewPanel, file: vscode.Uri, around: FormSurroundings) {
    this.panel = panel;
    this.file = file;
    this.#around = around;
    this.#subscriptions = [
      panel.webview.onDidReceiveMessage((message: unknown) => void this.#receive(message)),
      vscode.workspace.onDidSaveTextDocument(({ uri }) => {
        if (uri.toString() === file.toString()) void this.#send();
      }),
    ];
    panel.iconPath = new vscode.ThemeIcon('beaker');
    panel.webview.html = panelHtml(panel.webview, around.extension, 'parameters', {
      file: file.fsPath,
    });
  }

  dispose(): void {
    this.#closed = true;
    vscode.Disposable.from(...this.#subscriptions).dispose();
  }

  /** Runs the script with what is filled in; gives the runs, none when the person thinks better. */
  async run(values: FormValues): Promise<readonly Launched[]> {
    const { launcher, tracker, memory, reveal } = this.#around;
    memory.keep(this.file, values);
    if (!(await offerTrust())) return [];
    const work = await workOfFile(this.file, editorSources(this.#around.log));
    const made = argumentsOf(await this.#options(), values, quoting, mostRuns);
    if (made.kind !== 'arguments') throw refusal(made);
    if (!(await confirmRuns(made.count, this.file.fsPath))) return [];
    await this.#post({ kind: 'busy', busy: true });
    try {
      return await launchSeveral(launcher, tracker, work, made.lists, reveal);
    } finally {
      await this.#post({ kind: 'busy', busy: false });
    }
  }

  /** Runs the script under the debugger with the first of the values. */
  async #debug(values: FormValues): Promise<void> {
    this.#around.memory.keep(this.file, values);
    const made = argumentsOf(await this.#options(), values, quoting, 1);
    if (made.kind !== 'arguments') throw refusal(made);
    await run(commands.debugFile, this.file, made.lists[0]);
  }

  async #receive(raw: unknown): Promise<void> {
    const { notifier, memory, log } = this.#around;
    const read = v.safeParse(fromPage, raw);
    if (!read.success) {
      log.warn(`a form sent what is no message: ${JSON.stringify(raw)?.slice(0, 200)}`);
      return;
    }
    const message = read.output;
    switch (message.kind) {
      case 'ready':
        await this.#send();
        return;
      case 'values':
        memory.keep(this.file, message.values);
        return;
      case 'run':
        await notifier.attempt(() => this.run(message.values));
        return;
      case 'debug':
        await notifier.attempt(() => this.#debug(message.values));
        return;
      case 'openScript':
        await notifier.attempt(async () => vscode.window.showTextDocument(this.file));
        return;
    }
  }

  /** Gives the page the form for the script as it is saved. */
  async #send(): Promise<void> {
    const strings = vscode.l10n.bundle ?? {};
    try {
      const { log, memory } = this.#around;
      const { argv } = await workOfSaved(this.file, editorSources(log));
      const [program = '', ...rest] = argv;
      await this.#post({
        kind: 'form',
        file: this.file.fsPath,
        command: [path.basename(program, '.exe'), ...rest],
        options: await this.#options(),
        values: memory.valuesOf(this.file),
        quoting,
        strings,
      });
    } catch (error) {
      this.#around.log.error(error instanceof Error ? error : String(error));
      await this.#post({ kind: 'failed', sentence: sentenceOf(error), strings });
    }
  }

  async #options(): Promise<readonly ScriptOption[]> {
    return this.#around.tracker.request(trackerRequests.scriptOptions, {
      file: this.file.fsPath,
    });
  }

  /** The form may have been closed while the script was read: then nobody is left to be told. */
  async #post(message: ToParametersPage): Promise<void> {
    if (this.#closed) return;
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- not a window's
    await this.panel.webview.postMessage(message);
  }
}
