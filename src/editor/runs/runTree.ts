import * as vscode from 'vscode';
import { trackerRequests } from '../../protocol/tracker.ts';
import { setContext } from '../settings.ts';
import type { TrackerClient } from '../trackerClient.ts';
import type { RunForest } from './runForest.ts';
import { itemOf } from './runItems.ts';
import type { ExperimentNode, MoreNode, RunNode, RunsNode } from './runNodes.ts';
import { projectOf } from './runNodes.ts';
import { isLive } from './runStatus.ts';
import { runTooltip } from './runTooltip.ts';

/** Milliseconds that a run keeps still once its hover was asked for: changing it closes the hover. */
const hoverRest = 6000;

/** What the Runs view shows, and how. */
export class RunTree implements vscode.TreeDataProvider<RunsNode>, vscode.Disposable {
  readonly #forest: RunForest;
  readonly #tracker: TrackerClient;
  readonly #log: vscode.LogOutputChannel;
  readonly #changed = new vscode.EventEmitter<RunsNode | RunsNode[] | undefined>();
  readonly #subscription: vscode.Disposable;
  /** Runs that are hovered over. */
  readonly #resting = new Map<RunsNode, NodeJS.Timeout>();

  readonly onDidChangeTreeData = this.#changed.event;

  constructor(forest: RunForest, tracker: TrackerClient, log: vscode.LogOutputChannel) {
    this.#forest = forest;
    this.#tracker = tracker;
    this.#log = log;
    // What runs is shown anew every second anyway, and redrawing a line closes its hover.
    this.#subscription = forest.onDidChange((nodes) =>
      this.#tell(nodes?.filter((node) => node.kind !== 'run' || !isLive(node.row.run.status))),
    );
  }

  getTreeItem(node: RunsNode): vscode.TreeItem {
    return itemOf(node, Date.now());
  }

  getParent(node: RunsNode): RunsNode | undefined {
    switch (node.kind) {
      case 'project':
        return undefined;
      case 'experiment':
        return this.#forest.hasOneProject ? undefined : node.parent;
      case 'run':
      case 'more':
        return node.parent;
    }
  }

  async getChildren(node?: RunsNode): Promise<RunsNode[]> {
    try {
      const children = await this.#children(node);
      setContext('trackline.failed', false);
      if (node === undefined) setContext('trackline.read', true);
      return [...children];
    } catch (error) {
      // The view's welcome text tells of it, and offers to try again.
      this.#log.error(error instanceof Error ? error : String(error));
      setContext('trackline.failed', true);
      return [];
    }
  }

  async resolveTreeItem(item: vscode.TreeItem, node: RunsNode): Promise<vscode.TreeItem> {
    if (node.kind !== 'run') return item;
    this.#rest(node);
    const details = await this.#tracker.request(trackerRequests.details, {
      store: projectOf(node).store,
      runId: node.row.run.id,
    });
    if (details !== null) item.tooltip = runTooltip(details);
    return item;
  }

  /** Shows the time that has gone by on the runs under way; whether there are any. */
  tick(): boolean {
    const live = this.#forest.shown().filter(({ row }) => isLive(row.run.status));
    this.#tell(live);
    return live.length > 0;
  }

  dispose(): void {
    this.#subscription.dispose();
    for (const timer of this.#resting.values()) clearTimeout(timer);
    this.#changed.dispose();
  }

  #tell(nodes: readonly RunsNode[] | undefined): void {
    const moving = nodes?.filter((node) => !this.#resting.has(node));
    if (moving?.length !== 0) this.#changed.fire(moving);
  }

  #rest(node: RunsNode): void {
    clearTimeout(this.#resting.get(node));
    const wake = (): void => {
      this.#resting.delete(node);
      this.#tell([node]);
    };
    this.#resting.set(node, setTimeout(wake, hoverRest));
  }

  async #children(node: RunsNode | undefined): Promise<readonly RunsNode[]> {
    switch (node?.kind) {
      case undefined:
        return this.#top();
      case 'project':
        return this.#forest.experimentsOf(node);
      case 'experiment':
        return withMore(node, await this.#forest.runsOf(node));
      case 'run':
      case 'more':
        return [];
    }
  }

  /** Projects, or the experiments of the only one; nothing, for the welcome, without any run. */
  async #top(): Promise<readonly RunsNode[]> {
    const projects = await this.#forest.projects();
    const experiments = projects.flatMap((project) => project.experiments ?? []);
    return projects.length > 1 && experiments.length > 0 ? projects : experiments;
  }
}

function withMore(node: ExperimentNode, runs: readonly RunNode[]): readonly (RunNode | MoreNode)[] {
  return runs.length < node.total ? [...runs, { kind: 'more', parent: node }] : runs;
}
