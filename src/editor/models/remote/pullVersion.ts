import { existsSync } from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';
import { UserError } from '../../../model/errors.ts';
import { remoteRequests } from '../../../protocol/registries.ts';
import { transferTimeout, withProgress } from '../transfers.ts';
import { accessTo } from './registryPlaces.ts';
import type { RemoteParts } from './remoteCommands.ts';
import type { RemoteVersionNode } from './remoteNodes.ts';

/**
 * *Pull and Verify…*: brings a version here, among the packages of the project or into a chosen
 * folder, and checks every byte of it.
 */
export async function pullVersion(parts: RemoteParts, node: RemoteVersionNode): Promise<void> {
  const { place, name, version } = node;
  const label = `${name} ${version.version}`;
  const where = await askWhere(node, vscode.l10n.t('Pull and Verify {0}', label));
  if (where === undefined) return;
  const access = await accessTo(place, parts.logins);
  const { folder, files, verified } = await withProgress(
    parts.tracker,
    vscode.l10n.t('Pulling {0} from {1}', label, place.registry),
    (transfer, token) =>
      parts.tracker.request(
        remoteRequests.pull,
        {
          ...access,
          name,
          version: version.version,
          transfer,
          ...(where.folder === undefined ? {} : { folder: where.folder }),
        },
        transferTimeout,
        token,
      ),
  );
  const reveal = vscode.l10n.t('Reveal Folder');
  const copy = vscode.l10n.t('Copy Path');
  const sentence = verified
    ? vscode.l10n.t('{0} was pulled to {1} and verified: {2} files.', label, folder, files)
    : vscode.l10n.t(
        '{0} was pulled to {1}: {2} files. It is no package of Trackline, so there is no list of sums to verify it by.',
        label,
        folder,
        files,
      );
  void vscode.window.showInformationMessage(sentence, reveal, copy).then(async (chosen) => {
    if (chosen === reveal) {
      await vscode.commands.executeCommand('revealFileInOS', vscode.Uri.file(folder));
    }
    if (chosen === copy) await vscode.env.clipboard.writeText(folder);
  });
}

interface Where {
  /** Absolute; absent for the packages of the project. */
  readonly folder?: string;
}

async function askWhere(node: RemoteVersionNode, title: string): Promise<Where | undefined> {
  const among = {
    label: vscode.l10n.t('Among the Packages of This Project'),
    iconPath: new vscode.ThemeIcon('package'),
  };
  const chosen = {
    label: vscode.l10n.t('Into a Folder…'),
    iconPath: new vscode.ThemeIcon('folder'),
  };
  const picked =
    node.version.package === undefined
      ? chosen
      : await vscode.window.showQuickPick([among, chosen], { title });
  if (picked === undefined) return undefined;
  return picked === among ? {} : await askFolder(node, title);
}

/** A folder of its own below the one that is chosen. */
async function askFolder(
  { place, name, version }: RemoteVersionNode,
  title: string,
): Promise<Where | undefined> {
  const [parent] =
    (await vscode.window.showOpenDialog({
      title,
      defaultUri: vscode.Uri.file(place.project.root),
      canSelectFolders: true,
      canSelectFiles: false,
      openLabel: vscode.l10n.t('Pull Here'),
    })) ?? [];
  if (parent === undefined) return undefined;
  const last = `${path.posix.basename(name)}-${version.version}`;
  const folder = path.join(parent.fsPath, last.replaceAll(/[^\w.-]/g, '-'));
  if (!existsSync(folder)) return { folder };
  throw new UserError(
    vscode.l10n.t('{0} exists already.', folder),
    vscode.l10n.t('Delete it, or choose another folder.'),
  );
}
