import { createHash } from 'node:crypto';
import * as vscode from 'vscode';
import { packageRequests, type SignAnswer } from '../../protocol/packages.ts';
import type { TrackerClient } from '../trackerClient.ts';
import type { VersionNode } from './modelNodes.ts';
import { scanTimeout } from './sources.ts';

/** Times that a passphrase is asked for. */
const tries = 3;

/** What signing needs of the rest of the extension. */
export interface SigningParts {
  readonly tracker: TrackerClient;
  readonly secrets: vscode.SecretStorage;
}

/**
 * *Sign with Key…*: signs a package with a key file that the person picks. Its passphrase is asked
 * for where there is one, and kept in the secret storage only when that is wished.
 */
export async function signPackage(
  parts: SigningParts,
  { project, row }: VersionNode,
): Promise<void> {
  const label = `${row.name} ${row.version}`;
  const [file] =
    (await vscode.window.showOpenDialog({
      title: vscode.l10n.t('Sign {0}: Choose a Private Key', label),
      canSelectFiles: true,
      openLabel: vscode.l10n.t('Sign'),
      filters: { [vscode.l10n.t('Keys')]: ['pem', 'key'], [vscode.l10n.t('All Files')]: ['*'] },
    })) ?? [];
  if (file === undefined) return;
  const key = file.fsPath;
  const request = { store: project.store, folder: row.folder, key };
  const signed = await withPassphrase(parts.secrets, key, (passphrase) =>
    parts.tracker.request(
      packageRequests.sign,
      { ...request, ...(passphrase === undefined ? {} : { passphrase }) },
      scanTimeout,
    ),
  );
  if (signed === undefined) return;
  void vscode.window.showInformationMessage(
    vscode.l10n.t('{0} is signed with the key {1}.', label, signed.key.slice(0, 12)),
  );
}

type Signed = Extract<SignAnswer, { readonly kind: 'signed' }>;

/** Tries the kept passphrase, then none, then those that the person types. */
async function withPassphrase(
  secrets: vscode.SecretStorage,
  key: string,
  sign: (passphrase: string | undefined) => Promise<SignAnswer>,
): Promise<Signed | undefined> {
  const place = placeOf(key);
  const kept = await secrets.get(place);
  let problem: string | undefined;
  for (const known of kept === undefined ? [undefined] : [kept, undefined]) {
    const answer = await sign(known);
    if (answer.kind === 'signed') return answer;
    if (known !== undefined) await secrets.delete(place);
  }
  for (let time = 0; time < tries; time += 1) {
    const passphrase = await askPassphrase(key, problem);
    if (passphrase === undefined) return undefined;
    const answer = await sign(passphrase);
    if (answer.kind === 'signed') {
      void offerToKeep(secrets, place, passphrase);
      return answer;
    }
    problem = vscode.l10n.t('The passphrase does not open the key.');
  }
  return undefined;
}

async function askPassphrase(
  key: string,
  problem: string | undefined,
): Promise<string | undefined> {
  return await vscode.window.showInputBox({
    title: vscode.l10n.t('Passphrase of {0}', key),
    prompt: problem ?? vscode.l10n.t('It is used for this signature alone.'),
    password: true,
    ignoreFocusOut: true,
  });
}

async function offerToKeep(
  secrets: vscode.SecretStorage,
  place: string,
  passphrase: string,
): Promise<void> {
  const keep = vscode.l10n.t('Keep');
  const chosen = await vscode.window.showInformationMessage(
    vscode.l10n.t('Keep the passphrase in the secret storage of the editor?'),
    keep,
    vscode.l10n.t('Do Not Keep'),
  );
  if (chosen === keep) await secrets.store(place, passphrase);
}

/** Where the passphrase of a key is kept; the storage's own listing tells nothing of the path. */
function placeOf(key: string): string {
  return `key ${createHash('sha256').update(key).digest('hex')}`;
}

/** The public key that a signature is checked with; nothing when the person has none to hand. */
export async function askPublicKey(label: string): Promise<string | undefined> {
  const [file] =
    (await vscode.window.showOpenDialog({
      title: vscode.l10n.t('Check the Signature of {0}: Choose the Public Key', label),
      canSelectFiles: true,
      openLabel: vscode.l10n.t('Check'),
      filters: { [vscode.l10n.t('Keys')]: ['pem', 'pub'], [vscode.l10n.t('All Files')]: ['*'] },
    })) ?? [];
  return file?.fsPath;
}
