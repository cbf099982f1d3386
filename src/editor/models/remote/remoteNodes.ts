import * as vscode from 'vscode';
import { championAlias } from '../../../model/championAlias.ts';
import type { RemoteModel, RemoteVersion } from '../../../model/remoteModels.ts';
import { commands } from '../../contributions.ts';
import type { RegistryPlace } from './registryPlaces.ts';

/** A line of the Models view that is about a registry. */
export type RemoteNode = RegistryNode | RemoteModelNode | RemoteVersionNode | RemarkNode;

/** A registry, whose models are asked for when it is unfolded. */
export interface RegistryNode {
  readonly kind: 'registry';
  readonly place: RegistryPlace;
}

/** A model in a registry. */
export interface RemoteModelNode {
  readonly kind: 'remoteModel';
  readonly place: RegistryPlace;
  readonly model: RemoteModel;
}

/** A version in a registry. */
export interface RemoteVersionNode {
  readonly kind: 'remoteVersion';
  readonly place: RegistryPlace;
  readonly name: string;
  readonly version: RemoteVersion;
}

/** A sentence in the place of what a registry did not tell. */
export interface RemarkNode {
  readonly kind: 'remark';
  readonly place: RegistryPlace;
  readonly sentence: string;
  /** What a click does: asks the registry again after a failure, or for a model by its name. */
  readonly click?: 'retry' | 'name';
}

/** The line as the view draws it. */
export function remoteItem(node: RemoteNode): vscode.TreeItem {
  switch (node.kind) {
    case 'registry':
      return registryItem(node);
    case 'remoteModel':
      return modelItem(node);
    case 'remoteVersion':
      return versionItem(node);
    case 'remark':
      return remarkItem(node);
  }
}

function registryItem({ place }: RegistryNode): vscode.TreeItem {
  const { registry, url, project } = place;
  const item = new vscode.TreeItem(registry, vscode.TreeItemCollapsibleState.Collapsed);
  item.id = idOf(place);
  item.iconPath = new vscode.ThemeIcon('server');
  item.description = registry === url ? '' : url;
  item.contextValue = 'registry';
  item.tooltip = [url, project.root].join('\n');
  return item;
}

function modelItem({ place, model }: RemoteModelNode): vscode.TreeItem {
  const { name, versions } = model;
  const item = new vscode.TreeItem(name, vscode.TreeItemCollapsibleState.Collapsed);
  const champion = versions.find(isChampion);
  item.id = idOf(place, name);
  item.iconPath = new vscode.ThemeIcon('package');
  item.contextValue = champion === undefined ? 'remoteModel' : 'remoteModel crowned';
  item.description =
    champion === undefined ? '' : vscode.l10n.t('champion is version {0}', champion.version);
  return item;
}

function versionItem({ place, name, version }: RemoteVersionNode): vscode.TreeItem {
  const { packageVersion, aliases, deprecated, digest, signed } = version;
  const item = new vscode.TreeItem(vscode.l10n.t('Version {0}', version.version));
  item.id = idOf(place, name, version.version);
  item.iconPath = iconOf(version);
  item.description = [
    ...aliases,
    ...(signed === true ? [vscode.l10n.t('signed')] : []),
    ...(packageVersion === undefined || packageVersion === version.version
      ? []
      : [vscode.l10n.t('package {0}', packageVersion)]),
    ...(deprecated === undefined ? [] : [vscode.l10n.t('deprecated')]),
  ].join(' · ');
  item.contextValue = [
    'remoteVersion',
    isChampion(version) ? 'champion' : 'plain',
    deprecated === undefined ? 'current' : 'deprecated',
    ...(digest === undefined && version.package === undefined ? [] : ['digested']),
  ].join(' ');
  item.tooltip = tooltipOf(name, version);
  return item;
}

function iconOf(version: RemoteVersion): vscode.ThemeIcon {
  if (version.deprecated !== undefined) return new vscode.ThemeIcon('circle-slash');
  return isChampion(version)
    ? new vscode.ThemeIcon('star-full', new vscode.ThemeColor('charts.yellow'))
    : new vscode.ThemeIcon('cloud');
}

function tooltipOf(name: string, version: RemoteVersion): string {
  const { reference, digest, created, run, deprecated, override } = version;
  return [
    `${name} ${version.version}`,
    reference,
    digest,
    version.package === undefined ? undefined : vscode.l10n.t('Package {0}', version.package),
    created && vscode.l10n.t('Made {0}', new Date(created).toLocaleString(vscode.env.language)),
    run && vscode.l10n.t('Run {0}', run),
    deprecated && vscode.l10n.t('Deprecated: {0}', deprecated),
    override && vscode.l10n.t('Pushed in spite of findings: {0}', override),
  ]
    .filter((line) => line !== undefined && line !== '')
    .join('\n');
}

function remarkItem(node: RemarkNode): vscode.TreeItem {
  const { sentence } = node;
  const item = new vscode.TreeItem(sentence);
  item.id = idOf(node.place, 'remark', sentence);
  item.tooltip = sentence;
  const failed = node.click === 'retry';
  item.iconPath = new vscode.ThemeIcon(failed ? 'error' : 'info');
  item.contextValue = failed ? 'trouble' : 'remark';
  if (node.click !== undefined) {
    item.command = {
      command: failed ? commands.refreshModels : commands.findRemoteModel,
      title: failed ? vscode.l10n.t('Retry') : vscode.l10n.t('Show Another Model…'),
      arguments: [node],
    };
  }
  return item;
}

function isChampion({ aliases }: RemoteVersion): boolean {
  return aliases.includes(championAlias);
}

function idOf({ project, registry }: RegistryPlace, ...parts: readonly string[]): string {
  return JSON.stringify([project.store, 'registry', registry, ...parts]);
}

/** Whether a line is about a registry. */
export function isRemoteNode(node: { readonly kind: string }): node is RemoteNode {
  return ['registry', 'remoteModel', 'remoteVersion', 'remark'].includes(node.kind);
}

/** The node that a command was given, if it is one of a registry. */
export function remoteNodeOf(value: unknown): RemoteNode | undefined {
  const isNode =
    typeof value === 'object' &&
    value !== null &&
    'place' in value &&
    'kind' in value &&
    typeof value.kind === 'string' &&
    isRemoteNode({ kind: value.kind });
  return isNode ? (value as RemoteNode) : undefined;
}
