import * as v from 'valibot';
import * as vscode from 'vscode';
import { UserError } from '../../../model/errors.ts';
import { pipelineRunRequests, type StageReport } from '../../../protocol/pipelineRuns.ts';
import type { Project } from '../../../protocol/tracker.ts';
import type { Projects } from '../../projects.ts';
import type { TrackerClient } from '../../trackerClient.ts';
import { stageStatus } from './stageWords.ts';

/** Stages that a command is about. */
export interface StageTarget {
  /** The dvc.yaml. */
  readonly file: vscode.Uri;
  /** A stage, or all that a `foreach` makes; all of the file without it. */
  readonly stage?: string;
}

const given = v.object({ file: v.string(), stage: v.optional(v.string()) });

/** What a lens, the graph or another caller says that a command is about. */
export function givenTarget(argument: unknown): StageTarget | undefined {
  if (argument instanceof vscode.Uri) return isPipeline(argument) ? { file: argument } : undefined;
  const read = v.safeParse(given, argument);
  if (!read.success) return undefined;
  const { file, stage } = read.output;
  return { file: vscode.Uri.file(file), ...(stage !== undefined && { stage }) };
}

/**
 * The pipeline that a command without an argument is about: the open one, the only one, else one that
 * the person chooses. Nothing when they choose none.
 *
 * @throws {UserError} when there is none.
 */
export async function choosePipeline(): Promise<vscode.Uri | undefined> {
  const active = vscode.window.activeTextEditor?.document.uri;
  if (active !== undefined && isPipeline(active)) return active;
  const found = await vscode.workspace.findFiles('**/dvc.yaml', '**/{node_modules,.venv,.git}/**');
  const files = found.toSorted((a, b) => a.path.length - b.path.length);
  if (files.length <= 1) {
    const [only] = files;
    if (only !== undefined) return only;
    throw new UserError(
      vscode.l10n.t('There is no dvc.yaml in the workspace.'),
      vscode.l10n.t('Write one with the stages of your pipeline.'),
    );
  }
  const items = files.map((uri) => ({ label: vscode.workspace.asRelativePath(uri), uri }));
  const placeHolder = vscode.l10n.t('Pipeline file');
  return (await vscode.window.showQuickPick(items, { placeHolder }))?.uri;
}

/** The project whose record a pipeline file's runs go to. */
export async function projectOfPipeline(projects: Projects, file: vscode.Uri): Promise<Project> {
  const folder = vscode.Uri.joinPath(file, '..').fsPath;
  return await projects.open(folder);
}

/** Lets the person choose a stage of a pipeline file. Nothing when they choose none. */
export async function chooseStage(
  file: vscode.Uri,
  tracker: TrackerClient,
  projects: Projects,
): Promise<StageTarget | undefined> {
  const { store } = await projectOfPipeline(projects, file);
  const query = { store, file: file.fsPath, scope: 'file' } as const;
  const reports = await tracker.request(pipelineRunRequests.stages, query);
  if (reports.length === 0) {
    throw new UserError(
      vscode.l10n.t('{0} has no stage that could be run.', vscode.workspace.asRelativePath(file)),
      vscode.l10n.t('See what is wrong with it in the Problems view.'),
    );
  }
  const items = reports.map((report: StageReport) => ({
    label: report.name,
    description: stageStatus([report]),
    stage: report.name,
  }));
  const placeHolder = vscode.l10n.t('Stage to run with what it needs');
  const chosen = await vscode.window.showQuickPick(items, { placeHolder });
  return chosen === undefined ? undefined : { file, stage: chosen.stage };
}

/** Whether a file is a dvc.yaml of the workspace or of the disk. */
export function isPipeline(uri: vscode.Uri): boolean {
  return uri.scheme === 'file' && uri.path.endsWith('/dvc.yaml');
}
