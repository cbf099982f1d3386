import type * as vscode from 'vscode';
import { trackerRequests } from '../../protocol/tracker.ts';
import type { RunDetails } from '../../protocol/views.ts';
import type { TrackerClient } from '../trackerClient.ts';
import { isLive } from './runStatus.ts';
import type { Target } from './runTargets.ts';

/**
 * Waits for a run's end: what is on record then; `null` when it is not there any more, nothing when
 * it was called off.
 */
export async function untilEnded(
  tracker: TrackerClient,
  { project, runId }: Target,
  token: vscode.CancellationToken,
): Promise<RunDetails | null | undefined> {
  const { store } = project;
  return new Promise((resolve, reject) => {
    const finish = (end: () => void): void => {
      for (const each of listening) each.dispose();
      end();
    };
    const look = (): void => {
      tracker.request(trackerRequests.details, { store, runId }).then(
        (details) => {
          if (details === null || !isLive(details.row.run.status)) finish(() => resolve(details));
        },
        (error: unknown) => finish(() => reject(error)),
      );
    };
    const listening = [
      tracker.onDidChange((change) => {
        if (change.store === store && change.runIds.includes(runId)) look();
      }),
      tracker.onDidRestart(look),
      token.onCancellationRequested(() => finish(() => resolve(undefined))),
    ];
    look();
  });
}
