import * as vscode from 'vscode';
import { championAlias } from '../../../model/championAlias.ts';
import type { PromoteAnswer } from '../../../protocol/packages.ts';
import { remoteRequests } from '../../../protocol/registries.ts';
import type { Commands } from '../../commands.ts';
import { commands, type CommandId } from '../../contributions.ts';
import type { TrackerClient } from '../../trackerClient.ts';
import type { RegistryLogins } from '../registryLogins.ts';
import { pullVersion } from './pullVersion.ts';
import { accessTo } from './registryPlaces.ts';
import type { RemoteLists } from './remoteLists.ts';
import {
  remoteNodeOf,
  type RemoteModelNode,
  type RemoteNode,
  type RemoteVersionNode,
} from './remoteNodes.ts';

/** Milliseconds that a registry may take to change something. */
const changeTimeout = 120_000;

/** What the commands on models of registries need of the rest of the extension. */
export interface RemoteParts {
  readonly tracker: TrackerClient;
  readonly logins: RegistryLogins;
  readonly lists: RemoteLists;
  /** Has a registry asked again for what it holds. */
  readonly refresh: (node: RemoteNode) => void;
}

/** Registers what can be done with a version in a registry alone. */
export function registerRemoteCommands(registry: Commands, parts: RemoteParts): void {
  const onVersion = (id: CommandId, work: (node: RemoteVersionNode) => Promise<void>): void =>
    registry.register(id, async (given) => {
      const node = remoteNodeOf(given);
      if (node?.kind === 'remoteVersion') await work(node);
    });
  registry.register(commands.findRemoteModel, async (given) => {
    const node = remoteNodeOf(given);
    if (node !== undefined) await askForModel(parts, node);
  });
  onVersion(commands.pullModel, (node) => pullVersion(parts, node));
  onVersion(commands.deprecateModel, (node) => deprecate(parts, node));
  onVersion(commands.undeprecateModel, async (node) => {
    await parts.tracker.request(
      remoteRequests.deprecate,
      await versionRequest(parts, node),
      changeTimeout,
    );
    parts.refresh(node);
    tell(vscode.l10n.t('{0} is no longer deprecated.', labelOf(node)));
  });
  onVersion(commands.deleteRemoteModel, (node) => remove(parts, node));
}

/** Has a model shown whose name the registry does not tell. */
async function askForModel(parts: RemoteParts, node: RemoteNode): Promise<void> {
  const { registry } = node.place;
  const text = await vscode.window.showInputBox({
    title: vscode.l10n.t('Show a Model of {0}', registry),
    prompt: vscode.l10n.t('Its name below the address of the registry, as in iris or vision/iris'),
    ignoreFocusOut: true,
  });
  const name = text?.trim() ?? '';
  if (name === '') return;
  await parts.lists.name(node.place, name);
  parts.refresh(node);
}

/** Moves the champion of a registry to a version, once the gates are open. */
export async function promoteRemote(
  parts: RemoteParts,
  node: RemoteVersionNode,
): Promise<PromoteAnswer> {
  const request = { ...(await versionRequest(parts, node)), alias: championAlias };
  const answer = await parts.tracker.request(remoteRequests.promote, request, changeTimeout);
  parts.refresh(node);
  return answer;
}

/** Moves the champion of a registry back to where it was. */
export async function rollBackRemote(
  parts: RemoteParts,
  node: RemoteModelNode | RemoteVersionNode,
): Promise<void> {
  const name = node.kind === 'remoteModel' ? node.model.name : node.name;
  const { version } = await parts.tracker.request(
    remoteRequests.rollBack,
    { ...(await accessTo(node.place, parts.logins)), name, alias: championAlias },
    changeTimeout,
  );
  parts.refresh(node);
  tell(vscode.l10n.t('{0} {1} is the champion again in {2}.', name, version, node.place.registry));
}

async function deprecate(parts: RemoteParts, node: RemoteVersionNode): Promise<void> {
  const reason = await vscode.window.showInputBox({
    title: vscode.l10n.t('Deprecate {0}', labelOf(node)),
    prompt: vscode.l10n.t(
      'Why nobody should take it any more. The reason is kept in the registry.',
    ),
    ignoreFocusOut: true,
    validateInput: (text) =>
      text.trim() === '' ? vscode.l10n.t('A reason is needed.') : undefined,
  });
  if (reason === undefined || reason.trim() === '') return;
  await parts.tracker.request(
    remoteRequests.deprecate,
    { ...(await versionRequest(parts, node)), reason: reason.trim() },
    changeTimeout,
  );
  parts.refresh(node);
  tell(vscode.l10n.t('{0} is deprecated.', labelOf(node)));
}

async function remove(parts: RemoteParts, node: RemoteVersionNode): Promise<void> {
  const confirm = vscode.l10n.t('Delete');
  const { registry } = node.place;
  const chosen = await vscode.window.showWarningMessage(
    vscode.l10n.t('Delete {0} from {1}?', labelOf(node), registry),
    {
      modal: true,
      detail: vscode.l10n.t('Nobody can pull it there any more. Packages on this machine stay.'),
    },
    confirm,
  );
  if (chosen !== confirm) return;
  await parts.tracker.request(
    remoteRequests.delete,
    await versionRequest(parts, node),
    changeTimeout,
  );
  parts.refresh(node);
  tell(vscode.l10n.t('{0} was deleted from {1}.', labelOf(node), registry));
}

async function versionRequest(
  { logins }: RemoteParts,
  { place, name, version }: RemoteVersionNode,
) {
  return { ...(await accessTo(place, logins)), name, version: version.version };
}

/** A version as sentences name it. */
export function labelOf({ name, version }: RemoteVersionNode): string {
  return `${name} ${version.version}`;
}

function tell(sentence: string): void {
  void vscode.window.showInformationMessage(sentence);
}
