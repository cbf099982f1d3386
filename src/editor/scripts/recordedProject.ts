import path from 'node:path';
import * as vscode from 'vscode';
import type { Project } from '../../protocol/tracker.ts';
import type { Projects } from '../projects.ts';

/**
 * The project that a file's runs are recorded in. Nothing where nothing was ever recorded, so that
 * looking at a file neither starts the tracker nor asks it.
 */
export async function recordedProject(
  projects: Projects,
  file: vscode.Uri,
): Promise<Project | undefined> {
  const folder = vscode.workspace.getWorkspaceFolder(file)?.uri.fsPath ?? path.dirname(file.fsPath);
  return (await hasRecord(folder)) ? projects.open(folder) : undefined;
}

/** Whether a folder or one above it holds a record. */
async function hasRecord(start: string): Promise<boolean> {
  for (let folder = start; ; folder = path.dirname(folder)) {
    try {
      await vscode.workspace.fs.stat(
        vscode.Uri.file(path.join(folder, '.trackline', 'trackline.db')),
      );
      return true;
    } catch {
      // Not here; it may lie above.
    }
    if (folder === path.dirname(folder)) return false;
  }
}
