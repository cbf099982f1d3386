import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';

/** Where the scripts and styles of pages are. */
export function webviewRoot(extension: vscode.Uri): vscode.Uri {
  return vscode.Uri.joinPath(extension, 'dist', 'webview');
}

/**
 * The empty page of a panel: its script asks for the rest. Nothing but our own files is let in.
 * @param name of the folder in `webview/`.
 * @param data handed to the script as `data-` attributes.
 */
export function panelHtml(
  webview: vscode.Webview,
  extension: vscode.Uri,
  name: string,
  data: Readonly<Record<string, string>>,
): string {
  const file = (ending: string): string =>
    webview
      .asWebviewUri(vscode.Uri.joinPath(webviewRoot(extension), `${name}.${ending}`))
      .toString();
  const nonce = randomBytes(16).toString('base64url');
  const policy = [
    "default-src 'none'",
    `script-src 'nonce-${nonce}'`,
    // The toolkit tries out one style element as it loads.
    `style-src ${webview.cspSource} 'nonce-${nonce}'`,
    `font-src ${webview.cspSource}`,
    `img-src ${webview.cspSource} data:`,
  ].join('; ');
  const attributes = Object.entries(data).map(([key, value]) => ` data-${key}="${escaped(value)}"`);
  return `<!DOCTYPE html>
<html lang="${vscode.env.language}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="stylesheet" href="${file('css')}">
<title>Trackline</title>
</head>
<body data-vscode-context='{"preventDefaultContextMenuItems": true}'>
<div id="app"${attributes.join('')}></div>
<script type="module" nonce="${nonce}" src="${file('js')}"></script>
</body>
</html>`;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;');
}
