import path from 'node:path';
import * as v from 'valibot';
import * as vscode from 'vscode';
import { formatNames } from '../../model/modelFile.ts';
import { packageRequests, type PackageSource } from '../../protocol/packages.ts';
import type { Projects } from '../projects.ts';
import { isRegisteredNode } from './modelNodes.ts';
import { workspaceFolders } from '../projects.ts';
import type { RunTargets } from '../runs/runTargets.ts';
import { isLive } from '../runs/runStatus.ts';
import type { TrackerClient } from '../trackerClient.ts';

/** Milliseconds that recognising and scanning a large model may take. */
export const scanTimeout = 300_000;

/** A model that is to be packaged, and the `.trackline/` folder of its project. */
export interface PlacedSource {
  readonly store: string;
  readonly source: PackageSource;
}

/** As pages keep it. */
export const placedSource: v.GenericSchema<unknown, PlacedSource> = v.object({
  store: v.string(),
  source: v.variant('kind', [
    v.object({ kind: v.literal('file'), file: v.string() }),
    v.object({
      kind: v.literal('run'),
      runId: v.string(),
      choice: v.exactOptional(v.string()),
    }),
  ]),
});

/** What a person is asked through to find the model that they mean. */
export interface SourceParts {
  readonly tracker: TrackerClient;
  readonly projects: Projects;
  readonly targets: RunTargets;
}

/**
 * The model that *Package Model…* is about: the file or folder it was called on, else one of the
 * run's, which the person picks where there are several. Nothing when they think better.
 */
export async function chooseSource(
  args: readonly unknown[],
  parts: SourceParts,
): Promise<PlacedSource | undefined> {
  const [first] = args;
  if (first instanceof vscode.Uri) return await ofFile(first, parts.projects);
  if (isRegisteredNode(first) && first.registered.folder !== undefined) {
    const { folder } = first.registered;
    return { store: first.project.store, source: { kind: 'file', file: folder } };
  }
  const given = v.safeParse(placedSource, first);
  if (given.success) return given.output;
  const title = vscode.l10n.t('Package Model');
  const [target] = await parts.targets.choose(args, title, ({ run }) => !isLive(run.status));
  if (target === undefined) return undefined;
  const { store } = target.project;
  return await ofRun(store, target.runId, parts.tracker);
}

async function ofFile(file: vscode.Uri, projects: Projects): Promise<PlacedSource> {
  const folder = workspaceFolders().find(
    ({ uri }) => uri.toString() === vscode.workspace.getWorkspaceFolder(file)?.uri.toString(),
  );
  const { store } = await projects.adopt(folder?.uri.fsPath ?? path.dirname(file.fsPath));
  return { store, source: { kind: 'file', file: file.fsPath } };
}

async function ofRun(
  store: string,
  runId: string,
  tracker: TrackerClient,
): Promise<PlacedSource | undefined> {
  const source = { kind: 'run', runId } as const;
  const answer = await tracker.request(packageRequests.plan, { store, source }, scanTimeout);
  if (answer.kind === 'preview') return { store, source };
  const items = answer.models.map(({ label, format, modelClass }) => ({
    label,
    description: [formatNames[format], modelClass].filter(Boolean).join(' · '),
  }));
  const chosen = await vscode.window.showQuickPick(items, {
    title: vscode.l10n.t('Package Model'),
    placeHolder: vscode.l10n.t('The run left several models: choose one'),
    matchOnDescription: true,
  });
  return chosen && { store, source: { ...source, choice: chosen.label } };
}
