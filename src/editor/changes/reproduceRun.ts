import * as vscode from 'vscode';
import { verdictOf } from '../../model/reproduction.ts';
import { trackerRequests } from '../../protocol/tracker.ts';
import type { Launched } from '../launch/launcher.ts';
import { UntrustedError } from '../launch/launcher.ts';
import type { Notifier } from '../notify.ts';
import { detailsOf } from '../runs/runCommands.ts';
import type { RunTargets, Target } from '../runs/runTargets.ts';
import { setting } from '../settings.ts';
import type { TrackerClient } from '../trackerClient.ts';
import { restoreTimeout, runTimeout } from './changeTimeouts.ts';
import { verdictWords } from './comparisonText.ts';
import { askFolder, proposal } from './restoreInWorktree.ts';
import { openComparison } from './showCodeChanges.ts';
import { comparisonUri } from './snapshotDocuments.ts';

/** Where the files of a reproduction go. */
type Place = { readonly kind: 'temporary' } | { readonly kind: 'chosen'; readonly folder: string };

/**
 * *Reproduce Run*: runs a run again from its own files, and tells afterwards what came out the
 * same.
 * @returns the new run once it is on record; nothing when the person thought better.
 */
export async function reproduceRun(
  tracker: TrackerClient,
  targets: RunTargets,
  reveal: (launched: Launched) => Promise<void>,
  notifier: Notifier,
  args: readonly unknown[],
): Promise<{ readonly store: string; readonly runId: string } | undefined> {
  if (!vscode.workspace.isTrusted) throw new UntrustedError();
  const title = vscode.l10n.t('Reproduce Run');
  const [target] = await targets.choose(args, title, ({ run }) => run.launchId !== undefined);
  if (target === undefined) return undefined;
  const { store } = target.project;
  const { row } = await detailsOf(tracker, target);
  const place = await placeOf(args[1], title, target, row.run.name);
  if (place === undefined) return undefined;
  const again = await vscode.window.withProgress(
    {
      location: vscode.ProgressLocation.Notification,
      title: vscode.l10n.t('Restoring {0} to run it again…', row.run.name),
      cancellable: true,
    },
    (_progress, token) =>
      tracker.request(
        trackerRequests.reproduce,
        {
          store,
          runId: target.runId,
          ...(place.kind === 'chosen' && { folder: place.folder }),
        },
        restoreTimeout,
        token,
      ),
  );
  void notifier.attempt(() => tellVerdict(tracker, target, again.runId));
  await reveal({ project: target.project, runId: again.runId });
  return { store, runId: again.runId };
}

async function placeOf(
  argument: unknown,
  title: string,
  target: Target,
  name: string,
): Promise<Place | undefined> {
  if (argument === 'temporary') return { kind: 'temporary' };
  if (typeof argument === 'string') return { kind: 'chosen', folder: argument };
  const items = [
    {
      label: vscode.l10n.t('Temporary Folder'),
      description: vscode.l10n.t('Removed when the run has been compared'),
      kept: false,
    },
    {
      label: vscode.l10n.t('Choose a Folder…'),
      description: vscode.l10n.t('Stays as a worktree'),
      kept: true,
    },
  ];
  const picked = await vscode.window.showQuickPick(
    items.map(({ kept, ...item }) => ({ ...item, keeps: kept })),
    { title, placeHolder: vscode.l10n.t('Where the files of the run are restored') },
  );
  if (picked === undefined) return undefined;
  if (!picked.keeps) return { kind: 'temporary' };
  const folder = await askFolder(title, `${proposal(target, name)}-again`);
  return folder === undefined ? undefined : { kind: 'chosen', folder };
}

/** Waits for the end of the new run, and says what of it is the same. */
async function tellVerdict(tracker: TrackerClient, target: Target, runId: string): Promise<void> {
  const { store, root } = target.project;
  const tolerance = setting('reproduce.tolerance', vscode.Uri.file(root));
  const comparison = await tracker.request(
    trackerRequests.reproduced,
    { store, runId, tolerance },
    runTimeout,
  );
  const { before, after } = comparison;
  const words = verdictWords(verdictOf(comparison));
  const different = words.filter(([, same]) => !same).map(([word]) => word);
  const show = vscode.l10n.t('Show Differences');
  const chosen =
    different.length === 0
      ? await vscode.window.showInformationMessage(
          vscode.l10n.t(
            '{0} came out as {1}: same code, data, environment and metrics.',
            after.name,
            before.name,
          ),
        )
      : await vscode.window.showWarningMessage(
          vscode.l10n.t(
            '{0} did not come out as {1}. Not the same: {2}.',
            after.name,
            before.name,
            different.join(', '),
          ),
          show,
        );
  if (chosen !== show) return;
  const pair = { before: before.id, after: after.id, tolerance, reproduction: true };
  await openComparison(comparisonUri(`${before.name} ↔ ${after.name}`, store, pair), false);
}
