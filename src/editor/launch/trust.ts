import * as vscode from 'vscode';
import { UntrustedError } from './launcher.ts';

/** Whether the workspace is trusted; offers to trust it where it is not. */
export async function offerTrust(): Promise<boolean> {
  if (vscode.workspace.isTrusted) return true;
  const manage = vscode.l10n.t('Manage Workspace Trust');
  const chosen = await vscode.window.showWarningMessage(new UntrustedError().sentence, manage);
  if (chosen === manage) await vscode.commands.executeCommand('workbench.trust.manage');
  return false;
}
