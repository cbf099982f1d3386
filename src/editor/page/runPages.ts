import * as vscode from 'vscode';
import { panels } from '../contributions.ts';
import type { Notifier } from '../notify.ts';
import type { Projects } from '../projects.ts';
import { detailsOf } from '../runs/runCommands.ts';
import { stillIcon } from '../runs/runStatus.ts';
import type { Target } from '../runs/runTargets.ts';
import type { TrackerClient } from '../trackerClient.ts';
import { performAction } from './runPageActions.ts';
import { RunPage } from './runPage.ts';
import { webviewRoot } from './panelHtml.ts';
import { readState } from './runPageMessages.ts';

/** All run pages of this window, one a run. */
export class RunPages implements vscode.Disposable, vscode.WebviewPanelSerializer {
  readonly #extension: vscode.Uri;
  readonly #tracker: TrackerClient;
  readonly #projects: Projects;
  readonly #notifier: Notifier;
  readonly #log: vscode.LogOutputChannel;
  readonly #pages = new Map<string, RunPage>();
  readonly #subscriptions: readonly vscode.Disposable[];

  constructor(
    extension: vscode.Uri,
    tracker: TrackerClient,
    projects: Projects,
    notifier: Notifier,
    log: vscode.LogOutputChannel,
  ) {
    this.#extension = extension;
    this.#tracker = tracker;
    this.#projects = projects;
    this.#notifier = notifier;
    this.#log = log;
    this.#subscriptions = [
      vscode.window.registerWebviewPanelSerializer(panels.run, this),
      projects.onDidChangeFile(() => {
        for (const page of this.#pages.values()) page.refresh();
      }),
    ];
  }

  /** The run whose page has the focus. */
  get active(): Target | undefined {
    return [...this.#pages.values()].find(({ panel }) => panel.active)?.target;
  }

  /** Opens a run's page, or brings it to the front. */
  async open(target: Target, focus: boolean): Promise<void> {
    const open = this.#pages.get(keyOf(target));
    if (open !== undefined) {
      open.panel.reveal(undefined, !focus);
      return;
    }
    const { row } = await detailsOf(this.#tracker, target);
    const panel = vscode.window.createWebviewPanel(
      panels.run,
      row.run.name,
      { viewColumn: this.#column(), preserveFocus: !focus },
      this.#options(),
    );
    panel.iconPath = stillIcon(row.run.status);
    this.#adopt(panel, target);
  }

  /** Brings back a page that was open when the window closed. */
  async deserializeWebviewPanel(panel: vscode.WebviewPanel, kept: unknown): Promise<void> {
    const state = readState(kept);
    if (state === undefined) {
      panel.dispose();
      return;
    }
    panel.webview.options = this.#options();
    const project = await this.#projects.withStore(state.store);
    this.#adopt(panel, { project, runId: state.runId });
  }

  dispose(): void {
    vscode.Disposable.from(...this.#subscriptions).dispose();
    for (const page of this.#pages.values()) page.dispose();
  }

  #adopt(panel: vscode.WebviewPanel, target: Target): void {
    const page = new RunPage(
      panel,
      target,
      this.#extension,
      this.#tracker,
      this.#notifier,
      this.#log,
      {
        perform: (...args) => performAction(this.#tracker, ...args),
        showExtensionLog: () => this.#log.show(),
      },
    );
    const key = keyOf(target);
    this.#pages.set(key, page);
    panel.onDidDispose(() => {
      this.#pages.delete(key);
      page.dispose();
    });
  }

  #options(): vscode.WebviewOptions & vscode.WebviewPanelOptions {
    return {
      enableScripts: true,
      enableFindWidget: true,
      localResourceRoots: [webviewRoot(this.#extension)],
    };
  }

  /** Where other run pages are, else beside the code. */
  #column(): vscode.ViewColumn {
    const other = [...this.#pages.values()].find(({ panel }) => panel.viewColumn !== undefined);
    if (other?.panel.viewColumn !== undefined) return other.panel.viewColumn;
    return vscode.window.activeTextEditor === undefined
      ? vscode.ViewColumn.Active
      : vscode.ViewColumn.Beside;
  }
}

function keyOf({ project, runId }: Target): string {
  return `${project.store}|${runId}`;
}
