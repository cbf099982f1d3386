import * as vscode from 'vscode';
import { errorText } from '../../../model/errors.ts';
import { pipelineRunRequests, type StageReport } from '../../../protocol/pipelineRuns.ts';
import { commands, type CommandId } from '../../contributions.ts';
import type { Projects } from '../../projects.ts';
import { setting } from '../../settings.ts';
import { Throttle } from '../../throttle.ts';
import type { TrackerClient } from '../../trackerClient.ts';
import { isPipeline, projectOfPipeline } from './stageTarget.ts';
import { lastResult, newestRun, stageStatus } from './stageWords.ts';

/** Milliseconds between two readings of what has changed. */
const interval = 1000;
/** What says something about stages when it changes on the disk. */
const watched = '**/{dvc.lock,dvc.yaml,params.yaml}';

/**
 * The links over each stage of a dvc.yaml: run it, run it with what it needs, show it in the graph,
 * and how it ran last.
 */
export class StageLenses implements vscode.CodeLensProvider, vscode.Disposable {
  readonly #tracker: TrackerClient;
  readonly #projects: Projects;
  readonly #log: vscode.LogOutputChannel;
  readonly #changed = new vscode.EventEmitter<void>();
  readonly #refresh = new Throttle(interval, () => Promise.resolve(this.#changed.fire()));
  readonly #subscriptions: readonly vscode.Disposable[];

  readonly onDidChangeCodeLenses = this.#changed.event;

  constructor(tracker: TrackerClient, projects: Projects, log: vscode.LogOutputChannel) {
    this.#tracker = tracker;
    this.#projects = projects;
    this.#log = log;
    const watcher = vscode.workspace.createFileSystemWatcher(watched);
    const look = (): void => this.#look();
    this.#subscriptions = [
      this.#changed,
      this.#refresh,
      watcher,
      watcher.onDidChange(look),
      watcher.onDidCreate(look),
      watcher.onDidDelete(look),
      vscode.languages.registerCodeLensProvider({ scheme: 'file', pattern: '**/dvc.yaml' }, this),
      tracker.onDidChange(look),
      vscode.workspace.onDidSaveTextDocument(look),
      vscode.workspace.onDidChangeConfiguration((event) => {
        if (event.affectsConfiguration('trackline.codeLens')) this.#changed.fire();
      }),
    ];
  }

  async provideCodeLenses(document: vscode.TextDocument): Promise<vscode.CodeLens[]> {
    if (!setting('codeLens.enabled', document.uri)) return [];
    const now = Date.now();
    const groups = Map.groupBy(await this.#reports(document), ({ group }) => group);
    return [...groups.values()].flatMap((reports) => lensesOf(document, reports, now));
  }

  dispose(): void {
    vscode.Disposable.from(...this.#subscriptions).dispose();
  }

  /** Nobody looks at stages in a window without an open pipeline. */
  #look(): void {
    if (vscode.window.visibleTextEditors.some(({ document }) => isPipeline(document.uri))) {
      this.#refresh.ask();
    }
  }

  async #reports(document: vscode.TextDocument): Promise<readonly StageReport[]> {
    try {
      const { store } = await projectOfPipeline(this.#projects, document.uri);
      return await this.#tracker.request(pipelineRunRequests.stages, {
        store,
        file: document.uri.fsPath,
        scope: 'file',
        ...(document.isDirty && { text: document.getText() }),
      });
    } catch (error) {
      this.#log.warn(`the stages of ${document.uri.fsPath} could not be read: ${errorText(error)}`);
      return [];
    }
  }
}

function lensesOf(
  document: vscode.TextDocument,
  reports: readonly StageReport[],
  now: number,
): vscode.CodeLens[] {
  const [first] = reports;
  if (first === undefined || first.line >= document.lineCount) return [];
  const { range } = document.lineAt(first.line);
  const target = { file: document.uri.fsPath, stage: first.group };
  const run = newestRun(reports);
  const status = stageStatus(reports);
  const link = (title: string, tooltip: string, command: CommandId): vscode.Command => ({
    title,
    tooltip,
    command,
    arguments: [target],
  });
  const links = [
    link(
      vscode.l10n.t('$(play) Run'),
      vscode.l10n.t('Runs this stage, up to date or not'),
      commands.runStage,
    ),
    link(
      vscode.l10n.t('Run with what it needs'),
      vscode.l10n.t('Runs what is not up to date of this stage and those before it'),
      commands.runStageWithNeeds,
    ),
    link(
      vscode.l10n.t('Show in graph'),
      vscode.l10n.t('Shows this stage in the graph of the pipeline'),
      commands.showPipeline,
    ),

    run === undefined
      ? { title: status, command: '' }
      : link(
          `${status} · ${lastResult(run, now)}`,
          vscode.l10n.t('Opens the last run of this stage'),
          commands.showLastStageRun,
        ),
  ];
  return links.map((command) => new vscode.CodeLens(range, command));
}
