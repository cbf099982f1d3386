import * as vscode from 'vscode';
import { likelyDirection } from '../../model/metricDirection.ts';
import { objectiveText } from '../../model/objectiveText.ts';
import type { Objective } from '../../model/projectFile.ts';
import type { RunDetails } from '../../protocol/views.ts';
import { isSystemMetric } from '../../model/systemMetrics.ts';

/**
 * Asks which of a run's metrics all runs are ranked by, and writes it into the project's
 * `trackline.yaml`, where it can be changed at any time.
 */
export async function chooseObjective({ data, projectRoot }: RunDetails): Promise<void> {
  const title = vscode.l10n.t('Choose the Objective');
  const metrics = Object.keys(data.metrics).filter((key) => !isSystemMetric(key));
  const metric = await vscode.window.showQuickPick(metrics.sort(), {
    title,
    placeHolder: vscode.l10n.t('The metric that runs are ranked by'),
  });
  if (metric === undefined) return;
  const ways: (vscode.QuickPickItem & Pick<Objective, 'direction'>)[] = [
    { label: vscode.l10n.t('Higher is better'), direction: 'maximize' },
    { label: vscode.l10n.t('Lower is better'), direction: 'minimize' },
  ];
  // Enter takes the first one.
  if (likelyDirection(metric) === 'minimize') ways.reverse();
  const way = await vscode.window.showQuickPick(ways, { title: `${title}: ${metric}` });
  if (way === undefined) return;
  await write(vscode.Uri.joinPath(vscode.Uri.file(projectRoot), 'trackline.yaml'), {
    metric,
    direction: way.direction,
  });
}

/** Into a file of its own, or behind what is there, which is then shown. */
async function write(file: vscode.Uri, objective: Objective): Promise<void> {
  const text = objectiveText(objective);
  if (!(await isThere(file))) {
    await vscode.workspace.fs.writeFile(file, new TextEncoder().encode(text));
    return;
  }
  const document = await vscode.workspace.openTextDocument(file);
  const end = document.lineAt(document.lineCount - 1).range.end;
  const edit = new vscode.WorkspaceEdit();
  edit.insert(file, end, end.character === 0 ? text : `\n${text}`);
  await vscode.workspace.applyEdit(edit);
  await document.save();
  await vscode.window.showTextDocument(document);
}

async function isThere(file: vscode.Uri): Promise<boolean> {
  try {
    await vscode.workspace.fs.stat(file);
    return true;
  } catch {
    return false;
  }
}
