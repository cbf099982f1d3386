import path from 'node:path';
import * as vscode from 'vscode';
import { trackerRequests } from '../../protocol/tracker.ts';
import type { RecoveredRuns, SetAside } from '../../protocol/tracker.ts';
import type { Notifier } from '../notify.ts';
import { launchTimeout } from '../trackerClient.ts';
import type { TrackerClient } from '../trackerClient.ts';

/** Tells people of a damaged database that was set aside, and offers to make its runs again. */
export class DamageNotices implements vscode.Disposable {
  readonly #tracker: TrackerClient;
  readonly #notifier: Notifier;
  readonly #log: vscode.LogOutputChannel;
  readonly #subscription: vscode.Disposable;

  constructor(tracker: TrackerClient, notifier: Notifier, log: vscode.LogOutputChannel) {
    this.#tracker = tracker;
    this.#notifier = notifier;
    this.#log = log;
    this.#subscription = tracker.onDidSetAside((news) => void this.#offer(news));
  }

  dispose(): void {
    this.#subscription.dispose();
  }

  async #offer({ store, file }: SetAside): Promise<void> {
    this.#log.warn(`the database of ${store} was damaged and is kept as ${file}`);
    const recover = vscode.l10n.t('Recover Runs');
    const showFolder = vscode.l10n.t('Show Folder');
    const chosen = await vscode.window.showWarningMessage(
      vscode.l10n.t(
        'The run store of {0} was damaged. It is kept as {1}, and a fresh one has begun. The runs can be made again from their logs and events.',
        path.basename(path.dirname(store)),
        path.basename(file),
      ),
      recover,
      showFolder,
    );
    if (chosen === recover) await this.#notifier.attempt(() => this.#recover(store));
    if (chosen === showFolder) await this.#notifier.attempt(() => show(vscode.Uri.file(file)));
  }

  async #recover(store: string): Promise<void> {
    const recovered = await this.#tracker.request(
      trackerRequests.recover,
      { store },
      launchTimeout,
    );
    void vscode.window.showInformationMessage(sentenceFor(recovered));
  }
}

/** The explorer knows what lies in the workspace, the system's own file manager the rest. */
async function show(file: vscode.Uri): Promise<void> {
  const inside = vscode.workspace.getWorkspaceFolder(file) !== undefined;
  await vscode.commands.executeCommand(inside ? 'revealInExplorer' : 'revealFileInOS', file);
}

function sentenceFor({ runs, running }: RecoveredRuns): string {
  if (runs.length === 0) {
    return vscode.l10n.t('No logs or events were found that runs could be made of.');
  }
  if (running > 0) {
    return vscode.l10n.t(
      '{0} runs are on record again. {1} of them still run, and are complete when they end.',
      runs.length,
      running,
    );
  }
  return vscode.l10n.t('{0} runs are on record again.', runs.length);
}
