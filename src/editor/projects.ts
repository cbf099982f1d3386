import path from 'node:path';
import * as vscode from 'vscode';
import { trackerRequests } from '../protocol/tracker.ts';
import type { Project } from '../protocol/tracker.ts';
import { setContext } from './settings.ts';
import type { TrackerClient } from './trackerClient.ts';

/**
 * The projects of this window: those of the workspace's folders, and those that a file outside
 * them was run in. Opened when first asked for.
 */
export class Projects implements vscode.Disposable {
  readonly #tracker: TrackerClient;
  readonly #opened = new Map<string, Promise<Project>>();
  readonly #extra = new Set<string>();
  readonly #changed = new vscode.EventEmitter<void>();
  readonly #fileChanged = new vscode.EventEmitter<void>();
  readonly #subscriptions: readonly vscode.Disposable[];

  /** Which projects there are has changed, or all of them want reading anew. */
  readonly onDidChange = this.#changed.event;

  /** A `trackline.yaml` was written, or is gone: the objective may be another one. */
  readonly onDidChangeFile = this.#fileChanged.event;

  constructor(tracker: TrackerClient) {
    this.#tracker = tracker;
    const files = vscode.workspace.createFileSystemWatcher('**/trackline.yaml');
    const tell = (): void => this.#fileChanged.fire();
    this.#subscriptions = [
      this.#changed,
      this.#fileChanged,
      files,
      files.onDidChange(tell),
      files.onDidCreate(tell),
      files.onDidDelete(tell),
      vscode.workspace.onDidChangeWorkspaceFolders(() => this.#update()),
      tracker.onDidRestart(() => this.reload()),
    ];
    this.#tell();
  }

  /** Every project once, in the order of the workspace's folders. */
  async all(): Promise<readonly Project[]> {
    const opened = await Promise.all(this.#folders().map((folder) => this.open(folder)));
    return [...new Map(opened.map((project) => [project.store, project])).values()];
  }

  /** The project that a folder (absolute path) belongs to. */
  async open(folder: string): Promise<Project> {
    const known = this.#opened.get(folder);
    if (known !== undefined) return known;
    const opening = this.#tracker.request(trackerRequests.openProject, { folder });
    this.#opened.set(folder, opening);
    try {
      return await opening;
    } catch (error) {
      this.#opened.delete(folder);
      throw error;
    }
  }

  /** As `open`, for a folder outside the workspace: its runs are then shown with the others. */
  async adopt(folder: string): Promise<Project> {
    const project = await this.open(folder);
    const shown = await this.all();
    if (!shown.some(({ store }) => store === project.store)) {
      this.#extra.add(folder);
      this.#update();
    }
    return project;
  }

  /** The project whose `.trackline/` folder this is, such as one that a panel remembers. */
  async withStore(store: string): Promise<Project> {
    return this.open(path.dirname(store));
  }

  /** Forgets what was opened, so that everything is asked for again. */
  reload(): void {
    this.#opened.clear();
    this.#update();
  }

  dispose(): void {
    vscode.Disposable.from(...this.#subscriptions).dispose();
  }

  #folders(): readonly string[] {
    return [...workspaceFolders().map((folder) => folder.uri.fsPath), ...this.#extra];
  }

  #update(): void {
    this.#tell();
    this.#changed.fire();
  }

  #tell(): void {
    setContext('trackline.hasProject', this.#folders().length > 0);
  }
}

/** Folders of the workspace that lie on this machine's disk. */
export function workspaceFolders(): readonly vscode.WorkspaceFolder[] {
  return (vscode.workspace.workspaceFolders ?? []).filter(({ uri }) => uri.scheme === 'file');
}
