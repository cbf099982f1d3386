import * as vscode from 'vscode';
import type { RunStatus } from '../../model/run.ts';

/** How a status is shown: a shape of its own, and a colour on top of it. */
export function statusIcon(status: RunStatus): vscode.ThemeIcon {
  switch (status) {
    case 'RUNNING':
      return new vscode.ThemeIcon('sync~spin', new vscode.ThemeColor('charts.blue'));
    case 'SCHEDULED':
      return new vscode.ThemeIcon('watch', new vscode.ThemeColor('charts.yellow'));
    case 'FINISHED':
      return new vscode.ThemeIcon('pass', new vscode.ThemeColor('testing.iconPassed'));
    case 'FAILED':
      return new vscode.ThemeIcon('error', new vscode.ThemeColor('testing.iconFailed'));
    case 'KILLED':
      return new vscode.ThemeIcon('stop-circle', new vscode.ThemeColor('testing.iconSkipped'));
  }
}

/** The same for places where icons cannot turn, such as tabs. */
export function stillIcon(status: RunStatus): vscode.ThemeIcon {
  const { id, color } = statusIcon(status);
  return new vscode.ThemeIcon(id.replace('~spin', ''), color);
}

/** The status as a word. */
export function statusWord(status: RunStatus): string {
  switch (status) {
    case 'RUNNING':
      return vscode.l10n.t('running');
    case 'SCHEDULED':
      return vscode.l10n.t('waiting to start');
    case 'FINISHED':
      return vscode.l10n.t('finished');
    case 'FAILED':
      return vscode.l10n.t('failed');
    case 'KILLED':
      return vscode.l10n.t('stopped');
  }
}

/** Whether the run is still to end. */
export function isLive(status: RunStatus): boolean {
  return status === 'RUNNING' || status === 'SCHEDULED';
}
