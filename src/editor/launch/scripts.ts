import path from 'node:path';
import * as vscode from 'vscode';

/** Languages whose files can be run. */
export type Language = 'python' | 'r' | 'julia' | 'shell';

const byLanguageId: Readonly<Record<string, Language>> = {
  python: 'python',
  r: 'r',
  julia: 'julia',
  shellscript: 'shell',
};

const byExtension: Readonly<Record<string, Language>> = {
  '.py': 'python',
  '.r': 'r',
  '.jl': 'julia',
  '.sh': 'shell',
  '.bash': 'shell',
};

/** Folders whose scripts are other people's. */
const notOurs = '**/{.venv,venv,node_modules,site-packages,.trackline,__pycache__,.git}/**';
const mostScripts = 500;

/** The language of a file: as the editor sees it when it is open, else by its name. */
export function languageOf(file: vscode.Uri): Language | undefined {
  const open = vscode.workspace.textDocuments.find(
    (document) => document.uri.toString() === file.toString(),
  );
  const known = open === undefined ? undefined : byLanguageId[open.languageId];
  return known ?? byExtension[path.extname(file.path).toLowerCase()];
}

/**
 * A script to run, chosen among those of the workspace; nothing when the person thinks better.
 * @param title the command that asks.
 */
export async function chooseScript(title: string): Promise<vscode.Uri | 'none' | undefined> {
  return choose(await workspaceScripts(), title, vscode.l10n.t('Choose a script of the workspace'));
}

/** A notebook to run, as {@link chooseScript} has scripts chosen. */
export async function chooseNotebook(title: string): Promise<vscode.Uri | 'none' | undefined> {
  const notebooks = await vscode.workspace.findFiles('**/*.ipynb', notOurs, mostScripts);
  notebooks.sort((a, b) => a.path.localeCompare(b.path));
  return choose(notebooks, title, vscode.l10n.t('Choose a notebook of the workspace'));
}

async function choose(
  files: readonly vscode.Uri[],
  title: string,
  placeHolder: string,
): Promise<vscode.Uri | 'none' | undefined> {
  if (files.length === 0) return 'none';
  const items = files.map((uri) => ({
    uri,
    label: path.basename(uri.fsPath),
    description: folderWord(uri),
    iconPath: vscode.ThemeIcon.File,
    resourceUri: uri,
  }));
  const chosen = await vscode.window.showQuickPick(items, {
    title,
    placeHolder,
    matchOnDescription: true,
  });
  return chosen?.uri;
}

/** The folder of a file within the workspace; nothing for the workspace's own. */
function folderWord(uri: vscode.Uri): string {
  const folder = path.posix.dirname(vscode.workspace.asRelativePath(uri));
  return folder === '.' ? '' : folder;
}

/** Open ones first, then the rest by path. */
async function workspaceScripts(): Promise<readonly vscode.Uri[]> {
  const open = vscode.workspace.textDocuments
    .map((document) => document.uri)
    .filter((uri) => uri.scheme === 'file' && languageOf(uri) !== undefined);
  const found = await vscode.workspace.findFiles('**/*.{py,r,R,jl,sh,bash}', notOurs, mostScripts);
  found.sort((a, b) => a.path.localeCompare(b.path));
  return [...new Map([...open, ...found].map((uri) => [uri.toString(), uri])).values()];
}
