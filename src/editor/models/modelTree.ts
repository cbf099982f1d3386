import * as vscode from 'vscode';
import { packageRequests } from '../../protocol/packages.ts';
import type { Project } from '../../protocol/tracker.ts';
import type { Projects } from '../projects.ts';
import type { TrackerClient } from '../trackerClient.ts';
import { itemOf, type ModelNode, type ModelsNode, type VersionNode } from './modelNodes.ts';

/** What the Models view shows: packages and registered versions of every project, by model. */
export class ModelTree implements vscode.TreeDataProvider<ModelsNode>, vscode.Disposable {
  readonly #tracker: TrackerClient;
  readonly #projects: Projects;
  readonly #log: vscode.LogOutputChannel;
  readonly #changed = new vscode.EventEmitter<undefined>();
  readonly #subscription: vscode.Disposable;

  readonly onDidChangeTreeData = this.#changed.event;

  constructor(tracker: TrackerClient, projects: Projects, log: vscode.LogOutputChannel) {
    this.#tracker = tracker;
    this.#projects = projects;
    this.#log = log;
    this.#subscription = vscode.Disposable.from(
      this.#changed,
      projects.onDidChange(() => this.#changed.fire(undefined)),
      tracker.onDidChange(({ models }) => {
        if (models) this.#changed.fire(undefined);
      }),
    );
  }

  getTreeItem(node: ModelsNode): vscode.TreeItem {
    return itemOf(node);
  }

  /** Asked for when a version is to be revealed. */
  async getParent(node: ModelsNode): Promise<ModelsNode | undefined> {
    if (node.kind === 'project') return undefined;
    const { project } = node;
    if (node.kind === 'version' || node.kind === 'registered') {
      const of = node.kind === 'version' ? node.row.name : node.registered.name;
      return (await this.#models(project)).find(({ name }) => name === of);
    }
    return (await this.#projects.all()).length > 1 ? { kind: 'project', project } : undefined;
  }

  async getChildren(node?: ModelsNode): Promise<ModelsNode[]> {
    if (node?.kind === 'version' || node?.kind === 'registered') return [];
    if (node?.kind === 'model') {
      const { project } = node;
      return [
        ...node.versions.map((row) => ({ kind: 'version', project, row }) as const),
        ...node.registered.map(
          (registered) => ({ kind: 'registered', project, registered }) as const,
        ),
      ];
    }
    if (node?.kind === 'project') return await this.#models(node.project);
    const found: ModelNode[][] = [];
    for (const project of await this.#projects.all()) found.push(await this.#models(project));
    const some = found.filter((models) => models.length > 0);
    if (some.length <= 1) return some.flat();
    return some.flatMap(([first]) =>
      first === undefined ? [] : [{ kind: 'project', project: first.project } as const],
    );
  }

  /** Has the view read everything anew. */
  refresh(): void {
    this.#changed.fire(undefined);
  }

  /** A version by its package's folder. */
  async find(store: string, folder: string): Promise<VersionNode | undefined> {
    const project = await this.#projects.withStore(store);
    const rows = (await this.#models(project)).flatMap(({ versions }) => versions);
    const row = rows.find((each) => each.folder === folder);
    return row && { kind: 'version', project, row };
  }

  /** Every version of every project. */
  async versions(): Promise<readonly VersionNode[]> {
    const found: VersionNode[] = [];
    for (const project of await this.#projects.all()) {
      for (const { versions } of await this.#models(project)) {
        found.push(...versions.map((row) => ({ kind: 'version', project, row }) as const));
      }
    }
    return found;
  }

  dispose(): void {
    this.#subscription.dispose();
  }

  async #models(project: Project): Promise<ModelNode[]> {
    const { store } = project;
    const { packages, registered, problems } = await this.#tracker.request(packageRequests.list, {
      store,
    });
    for (const problem of problems) this.#log.warn(problem);
    const names = new Set([...packages, ...registered].map(({ name }) => name));
    return [...names].map((name) => ({
      kind: 'model',
      project,
      name,
      versions: packages.filter((row) => row.name === name),
      registered: registered.filter((row) => row.name === name),
    }));
  }
}
