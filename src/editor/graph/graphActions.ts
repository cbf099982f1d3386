import path from 'node:path';
import * as vscode from 'vscode';
import type { GraphLocation, PipelineGraph, PipelineNode } from '../../model/pipelineGraph.ts';
import type { StageAction } from '../../protocol/graphPage.ts';
import { run } from '../commands.ts';
import { commands } from '../contributions.ts';

/** Does with a box what its menu offers. `peek`: show where it is written, and stay. */
export async function performStageAction(
  graph: PipelineGraph,
  id: string,
  action: StageAction | 'open' | 'peek',
  panelColumn: vscode.ViewColumn | undefined,
): Promise<void> {
  const node = graph.nodes.find((each) => each.id === id || each.group === id);
  if (node === undefined) return;
  switch (action) {
    case 'open':
    case 'peek':
      await reveal(graph, node.location, action === 'open', panelColumn);
      return;
    case 'run':
      await run(commands.runStage, targetOf(graph, node, id));
      return;
    case 'runWithNeeds':
      await run(commands.runStageWithNeeds, targetOf(graph, node, id));
      return;
    case 'showLastRun':
      await run(commands.showLastStageRun, targetOf(graph, node, id));
      return;
  }
}

/** A stage, or the group of stages that was meant, as the commands for stages take it. */
function targetOf(graph: PipelineGraph, { location }: PipelineNode, id: string) {
  const file = path.normalize(`${graph.root}/${location.file}`);
  return { file, stage: id.slice(location.file.length + 1) };
}

/** Shows a place of a file beside the panel. */
export async function reveal(
  graph: PipelineGraph,
  { file, range }: GraphLocation,
  focus: boolean,
  panelColumn: vscode.ViewColumn | undefined,
): Promise<void> {
  const uri = vscode.Uri.file(path.normalize(`${graph.root}/${file}`));
  const start = new vscode.Position(range.start.line, range.start.character);
  // Together with opening it: a selection set later would take away the caret from who types.
  await vscode.window.showTextDocument(uri, {
    viewColumn: columnFor(uri, panelColumn),
    preserveFocus: !focus,
    preview: true,
    selection: new vscode.Range(start, start),
  });
}

/** Where the file is open already, else beside the panel rather than over it. */
function columnFor(uri: vscode.Uri, panel: vscode.ViewColumn | undefined): vscode.ViewColumn {
  const groups = vscode.window.tabGroups.all.filter(({ viewColumn }) => viewColumn !== panel);
  const holding = groups.find(({ tabs }) =>
    tabs.some(
      ({ input }) =>
        input instanceof vscode.TabInputText && input.uri.toString() === uri.toString(),
    ),
  );
  return (holding ?? groups[0])?.viewColumn ?? vscode.ViewColumn.Beside;
}
