import type * as vscode from 'vscode';
import type { Target } from '../runs/runTargets.ts';
import { panelHtml } from './panelHtml.ts';

/** The empty page of a run. */
export function runPageHtml(webview: vscode.Webview, extension: vscode.Uri, run: Target): string {
  return panelHtml(webview, extension, 'run', { store: run.project.store, 'run-id': run.runId });
}
