/*
 * The names of what package.json contributes. Nothing here needs the editor, so that a script can
 * compare these with package.json.
 */

import type { ChosenSeverities } from '../protocol/pipeline.ts';

/** Every command, by what the code calls it. */
export const commands = {
  runFile: 'trackline.runFile',
  runFileWithParameters: 'trackline.runFileWithParameters',
  debugFile: 'trackline.debugFile',
  runNotebook: 'trackline.runNotebook',
  runCommand: 'trackline.runCommand',
  runStage: 'trackline.runStage',
  /** A link over a stage; in no menu. */
  runStageWithNeeds: 'trackline.runStageWithNeeds',
  runPipeline: 'trackline.runPipeline',
  /** A link over a stage; in no menu. */
  showLastStageRun: 'trackline.showLastStageRun',
  runEntryPoint: 'trackline.runEntryPoint',
  stopRun: 'trackline.stopRun',
  rerun: 'trackline.rerun',
  openRun: 'trackline.openRun',
  /** A click in the Runs view; in no menu. */
  openSelectedRun: 'trackline.openSelectedRun',
  showRunLog: 'trackline.showRunLog',
  openLogFile: 'trackline.openLogFile',
  renameRun: 'trackline.renameRun',
  editNote: 'trackline.editNote',
  addTag: 'trackline.addTag',
  removeTag: 'trackline.removeTag',
  starRun: 'trackline.starRun',
  unstarRun: 'trackline.unstarRun',
  archiveRun: 'trackline.archiveRun',
  unarchiveRun: 'trackline.unarchiveRun',
  deleteRun: 'trackline.deleteRun',
  restoreRun: 'trackline.restoreRun',
  copyRunId: 'trackline.copyRunId',
  showRunsOfFile: 'trackline.showRunsOfFile',
  compareRuns: 'trackline.compareRuns',
  showCodeChanges: 'trackline.showCodeChanges',
  restoreInWorktree: 'trackline.restoreInWorktree',
  reproduceRun: 'trackline.reproduceRun',
  filterRuns: 'trackline.filterRuns',
  clearFilter: 'trackline.clearFilter',
  showActiveRuns: 'trackline.showActiveRuns',
  showStarredRuns: 'trackline.showStarredRuns',
  showArchivedRuns: 'trackline.showArchivedRuns',
  showDeletedRuns: 'trackline.showDeletedRuns',
  showMoreRuns: 'trackline.showMoreRuns',
  showPipeline: 'trackline.showPipeline',
  /** In the menu of a box of the pipeline's page. */
  openDrawnStage: 'trackline.openDrawnStage',
  runDrawnStage: 'trackline.runDrawnStage',
  runDrawnStageWithNeeds: 'trackline.runDrawnStageWithNeeds',
  showLastRunOfDrawnStage: 'trackline.showLastRunOfDrawnStage',
  packageModel: 'trackline.packageModel',
  pushPackage: 'trackline.pushPackage',
  logInToRegistry: 'trackline.logInToRegistry',
  logOutOfRegistry: 'trackline.logOutOfRegistry',
  openModelCard: 'trackline.openModelCard',
  revealPackage: 'trackline.revealPackage',
  promoteModel: 'trackline.promoteModel',
  rollBackModel: 'trackline.rollBackModel',
  verifyPackage: 'trackline.verifyPackage',
  comparePackages: 'trackline.comparePackages',
  signPackage: 'trackline.signPackage',
  pullModel: 'trackline.pullModel',
  deprecateModel: 'trackline.deprecateModel',
  undeprecateModel: 'trackline.undeprecateModel',
  findRemoteModel: 'trackline.findRemoteModel',
  deleteRemoteModel: 'trackline.deleteRemoteModel',
  copyModelReference: 'trackline.copyModelReference',
  copyModelDigest: 'trackline.copyModelDigest',
  refreshModels: 'trackline.refreshModels',
  openPackageRun: 'trackline.openPackageRun',
  deletePackage: 'trackline.deletePackage',
  retry: 'trackline.retry',
  showLog: 'trackline.showLog',
} as const;

/** The identifier of a command of ours. */
export type CommandId = (typeof commands)[keyof typeof commands];

/** Views in the activity bar. */
export const views = { runs: 'trackline.runs', models: 'trackline.models' } as const;

/** Kinds of webview panels, as `registerWebviewPanelSerializer` knows them. */
export const panels = {
  run: 'trackline.run',
  parameters: 'trackline.parameters',
  compare: 'trackline.compare',
  graph: 'trackline.graph',
  package: 'trackline.package',
} as const;

/** Scheme and language of the documents that show a run's log. */
export const logScheme = 'trackline-log';

/** Scheme of the documents that show files as runs had them, and what differs between runs. */
export const snapshotScheme = 'trackline-snapshot';

/** Scheme of the documents that show how two versions of models differ. */
export const modelComparisonScheme = 'trackline-models';

/** What `when` clauses of package.json ask for, and the type of each value. */
export interface ContextKeys {
  /** Which runs the view shows. */
  readonly 'trackline.show': 'active' | 'starred' | 'archived' | 'deleted';
  /** Whether a text filter is set. */
  readonly 'trackline.filtered': boolean;
  /** Whether any run is under way. */
  readonly 'trackline.running': boolean;
  /** Whether there is a project to show, with or without an open folder. */
  readonly 'trackline.hasProject': boolean;
  /** Whether the runs have been looked for, so that none means none. */
  readonly 'trackline.read': boolean;
  /** Whether the runs could not be read. */
  readonly 'trackline.failed': boolean;
}

/** The first word of a setting's name. */
export const settingsSection = 'trackline';

/** Settings by their names below `trackline.`, and the type of each. */
export interface Settings {
  readonly 'python.interpreter': string;
  readonly 'run.reveal': 'page' | 'log' | 'none';
  readonly 'codeLens.enabled': boolean;
  readonly 'notifications.warnings': boolean;
  readonly 'notifications.onEnd': 'never' | 'failure' | 'always';
  readonly 'capture.outputMetrics': boolean;
  readonly 'capture.outputPatterns': readonly string[];
  readonly 'capture.tensorBoard': boolean;
  readonly 'capture.systemLoad': boolean;
  /** By how much two values of a metric may differ and still count as the same. */
  readonly 'reproduce.tolerance': number;
  /** File with the certificate of the authority of one's registry; empty for none. */
  readonly 'registry.certificate': string;
  readonly 'pipeline.severity': ChosenSeverities;
  /** Who runs stages: `auto` is DVC where it is installed. */
  readonly 'pipeline.runner': 'auto' | 'dvc' | 'trackline';
  /** MiB. */
  readonly 'capture.maxUntrackedFileSize': number;
}
