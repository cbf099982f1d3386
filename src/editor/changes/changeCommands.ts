import type { Commands } from '../commands.ts';
import { commands } from '../contributions.ts';
import type { Launched } from '../launch/launcher.ts';
import type { Notifier } from '../notify.ts';
import type { RunTargets } from '../runs/runTargets.ts';
import type { TrackerClient } from '../trackerClient.ts';
import { reproduceRun } from './reproduceRun.ts';
import { restoreInWorktree } from './restoreInWorktree.ts';
import { showCodeChanges } from './showCodeChanges.ts';

/** Registers the commands that say what changed between runs, and bring a run back. */
export function registerChangeCommands(
  registry: Commands,
  tracker: TrackerClient,
  targets: RunTargets,
  reveal: (launched: Launched) => Promise<void>,
  notifier: Notifier,
): void {
  registry.register(commands.showCodeChanges, async (...args) =>
    showCodeChanges(tracker, targets, args),
  );
  registry.register(commands.restoreInWorktree, async (...args) =>
    restoreInWorktree(tracker, targets, args),
  );
  registry.register(commands.reproduceRun, async (...args) =>
    reproduceRun(tracker, targets, reveal, notifier, args),
  );
}
