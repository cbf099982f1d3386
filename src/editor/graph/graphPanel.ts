import path from 'node:path';
import * as vscode from 'vscode';
import type { PipelineGraph } from '../../model/pipelineGraph.ts';
import type { StageStates } from '../../model/stageState.ts';
import type { ToGraphPage } from '../../protocol/graphPage.ts';
import { pipelineRunRequests } from '../../protocol/pipelineRuns.ts';
import { sentenceOf } from '../notify.ts';
import type { Notifier } from '../notify.ts';
import { panelHtml } from '../page/panelHtml.ts';
import type { PipelineFiles } from '../pipeline/pipelineFiles.ts';
import type { Projects } from '../projects.ts';
import { Throttle } from '../throttle.ts';
import type { TrackerClient } from '../trackerClient.ts';
import { performStageAction, reveal } from './graphActions.ts';
import { readMessage } from './graphMessages.ts';
import { statesOf } from './stageStates.ts';

/** Milliseconds between two updates of the drawing, and of the states of its stages. */
const intervals = { graph: 100, states: 1000 } as const;
/** Milliseconds for which the states of stages may be worked out: large data takes its time. */
const statesTimeout = 10 * 60_000;

/** What a panel needs of the rest of the extension. */
export interface GraphSurroundings {
  readonly extension: vscode.Uri;
  readonly files: PipelineFiles;
  readonly tracker: TrackerClient;
  readonly projects: Projects;
  readonly notifier: Notifier;
  readonly log: vscode.LogOutputChannel;
}

/** The drawing of one repository's pipelines, kept up to date for as long as it is open. */
export class GraphPanel implements vscode.Disposable {
  readonly file: vscode.Uri;
  readonly panel: vscode.WebviewPanel;
  readonly #around: GraphSurroundings;
  readonly #graphUpdate = new Throttle(intervals.graph, () => this.#sendGraph());
  readonly #statesUpdate = new Throttle(intervals.states, () => this.#sendStates());
  readonly #subscriptions: readonly vscode.Disposable[];
  #graph: PipelineGraph | undefined;
  #states: StageStates = {};
  #store: string | undefined;
  /** A stage to select as soon as there is a page and a graph. */
  #wanted: { readonly file: string; readonly stage: string } | undefined;
  #ready = false;

  /** @param file any file or folder of the repository */
  constructor(panel: vscode.WebviewPanel, file: vscode.Uri, around: GraphSurroundings) {
    this.panel = panel;
    this.file = file;
    this.#around = around;
    this.#subscriptions = [
      this.#graphUpdate,
      this.#statesUpdate,
      panel.webview.onDidReceiveMessage((message: unknown) => void this.#receive(message)),
      panel.onDidChangeViewState(() => this.#seen()),
      around.files.onDidChangeGraph((root) => {
        if (this.#graph === undefined || root === '' || root === this.#graph.root)
          this.#graphUpdate.ask();
      }),
      around.tracker.onDidChange(({ store }) => {
        if (store === this.#store) this.#statesUpdate.ask();
      }),
      around.tracker.onDidRestart(() => this.#statesUpdate.ask()),
      // What stages read may be any file.
      vscode.workspace.onDidSaveTextDocument(({ uri }) => {
        if (this.#graph !== undefined && holds(this.#graph.root, uri)) this.#statesUpdate.ask();
      }),
    ];
    panel.iconPath = new vscode.ThemeIcon('type-hierarchy-sub');
    panel.webview.html = panelHtml(panel.webview, around.extension, 'graph', {});
  }

  /** Whether it shows the pipelines that a file or folder belongs to. */
  shows(uri: vscode.Uri): boolean {
    if (uri.toString() === this.file.toString()) return true;
    const graph = this.#graph;
    if (graph === undefined) return false;
    return (
      servicePath(uri) === graph.root ||
      graph.nodes.some(({ location }) => servicePath(uri) === `${graph.root}/${location.file}`)
    );
  }

  /** The root of its repository, once it is known. */
  get root(): string | undefined {
    return this.#graph?.root;
  }

  /** Selects a stage, or a group of stages, of a dvc.yaml. */
  async select(file: vscode.Uri, stage: string): Promise<void> {
    this.#wanted = { file: servicePath(file), stage };
    await this.#sendWanted();
  }

  /** Does with a stage what its menu offers. */
  async act(node: string, action: Parameters<typeof performStageAction>[2]): Promise<void> {
    if (this.#graph === undefined) return;
    await performStageAction(this.#graph, node, action, this.panel.viewColumn);
    // The page of the run that was started must not hide where its stages are seen to run.
    if (action === 'run' || action === 'runWithNeeds') this.panel.reveal(undefined, true);
  }

  dispose(): void {
    vscode.Disposable.from(...this.#subscriptions).dispose();
  }

  /** A page that was hidden has been thrown away, and says when it is back. */
  #seen(): void {
    if (!this.panel.visible) this.#ready = false;
  }

  async #receive(raw: unknown): Promise<void> {
    const { notifier, log, tracker } = this.#around;
    const message = readMessage(raw);
    if (message === undefined) {
      log.warn(`a pipeline page sent what is no message: ${JSON.stringify(raw)?.slice(0, 200)}`);
      return;
    }
    switch (message.kind) {
      case 'ready':
        this.#ready = true;
        this.#graphUpdate.ask();
        return;
      case 'retry':
        tracker.retry();
        this.#graphUpdate.ask();
        return;
      case 'showExtensionLog':
        log.show();
        return;
      case 'openTrouble': {
        const location = this.#graph?.troubles[message.index]?.location;
        await notifier.attempt(async () => {
          if (this.#graph !== undefined && location !== undefined)
            await reveal(this.#graph, location, true, this.panel.viewColumn);
        });
        return;
      }
      case 'open':
        await notifier.attempt(() => this.act(message.node, message.focus ? 'open' : 'peek'));
        return;
      case 'act':
        await notifier.attempt(() => this.act(message.node, message.action));
    }
  }

  async #sendGraph(): Promise<void> {
    if (!this.#ready) return;
    const strings = vscode.l10n.bundle ?? {};
    try {
      const graph = await this.#around.files.graph(this.file);
      this.#graph = graph ?? undefined;
      const title = titleOf(graph?.root);
      if (this.panel.title !== title) this.panel.title = title;
      await this.#post({ kind: 'graph', graph, file: this.file.fsPath, strings });
      await this.#sendWanted();
      this.#statesUpdate.ask();
    } catch (error) {
      this.#around.log.error(error instanceof Error ? error : String(error));
      await this.#post({ kind: 'failed', sentence: sentenceOf(error), strings });
    }
  }

  /** The drawing is worth having without them, so that a failure is for the log alone. */
  async #sendStates(): Promise<void> {
    const graph = this.#graph;
    const stage = graph?.nodes.find(({ kind }) => kind === 'stage');
    if (graph === undefined || stage === undefined || !this.#ready) return;
    const { projects, tracker, log } = this.#around;
    const file = path.normalize(`${graph.root}/${stage.location.file}`);
    try {
      const { store } = await projects.open(path.dirname(file));
      this.#store = store;
      const query = { store, file, scope: 'repository' } as const;
      const reports = await tracker.request(pipelineRunRequests.stages, query, statesTimeout);
      const states = statesOf(reports, store);
      // The tracker sees what is saved, and of a broken file it sees no stages.
      const isSound = graph.files.every(({ state }) => state === 'current');
      this.#states = isSound ? states : { ...this.#states, ...states };
      await this.#post({ kind: 'states', states: this.#states });
    } catch (error) {
      log.error(error instanceof Error ? error : String(error));
    }
  }

  async #sendWanted(): Promise<void> {
    const graph = this.#graph;
    if (this.#wanted === undefined || graph === undefined || !this.#ready) return;
    const { file, stage } = this.#wanted;
    this.#wanted = undefined;
    await this.#post({ kind: 'select', node: `${file.slice(graph.root.length + 1)}:${stage}` });
  }

  async #post(message: ToGraphPage): Promise<void> {
    if (!this.#ready) return;
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- not a window's
    await this.panel.webview.postMessage(message);
  }
}

/** The title of a panel; the root of the repository is not known at first. */
export function titleOf(root?: string): string {
  return root === undefined
    ? vscode.l10n.t('Pipeline')
    : vscode.l10n.t('Pipeline: {0}', path.posix.basename(root));
}

/** A path as the language service writes it. */
export function servicePath({ fsPath }: vscode.Uri): string {
  return fsPath.split(path.sep).join('/');
}

function holds(root: string, uri: vscode.Uri): boolean {
  return uri.scheme === 'file' && servicePath(uri).startsWith(`${root}/`);
}
