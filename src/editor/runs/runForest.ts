import * as vscode from 'vscode';
import type { Project, ProjectChange } from '../../protocol/tracker.ts';
import { trackerRequests } from '../../protocol/tracker.ts';
import type { RunFilter, RunsPage } from '../../protocol/views.ts';
import type { Projects } from '../projects.ts';
import { Throttle } from '../throttle.ts';
import type { TrackerClient } from '../trackerClient.ts';
import { pageSize, reconcile } from './runNodes.ts';
import type { ExperimentNode, ProjectNode, RunNode, RunsNode } from './runNodes.ts';

/** Milliseconds between two readings of what changed. */
const refreshInterval = 500;

/**
 * What of the stores the Runs view has asked for, kept up to date. Only pages of runs that a
 * change has touched are read again.
 */
export class RunForest implements vscode.Disposable {
  readonly #tracker: TrackerClient;
  readonly #projects: Projects;
  readonly #log: vscode.LogOutputChannel;
  readonly #changed = new vscode.EventEmitter<readonly RunsNode[] | undefined>();
  readonly #pending = new Map<string, Set<string>>();
  readonly #refresh = new Throttle(refreshInterval, () => this.#refreshPending());
  readonly #subscriptions: readonly vscode.Disposable[];
  #roots: readonly ProjectNode[] = [];
  #filter: RunFilter = { show: 'active' };

  /** These nodes look different, or what is below them does; everything, when none is named. */
  readonly onDidChange = this.#changed.event;

  constructor(tracker: TrackerClient, projects: Projects, log: vscode.LogOutputChannel) {
    this.#tracker = tracker;
    this.#projects = projects;
    this.#log = log;
    this.#subscriptions = [
      this.#changed,
      this.#refresh,
      projects.onDidChange(() => this.reload()),
      projects.onDidChangeFile(() => this.reload()),
      tracker.onDidChange((change) => this.#note(change)),
    ];
  }

  get filter(): RunFilter {
    return this.#filter;
  }

  /** Wants other runs from now on. */
  setFilter(filter: RunFilter): void {
    this.#filter = filter;
    this.reload();
  }

  /** Forgets what was read, so that it is asked for again. */
  reload(): void {
    this.#roots = [];
    this.#changed.fire(undefined);
  }

  /** Every project, with its experiments read. */
  async projects(): Promise<readonly ProjectNode[]> {
    const projects = await this.#projects.all();
    this.#roots = projects.map(
      (project) =>
        this.#rootOf(project.store) ?? { kind: 'project', project, experiments: undefined },
    );
    const roots = this.#roots;
    await Promise.all(roots.map((root) => this.experimentsOf(root)));
    return roots;
  }

  /** Experiments that have a run which the filter leaves. */
  async experimentsOf(node: ProjectNode): Promise<readonly ExperimentNode[]> {
    if (node.experiments === undefined) await this.#readExperiments(node);
    return node.experiments ?? [];
  }

  /** The newest runs, up to the node's limit. */
  async runsOf(node: ExperimentNode): Promise<readonly RunNode[]> {
    if (node.runs === undefined) await this.#readRuns(node, 0, node.limit);
    return node.runs ?? [];
  }

  /** Reads the next runs of an experiment. */
  async readMore(node: ExperimentNode): Promise<void> {
    const shown = node.runs?.length ?? 0;
    node.limit += pageSize;
    await this.#readRuns(node, shown, node.limit - shown);
    this.#changed.fire([node]);
  }

  /** The node of a run, which is read if it is new; nothing when it is not shown. */
  async find(project: Project, runId: string): Promise<RunNode | undefined> {
    const isIt = ({ row }: RunNode): boolean => row.run.id === runId;
    const known = this.shown().find(isIt);
    if (known !== undefined) return known;
    await this.projects();
    await this.#refreshStore(project.store, new Set([runId]));
    for (const experiment of this.#rootOf(project.store)?.experiments ?? []) {
      const found = (await this.runsOf(experiment)).find(isIt);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  /** Runs that have been read. */
  shown(): readonly RunNode[] {
    return this.#roots.flatMap(({ experiments }) =>
      (experiments ?? []).flatMap(({ runs }) => runs ?? []),
    );
  }

  /** Whether there is one project alone, which needs no heading. */
  get hasOneProject(): boolean {
    return this.#roots.length === 1;
  }

  dispose(): void {
    vscode.Disposable.from(...this.#subscriptions).dispose();
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
      ({ experiment }) => experiment.id,
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

  async #readRuns(node: ExperimentNode, offset: number, count: number): Promise<void> {
    this.#put(node, offset, count, await this.#fetch(node, offset, count));
  }

  async #fetch(node: ExperimentNode, offset: number, count: number): Promise<RunsPage> {
    return this.#tracker.request(trackerRequests.runs, {
      store: node.parent.project.store,
      experimentId: node.row.experiment.id,
      filter: this.#filter,
      offset,
      limit: count,
    });
  }

  /** Puts what was read in the place of `count` runs from `offset` on. */
  #put(node: ExperimentNode, offset: number, count: number, page: RunsPage): void {
    const before = node.runs ?? [];
    const rows = before.map(({ row }) => row);
    rows.splice(offset, count, ...page.rows);
    const { nodes, changed, moved } = reconcile(
      before,
      rows,
      ({ run }) => run.id,
      (row): RunNode => ({ kind: 'run', parent: node, row }),
    );
    node.runs = nodes;
    node.total = page.total;
    if (!moved && changed.length > 0) this.#changed.fire(changed);
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

  /** Reads what a change may have touched, and tells of what is different. */
  async #refreshStore(store: string, runIds: ReadonlySet<string>): Promise<void> {
    const root = this.#rootOf(store);
    // Nobody has asked for it yet.
    if (root?.experiments === undefined) return;
    const wasEmpty = this.#isEmpty();
    const moved = await this.#readExperiments(root);
    const known = new Set(this.shown().map(({ row }) => row.run.id));
    const hasNew = [...runIds].some((id) => !known.has(id));
    for (const node of root.experiments) {
      if (node.runs !== undefined) await this.#refreshRuns(node, runIds, hasNew);
    }
    if (!moved) return;
    const fromTop = this.hasOneProject || wasEmpty || this.#isEmpty();
    this.#changed.fire(fromTop ? undefined : [root]);
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
    for (const index of touched) {
      const offset = index * pageSize;
      const page = await this.#fetch(node, offset, pageSize);
      if (page.total === node.total && isSame(node.runs?.slice(offset, offset + pageSize), page)) {
        this.#put(node, offset, pageSize, page);
        continue;
      }
      // Runs came, went or moved, and with them what is on the other pages.
      await this.#readRuns(node, 0, node.limit);
      this.#changed.fire([node]);
      return;
    }
  }

  #isEmpty(): boolean {
    return this.#roots.every(({ experiments }) => (experiments ?? []).length === 0);
  }

  #rootOf(store: string): ProjectNode | undefined {
    return this.#roots.find(({ project }) => project.store === store);
  }
}

/** Whether these are the runs of the page, in its order. */
function isSame(nodes: readonly RunNode[] = [], page: RunsPage): boolean {
  return (
    nodes.length === page.rows.length &&
    nodes.every(({ row }, index) => row.run.id === page.rows[index]?.run.id)
  );
}
