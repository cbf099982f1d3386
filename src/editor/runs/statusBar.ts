import * as vscode from 'vscode';
import { commands } from '../contributions.ts';
import type { Running } from './running.ts';

/** The one status bar item: what is running, and nothing while nothing is. */
export class StatusBar implements vscode.Disposable {
  readonly #running: Running;
  readonly #item: vscode.StatusBarItem;
  readonly #subscription: vscode.Disposable;

  constructor(running: Running) {
    this.#running = running;
    this.#item = vscode.window.createStatusBarItem(
      'trackline.running',
      vscode.StatusBarAlignment.Left,
      10,
    );
    this.#item.name = vscode.l10n.t('Trackline: Running');
    this.#subscription = running.onDidChange(() => this.#show());
    this.#show();
  }

  dispose(): void {
    this.#subscription.dispose();
    this.#item.dispose();
  }

  #show(): void {
    const { runs } = this.#running;
    const [first, ...others] = runs;
    if (first === undefined) {
      this.#item.hide();
      return;
    }
    const text = others.length === 0 ? first.name : vscode.l10n.t('{0} runs', runs.length);
    // A name is shown as it is: `$(…)` would be an icon.
    this.#item.text = `$(sync~spin) ${text.replaceAll('$(', '$ (')}`;
    this.#item.tooltip = [
      vscode.l10n.t('Running with Trackline:'),
      ...runs.map(({ name }) => name),
    ].join('\n');
    this.#item.accessibilityInformation = { label: vscode.l10n.t('Trackline: {0} running', text) };
    this.#item.command = {
      command: commands.openRun,
      title: vscode.l10n.t('Open Run'),
      arguments: ['running'],
    };
    this.#item.show();
  }
}
