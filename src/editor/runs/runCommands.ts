import * as vscode from 'vscode';
import { UserError } from '../../model/errors.ts';
import { trackerRequests } from '../../protocol/tracker.ts';
import type { RunDetails, RunRow } from '../../protocol/views.ts';
import type { Commands } from '../commands.ts';
import { commands } from '../contributions.ts';
import type { Launched, Launcher } from '../launch/launcher.ts';
import type { TrackerClient } from '../trackerClient.ts';
import type { RunTargets, Target } from './runTargets.ts';
import { isLive } from './runStatus.ts';

/** Ways of looking at a run. */
export interface RunViews {
  /** Opens a run's page. */
  readonly openPage: (target: Target, focus: boolean) => Promise<void>;
  /** Opens a run's log, in the editor or as the file that it is. */
  readonly openLog: (target: Target) => Promise<void>;
  readonly openLogFile: (target: Target) => Promise<void>;
  /** Shows a run that was just started as the person likes it. */
  readonly reveal: (launched: Launched) => Promise<void>;
}

/** Registers the commands that look at a run, stop it or run it again. */
export function registerRunCommands(
  registry: Commands,
  tracker: TrackerClient,
  launcher: Launcher,
  targets: RunTargets,
  views: RunViews,
): void {
  const openTitle = vscode.l10n.t('Open Run');
  registry.register(commands.openRun, async (...args) => {
    const chosen = targets.isFromStatusBar(args)
      ? await targets.chooseRunning(args, openTitle)
      : await targets.choose(args, openTitle);
    for (const target of chosen) await views.openPage(target, true);
  });
  registry.register(commands.openSelectedRun, async () => {
    // A click in the Runs view leaves the keys there, so that F2 and Delete go on working.
    for (const target of targets.selected()) await views.openPage(target, false);
  });
  registry.register(commands.showRunLog, async (...args) => {
    const chosen = await targets.choose(args, vscode.l10n.t('Show Run Log'));
    for (const target of chosen) await views.openLog(target);
  });
  registry.register(commands.openLogFile, async (...args) => {
    const chosen = await targets.choose(args, vscode.l10n.t('Open Log File'));
    for (const target of chosen) await views.openLogFile(target);
  });
  registry.register(commands.copyRunId, async (...args) => {
    const chosen = await targets.choose(args, vscode.l10n.t('Copy Run ID'));
    if (chosen.length === 0) return;
    await vscode.env.clipboard.writeText(chosen.map(({ runId }) => runId).join('\n'));
  });
  registry.register(commands.stopRun, async (...args) => {
    const chosen = await targets.chooseRunning(args, vscode.l10n.t('Stop Run'));
    if (chosen.length === 0) tellNothingRuns(args);
    for (const target of chosen) await stop(tracker, target);
  });
  registry.register(commands.rerun, async (...args) => {
    const chosen = await targets.choose(args, vscode.l10n.t('Run Again'), hasLaunch);
    for (const { project, runId } of chosen) {
      await views.reveal(await launcher.relaunch(project, runId));
    }
  });
}

/**
 * Everything about a run.
 * @throws {UserError} when it is not there any more.
 */
export async function detailsOf(tracker: TrackerClient, target: Target): Promise<RunDetails> {
  const details = await tracker.request(trackerRequests.details, {
    store: target.project.store,
    runId: target.runId,
  });
  if (details !== null) return details;
  throw new UserError(
    vscode.l10n.t('Run {0} is not in {1} any more.', target.runId, target.project.store),
    vscode.l10n.t('It may have been deleted for good from another window or a terminal.'),
  );
}

function hasLaunch(row: RunRow): boolean {
  return row.run.launchId !== undefined;
}

function tellNothingRuns(args: readonly unknown[]): void {
  // With an argument, the person thought better of choosing.
  if (args[0] === undefined) {
    void vscode.window.showInformationMessage(vscode.l10n.t('Nothing is running.'));
  }
}

async function stop(tracker: TrackerClient, target: Target): Promise<void> {
  const { row } = await detailsOf(tracker, target);
  if (!isLive(row.run.status)) {
    void vscode.window.showInformationMessage(
      vscode.l10n.t('{0} has ended already.', row.run.name),
    );
    return;
  }
  await tracker.request(trackerRequests.stop, { store: target.project.store, runId: target.runId });
}
