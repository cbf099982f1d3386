import path from 'node:path';
import * as v from 'valibot';
import * as vscode from 'vscode';
import { UserError } from '../../model/errors.ts';
import type { CodeChange } from '../../model/codeChange.ts';
import type { RunComparison } from '../../model/reproduction.ts';
import { isSame } from '../../model/runDifference.ts';
import { trackerRequests } from '../../protocol/tracker.ts';
import type { RunDetails } from '../../protocol/views.ts';
import { UntrustedError } from '../launch/launcher.ts';
import { detailsOf } from '../runs/runCommands.ts';
import type { RunTargets, Target } from '../runs/runTargets.ts';
import type { TrackerClient } from '../trackerClient.ts';
import { compareTimeout } from './changeTimeouts.ts';
import { comparisonUri, snapshotUri } from './snapshotDocuments.ts';

/** What a run is compared with. */
type Other = { readonly kind: 'working-tree' } | { readonly kind: 'run'; readonly target: Target };

/** A second argument of the command: the working tree, or another run of the same project. */
const given = v.union([v.literal('working-tree'), v.object({ runId: v.string() })]);

/** *Show Code Changes*: of two runs, or of a run and the working tree or a run to be picked. */
export async function showCodeChanges(
  tracker: TrackerClient,
  targets: RunTargets,
  args: readonly unknown[],
): Promise<void> {
  const title = vscode.l10n.t('Show Code Changes');
  const [first, second, ...more] = await chosen(targets, args, title);
  if (first === undefined) return;
  if (more.length > 0) {
    throw new UserError(
      vscode.l10n.t('Code changes are those between two runs, and more are selected.'),
      vscode.l10n.t('Select one or two.'),
    );
  }
  const other =
    second === undefined
      ? (givenOther(first, args[1]) ?? (await pickOther(targets, first, title)))
      : ({ kind: 'run', target: second } as const);
  if (other === undefined) return;
  if (other.kind === 'working-tree') await showSinceRun(tracker, first);
  else await showBetween(tracker, first, other.target);
}

/** With nothing given, two runs that are selected in the view are what is meant. */
async function chosen(
  targets: RunTargets,
  args: readonly unknown[],
  title: string,
): Promise<readonly Target[]> {
  if (args[0] === undefined) {
    const selected = await targets.choose(['view'], title);
    if (selected.length === 2) return selected;
  }
  return targets.choose(args, title, ({ run }) => run.launchId !== undefined);
}

function givenOther(first: Target, argument: unknown): Other | undefined {
  const read = v.safeParse(given, argument);
  if (!read.success) return undefined;
  return read.output === 'working-tree'
    ? { kind: 'working-tree' }
    : { kind: 'run', target: { project: first.project, runId: read.output.runId } };
}

async function pickOther(
  targets: RunTargets,
  first: Target,
  title: string,
): Promise<Other | undefined> {
  const runs = (await targets.newest(({ run }) => run.launchId !== undefined)).filter(
    ({ target }) => target.runId !== first.runId && target.project.store === first.project.store,
  );
  const items: (vscode.QuickPickItem & { readonly other: Other })[] = [
    {
      label: vscode.l10n.t('Working Tree'),
      description: vscode.l10n.t('The files as they are now'),
      iconPath: new vscode.ThemeIcon('root-folder'),
      other: { kind: 'working-tree' },
    },
    ...runs.map((item) => ({ ...item, other: { kind: 'run', target: item.target } as const })),
  ];
  const picked = await vscode.window.showQuickPick(items, {
    title,
    placeHolder: vscode.l10n.t('Compare with'),
    matchOnDescription: true,
  });
  return picked?.other;
}

async function showSinceRun(tracker: TrackerClient, target: Target): Promise<void> {
  // Git runs the filters that the repository's own settings name when it looks at its files.
  if (!vscode.workspace.isTrusted) throw new UntrustedError();
  const { row } = await detailsOf(tracker, target);
  const { root, changes } = await tracker.request(
    trackerRequests.changesSince,
    { store: target.project.store, runId: target.runId },
    compareTimeout,
  );
  if (changes.length === 0) {
    tell(vscode.l10n.t('The files are as they were for {0}.', row.run.name));
    return;
  }
  await openChanges(
    vscode.l10n.t('Changes since {0}', row.run.name),
    root,
    changes,
    (file) => snapshotUri({ store: target.project.store, runId: target.runId }, root, file),
    (file) => vscode.Uri.file(path.join(root, file)),
  );
}

async function showBetween(tracker: TrackerClient, one: Target, two: Target): Promise<void> {
  if (one.project.store !== two.project.store) {
    throw new UserError(
      vscode.l10n.t('The two runs are of different projects, so their code is not compared.'),
      vscode.l10n.t('Select two runs of one project.'),
    );
  }
  const [before, after] = await inOrder(tracker, one, two);
  const { store } = one.project;
  const comparison = await tracker.request(
    trackerRequests.compareRuns,
    { store, runId: before.target.runId, other: after.target.runId, tolerance: 0 },
    compareTimeout,
  );
  const { code, difference, metrics } = comparison;
  const title = `${before.name} ↔ ${after.name}`;
  const changed = code.kind === 'compared' && code.changes.length > 0;
  const others = !isSame(difference) || metrics.differences.length > 0;
  if (changed) {
    await openBetween(title, code, store, before.target.runId, after.target.runId);
  }
  if (others) {
    const pair = { before: before.target.runId, after: after.target.runId };
    const uri = comparisonUri(title, store, { ...pair, tolerance: 0, reproduction: false });
    await openComparison(uri, changed);
  }
  if (code.kind === 'unknown') throw new UserError(code.reason, '');
  if (!changed && !others) {
    tell(vscode.l10n.t('Nothing differs between {0} and {1}.', before.name, after.name));
  }
}

/**
 * Opens what changed in the code from one run of a project to another.
 *
 * @returns false when nothing did, or the code of either is not known.
 */
export async function showCodeBetween(
  tracker: TrackerClient,
  store: string,
  [before, after]: readonly [string, string],
  title: string,
): Promise<boolean> {
  const { code } = await tracker.request(
    trackerRequests.compareRuns,
    { store, runId: before, other: after, tolerance: 0 },
    compareTimeout,
  );
  if (code.kind === 'unknown' || code.changes.length === 0) return false;
  await openBetween(title, code, store, before, after);
  return true;
}

async function openBetween(
  title: string,
  code: Extract<RunComparison['code'], { kind: 'compared' }>,
  store: string,
  before: string,
  after: string,
): Promise<void> {
  await openChanges(
    title,
    code.root,
    code.changes,
    (file) => snapshotUri({ store, runId: before }, code.root, file),
    (file) => snapshotUri({ store, runId: after }, code.root, file),
  );
}

interface Named {
  readonly target: Target;
  readonly name: string;
}

/** The earlier run first. */
async function inOrder(
  tracker: TrackerClient,
  one: Target,
  two: Target,
): Promise<readonly [Named, Named]> {
  const [first, second] = await Promise.all([detailsOf(tracker, one), detailsOf(tracker, two)]);
  return first.row.run.startTime <= second.row.run.startTime
    ? [named(one, first), named(two, second)]
    : [named(two, second), named(one, first)];
}

function named(target: Target, { row }: RunDetails): Named {
  return { target, name: row.run.name };
}

/** Opens the editor's own view of several changed files. */
async function openChanges(
  title: string,
  root: string,
  changes: readonly CodeChange[],
  before: (file: string) => vscode.Uri,
  after: (file: string) => vscode.Uri,
): Promise<void> {
  const resources = changes.map((change) => [
    vscode.Uri.file(path.join(root, change.path)),
    change.kind === 'added'
      ? undefined
      : before(change.kind === 'renamed' ? change.from : change.path),
    change.kind === 'deleted' ? undefined : after(change.path),
  ]);
  await vscode.commands.executeCommand('vscode.changes', title, resources);
}

/** Shows a comparison as a rendered page, or as its text where Markdown is switched off. */
export async function openComparison(uri: vscode.Uri, beside: boolean): Promise<void> {
  // Its commands are known only once it is active, which it may not be yet.
  const markdown = vscode.extensions.getExtension('vscode.markdown-language-features');
  if (markdown !== undefined) {
    await markdown.activate();
    const command = beside ? 'markdown.showPreviewToSide' : 'markdown.showPreview';
    await vscode.commands.executeCommand(command, uri);
    return;
  }
  const viewColumn = beside ? vscode.ViewColumn.Beside : vscode.ViewColumn.Active;
  await vscode.window.showTextDocument(uri, { viewColumn, preview: false });
}

function tell(sentence: string): void {
  void vscode.window.showInformationMessage(sentence);
}
