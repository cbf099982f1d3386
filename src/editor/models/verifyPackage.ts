import * as vscode from 'vscode';
import { packageRequests, type CheckedPackage } from '../../protocol/packages.ts';
import { localized } from '../localize.ts';
import type { TrackerClient } from '../trackerClient.ts';
import type { VersionNode } from './modelNodes.ts';
import { askPublicKey } from './signPackage.ts';
import { scanTimeout } from './sources.ts';

/** *Verify*: checks every file of a package, and its signature once a public key was chosen. */
export async function verifyPackage(tracker: TrackerClient, node: VersionNode): Promise<void> {
  const label = `${node.row.name} ${node.row.version}`;
  const checked = await check(tracker, node, label);
  if (!isWhole(checked)) {
    tellChanged(label, checked);
    return;
  }
  const { files, digest, signature } = checked;
  const whole = vscode.l10n.t('{0} is as it was built: {1} files, {2}.', label, files, digest);
  if (signature.kind !== 'unchecked') {
    void vscode.window.showInformationMessage(whole);
    return;
  }
  const checkSignature = vscode.l10n.t('Check Signature…');
  void vscode.window.showInformationMessage(whole, checkSignature).then(async (chosen) => {
    if (chosen === checkSignature) await verifySignature(tracker, node, label);
  });
}

async function verifySignature(
  tracker: TrackerClient,
  node: VersionNode,
  label: string,
): Promise<void> {
  const publicKey = await askPublicKey(label);
  if (publicKey === undefined) return;
  const { signature } = await check(tracker, node, label, publicKey);
  if (signature.kind === 'valid') {
    void vscode.window.showInformationMessage(
      vscode.l10n.t('{0} was signed with the key {1}.', label, signature.key.slice(0, 12)),
    );
  } else if (signature.kind === 'invalid') {
    void vscode.window.showErrorMessage(
      vscode.l10n.t('The signature of {0} is not right. {1}', label, localized(signature.reason)),
    );
  }
}

async function check(
  tracker: TrackerClient,
  { project, row }: VersionNode,
  label: string,
  publicKey?: string,
): Promise<CheckedPackage> {
  return await vscode.window.withProgress(
    {
      location: vscode.ProgressLocation.Notification,
      title: vscode.l10n.t('Verifying {0}', label),
      cancellable: true,
    },
    (_progress, token) =>
      tracker.request(
        packageRequests.verify,
        {
          store: project.store,
          folder: row.folder,
          ...(publicKey === undefined ? {} : { publicKey }),
        },
        scanTimeout,
        token,
      ),
  );
}

function isWhole({ changed, missing, added }: CheckedPackage): boolean {
  return changed.length + missing.length + added.length === 0;
}

function tellChanged(label: string, { changed, missing, added }: CheckedPackage): void {
  const different = [...changed, ...missing, ...added].join(', ');
  void vscode.window.showWarningMessage(
    vscode.l10n.t('{0} is not as it was built: {1}.', label, different),
  );
}
