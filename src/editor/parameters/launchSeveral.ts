import path from 'node:path';
import * as vscode from 'vscode';
import { UserError } from '../../model/errors.ts';
import { newRunName } from '../../model/names.ts';
import { tagNames } from '../../model/run.ts';
import { mostRuns } from '../../protocol/parametersPage.ts';
import type { Launched, Launcher, Work } from '../launch/launcher.ts';
import { untilEnded } from '../runs/untilEnded.ts';
import type { TrackerClient } from '../trackerClient.ts';

/**
 * Asks whether so many runs are meant; one is.
 * @throws {UserError} when they are too many to be meant.
 */
export async function confirmRuns(count: number, file: string): Promise<boolean> {
  if (count === 1) return true;
  if (count > mostRuns) {
    throw new UserError(
      vscode.l10n.t('These values make {0} runs, and {1} are the most.', count, mostRuns),
      vscode.l10n.t('Take values away, or quote a value that holds commas.'),
    );
  }
  const start = vscode.l10n.t('Start {0} Runs', count);
  const chosen = await vscode.window.showWarningMessage(
    vscode.l10n.t('Run {0} {1} times?', path.basename(file), count),
    {
      modal: true,
      detail: vscode.l10n.t(
        'There is one run for each combination of the values. They run one after the other, for as long as this window is open.',
      ),
    },
    start,
  );
  return chosen === start;
}

/**
 * Runs a command with each list of arguments, one after the other; gives the runs that were
 * started. Several have one name with a number behind it, and one group. The first is revealed. The
 * person can have no further ones started.
 */
export async function launchSeveral(
  launcher: Launcher,
  tracker: TrackerClient,
  work: Work,
  lists: readonly (readonly string[])[],
  reveal: (launched: Launched) => Promise<void>,
): Promise<readonly Launched[]> {
  const [first = [], ...others] = lists;
  const group = newRunName();
  const start = async (args: readonly string[], number: number): Promise<Launched> =>
    launcher.launch({
      ...work,
      argv: [...work.argv, ...args],
      ...(others.length > 0 && {
        name: `${group}-${number}`,
        tags: { [tagNames.group]: group },
      }),
    });
  const started = await start(first, 1);
  await reveal(started);
  if (others.length === 0) return [started];
  return vscode.window.withProgress(
    {
      location: vscode.ProgressLocation.Notification,
      title: path.basename(work.argv.at(-1) ?? ''),
      cancellable: true,
    },
    async (progress, token) => {
      const all = [started];
      for (const args of others) {
        progress.report({
          message: vscode.l10n.t('run {0} of {1}', all.length, lists.length),
          increment: 100 / lists.length,
        });
        const last = all.at(-1) ?? started;
        await untilEnded(tracker, last, token);
        if (token.isCancellationRequested) break;
        all.push(await start(args, all.length + 1));
      }
      progress.report({ message: vscode.l10n.t('run {0} of {1}', all.length, lists.length) });
      await untilEnded(tracker, all.at(-1) ?? started, token);
      return all;
    },
  );
}
