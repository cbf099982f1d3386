import * as vscode from 'vscode';
import { packageRequests, type PackageList } from '../../protocol/packages.ts';
import type { Project } from '../../protocol/tracker.ts';
import type { Projects } from '../projects.ts';
import type { TrackerClient } from '../trackerClient.ts';
import { isRemoteNode, remoteNodeOf, type RemoteVersionNode } from './remote/remoteNodes.ts';
import type { RemoteLists } from './remote/remoteLists.ts';
import { registriesOf, type RegistryPlace } from './remote/registryPlaces.ts';
import { itemOf, type ModelNode, type ModelsNode, type VersionNode } from './modelNodes.ts';

/**
 * What the Models view shows: packages and registered versions of every project, by model, and
 * what its registries hold.
 */
export class ModelTree implements vscode.TreeDataProvider<ModelsNode>, vscode.Disposable {
  readonly #tracker: TrackerClient;
  readonly #projects: Projects;
  readonly #lists: RemoteLists;
  readonly #log: vscode.LogOutputChannel;
  readonly #changed = new vscode.EventEmitter<undefined>();
  readonly #subscription: vscode.Disposable;

  readonly onDidChangeTreeData = this.#changed.event;

  constructor(
    tracker: TrackerClient,
    projects: Projects,
    lists: RemoteLists,
    log: vscode.LogOutputChannel,
  ) {
    this.#lists = lists;
    this.#tracker = tracker;
    this.#projects = projects;
    this.#log = log;
    this.#subscription = vscode.Disposable.from(
      this.#changed,
      projects.onDidChange(() => this.#changed.fire(undefined)),
      tracker.onDidChange(({ models }) => {
        if (models) this.refresh();
      }),
    );
  }

  getTreeItem(node: ModelsNode): vscode.TreeItem {
    return itemOf(node);
  }

  /** Asked for when a version is to be revealed. */
  async getParent(node: ModelsNode): Promise<ModelsNode | undefined> {
    if (node.kind === 'project') return undefined;
    if (isRemoteNode(node)) {
      const above = await this.#lists.parent(node);
      return above ?? (await this.#projectNode(node.place.project));
    }
    const { project } = node;
    if (node.kind === 'version' || node.kind === 'registered') {
      const of = node.kind === 'version' ? node.row.name : node.registered.name;
      return (await this.#models(project)).find(({ name }) => name === of);
    }
    return await this.#projectNode(project);
  }

  async getChildren(node?: ModelsNode): Promise<ModelsNode[]> {
    if (node !== undefined && isRemoteNode(node)) return [...(await this.#lists.children(node))];
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
    if (node?.kind === 'project') return await this.#lines(node.project);
    const found: { readonly project: Project; readonly lines: ModelsNode[] }[] = [];
    for (const project of await this.#projects.all()) {
      found.push({ project, lines: await this.#lines(project) });
    }
    const some = found.filter(({ lines }) => lines.length > 0);
    if (some.length <= 1) return some.flatMap(({ lines }) => lines);
    return some.map(({ project }) => ({ kind: 'project', project }));
  }

  /** Has the view read everything anew; of a registry's line, that registry alone. */
  refresh(line?: unknown): void {
    this.#lists.forget(remoteNodeOf(line)?.place);
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

  /** Every version that was seen in a registry. */
  async remoteVersions(): Promise<readonly RemoteVersionNode[]> {
    const places: RegistryPlace[] = [];
    for (const project of await this.#projects.all()) {
      places.push(...(await this.#registries(project, await this.#list(project))));
    }
    return await this.#lists.known(places);
  }

  dispose(): void {
    this.#subscription.dispose();
  }

  /** Where projects are lines of their own. */
  async #projectNode(project: Project): Promise<ModelsNode | undefined> {
    return (await this.#projects.all()).length > 1 ? { kind: 'project', project } : undefined;
  }

  /** The lines of a project: its models, then its registries. */
  async #lines(project: Project): Promise<ModelsNode[]> {
    const list = await this.#list(project);
    const places = await this.#registries(project, list);
    return [
      ...modelNodes(project, list),
      ...places.map((place) => ({ kind: 'registry', place }) as const),
    ];
  }

  async #registries(project: Project, { packages }: PackageList) {
    return await registriesOf(this.#tracker, project, packages);
  }

  async #list(project: Project): Promise<PackageList> {
    const { store } = project;
    const list = await this.#tracker.request(packageRequests.list, { store });
    for (const problem of list.problems) this.#log.warn(problem);
    return list;
  }

  async #models(project: Project): Promise<ModelNode[]> {
    return modelNodes(project, await this.#list(project));
  }
}

function modelNodes(project: Project, { packages, registered }: PackageList): ModelNode[] {
  const names = new Set([...packages, ...registered].map(({ name }) => name));
  return [...names].map((name) => ({
    kind: 'model',
    project,
    name,
    versions: packages.filter((row) => row.name === name),
    registered: registered.filter((row) => row.name === name),
  }));
}
