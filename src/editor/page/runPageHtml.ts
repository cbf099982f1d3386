import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';
import type { Target } from '../runs/runTargets.ts';

/** Where the scripts and styles of pages are. */
export function webviewRoot(extension: vscode.Uri): vscode.Uri {
  return vscode.Uri.joinPath(extension, 'dist', 'webview');
}

/** The empty page of a run: its script asks for the rest. Nothing but our own files is let in. */
export function runPageHtml(webview: vscode.Webview, extension: vscode.Uri, run: Target): string {
  const file = (name: string): string =>
    webview.asWebviewUri(vscode.Uri.joinPath(webviewRoot(extension), name)).toString();
  const nonce = randomBytes(16).toString('base64url');
  const policy = [
    "default-src 'none'",
    `script-src 'nonce-${nonce}'`,
    // The toolkit tries out one style element as it loads.
    `style-src ${webview.cspSource} 'nonce-${nonce}'`,
    `font-src ${webview.cspSource}`,
    `img-src ${webview.cspSource} data:`,
  ].join('; ');
  return `<!DOCTYPE html>
<html lang="${vscode.env.language}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="stylesheet" href="${file('run.css')}">
<title>Trackline</title>
</head>
<body data-vscode-context='{"preventDefaultContextMenuItems": true}'>
<div id="app" data-store="${attribute(run.project.store)}" data-run-id="${attribute(run.runId)}"></div>
<script type="module" nonce="${nonce}" src="${file('run.js')}"></script>
</body>
</html>`;
}

function attribute(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;');
}
