import * as vscode from 'vscode';
import { registerChangeCommands } from './editor/changes/changeCommands.ts';
import { SnapshotDocuments } from './editor/changes/snapshotDocuments.ts';
import { Commands } from './editor/commands.ts';
import { ComparePanels } from './editor/compare/comparePanels.ts';
import { commands } from './editor/contributions.ts';
import { registerDebugCommand } from './editor/debug/debugFile.ts';
import { GraphPanels } from './editor/graph/graphPanels.ts';
import { registerLaunchCommands } from './editor/launch/launchCommands.ts';
import { Launcher } from './editor/launch/launcher.ts';
import type { Launched } from './editor/launch/launcher.ts';
import { registerNotebookCommand } from './editor/launch/notebookCommand.ts';
import { createLog } from './editor/log.ts';
import { LogDocuments } from './editor/log/logDocuments.ts';
import { ComparedModels } from './editor/models/compare/comparedModels.ts';
import { GateTests } from './editor/models/gateTests.ts';
import { registerModelCommands } from './editor/models/modelCommands.ts';
import { ModelTree } from './editor/models/modelTree.ts';
import { ModelsView } from './editor/models/modelsView.ts';
import { PackageSheets } from './editor/models/packageSheets.ts';
import { registerPushCommand } from './editor/models/pushPackage.ts';
import { RegistryLogins } from './editor/models/registryLogins.ts';
import { registerRemoteCommands } from './editor/models/remote/remoteCommands.ts';
import { RemoteLists } from './editor/models/remote/remoteLists.ts';
import type { RemoteNode } from './editor/models/remote/remoteNodes.ts';
import { Notifier } from './editor/notify.ts';
import { RunPages } from './editor/page/runPages.ts';
import { FormMemory } from './editor/parameters/formMemory.ts';
import { ParameterForms } from './editor/parameters/parameterForms.ts';
import { Projects, workspaceFolders } from './editor/projects.ts';
import { registerEditCommands } from './editor/runs/editCommands.ts';
import { registerRunCommands } from './editor/runs/runCommands.ts';
import { DamageNotices } from './editor/runs/damageNotices.ts';
import { RunNotices } from './editor/runs/runNotices.ts';
import { RunTargets } from './editor/runs/runTargets.ts';
import { RunForest } from './editor/runs/runForest.ts';
import { RunTree } from './editor/runs/runTree.ts';
import { Running } from './editor/runs/running.ts';
import { RunsView } from './editor/runs/runsView.ts';
import { StatusBar } from './editor/runs/statusBar.ts';
import { DiagnosticPages } from './editor/pipeline/diagnosticPages.ts';
import { PipelineFiles } from './editor/pipeline/pipelineFiles.ts';
import { RecordedRuns } from './editor/pipeline/recordedRuns.ts';
import { EntryPoints } from './editor/pipeline/stages/entryPoints.ts';
import { registerStageCommands } from './editor/pipeline/stages/stageCommands.ts';
import { StageLenses } from './editor/pipeline/stages/stageLenses.ts';
import { ParamHovers } from './editor/scripts/paramHovers.ts';
import { ScriptLenses } from './editor/scripts/scriptLenses.ts';
import { setting } from './editor/settings.ts';
import { Terminals } from './editor/terminals.ts';
import { RunTasks } from './editor/tasks/runTasks.ts';
import { TrackerClient } from './editor/trackerClient.ts';

/** What tests in the extension host look at; other extensions get nothing. */
export interface TestApi {
  readonly tree: RunTree;
  readonly forest: RunForest;
  readonly running: Running;
  readonly tracker: TrackerClient;
  readonly scriptLenses: ScriptLenses;
  readonly forms: ParameterForms;
  readonly launcher: Launcher;
  readonly pipelineFiles: PipelineFiles;
  readonly models: ModelTree;
  readonly sheets: PackageSheets;
  readonly gates: GateTests;
}

/** Makes the parts and hands them to each other. The tracker starts when one of them asks it. */
export function activate(context: vscode.ExtensionContext): TestApi | undefined {
  const start = performance.now();
  const log = createLog();
  const notifier = new Notifier(log);
  const registry = new Commands(notifier);
  const tracker = new TrackerClient(context.asAbsolutePath('dist/tracker.js'), log, notifier);
  const projects = new Projects(tracker);
  const running = new Running(tracker, projects, log);
  const forest = new RunForest(tracker, projects, log);
  const tree = new RunTree(forest, tracker, log);
  const view = new RunsView(forest, tree, log);
  const pages = new RunPages(context.extensionUri, tracker, projects, notifier, log);
  const comparisons = new ComparePanels(
    context.extensionUri,
    projects,
    {
      tracker,
      notifier,
      showExtensionLog: () => log.show(),
    },
    log,
  );
  const logs = new LogDocuments(tracker, projects, log);
  const terminals = new Terminals(context, tracker, projects, log);
  const launcher = new Launcher(tracker, projects, log);
  const targets = new RunTargets(tracker, projects, running, {
    selection: () => view.selection,
    active: () => pages.active ?? logs.active,
  });
  const pipelineFiles = new PipelineFiles({
    server: context.asAbsolutePath('dist/languageServer.js'),
    log,
    notifier,
    recorded: new RecordedRuns(tracker, projects),
  });
  const graphs = new GraphPanels({
    extension: context.extensionUri,
    files: pipelineFiles,
    tracker,
    projects,
    notifier,
    log,
  });
  const scriptLenses = new ScriptLenses(tracker, projects, log);
  const logins = new RegistryLogins(context);
  const lists = new RemoteLists(tracker, logins, context.workspaceState);
  const models = new ModelTree(tracker, projects, lists, log);
  const modelsView = new ModelsView(models);
  const sheets = new PackageSheets({
    extension: context.extensionUri,
    tracker,
    notifier,
    log,
    reveal: (store, built) => modelsView.reveal(store, built),
    find: (store, folder) => models.find(store, folder),
  });
  const gates = new GateTests(tracker, projects, log);
  const reveal = async (launched: Launched): Promise<void> => {
    running.look();
    await show(launched, pages, logs);
    await view.reveal(launched);
  };

  registerLaunchCommands(registry, launcher, reveal, log, context.workspaceState);
  const forms = new ParameterForms({
    extension: context.extensionUri,
    tracker,
    launcher,
    memory: new FormMemory(context.workspaceState),
    notifier,
    log,
    reveal,
  });
  forms.registerCommands(registry);
  registerDebugCommand(registry, { launcher, tracker, log, reveal });
  registerNotebookCommand(registry, launcher, reveal, log, context.workspaceState);
  registerRunCommands(registry, tracker, launcher, targets, {
    openPage: (target, focus) => pages.open(target, focus),
    openLog: (target) => logs.open(target),
    openLogFile: (target) => logs.openFile(target),
    reveal,
  });
  registerStageCommands(registry, {
    tracker,
    projects,
    log,
    reveal,
    openPage: (launched) => pages.open(launched, true),
  });
  const entryPoints = new EntryPoints({ tracker, projects, log, reveal });
  entryPoints.registerCommands(registry);
  registerEditCommands(registry, tracker, targets);
  registerChangeCommands(registry, tracker, targets, reveal, notifier);
  comparisons.registerCommands(registry, targets);
  graphs.registerCommands(registry);
  view.registerCommands(registry, projects, tracker);
  sheets.registerCommands(registry, { tracker, projects, targets });
  const compared = new ComparedModels(tracker, projects, logins);
  const remote = { tracker, logins, lists, refresh: (node: RemoteNode) => models.refresh(node) };
  registerModelCommands(registry, remote, context.secrets, {
    tracker,
    tree: models,
    compared,
    log,
  });
  registerRemoteCommands(registry, remote);
  registerPushCommand(registry, { tracker, tree: models, logins, notifier });
  logins.registerCommands(registry, projects, tracker);
  registry.register(commands.showLog, () => log.show());

  context.subscriptions.push(
    log,
    registry,
    new StatusBar(running),
    new RunNotices(tracker),
    new DamageNotices(tracker, notifier, log),
    terminals,
    scriptLenses,
    new StageLenses(tracker, projects, log),
    entryPoints,
    pipelineFiles,
    new DiagnosticPages(),
    forms,
    new RunTasks(launcher, tracker, log, async (launched) => {
      running.look();
      await view.reveal(launched);
    }),
    new ParamHovers(tracker, projects),
    new SnapshotDocuments(tracker),
    logs,
    pages,
    comparisons,
    graphs,
    sheets,
    gates,
    compared,
    modelsView,
    models,
    view,
    tree,
    forest,
    running,
    projects,
    tracker,
  );
  void lookForRunning(running, terminals);
  log.info(`activated in ${Math.round(performance.now() - start)} ms`);
  return context.extensionMode === vscode.ExtensionMode.Test
    ? {
        tree,
        forest,
        running,
        tracker,
        scriptLenses,
        forms,
        launcher,
        pipelineFiles,
        models,
        sheets,
        gates,
      }
    : undefined;
}

/** Shows a run that was just started as the person likes it. */
async function show(launched: Launched, pages: RunPages, logs: LogDocuments): Promise<void> {
  switch (setting('run.reveal', vscode.Uri.file(launched.project.root))) {
    case 'page':
      await pages.open(launched, false);
      break;
    case 'log':
      await logs.open(launched, { viewColumn: vscode.ViewColumn.Beside, preserveFocus: true });
      break;
    case 'none':
      break;
  }
}

/** Runs go on without a window: one that comes back shows them, where there may be any. */
async function lookForRunning(running: Running, terminals: Terminals): Promise<void> {
  for (const { uri } of workspaceFolders()) {
    try {
      await vscode.workspace.fs.stat(vscode.Uri.joinPath(uri, '.trackline', 'trackline.db'));
      running.look();
      await terminals.look();
      return;
    } catch {
      // Nothing recorded here.
    }
  }
}
