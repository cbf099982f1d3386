import * as path from 'node:path';
import * as vscode from 'vscode';
import { UserError } from '../../../model/errors.ts';
import type { Interpreter } from '../../../model/launch.ts';
import { pipelineRunRequests } from '../../../protocol/pipelineRuns.ts';
import { trackerRequests } from '../../../protocol/tracker.ts';
import type { Commands } from '../../commands.ts';
import { commands } from '../../contributions.ts';
import { editorSources, resolvePython } from '../../launch/interpreter.ts';
import { activated, type Launched } from '../../launch/launcher.ts';
import { offerTrust } from '../../launch/trust.ts';
import type { Projects } from '../../projects.ts';
import { untilEnded } from '../../runs/untilEnded.ts';
import { setting } from '../../settings.ts';
import { launchTimeout, type TrackerClient } from '../../trackerClient.ts';
import { choosePipeline, chooseStage, givenTarget, projectOfPipeline } from './stageTarget.ts';
import type { StageTarget } from './stageTarget.ts';
import { newestRun } from './stageWords.ts';

/** What running stages needs of the extension. */
export interface StageCommandParts {
  readonly tracker: TrackerClient;
  readonly projects: Projects;
  readonly log: vscode.LogOutputChannel;
  /** Shows a run that was just started as the person likes it. */
  readonly reveal: (launched: Launched) => Promise<void>;
  readonly openPage: (launched: Launched) => Promise<void>;
}

/** How stages are run. */
interface How {
  readonly single: boolean;
  readonly force: boolean;
}

/** Registers *Run Stage…*, *Run Pipeline* and the commands of the links over stages. */
export function registerStageCommands(registry: Commands, parts: StageCommandParts): void {
  const { tracker, projects } = parts;
  registry.register(commands.runStage, async (argument) => {
    if (!(await offerTrust())) return undefined;
    const given = givenTarget(argument);
    // A press on a stage's own link means that stage; one chosen from a list is brought up to date.
    if (given?.stage !== undefined) return run(parts, given, { single: true, force: true });
    const file = given?.file ?? (await choosePipeline());
    const target = file === undefined ? undefined : await chooseStage(file, tracker, projects);
    return target === undefined ? undefined : run(parts, target, { single: false, force: false });
  });
  registry.register(commands.runStageWithNeeds, async (argument) => {
    if (!(await offerTrust())) return undefined;
    const target = givenTarget(argument);
    return target === undefined ? undefined : run(parts, target, { single: false, force: false });
  });
  registry.register(commands.runPipeline, async (argument) => {
    if (!(await offerTrust())) return undefined;
    const file = givenTarget(argument)?.file ?? (await choosePipeline());
    return file === undefined ? undefined : run(parts, { file }, { single: false, force: false });
  });
  registry.register(commands.showLastStageRun, async (argument) => {
    const target = givenTarget(argument);
    if (target === undefined) return;
    await showLastRun(parts, target);
  });
}

/** Starts a pipeline run, and shows how it goes until its end. */
async function run(
  parts: StageCommandParts,
  target: StageTarget,
  how: How,
): Promise<{ readonly store: string; readonly runId: string } | undefined> {
  const { tracker, projects, log, reveal } = parts;
  await saveFirst(target.file);
  const interpreter = await interpreterOf(target.file, log);
  const project = await projectOfPipeline(projects, target.file);
  const { store } = project;
  const started = await tracker.request(
    pipelineRunRequests.run,
    {
      store,
      file: target.file.fsPath,
      names: target.stage === undefined ? [] : [target.stage],
      ...how,
      runner: setting('pipeline.runner', target.file),
      env: activated(interpreter),
      ...(interpreter !== undefined && { interpreter }),
    },
    launchTimeout,
  );
  if (started === null) return await offerForce(parts, target, how);
  const launched = { project, runId: started.runId };
  await reveal(launched);
  void showProgress(parts, launched, target);
  return { store, runId: started.runId };
}

async function offerForce(
  parts: StageCommandParts,
  target: StageTarget,
  how: How,
): Promise<undefined> {
  const anyway = vscode.l10n.t('Run Anyway');
  const text = vscode.l10n.t('Everything is up to date; nothing was run.');
  void vscode.window.showInformationMessage(text, anyway).then(async (chosen) => {
    if (chosen === anyway) await run(parts, target, { ...how, force: true });
  });
  return await Promise.resolve(undefined);
}

/** Says which stage runs, and ends the run when the person calls it off. */
async function showProgress(
  { tracker }: StageCommandParts,
  launched: Launched,
  target: StageTarget,
): Promise<void> {
  const { store } = launched.project;
  const title = vscode.l10n.t('Running {0}', target.stage ?? path.basename(target.file.path));
  const options = { location: vscode.ProgressLocation.Notification, title, cancellable: true };
  await vscode.window.withProgress(options, async (progress, token) => {
    const tell = async (): Promise<void> => {
      const children = await tracker.request(pipelineRunRequests.children, {
        store,
        runId: launched.runId,
      });
      const running = children.findLast(({ status }) => status === 'RUNNING');
      if (running !== undefined) progress.report({ message: running.name });
    };
    const listening = tracker.onDidChange((change) => {
      // What goes wrong with telling of a run is no trouble of the run.
      if (change.store === store) void tell().catch(() => undefined);
    });
    try {
      const ended = await untilEnded(tracker, launched, token);
      if (ended === undefined) {
        await tracker.request(trackerRequests.stop, { store, runId: launched.runId });
      }
    } finally {
      listening.dispose();
    }
  });
}

async function showLastRun(
  { tracker, projects, openPage }: StageCommandParts,
  { file, stage }: StageTarget,
): Promise<void> {
  const project = await projectOfPipeline(projects, file);
  const reports = await tracker.request(pipelineRunRequests.stages, {
    store: project.store,
    file: file.fsPath,
    scope: 'file',
  });
  const last = newestRun(reports.filter(({ name, group }) => name === stage || group === stage));
  if (last !== undefined) {
    await openPage({ project, runId: last.runId });
    return;
  }
  throw new UserError(
    vscode.l10n.t('The stage {0} has never run under Trackline.', stage ?? ''),
    vscode.l10n.t('Run it with the link over it in dvc.yaml.'),
  );
}

/** What was typed into pipeline and parameters files is saved first, since they are read from disk. */
async function saveFirst(file: vscode.Uri): Promise<void> {
  const folder = vscode.Uri.joinPath(file, '..').path;
  for (const { uri, isDirty } of vscode.workspace.textDocuments) {
    if (!isDirty || uri.scheme !== 'file') continue;
    if (uri.path === file.path || uri.path.startsWith(`${folder}/`)) {
      await vscode.workspace.save(uri);
    }
  }
}

/** The Python whose programs stages find first; a pipeline may do without one. */
async function interpreterOf(
  file: vscode.Uri,
  log: vscode.LogOutputChannel,
): Promise<Interpreter | undefined> {
  try {
    return await resolvePython(file, editorSources(log));
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    log.info(`the pipeline runs without a Python: ${error.message}`);
    return undefined;
  }
}
