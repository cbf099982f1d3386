import path from 'node:path';
import * as vscode from 'vscode';
import { championAlias } from '../../model/championAlias.ts';
import type { PackageRow, RegisteredRow } from '../../protocol/packages.ts';
import type { Project } from '../../protocol/tracker.ts';
import { isRemoteNode, remoteItem, type RemoteNode } from './remote/remoteNodes.ts';

/** A line of the Models view. */
export type ModelsNode = LocalNode | RemoteNode;
type LocalNode = ProjectNode | ModelNode | VersionNode | RegisteredNode;

/** A project; shown only when there are several. */
export interface ProjectNode {
  readonly kind: 'project';
  readonly project: Project;
}

/** A model by its name, with its versions, the newest first. */
export interface ModelNode {
  readonly kind: 'model';
  readonly project: Project;
  readonly name: string;
  readonly versions: readonly PackageRow[];
  readonly registered: readonly RegisteredRow[];
}

/** A packaged version of a model. */
export interface VersionNode {
  readonly kind: 'version';
  readonly project: Project;
  readonly row: PackageRow;
}

/** A version that a script registered through MLflow. */
export interface RegisteredNode {
  readonly kind: 'registered';
  readonly project: Project;
  readonly registered: RegisteredRow;
}

/** The line as the view draws it. */
export function itemOf(node: ModelsNode): vscode.TreeItem {
  return isRemoteNode(node) ? remoteItem(node) : localItem(node);
}

function localItem(node: LocalNode): vscode.TreeItem {
  switch (node.kind) {
    case 'project': {
      const item = new vscode.TreeItem(
        path.basename(node.project.root),
        vscode.TreeItemCollapsibleState.Expanded,
      );
      item.id = node.project.store;
      item.iconPath = new vscode.ThemeIcon('folder');
      return item;
    }
    case 'model':
      return modelItem(node);
    case 'version':
      return versionItem(node);
    case 'registered':
      return registeredItem(node);
  }
}

function modelItem({ project, name, versions }: ModelNode): vscode.TreeItem {
  const item = new vscode.TreeItem(name, vscode.TreeItemCollapsibleState.Expanded);
  const champion = versions.find(({ aliases }) => aliases.includes(championAlias));
  item.id = JSON.stringify([project.store, name]);
  item.iconPath = new vscode.ThemeIcon('package');
  item.contextValue = champion === undefined ? 'model' : 'model crowned';
  item.description =
    champion === undefined ? '' : vscode.l10n.t('champion is version {0}', champion.version);
  return item;
}

function versionItem({ project, row }: VersionNode): vscode.TreeItem {
  const { name, version, aliases, pushes, run } = row;
  const item = new vscode.TreeItem(vscode.l10n.t('Version {0}', version));
  const isChampion = aliases.includes(championAlias);
  const registries = [...new Set(pushes.map(({ registry }) => registry))];
  const pushed =
    registries.length === 0 ? [] : [vscode.l10n.t('pushed to {0}', registries.join(', '))];
  item.id = JSON.stringify([project.store, name, version]);
  item.iconPath = new vscode.ThemeIcon(
    isChampion ? 'star-full' : 'versions',
    isChampion ? new vscode.ThemeColor('charts.yellow') : undefined,
  );
  const signed = row.signed ? [vscode.l10n.t('signed')] : [];
  item.description = [...aliases, ...signed, ...pushed].join(' · ');
  item.contextValue = ['version', isChampion ? 'champion' : 'plain', run && 'ofRun']
    .filter(Boolean)
    .join(' ');
  item.tooltip = tooltipOf(row);
  return item;
}

function registeredItem({ project, registered }: RegisteredNode): vscode.TreeItem {
  const { name, version, aliases, run, folder, created } = registered;
  const item = new vscode.TreeItem(vscode.l10n.t('Registered version {0}', version));
  item.id = JSON.stringify([project.store, name, 'registered', version]);
  item.iconPath = new vscode.ThemeIcon(aliases.includes(championAlias) ? 'star-empty' : 'tag');
  item.description = aliases.join(' · ');
  item.contextValue = ['registered', run && 'ofRun', folder && 'here'].filter(Boolean).join(' ');
  item.tooltip = [
    `${name} ${version}`,
    vscode.l10n.t('Registered by a script through MLflow'),
    vscode.l10n.t('Made {0}', new Date(created).toLocaleString(vscode.env.language)),
  ].join('\n');
  return item;
}

function tooltipOf({ name, version, digest, created, metrics, pushes }: PackageRow): string {
  const values = Object.entries(metrics).map(([key, value]) => `${key}: ${value}`);
  return [
    `${name} ${version}`,
    digest,
    vscode.l10n.t('Made {0}', new Date(created).toLocaleString(vscode.env.language)),
    ...values,
    ...pushes.map(({ reference }) => vscode.l10n.t('Pushed as {0}', reference)),
  ].join('\n');
}

/** The card of a package, where people read about the model. */
export async function openCard(folder: string): Promise<void> {
  await vscode.commands.executeCommand('markdown.showPreview', cardOf(folder));
}

/** The file that a package's card is. */
export function cardOf(folder: string): vscode.Uri {
  return vscode.Uri.file(path.join(folder, 'README.md'));
}

/** Whether a command was given a version of the Models view. */
export function isVersionNode(value: unknown): value is VersionNode {
  return isNode(value) && value.kind === 'version' && 'row' in value;
}

/** Whether a command was given a model of the Models view. */
export function isModelNode(value: unknown): value is ModelNode {
  return isNode(value) && value.kind === 'model' && 'versions' in value;
}

/** Whether a command was given a registered version of the Models view. */
export function isRegisteredNode(value: unknown): value is RegisteredNode {
  return isNode(value) && value.kind === 'registered' && 'registered' in value;
}

function isNode(value: unknown): value is { readonly kind: unknown } {
  return typeof value === 'object' && value !== null && 'kind' in value;
}
