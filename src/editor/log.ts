import * as vscode from 'vscode';

/** The one output channel of the extension, with levels that the person sets in the panel. */
export function createLog(): vscode.LogOutputChannel {
  return vscode.window.createOutputChannel('Trackline', { log: true });
}
