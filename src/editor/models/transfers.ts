import { randomUUID } from 'node:crypto';
import * as vscode from 'vscode';
import type { TrackerClient } from '../trackerClient.ts';

/** Milliseconds that a transfer may take: a large model over a slow line. */
export const transferTimeout = 24 * 3_600_000;

/**
 * Shows how far a transfer is, in bytes, with *Cancel*.
 *
 * @param work is given the name of the transfer, and what calls it off.
 */
export async function withProgress<R>(
  tracker: TrackerClient,
  title: string,
  work: (transfer: string, token: vscode.CancellationToken) => Promise<R>,
): Promise<R> {
  const id = randomUUID();
  const location = vscode.ProgressLocation.Notification;
  return vscode.window.withProgress(
    { location, title, cancellable: true },
    async (progress, token) => {
      let before = 0;
      const listening = tracker.onDidTransfer(({ transfer, done, total }) => {
        if (transfer !== id || total === 0) return;
        const percent = (done / total) * 100;
        const message = vscode.l10n.t('{0} of {1}', bytesText(done), bytesText(total));
        progress.report({ message, increment: percent - before });
        before = percent;
      });
      try {
        return await work(id, token);
      } finally {
        listening.dispose();
      }
    },
  );
}

function bytesText(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  let value = bytes;
  let unit = 0;
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return `${value.toFixed(unit === 0 ? 0 : 1)} ${units[unit] ?? ''}`;
}
