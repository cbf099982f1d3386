import * as vscode from 'vscode';
import { championAlias } from '../../model/championAlias.ts';
import type { PromoteAnswer } from '../../protocol/packages.ts';
import { packageRequests } from '../../protocol/packages.ts';
import type { Commands } from '../commands.ts';
import { run } from '../commands.ts';
import { commands, type CommandId } from '../contributions.ts';
import { localized } from '../localize.ts';
import { compareWith, type AnyVersion, type ComparingParts } from './compare/compareVersions.ts';
import type { TrackerClient } from '../trackerClient.ts';
import {
  isModelNode,
  isRegisteredNode,
  isVersionNode,
  openCard,
  type VersionNode,
} from './modelNodes.ts';
import type { ModelTree } from './modelTree.ts';
import {
  labelOf,
  promoteRemote,
  rollBackRemote,
  type RemoteParts,
} from './remote/remoteCommands.ts';
import { remoteNodeOf, type RemoteVersionNode } from './remote/remoteNodes.ts';
import { signPackage } from './signPackage.ts';
import { scanTimeout } from './sources.ts';
import { verifyPackage } from './verifyPackage.ts';

/** Registers what can be done with a version in the Models view. */
export function registerModelCommands(
  registry: Commands,
  remote: RemoteParts,
  secrets: vscode.SecretStorage,
  comparing: ComparingParts,
): void {
  const { tree } = comparing;
  const { tracker } = remote;
  const onVersion = (id: CommandId, work: (node: VersionNode) => Promise<void>): void =>
    registry.register(id, async (given) => {
      const node = isVersionNode(given) ? given : await chooseVersion(tree);
      if (node !== undefined) await work(node);
    });
  onVersion(commands.openModelCard, async ({ row }) => openCard(row.folder));
  onVersion(commands.revealPackage, async ({ row }) => {
    await vscode.commands.executeCommand('revealFileInOS', vscode.Uri.file(row.folder));
  });
  registry.register(commands.promoteModel, async (given) => {
    const there = remoteNodeOf(given);
    if (there?.kind === 'remoteVersion') {
      await promoteThere(remote, there);
      return;
    }
    const node = isVersionNode(given) ? given : await chooseVersion(tree);
    if (node !== undefined) await promote(tracker, node);
  });
  onVersion(commands.verifyPackage, async (node) => verifyPackage(tracker, node));
  onVersion(commands.signPackage, async (node) => signPackage({ tracker, secrets }, node));
  registry.register(commands.comparePackages, async (given) => {
    const node = anyVersionOf(given) ?? (await chooseVersion(tree));
    if (node !== undefined) await compareWith(comparing, node);
  });
  onVersion(commands.deletePackage, async (node) => remove(tracker, node));
  registry.register(commands.refreshModels, (given) => tree.refresh(given));
  const copying = (id: CommandId, textOf: (node: AnyVersion) => string): void =>
    registry.register(id, async (given) => {
      const node = anyVersionOf(given);
      if (node !== undefined) await vscode.env.clipboard.writeText(textOf(node));
    });
  copying(commands.copyModelReference, referenceOf);
  copying(commands.copyModelDigest, digestOf);
  registry.register(commands.openPackageRun, async (given) => {
    const node =
      isRegisteredNode(given) || isVersionNode(given) ? given : await chooseVersion(tree);
    if (node === undefined) return;
    const { run: runId } = isRegisteredNode(node) ? node.registered : node.row;
    await run(commands.openRun, { store: node.project.store, runId });
  });
  registry.register(commands.rollBackModel, async (given) => {
    const there = remoteNodeOf(given);
    if (there?.kind === 'remoteModel' || there?.kind === 'remoteVersion') {
      await rollBackRemote(remote, there);
    } else if (isModelNode(given)) await rollBack(tracker, given.project.store, given.name);
    else if (isVersionNode(given)) await rollBack(tracker, given.project.store, given.row.name);
  });
}

/** The version of a line that a command was given. */
function anyVersionOf(given: unknown): AnyVersion | undefined {
  const there = remoteNodeOf(given);
  if (there?.kind === 'remoteVersion') return there;
  return isVersionNode(given) ? given : undefined;
}

/** As `pull` takes it; of a package that went nowhere, its name and version. */
function referenceOf(node: AnyVersion): string {
  if (node.kind === 'remoteVersion') return node.version.reference;
  const { name, version, pushes } = node.row;
  return pushes[0]?.reference ?? `${name}:${version}`;
}

/** Of a registry's manifest, else of the package. */
function digestOf(node: AnyVersion): string {
  if (node.kind === 'version') return node.row.digest;
  return node.version.digest ?? node.version.package ?? '';
}

/** Asks which version is meant; nothing when there is none, which is said, or on second thoughts. */
export async function chooseVersion(
  tree: ModelTree,
  suits: (node: VersionNode) => boolean = () => true,
): Promise<VersionNode | undefined> {
  const nodes = (await tree.versions()).filter((node) => suits(node));
  if (nodes.length === 0) {
    void vscode.window.showInformationMessage(
      vscode.l10n.t('There is no version to choose. Package a model first.'),
    );
    return undefined;
  }
  const items = nodes.map((node) => ({
    label: `${node.row.name} ${node.row.version}`,
    description: node.row.aliases.join(', '),
    node,
  }));
  const placeHolder = vscode.l10n.t('Choose a version');
  return (await vscode.window.showQuickPick(items, { placeHolder }))?.node;
}

async function promote(tracker: TrackerClient, { project, row }: VersionNode): Promise<void> {
  const answer = await tracker.request(
    packageRequests.promote,
    { store: project.store, folder: row.folder, alias: championAlias },
    scanTimeout,
  );
  tellPromotion(answer, `${row.name} ${row.version}`, project.store, row.run);
}

/** In a registry; the gates are the project's own. */
async function promoteThere(remote: RemoteParts, node: RemoteVersionNode): Promise<void> {
  const answer = await promoteRemote(remote, node);
  const label = `${labelOf(node)} (${node.place.registry})`;
  tellPromotion(answer, label, node.place.project.store, node.version.run);
}

function tellPromotion(
  answer: PromoteAnswer,
  label: string,
  store: string,
  runId: string | undefined,
): void {
  if (answer.kind === 'promoted') {
    void vscode.window.showInformationMessage(vscode.l10n.t('{0} is the champion.', label));
    return;
  }
  const closed = answer.verdicts.filter(({ open }) => !open).map(({ reason }) => localized(reason));
  const openRun = vscode.l10n.t('Open Run');
  void vscode.window
    .showErrorMessage(
      vscode.l10n.t(
        '{0} may not be promoted: {1} See the gates of trackline.yaml.',
        label,
        closed.join(' '),
      ),
      ...(runId === undefined ? [] : [openRun]),
    )
    .then(async (chosen) => {
      if (chosen === openRun) {
        await run(commands.openRun, { store, runId });
      }
    });
}

async function rollBack(tracker: TrackerClient, store: string, name: string): Promise<void> {
  const { version } = await tracker.request(packageRequests.rollBack, {
    store,
    name,
    alias: championAlias,
  });
  void vscode.window.showInformationMessage(
    vscode.l10n.t('{0} {1} is the champion again.', name, version),
  );
}

async function remove(tracker: TrackerClient, { project, row }: VersionNode): Promise<void> {
  const confirm = vscode.l10n.t('Delete');
  const detail = row.aliases.includes(championAlias)
    ? vscode.l10n.t('It is the champion. What was pushed stays in its registries.')
    : vscode.l10n.t('What was pushed stays in its registries.');
  const chosen = await vscode.window.showWarningMessage(
    vscode.l10n.t('Delete the package {0} {1}?', row.name, row.version),
    { modal: true, detail },
    confirm,
  );
  if (chosen !== confirm) return;
  await tracker.request(packageRequests.remove, { store: project.store, folder: row.folder });
}
