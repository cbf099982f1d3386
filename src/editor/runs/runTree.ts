import * as vscode from 'vscode';
import type { Project, ProjectChange } from '../../protocol/tracker.ts';
import { trackerRequests } from '../../protocol/tracker.ts';
import type { ExperimentRow, RunFilter, RunRow } from '../../protocol/views.ts';
import type { Projects } from '../projects.ts';
import { setContext } from '../settings.ts';
import { Throttle } from '../throttle.ts';
import type { TrackerClient } from '../trackerClient.ts';
import { itemOf } from './runItems.ts';
import { pageSize, reconcile } from './runNodes.ts';
import type { ExperimentNode, MoreNode, ProjectNode, RunNode, RunsNode } from './runNodes.ts';
import { isLive } from './runStatus.ts';
import { runTooltip } from './runTooltip.ts';

/** Milliseconds between two readings of what changed. */
const refreshInterval = 500;

/** The runs of all projects as a tree that follows the store. */
export class RunTree implements vscode.TreeDataProvider<RunsNode>, vscode.Disposable {
  readonly #tracker: TrackerClient;
  readonly #projects: Projects;
  readonly #log: vscode.LogOutputChannel;
  readonly #changed = new vscode.EventEmitter<RunsNode | readonly RunsNode[] | undefined>();
  readonly #pending = new Map<string, Set<string>>();
  readonly #refresh = new Throttle(refreshInterval, () => this.#refreshPending());
  readonly #subscriptions: readonly vscode.Disposable[];
  #roots: readonly ProjectNode[] = [];
  #filter: RunFilter = { show: 'active' };

  readonly onDidChangeTreeData = this.#changed.event as vscode.Event<
    RunsNode | RunsNode[] | undefined
  >;

  constructor(tracker: TrackerClient, projects: Projects, log: vscode.LogOutputChannel) {
    this.#tracker = tracker;
    this.#projects = projects;
    this.#log = log;
    this.#subscriptions = [
      this.#changed,
      this.#refresh,
      projects.onDidChange(() => this.reload()),
      tracker.onDidChange((change) => this.#note(change)),
    ];
  }

  get filter(): RunFilter {
    return this.#filter;
  }

  /** Shows other runs. */
  setFilter(filter: RunFilter): void {
    this.#filter = filter;
    this.reload();
  }

  /** Reads everything again. */
  reload(): void {
    this.#roots = [];
    this.#changed.fire(undefined);
  }

  getTreeItem(node: RunsNode): vscode.TreeItem {
    return itemOf(node, Date.now());
  }

  getParent(node: RunsNode): RunsNode | undefined {
    switch (node.kind) {
      case 'project':
        return undefined;
      case 'experiment':
        return this.#roots.length === 1 ? undefined : node.parent;
      case 'run':
      case 'more':
        return node.parent;
    }
  }

  async getChildren(node?: RunsNode): Promise<RunsNode[]> {
    try {
      const children = await this.#children(node);
      setContext('trackline.failed', false);
      return [...children];
    } catch (error) {
      this.#log.error(error instanceof Error ? error : String(error));
      setContext('trackline.failed', true);
      return [];
    }
  }

  async resolveTreeItem(
    item: vscode.TreeItem,
    node: RunsNode,
  ): Promise<vscode.TreeItem | undefined> {
    if (node.kind !== 'run') return item;
    const details = await this.#tracker.request(trackerRequests.details, {
      store: node.parent.parent.project.store,
      runId: node.row.run.id,
    });
    if (details !== null) item.tooltip = runTooltip(details);
    return item;
  }

  /** Shows the next runs of an experiment. */
  async showMore(node: ExperimentNode): Promise<void> {
    node.limit += pageSize;
    await this.#readRuns(node, 0, node.limit);
    this.#changed.fire(node);
  }

  /** The node of a run, read anew when it is not among those shown; nothing when it is filtered out. */
  async find(project: Project, runId: string): Promise<RunNode | undefined> {
    const shown = this.#loaded().find(({ row }) => row.run.id === runId);
    if (shown !== undefined) return shown;
    await this.#refreshStore(project.store, new Set([runId]));
    const experiments = this.#rootOf(project.store)?.experiments ?? [];
    for (const experiment of experiments) {
      const found = (await this.#runsOf(experiment)).find(({ row }) => row.run.id === runId);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  /** Shows the time that has gone by on the runs under way; whether there are any. */
  tick(): boolean {
    const live = this.#loaded().filter(({ row }) => isLive(row.run.status));
    if (live.length > 0) this.#changed.fire(live);
    return live.length > 0;
  }

  dispose(): void {
    vscode.Disposable.from(...this.#subscriptions).dispose();
  }

  async #children(node: RunsNode | undefined): Promise<readonly RunsNode[]> {
    switch (node?.kind) {
      case undefined:
        return this.#top();
      case 'project':
        return this.#experimentsOf(node);
      case 'experiment':
        return withMore(node, await this.#runsOf(node));
      case 'run':
      case 'more':
        return [];
    }
  }

  /** Projects; the experiments of the only one; nothing when nothing is recorded, for the welcome. */
  async #top(): Promise<readonly RunsNode[]> {
    const projects = await this.#projects.all();
    this.#roots = projects.map(
      (project) =>
        this.#rootOf(project.store) ?? { kind: 'project', project, experiments: undefined },
    );
    const [first, ...others] = this.#roots;
    if (first === undefined) return [];
    if (others.length === 0) return this.#experimentsOf(first);
    const experiments = await Promise.all(this.#roots.map((root) => this.#experimentsOf(root)));
    return experiments.some((each) => each.length > 0) ? this.#roots : [];
  }

  async #experimentsOf(node: ProjectNode): Promise<readonly ExperimentNode[]> {
    if (node.experiments === undefined) await this.#readExperiments(node);
    return node.experiments ?? [];
  }

  async #runsOf(node: ExperimentNode): Promise<readonly RunNode[]> {
    if (node.runs === undefined) await this.#readRuns(node, 0, node.limit);
    return node.runs ?? [];
  }

  /** Whether experiments came, went or moved. */
  async #readExperiments(node: ProjectNode): Promise<boolean> {
    const rows = await this.#tracker.request(trackerRequests.experiments, {
      store: node.project.store,
      filter: this.#filter,
    });
    const { nodes, changed, moved } = reconcile(
      node.experiments ?? [],
      rows.filter(({ runs }) => runs > 0),
      ({ experiment }: ExperimentRow) => experiment.id,
      (row): ExperimentNode => ({
        kind: 'experiment',
        parent: node,
        row,
        runs: undefined,
        total: row.runs,
        limit: pageSize,
      }),
    );
    node.experiments = nodes;
    if (!moved && changed.length > 0) this.#changed.fire(changed);
    return moved;
  }

  /** Reads `count` runs from `offset` on; whether runs came, went or moved. */
  async #readRuns(node: ExperimentNode, offset: number, count: number): Promise<boolean> {
    const page = await this.#tracker.request(trackerRequests.runs, {
      store: node.parent.project.store,
      experimentId: node.row.experiment.id,
      filter: this.#filter,
      offset,
      limit: count,
    });
    const before = node.runs ?? [];
    const rows = before.map(({ row }) => row);
    rows.splice(offset, count, ...page.rows);
    const { nodes, changed, moved } = reconcile(
      before,
      rows,
      ({ run }: RunRow) => run.id,
      (row): RunNode => ({ kind: 'run', parent: node, row }),
    );
    const first = node.runs === undefined;
    const grown = page.total !== node.total;
    node.runs = nodes;
    node.total = page.total;
    if (!first && !moved && changed.length > 0) this.#changed.fire(changed);
    return moved || grown;
  }

  #note(change: ProjectChange): void {
    const pending = this.#pending.get(change.store) ?? new Set();
    for (const id of change.runIds) pending.add(id);
    this.#pending.set(change.store, pending);
    this.#refresh.ask();
  }

  async #refreshPending(): Promise<void> {
    const stores = [...this.#pending];
    this.#pending.clear();
    for (const [store, runIds] of stores) {
      try {
        await this.#refreshStore(store, runIds);
      } catch (error) {
        this.#log.error(error instanceof Error ? error : String(error));
      }
    }
  }

  /** Reads what a change may have touched, and tells the view of what is different. */
  async #refreshStore(store: string, runIds: ReadonlySet<string>): Promise<void> {
    const root = this.#rootOf(store);
    if (root?.experiments === undefined) return;
    const wasEmpty = this.#roots.every(({ experiments }) => (experiments ?? []).length === 0);
    const moved = await this.#readExperiments(root);
    const known = new Set(this.#loaded().map(({ row }) => row.run.id));
    const hasNew = [...runIds].some((id) => !known.has(id));
    for (const node of root.experiments) {
      if (node.runs !== undefined) await this.#refreshRuns(node, runIds, hasNew);
    }
    if (moved) this.#changed.fire(this.#roots.length === 1 || wasEmpty ? undefined : root);
  }

  async #refreshRuns(
    node: ExperimentNode,
    runIds: ReadonlySet<string>,
    hasNew: boolean,
  ): Promise<void> {
    const touched = new Set<number>(hasNew || node.row.runs !== node.total ? [0] : []);
    for (const [index, { row }] of (node.runs ?? []).entries()) {
      if (runIds.has(row.run.id)) touched.add(Math.floor(index / pageSize));
    }
    for (const page of touched) {
      const before = node.runs?.length ?? 0;
      const moved = await this.#readRuns(node, page * pageSize, pageSize);
      if (!moved) continue;
      // Later pages have shifted too.
      if (before > pageSize) await this.#readRuns(node, 0, node.limit);
      this.#changed.fire(node);
      return;
    }
  }

  #loaded(): readonly RunNode[] {
    return this.#roots.flatMap(({ experiments }) =>
      (experiments ?? []).flatMap(({ runs }) => runs ?? []),
    );
  }

  #rootOf(store: string): ProjectNode | undefined {
    return this.#roots.find(({ project }) => project.store === store);
  }
}

function withMore(node: ExperimentNode, runs: readonly RunNode[]): readonly (RunNode | MoreNode)[] {
  return runs.length < node.total ? [...runs, { kind: 'more', parent: node }] : runs;
}
