import assert from 'node:assert/strict';
import path from 'node:path';
import * as vscode from 'vscode';
import type { TestApi } from '../../../src/extension.ts';
import type { RunNode } from '../../../src/editor/runs/runNodes.ts';
import type { CommandId } from '../../../src/editor/contributions.ts';
import { trackerRequests } from '../../../src/protocol/tracker.ts';
import { until } from '../../harness/wait.ts';

/** A run as the launching commands give it. */
export interface Named {
  readonly store: string;
  readonly runId: string;
}

/** The extension, activated. */
export async function trackline(): Promise<TestApi> {
  const extension = vscode.extensions.getExtension<TestApi>('trackline.trackline');
  assert.ok(extension, 'trackline.trackline is not installed');
  return extension.activate();
}

/** The only folder of the workspace. */
export function folder(): vscode.Uri {
  const first = vscode.workspace.workspaceFolders?.[0];
  assert.ok(first, 'no folder is open');
  return first.uri;
}

/** Writes a file into the workspace. */
export async function writeFile(name: string, text: string): Promise<vscode.Uri> {
  const file = vscode.Uri.joinPath(folder(), ...name.split('/'));
  await vscode.workspace.fs.writeFile(file, Buffer.from(text));
  return file;
}

/** Runs a command of ours that starts a run, and checks that it did. */
export async function launch(id: CommandId, ...args: readonly unknown[]): Promise<Named> {
  const named = await vscode.commands.executeCommand<Named | undefined>(id, ...args);
  assert.ok(named, `${id} started no run`);
  assert.match(named.runId, /^[0-9a-f]{32}$/);
  return named;
}

/** Every run that the Runs view shows. */
export async function shownRuns(): Promise<readonly RunNode[]> {
  const { tree } = await trackline();
  const runs: RunNode[] = [];
  for (const top of await tree.getChildren()) {
    for (const child of await tree.getChildren(top)) {
      if (child.kind === 'run') runs.push(child);
    }
  }
  return runs;
}

/**
 * How many runs are on record. A run is on record when its launch is answered, while the Runs view
 * shows it a moment later: what must start nothing is checked by this.
 */
export async function recordedRuns(): Promise<number> {
  const { tracker } = await trackline();
  const { store } = await tracker.request(trackerRequests.openProject, {
    folder: folder().fsPath,
  });
  const rows = await tracker.request(trackerRequests.experiments, {
    store,
    filter: { show: 'active' },
  });
  return rows.reduce((sum, { runs }) => sum + runs, 0);
}

/** The run as the Runs view shows it, once a condition holds for it. */
export async function shownRun(
  { runId }: Named,
  holds: (node: RunNode) => boolean = () => true,
  what = 'shown',
): Promise<RunNode> {
  return until(
    async () => (await shownRuns()).find((node) => node.row.run.id === runId && holds(node)),
    `run ${runId} to be ${what}`,
    40_000,
  );
}

/** The run, once it has ended. */
export async function ended(run: Named): Promise<RunNode> {
  return shownRun(run, ({ row }) => row.run.endTime !== undefined, 'over');
}

/** What the Runs view writes beside a run's name. */
export async function descriptionOf(node: RunNode): Promise<string> {
  const { tree } = await trackline();
  return String(tree.getTreeItem(node).description);
}

/** Labels of the run pages that are open. */
export function openPages(): readonly string[] {
  return vscode.window.tabGroups.all
    .flatMap(({ tabs }) => tabs)
    .filter(
      ({ input }) =>
        input instanceof vscode.TabInputWebview && input.viewType.endsWith('trackline.run'),
    )
    .map(({ label }) => label);
}

/** The interpreter that the workspace's settings name. */
export function testInterpreter(): string {
  const file = process.env['TRACKLINE_TEST_PYTHON'];
  assert.ok(file, 'TRACKLINE_TEST_PYTHON is not set');
  return path.resolve(file);
}
