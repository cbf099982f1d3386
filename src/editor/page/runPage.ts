import * as vscode from 'vscode';
import { packForPage } from '../../protocol/runPage.ts';
import type { FromRunPage, ToRunPage } from '../../protocol/runPage.ts';
import { trackerRequests } from '../../protocol/tracker.ts';
import type { RunDetails } from '../../protocol/views.ts';
import { sentenceOf } from '../notify.ts';
import type { Notifier } from '../notify.ts';
import { stillIcon } from '../runs/runStatus.ts';
import type { Target } from '../runs/runTargets.ts';
import { Throttle } from '../throttle.ts';
import type { TrackerClient } from '../trackerClient.ts';
import { localizedDetails } from './localizedDetails.ts';
import { runPageHtml } from './runPageHtml.ts';
import { readMessage } from './runPageMessages.ts';

/** Milliseconds between two updates of a page. */
const updateInterval = 250;

/** What a page asks of the rest of the extension, besides the tracker. */
export interface RunPageActions {
  /** Carries out what the page's buttons and links stand for. */
  readonly perform: (target: Target, message: RunPageAction, details: RunDetails) => Promise<void>;
  readonly showExtensionLog: () => void;
}

/** Messages that are about the run, not about the page. */
export type RunPageAction = Exclude<
  FromRunPage,
  { readonly kind: 'ready' | 'series' | 'retry' | 'showExtensionLog' }
>;

/** The page of one run, kept up to date for as long as it is open. */
export class RunPage implements vscode.Disposable {
  readonly target: Target;
  readonly panel: vscode.WebviewPanel;
  readonly #tracker: TrackerClient;
  readonly #notifier: Notifier;
  readonly #log: vscode.LogOutputChannel;
  readonly #actions: RunPageActions;
  readonly #update = new Throttle(updateInterval, () => this.#send());
  readonly #subscriptions: readonly vscode.Disposable[];
  #details: RunDetails | undefined;
  #ready = false;
  #closed = false;

  constructor(
    panel: vscode.WebviewPanel,
    target: Target,
    extension: vscode.Uri,
    tracker: TrackerClient,
    notifier: Notifier,
    log: vscode.LogOutputChannel,
    actions: RunPageActions,
  ) {
    this.panel = panel;
    this.target = target;
    this.#tracker = tracker;
    this.#notifier = notifier;
    this.#log = log;
    this.#actions = actions;
    this.#subscriptions = [
      this.#update,
      panel.webview.onDidReceiveMessage((message: unknown) => void this.#receive(message)),
      panel.onDidChangeViewState(() => this.#seen()),
      tracker.onDidChange(({ store, runIds }) => {
        if (store === target.project.store && runIds.includes(target.runId)) this.#update.ask();
      }),
      tracker.onDidRestart(() => this.#update.ask()),
    ];
    panel.webview.html = runPageHtml(panel.webview, extension, target);
    this.#update.ask();
  }

  /** Has the run read anew. */
  refresh(): void {
    this.#update.ask();
  }

  dispose(): void {
    this.#closed = true;
    vscode.Disposable.from(...this.#subscriptions).dispose();
  }

  /** A page that was hidden has been thrown away, and says when it is back. */
  #seen(): void {
    if (!this.panel.visible) this.#ready = false;
  }

  async #send(): Promise<void> {
    const { project, runId } = this.target;
    try {
      const details = await this.#tracker.request(trackerRequests.details, {
        store: project.store,
        runId,
      });
      this.#details = details ?? undefined;
      if (details !== null) this.#title(details);
      await this.#post(
        details === null
          ? { kind: 'gone' }
          : {
              kind: 'run',
              details: localizedDetails(details),
              strings: vscode.l10n.bundle ?? {},
              store: project.store,
            },
      );
    } catch (error) {
      await this.#fail(error);
    }
  }

  #title({ row }: RunDetails): void {
    if (this.#closed) return;
    if (this.panel.title !== row.run.name) this.panel.title = row.run.name;
    this.panel.iconPath = stillIcon(row.run.status);
  }

  async #receive(raw: unknown): Promise<void> {
    const message = readMessage(raw);
    if (message === undefined) {
      this.#log.warn(`a run page sent what is no message: ${JSON.stringify(raw)?.slice(0, 200)}`);
      return;
    }
    switch (message.kind) {
      case 'ready':
        this.#ready = true;
        this.#update.ask();
        return;
      case 'retry':
        this.#tracker.retry();
        this.#update.ask();
        return;
      case 'showExtensionLog':
        this.#actions.showExtensionLog();
        return;
      case 'series':
        await this.#answerSeries(message);
        return;
      default:
        await this.#notifier.attempt(async () => {
          if (this.#details === undefined) return;
          await this.#actions.perform(this.target, message, this.#details);
        });
    }
  }

  async #answerSeries({
    request,
    queries,
  }: Extract<FromRunPage, { readonly kind: 'series' }>): Promise<void> {
    const { project, runId } = this.target;
    try {
      const series = await this.#tracker.request(trackerRequests.series, {
        store: project.store,
        runId,
        queries,
      });
      await this.#post({ kind: 'series', request, series });
    } catch (error) {
      await this.#fail(error);
    }
  }

  async #fail(error: unknown): Promise<void> {
    this.#log.error(error instanceof Error ? error : String(error));
    await this.#post({ kind: 'failed', sentence: sentenceOf(error) });
  }

  /** The page may have been closed while the tracker was asked: then nobody is left to be told. */
  async #post(message: ToRunPage): Promise<void> {
    if (!this.#ready || this.#closed) return;
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- not a window's
    await this.panel.webview.postMessage(packForPage(message));
  }
}
