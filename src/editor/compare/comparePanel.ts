import path from 'node:path';
import type { RequestType } from 'vscode-jsonrpc/node';
import * as vscode from 'vscode';
import { compareRequests, type CompareMethod, type CompareScope } from '../../protocol/compare.ts';
import type { SavedViews } from '../../model/compare/savedViews.ts';
import type { FromComparePage, ToComparePage } from '../../protocol/comparePage.ts';
import { pack } from '../../protocol/packing.ts';
import { trackerRequests, type Project } from '../../protocol/tracker.ts';
import { readSavedViews, savedViewsFile } from '../../store/project/savedViews.ts';
import { sentenceOf, type Notifier } from '../notify.ts';
import { panelHtml } from '../page/panelHtml.ts';
import { Throttle } from '../throttle.ts';
import type { TrackerClient } from '../trackerClient.ts';
import { performAction, type CompareServices } from './compareActions.ts';
import { readMessage } from './compareMessages.ts';
import { readParams } from './compareRequestSchemas.ts';

/** Milliseconds between two words about changed runs. */
const updateInterval = 250;

/** What a comparison is about when it is opened. */
export interface Comparison {
  readonly project: Project;
  readonly scope: CompareScope;
  /** Runs to be charted at first. */
  readonly select: readonly string[];
}

/** One comparison panel: hands its requests on to the tracker, and tells it of changes. */
export class ComparePanel implements vscode.Disposable {
  readonly panel: vscode.WebviewPanel;
  readonly #services: CompareServices;
  readonly #tracker: TrackerClient;
  readonly #notifier: Notifier;
  readonly #log: vscode.LogOutputChannel;
  readonly #update = new Throttle(updateInterval, () => this.#tell());
  readonly #subscriptions: readonly vscode.Disposable[];
  readonly #changed = new Set<string>();
  #comparison: Comparison;
  #ready = false;

  constructor(
    panel: vscode.WebviewPanel,
    comparison: Comparison,
    extension: vscode.Uri,
    services: CompareServices,
    log: vscode.LogOutputChannel,
  ) {
    this.panel = panel;
    this.#comparison = comparison;
    this.#services = services;
    this.#tracker = services.tracker;
    this.#notifier = services.notifier;
    this.#log = log;
    this.#subscriptions = [
      this.#update,
      panel.webview.onDidReceiveMessage((message: unknown) => void this.#receive(message)),
      panel.onDidChangeViewState(() => {
        // A page that was hidden has been thrown away, and says when it is back.
        if (!panel.visible) this.#ready = false;
      }),
      this.#tracker.onDidChange(({ store, runIds }) => {
        if (store !== this.project.store) return;
        for (const id of runIds) this.#changed.add(id);
        this.#update.ask();
      }),
      this.#tracker.onDidRestart(() => this.#update.ask()),
      ...this.#watchViews(),
    ];
    panel.title = titleOf(comparison.project);
    panel.webview.html = panelHtml(panel.webview, extension, 'compare', {
      store: comparison.project.store,
    });
  }

  get project(): Project {
    return this.#comparison.project;
  }

  /** Compares other runs of the same project from now on. */
  async compare(comparison: Comparison): Promise<void> {
    this.#comparison = comparison;
    const { scope, select } = comparison;
    await this.#post({ kind: 'scope', scope, select });
  }

  dispose(): void {
    vscode.Disposable.from(...this.#subscriptions).dispose();
  }

  async #receive(raw: unknown): Promise<void> {
    const message = readMessage(raw);
    if (message === undefined) {
      this.#log.warn(
        `a comparison panel sent what is no message: ${JSON.stringify(raw)?.slice(0, 200)}`,
      );
      return;
    }
    switch (message.kind) {
      case 'ready':
        if (message.retry === true) this.#tracker.retry();
        this.#ready = true;
        await this.#open();
        return;
      case 'request':
        await this.#request(message);
        return;
      case 'scope':
        this.#comparison = { ...this.#comparison, scope: message.scope };
        return;
      case 'action':
        await this.#notifier.attempt(() =>
          performAction(this.#services, this.project, message.action),
        );
    }
  }

  async #open(): Promise<void> {
    const { project, scope, select } = this.#comparison;
    try {
      // The tracker is asked first, so that one that does not come is told of here.
      const objective = await this.#objective();
      await this.#post({
        kind: 'open',
        opening: {
          store: project.store,
          project: path.basename(project.root),
          scope,
          select,
          strings: vscode.l10n.bundle ?? {},
          views: (await this.#views()) ?? { views: {} },
          ...(objective !== undefined && { objective }),
        },
      });
      // A page that comes back knows better what was chosen in it.
      this.#comparison = { ...this.#comparison, select: [] };
    } catch (error) {
      this.#log.error(error instanceof Error ? error : String(error));
      await this.#post({ kind: 'failed', sentence: sentenceOf(error) });
    }
  }

  /** The saved views; nothing when they cannot be read, which the person is told. */
  #views(): Promise<SavedViews | undefined> {
    return this.#notifier.attempt(() => readSavedViews(this.project.store));
  }

  /** Views that another window saves, or that git brings, are shown at once. */
  #watchViews(): readonly vscode.Disposable[] {
    const store = vscode.Uri.file(this.project.store);
    const watcher = vscode.workspace.createFileSystemWatcher(
      new vscode.RelativePattern(store, savedViewsFile),
    );
    const tell = async (): Promise<void> => {
      const views = await this.#views();
      if (views !== undefined) await this.#post({ kind: 'views', views });
    };
    return [
      watcher,
      watcher.onDidChange(() => void tell()),
      watcher.onDidCreate(() => void tell()),
      watcher.onDidDelete(() => void tell()),
    ];
  }

  async #request({ id, method, params: raw }: Request): Promise<void> {
    try {
      await this.#post({ kind: 'answer', id, result: await this.#ask(method, raw) });
    } catch (error) {
      this.#log.error(error instanceof Error ? error : String(error));
      await this.#post({ kind: 'refused', id, sentence: sentenceOf(error) });
    }
  }

  async #ask(method: CompareMethod, raw: unknown): Promise<unknown> {
    const params = readParams(method, raw);
    if (params === undefined) throw new Error(`${method} was asked for with wrong parameters.`);
    // Which parameters go with which method was checked by its schema.
    const type: unknown = compareRequests[method];
    return this.#tracker.request(type as RequestType<object, unknown, void>, {
      ...params,
      store: this.project.store,
    });
  }

  async #tell(): Promise<void> {
    if (!this.#ready) return;
    const runIds = [...this.#changed];
    this.#changed.clear();
    try {
      await this.#post({ kind: 'changed', runIds, objective: await this.#objective() });
    } catch (error) {
      this.#log.error(error instanceof Error ? error : String(error));
    }
  }

  async #objective(): Promise<ReturnType<typeof objectiveOf>> {
    return objectiveOf(this.#tracker, this.project);
  }

  async #post(message: ToComparePage): Promise<void> {
    if (!this.#ready) return;
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- not a window's
    await this.panel.webview.postMessage(pack(message));
  }
}

type Request = Extract<FromComparePage, { readonly kind: 'request' }>;

async function objectiveOf(tracker: TrackerClient, { store }: Project) {
  return (await tracker.request(trackerRequests.objective, { store })) ?? undefined;
}

function titleOf(project: Project): string {
  return vscode.l10n.t('Compare Runs: {0}', path.basename(project.root));
}
