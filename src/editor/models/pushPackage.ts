import * as vscode from 'vscode';
import type { SafetyFinding } from '../../model/modelFile.ts';
import { packageRequests, type PushAnswer } from '../../protocol/packages.ts';
import type { Commands } from '../commands.ts';
import { run } from '../commands.ts';
import { commands } from '../contributions.ts';
import { localized } from '../localize.ts';
import { isCancellation, type Notifier } from '../notify.ts';
import type { TrackerClient } from '../trackerClient.ts';
import { chooseVersion } from './modelCommands.ts';
import { isVersionNode, type VersionNode } from './modelNodes.ts';
import type { ModelTree } from './modelTree.ts';
import { hostOf, type RegistryLogins } from './registryLogins.ts';
import { accessTo, registriesOf } from './remote/registryPlaces.ts';
import { transferTimeout, withProgress } from './transfers.ts';

/** Findings that a question shows of many. */
const findingsShown = 8;

/** What a push needs of the rest of the extension. */
export interface PushParts {
  readonly tracker: TrackerClient;
  readonly tree: ModelTree;
  readonly logins: RegistryLogins;
  readonly notifier: Notifier;
}

/**
 * Registers *Push…*, which takes a version of the Models view or asks for one, the address of a
 * registry, and the reason that was given before why findings are overridden.
 */
export function registerPushCommand(registry: Commands, parts: PushParts): void {
  registry.register(commands.pushPackage, async (given, where, reason) => {
    const node = isVersionNode(given) ? given : await chooseVersion(parts.tree);
    if (node === undefined) return;
    const chosen =
      typeof where === 'string'
        ? { registry: where, url: where }
        : await askRegistry(parts.tracker, node);
    if (chosen === undefined) return;
    await push(parts, node, chosen, typeof reason === 'string' ? reason : '');
  });
}

interface Chosen {
  /** A name of `trackline.yaml`, or an address. */
  readonly registry: string;
  readonly url: string;
}

async function push(
  parts: PushParts,
  node: VersionNode,
  chosen: Chosen,
  reason: string,
): Promise<void> {
  try {
    const first = await transfer(parts, node, chosen);
    const answer =
      first.kind === 'unsafe' ? await pushAnyway(parts, node, chosen, first, reason) : first;
    if (answer?.kind !== 'pushed') return;
    parts.tree.refresh();
    const copy = vscode.l10n.t('Copy Address');
    void vscode.window
      .showInformationMessage(
        vscode.l10n.t('{0} {1} was pushed as {2}.', answer.name, answer.version, answer.reference),
        copy,
      )
      .then(async (picked) => {
        if (picked === copy) await vscode.env.clipboard.writeText(answer.reference);
      });
  } catch (error) {
    if (isCancellation(error)) return;
    const logIn = vscode.l10n.t('Log In…');
    if ((await parts.notifier.error(error, logIn)) === logIn) {
      await run(commands.logInToRegistry, hostOf(chosen.url));
    }
  }
}

async function transfer(
  { tracker, logins }: PushParts,
  { project, row }: VersionNode,
  { registry, url }: Chosen,
  override?: string,
): Promise<PushAnswer> {
  const access = await accessTo({ project, registry, url }, logins);
  return await withProgress(
    tracker,
    vscode.l10n.t('Pushing {0} {1} to {2}', row.name, row.version, registry),
    (id, token) =>
      tracker.request(
        packageRequests.push,
        {
          ...access,
          folder: row.folder,
          transfer: id,
          ...(override === undefined ? {} : { override }),
        },
        transferTimeout,
        token,
      ),
  );
}

/** Shows what was found, and pushes all the same when a reason is given. */
async function pushAnyway(
  parts: PushParts,
  node: VersionNode,
  chosen: Chosen,
  { findings }: Extract<PushAnswer, { kind: 'unsafe' }>,
  given: string,
): Promise<PushAnswer | undefined> {
  const anyway = vscode.l10n.t('Give a Reason and Push…');
  const picked = await vscode.window.showWarningMessage(
    vscode.l10n.t('{0} {1} may not be safe to load.', node.row.name, node.row.version),
    { modal: true, detail: detailOf(findings) },
    anyway,
  );
  if (picked !== anyway) return undefined;
  const reason = await vscode.window.showInputBox({
    title: vscode.l10n.t('Push in spite of {0} findings', findings.length),
    prompt: vscode.l10n.t('The reason is kept with the push, and in the registry.'),
    value: given,
    ignoreFocusOut: true,
    validateInput: (text) =>
      text.trim() === '' ? vscode.l10n.t('A reason is needed.') : undefined,
  });
  if (reason === undefined || reason.trim() === '') return undefined;
  return transfer(parts, node, chosen, reason.trim());
}

function detailOf(findings: readonly SafetyFinding[]): string {
  const lines = findings
    .slice(0, findingsShown)
    .map(({ file, text }) => `${file}: ${localized(text)}`);
  const more = findings.length - lines.length;
  return [...lines, ...(more > 0 ? [vscode.l10n.t('and {0} more', more)] : [])].join('\n');
}

interface Item extends vscode.QuickPickItem {
  readonly chosen?: Chosen;
}

/** The registries of `trackline.yaml`, those that the model went to, or an address. */
async function askRegistry(
  tracker: TrackerClient,
  { project, row }: VersionNode,
): Promise<Chosen | undefined> {
  const places = await registriesOf(tracker, project, [row]);
  const other: Item = {
    label: vscode.l10n.t('Type an Address…'),
    iconPath: new vscode.ThemeIcon('edit'),
  };
  const items: Item[] = [
    ...places.map(({ registry, url }) => ({
      label: registry,
      description: registry === url ? '' : url,
      iconPath: new vscode.ThemeIcon(registry === url ? 'history' : 'server'),
      chosen: { registry, url },
    })),
    other,
  ];
  const title = vscode.l10n.t('Push {0} {1}', row.name, row.version);
  const picked =
    items.length === 1
      ? other
      : await vscode.window.showQuickPick(items, {
          title,
          placeHolder: vscode.l10n.t('Choose a registry'),
          matchOnDescription: true,
        });
  if (picked === undefined) return undefined;
  if (picked !== other) return picked.chosen;
  const text = await vscode.window.showInputBox({
    title,
    prompt: vscode.l10n.t(
      'The address of an OCI registry (oci://HOST/PREFIX) or of an MLflow server (https://HOST)',
    ),
    placeHolder: 'oci://registry.example.com/team',
    ignoreFocusOut: true,
    validateInput: (value) =>
      /^(oci|https?):\/\/[^/@]+(\/[^@]*)?$/.test(value.trim())
        ? undefined
        : vscode.l10n.t('An address begins with oci:// or https:// and has no user name in it.'),
  });
  const address = text?.trim();
  return address ? { registry: address, url: address } : undefined;
}
