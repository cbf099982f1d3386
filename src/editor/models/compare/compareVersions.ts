import * as vscode from 'vscode';
import { openComparison, showCodeBetween } from '../../changes/showCodeChanges.ts';
import type { TrackerClient } from '../../trackerClient.ts';
import type { VersionNode } from '../modelNodes.ts';
import type { ModelTree } from '../modelTree.ts';
import type { RemoteVersionNode } from '../remote/remoteNodes.ts';
import { modelComparisonUri, type ComparedModels, type KeptSide } from './comparedModels.ts';

/** A version here or in a registry. */
export type AnyVersion = VersionNode | RemoteVersionNode;

/** What comparing needs of the rest of the extension. */
export interface ComparingParts {
  readonly tracker: TrackerClient;
  readonly tree: ModelTree;
  readonly compared: ComparedModels;
  readonly log: vscode.LogOutputChannel;
}

/**
 * *Compare with…*: metrics, signature, data, parameters and requirements of two versions beside
 * each other, and what changed in the code where both runs are on record here.
 */
export async function compareWith(parts: ComparingParts, node: AnyVersion): Promise<void> {
  const other = await chooseOther(parts.tree, node);
  if (other === undefined) return;
  const { store } = projectOf(node);
  const pair = { store, a: sideOf(other), b: sideOf(node) };
  const { a, b } = await parts.compared.compare(pair);
  const title = `${a.name} ${a.version} ↔ ${b.name} ${b.version}`;
  let hasCode = false;
  if (a.run !== undefined && b.run !== undefined && a.run !== b.run) {
    try {
      hasCode = await showCodeBetween(parts.tracker, store, [a.run, b.run], title);
    } catch (error) {
      // The runs may be of another project: the page says which commits they are of.
      parts.log.info(`no code changes for ${title}: ${String(error)}`);
    }
  }
  await openComparison(modelComparisonUri(pair), hasCode);
}

interface Item extends vscode.QuickPickItem {
  readonly node: AnyVersion;
}

/** The versions of the same model first. */
async function chooseOther(tree: ModelTree, node: AnyVersion): Promise<AnyVersion | undefined> {
  const { store } = projectOf(node);
  const all: readonly AnyVersion[] = [...(await tree.versions()), ...(await tree.remoteVersions())];
  const others = all.filter((each) => !isSame(each, node) && projectOf(each).store === store);
  if (others.length === 0) {
    void vscode.window.showInformationMessage(
      vscode.l10n.t('There is no other version to compare with.'),
    );
    return undefined;
  }
  const { name } = sideOf(node);
  const items: Item[] = others
    .toSorted((a, b) => Number(sideOf(b).name === name) - Number(sideOf(a).name === name))
    .map((each) => ({
      label: `${sideOf(each).name} ${sideOf(each).version}`,
      description: [
        ...(each.kind === 'version' ? each.row.aliases : each.version.aliases),
        ...(each.kind === 'version' ? [] : [each.place.registry]),
      ].join(' · '),
      node: each,
    }));
  const chosen = await vscode.window.showQuickPick(items, {
    title: vscode.l10n.t('Compare {0} {1}', name, sideOf(node).version),
    placeHolder: vscode.l10n.t('Compare with'),
    matchOnDescription: true,
  });
  return chosen?.node;
}

function isSame(one: AnyVersion, two: AnyVersion): boolean {
  return JSON.stringify(sideOf(one)) === JSON.stringify(sideOf(two));
}

function projectOf(node: AnyVersion) {
  return node.kind === 'version' ? node.project : node.place.project;
}

function sideOf(node: AnyVersion): KeptSide {
  if (node.kind === 'version') {
    const { name, version, folder } = node.row;
    return { kind: 'folder', folder, name, version };
  }
  const { registry, url } = node.place;
  return { kind: 'remote', registry, url, name: node.name, version: node.version.version };
}
