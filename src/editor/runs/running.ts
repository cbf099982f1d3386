import * as vscode from 'vscode';
import type { Project, ProjectChange } from '../../protocol/tracker.ts';
import { trackerRequests } from '../../protocol/tracker.ts';
import type { Projects } from '../projects.ts';
import { setContext } from '../settings.ts';
import { Throttle } from '../throttle.ts';
import type { TrackerClient } from '../trackerClient.ts';

/** A run that is under way. */
export interface RunningRun {
  readonly project: Project;
  readonly runId: string;
  readonly name: string;
}

/** Milliseconds between two readings. */
const interval = 500;

/** Which runs are under way in all projects. */
export class Running implements vscode.Disposable {
  readonly #tracker: TrackerClient;
  readonly #projects: Projects;
  readonly #log: vscode.LogOutputChannel;
  readonly #changed = new vscode.EventEmitter<void>();
  readonly #read = new Throttle(interval, () => this.#readAll());
  readonly #subscriptions: readonly vscode.Disposable[];
  readonly #renamed = new Set<string>();
  #runs: readonly RunningRun[] = [];

  /** Some run began, ended or got another name. */
  readonly onDidChange = this.#changed.event;

  constructor(tracker: TrackerClient, projects: Projects, log: vscode.LogOutputChannel) {
    this.#tracker = tracker;
    this.#projects = projects;
    this.#log = log;
    this.#subscriptions = [
      this.#changed,
      this.#read,
      tracker.onDidChange((change) => this.#note(change)),
      projects.onDidChange(() => this.look()),
    ];
  }

  get runs(): readonly RunningRun[] {
    return this.#runs;
  }

  /** Reads soon which runs are under way, and from then on with every change. */
  look(): void {
    this.#read.ask();
  }

  dispose(): void {
    vscode.Disposable.from(...this.#subscriptions).dispose();
  }

  #note(change: ProjectChange): void {
    for (const id of change.runIds) this.#renamed.add(id);
    this.#read.ask();
  }

  async #readAll(): Promise<void> {
    try {
      const projects = await this.#projects.all();
      const found = await Promise.all(projects.map((project) => this.#readProject(project)));
      const runs = found.flat();
      const same = JSON.stringify(runs) === JSON.stringify(this.#runs);
      this.#runs = runs;
      if (same) return;
      setContext('trackline.running', runs.length > 0);
      this.#changed.fire();
    } catch (error) {
      this.#log.error(error instanceof Error ? error : String(error));
    }
  }

  async #readProject(project: Project): Promise<readonly RunningRun[]> {
    const { store } = project;
    const ids = await this.#tracker.request(trackerRequests.running, { store });
    const runs: RunningRun[] = [];
    for (const runId of ids) {
      const known = this.#runs.find((run) => run.runId === runId);
      const name = this.#renamed.delete(runId) ? undefined : known?.name;
      runs.push({ project, runId, name: name ?? (await this.#nameOf(store, runId)) });
    }
    return runs;
  }

  async #nameOf(store: string, runId: string): Promise<string> {
    const details = await this.#tracker.request(trackerRequests.details, { store, runId });
    return details?.row.run.name ?? runId;
  }
}
