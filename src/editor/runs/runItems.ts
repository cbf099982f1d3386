import path from 'node:path';
import * as vscode from 'vscode';
import { commands } from '../contributions.ts';
import { formatDuration, formatValue } from './format.ts';
import type { ExperimentNode, MoreNode, ProjectNode, RunNode, RunsNode } from './runNodes.ts';
import { pageSize, projectOf } from './runNodes.ts';
import { isLive, statusIcon, statusWord } from './runStatus.ts';

/** How a node looks, at a moment in milliseconds since the epoch. */
export function itemOf(node: RunsNode, now: number): vscode.TreeItem {
  switch (node.kind) {
    case 'project':
      return projectItem(node);
    case 'experiment':
      return experimentItem(node);
    case 'run':
      return runItem(node, now);
    case 'more':
      return moreItem(node);
  }
}

function projectItem(node: ProjectNode): vscode.TreeItem {
  const { root, store } = node.project;
  const item = new vscode.TreeItem(path.basename(root), vscode.TreeItemCollapsibleState.Expanded);
  item.id = store;
  item.iconPath = new vscode.ThemeIcon('root-folder');
  item.tooltip = root;
  item.contextValue = 'project';
  return item;
}

function experimentItem(node: ExperimentNode): vscode.TreeItem {
  const { experiment, runs, running } = node.row;
  const item = new vscode.TreeItem(
    experiment.name,
    running > 0 || isAmongFirst(node)
      ? vscode.TreeItemCollapsibleState.Expanded
      : vscode.TreeItemCollapsibleState.Collapsed,
  );
  item.id = `${projectOf(node).store}|${experiment.id}`;
  item.iconPath = new vscode.ThemeIcon('beaker');
  item.description =
    running > 0 ? vscode.l10n.t('{0} of {1} running', running, runs) : String(runs);
  item.tooltip = `${experiment.name} · ${runs === 1 ? vscode.l10n.t('1 run') : vscode.l10n.t('{0} runs', runs)}`;
  item.contextValue = 'experiment';
  return item;
}

/** Whether its runs are shown without being asked for: those of a few experiments fit. */
function isAmongFirst(node: ExperimentNode): boolean {
  const place = node.parent.experiments?.indexOf(node) ?? 0;
  return place < 5;
}

function runItem(node: RunNode, now: number): vscode.TreeItem {
  const { run, starred, archived, objective, partOf } = node.row;
  const item = new vscode.TreeItem(run.name, vscode.TreeItemCollapsibleState.None);
  const facts = [
    ...(objective === undefined ? [] : [formatValue(objective)]),
    formatDuration((run.endTime ?? now) - run.startTime, run.endTime !== undefined),
    ...(partOf === undefined ? [] : [vscode.l10n.t('part of {0}', partOf)]),
  ].join(' · ');
  item.id = `${projectOf(node).store}|${run.id}`;
  item.iconPath = statusIcon(run.status);
  item.description = starred ? `★ ${facts}` : facts;
  item.contextValue = [
    'run',
    isLive(run.status) ? 'live' : 'ended',
    starred ? 'starred' : 'unstarred',
    run.lifecycle === 'deleted' ? 'deleted' : archived ? 'archived' : 'active',
  ].join(' ');
  // Without arguments, which VS Code forgets when it draws the item anew: a click at that moment,
  // and a live run is drawn every second, would open nothing.
  item.command = { command: commands.openSelectedRun, title: vscode.l10n.t('Open Run') };
  const words = [run.name, statusWord(run.status), facts];
  if (starred) words.push(vscode.l10n.t('starred'));
  item.accessibilityInformation = { label: words.join(', ') };
  return item;
}

function moreItem({ parent }: MoreNode): vscode.TreeItem {
  const left = parent.total - (parent.runs?.length ?? 0);
  const item = new vscode.TreeItem(vscode.l10n.t('Show more…'));
  item.id = `${projectOf(parent).store}|${parent.row.experiment.id}|more`;
  item.description = vscode.l10n.t('{0} of {1} not shown', left, parent.total);
  item.iconPath = new vscode.ThemeIcon('ellipsis');
  item.tooltip = vscode.l10n.t('Show the next {0} runs', Math.min(left, pageSize));
  item.command = {
    command: commands.showMoreRuns,
    title: vscode.l10n.t('Show more…'),
    arguments: [parent],
  };
  return item;
}
