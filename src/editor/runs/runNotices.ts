import * as vscode from 'vscode';
import type { EarlyWarning } from '../../model/earlyWarnings.ts';
import type { RunStatus } from '../../model/run.ts';
import type { NamedRun } from '../../protocol/tracker.ts';
import { commands } from '../contributions.ts';
import { setting } from '../settings.ts';
import type { TrackerClient } from '../trackerClient.ts';

/** Tells people of runs under way while they look elsewhere: early warnings, and ends. */
export class RunNotices implements vscode.Disposable {
  readonly #subscriptions: readonly vscode.Disposable[];

  constructor(tracker: TrackerClient) {
    this.#subscriptions = [
      tracker.onDidWarn(({ warning, ...run }) => void this.#warn(run, warning)),
      tracker.onDidEnd(({ status, ...run }) => void this.#tellEnd(run, status)),
    ];
  }

  dispose(): void {
    vscode.Disposable.from(...this.#subscriptions).dispose();
  }

  async #warn(run: NamedRun, warning: EarlyWarning): Promise<void> {
    if (!setting('notifications.warnings')) return;
    const showChart = vscode.l10n.t('Show Chart');
    const stop = vscode.l10n.t('Stop');
    const text = `${run.name}: ${warningText(warning)}`;
    const chosen = await vscode.window.showWarningMessage(text, showChart, stop);
    if (chosen === showChart) await vscode.commands.executeCommand(commands.openRun, run);
    if (chosen === stop) await vscode.commands.executeCommand(commands.stopRun, run);
  }

  async #tellEnd(run: NamedRun, status: RunStatus): Promise<void> {
    const wanted = setting('notifications.onEnd');
    const failed = status === 'FAILED';
    if (wanted === 'never' || (wanted === 'failure' && !failed)) return;
    const show = vscode.l10n.t('Show Run');
    const chosen = failed
      ? await vscode.window.showErrorMessage(vscode.l10n.t('{0} failed.', run.name), show)
      : await vscode.window.showInformationMessage(vscode.l10n.t('{0} has ended.', run.name), show);
    if (chosen === show) await vscode.commands.executeCommand(commands.openRun, run);
  }
}

function warningText(warning: EarlyWarning): string {
  switch (warning.kind) {
    case 'not-a-number':
      return vscode.l10n.t(
        '{0} is no finite number any more (step {1}).',
        warning.metric,
        warning.step,
      );
    case 'diverging':
      return vscode.l10n.t(
        '{0} is diverging: {1}, after {2} at its best.',
        warning.metric,
        short(warning.value),
        short(warning.best),
      );
    case 'no-progress':
      return vscode.l10n.t('{0} has not improved for {1} steps.', warning.metric, warning.steps);
    case 'stalled':
      return vscode.l10n.t('nothing was logged for {0} minutes.', warning.minutes);
  }
}

function short(value: number): string {
  return String(Number(value.toPrecision(3)));
}
