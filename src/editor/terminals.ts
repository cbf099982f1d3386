import path from 'node:path';
import * as vscode from 'vscode';
import { trackerRequests } from '../protocol/tracker.ts';
import type { WindowEndpoint } from '../protocol/tracker.ts';
import { errorText } from '../model/errors.ts';
import type { Projects } from './projects.ts';
import type { TrackerClient } from './trackerClient.ts';

/**
 * What the terminals of this window find in their environment: `trackline` on PATH, and the
 * window's tracking endpoint, so that a script with MLflow in it that is started by hand is on
 * record too. So do the kernels of notebooks, which the Jupyter extension gives the environment of
 * the extension host. A tracking server that the person has chosen is left alone.
 */
export class Terminals implements vscode.Disposable {
  readonly #environment: vscode.GlobalEnvironmentVariableCollection;
  readonly #tracker: TrackerClient;
  readonly #projects: Projects;
  readonly #log: vscode.LogOutputChannel;
  readonly #subscriptions: readonly vscode.Disposable[];
  #shown: string | undefined;
  /** The endpoint that terminals know, and the store that it is for. */
  #known: (WindowEndpoint & { readonly store: string }) | undefined;

  constructor(
    context: vscode.ExtensionContext,
    tracker: TrackerClient,
    projects: Projects,
    log: vscode.LogOutputChannel,
  ) {
    this.#environment = context.environmentVariableCollection;
    this.#tracker = tracker;
    this.#projects = projects;
    this.#log = log;
    // The endpoint's port is another one in each window and after each restart.
    this.#environment.persistent = false;
    this.#environment.description = vscode.l10n.t(
      'Puts `trackline` on PATH, and records what scripts log through MLflow',
    );
    this.#environment.prepend('PATH', context.asAbsolutePath('bin') + path.delimiter);
    this.#environment.replace('TRACKLINE_RUNTIME', process.execPath);
    this.#subscriptions = [
      tracker.onDidChange(({ store }) => void this.#offer(store)),
      tracker.onDidRestart(() => {
        const store = this.#shown;
        this.#shown = undefined;
        // At once: a script that runs in a terminal waits for its endpoint.
        if (store !== undefined) void this.#offer(store);
      }),
    ];
  }

  /** Offers the endpoint of the first project that has a record, once the tracker is there. */
  async look(): Promise<void> {
    const [project] = await this.#projects.all();
    if (project !== undefined) await this.#offer(project.store);
  }

  dispose(): void {
    vscode.Disposable.from(...this.#subscriptions).dispose();
    if (!isOurs()) return;
    for (const name of endpointVariables) delete process.env[name];
  }

  /** One endpoint serves a window: terminals do not say which of its folders they are for. */
  async #offer(store: string): Promise<void> {
    if (this.#shown !== undefined || (process.env['MLFLOW_TRACKING_URI'] && !isOurs())) return;
    this.#shown = store;
    try {
      const endpoint = await this.#tracker.request(trackerRequests.endpoint, {
        store,
        ...(this.#known?.store === store && {
          again: { url: this.#known.url, token: this.#known.token },
        }),
      });
      if (endpoint === null) {
        this.#shown = undefined;
        return;
      }
      this.#known = { ...endpoint, store };
      this.#set('MLFLOW_TRACKING_URI', endpoint.url);
      this.#set('MLFLOW_TRACKING_TOKEN', endpoint.token);
      this.#set('TRACKLINE_TRACKING_URI', endpoint.url);
    } catch (error) {
      this.#shown = undefined;
      this.#log.warn(`terminals have no tracking endpoint: ${errorText(error)}`);
    }
  }

  /** For terminals, and for what is started by any extension of this window. */
  #set(name: (typeof endpointVariables)[number], value: string): void {
    this.#environment.replace(name, value);
    process.env[name] = value;
  }
}

/** The variables that lead to the window's tracking endpoint. */
const endpointVariables = [
  'MLFLOW_TRACKING_URI',
  'MLFLOW_TRACKING_TOKEN',
  'TRACKLINE_TRACKING_URI',
] as const;

/** Whether the tracking server in our own environment is one that we have put there. */
function isOurs(): boolean {
  return process.env['MLFLOW_TRACKING_URI'] === process.env['TRACKLINE_TRACKING_URI'];
}
