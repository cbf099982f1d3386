import type { MessageConnection } from 'vscode-jsonrpc/node';
import { packageNotifications } from '../../protocol/packages.ts';
import type { TransferProgress } from '../../registry/oci/pushPackage.ts';

/** Milliseconds between two words about how far a transfer is. */
const progressEvery = 150;

/** Tells the editor how far a transfer is, a few times a second. */
export function progressTeller(
  connection: MessageConnection,
  transfer: string,
): (progress: TransferProgress) => void {
  let last = 0;
  return ({ done, total }) => {
    const now = Date.now();
    if (now - last < progressEvery && done < total) return;
    last = now;
    void connection.sendNotification(packageNotifications.progress, { transfer, done, total });
  };
}
