import * as vscode from 'vscode';
import {
  CloseAction,
  ErrorAction,
  LanguageClient,
  State,
  TransportKind,
  type CloseHandlerResult,
} from 'vscode-languageclient/node';
import { UserError } from '../../model/errors.ts';
import type { PipelineGraph } from '../../model/pipelineGraph.ts';
import {
  editorRequests,
  pipelineNotifications,
  pipelineRequests,
  type ChosenSeverities,
  type RecordedFacts,
  type ServerOptions,
} from '../../protocol/pipeline.ts';
import { inLanguage } from './inLanguage.ts';
import { PipelineTexts } from './pipelineTexts.ts';
import { formattedFiles, isForeign, readFiles, servedFiles } from './pipelinePatterns.ts';

/*
 * The editor's end of the language server. It is a bundle of its own, which is loaded where there
 * are pipeline files: other windows need not wait for a client of the Language Server Protocol.
 */

/** What the client is made of. */
export interface LanguageClientParts {
  /** Absolute path of the server's bundle. */
  readonly script: string;
  readonly log: vscode.LogOutputChannel;
  readonly severities: () => ChosenSeverities;
  /** What is on record of the project that a file belongs to. */
  readonly recorded: (uri: vscode.Uri) => Promise<RecordedFacts>;
  /** The server keeps ending. Whether it is to be started once more. */
  readonly askRetry: (error: UserError) => Promise<boolean>;
}

/** A server that dies this often within `crashWindow` milliseconds is not started again by itself. */
const maxCrashes = 3;
const crashWindow = 3 * 60_000;

/** The language server of this window: started again when it dies. */
export class PipelineLanguageClient implements vscode.Disposable {
  readonly #parts: LanguageClientParts;
  readonly #client: LanguageClient;
  readonly #watchers: readonly vscode.FileSystemWatcher[];
  readonly #graphChanged = new vscode.EventEmitter<string>();
  readonly #subscriptions: readonly vscode.Disposable[];
  #crashes: readonly number[] = [];

  /** The pipelines of the repository at a path may be others; of all repositories when it is empty. */
  readonly onDidChangeGraph = this.#graphChanged.event;

  constructor(parts: LanguageClientParts) {
    this.#parts = parts;
    this.#watchers = [
      vscode.workspace.createFileSystemWatcher(readFiles),
      vscode.workspace.createFileSystemWatcher('**/*', false, true, false),
    ];
    this.#client = new LanguageClient(
      'trackline',
      'Trackline',
      { module: parts.script, transport: TransportKind.ipc, options: { execArgv: [] } },
      {
        documentSelector: servedFiles.map((pattern) => ({ scheme: 'file', pattern })),
        diagnosticCollectionName: 'trackline',
        outputChannel: parts.log,
        initializationOptions: (): ServerOptions => ({
          severities: parts.severities(),
          formatted: formattedFiles(),
        }),
        synchronize: { fileEvents: [...this.#watchers] },
        errorHandler: {
          error: () => ({ action: ErrorAction.Continue, handled: true }),
          closed: () => this.#closed(),
        },
        middleware: {
          ...inLanguage(new PipelineTexts(vscode.env.language)),
          workspace: {
            didChangeWatchedFile: async (event, next) => {
              if (!isForeign(vscode.Uri.parse(event.uri).path)) await next(event);
            },
          },
        },
      },
    );
    this.#subscriptions = [
      this.#client.onRequest(editorRequests.recorded.method, ({ uri }: { uri: string }) =>
        parts.recorded(vscode.Uri.parse(uri)),
      ),
      this.#client.onDidChangeState(({ newState }) => {
        if (newState === State.Running) this.#graphChanged.fire('');
      }),
      this.#client.onNotification(
        pipelineNotifications.graphChanged.method,
        ({ root }: { root: string }) => this.#graphChanged.fire(root),
      ),
    ];
  }

  /** The server's process, while there is one. */
  get processId(): number | undefined {
    return this.#client.serverProcess?.pid;
  }

  /** Comes back when the server answers. */
  async start(): Promise<void> {
    await this.#client.start();
    this.#parts.log.info(`language server started as process ${this.processId}`);
  }

  /** Starts the server again after it was given up. */
  async retry(): Promise<void> {
    if (this.#crashes.length < maxCrashes) return;
    this.#crashes = [];
    await this.#client.start();
  }

  /** The pipelines of the repository of a file or folder, from the texts as they are in the editor. */
  async graph(uri: vscode.Uri, token?: vscode.CancellationToken): Promise<PipelineGraph | null> {
    // Who asks for the pipeline wants a server, also where it was given up.
    await this.retry();
    return this.#client.sendRequest(pipelineRequests.graph.method, { uri: uri.toString() }, token);
  }

  /** Tells the server that other severities were chosen. */
  async tellSeverities(): Promise<void> {
    if (!this.#client.isRunning()) return;
    const { method } = pipelineNotifications.severities;
    await this.#client.sendNotification(method, this.#parts.severities());
  }

  /** Tells the server that runs were recorded. */
  async tellRecorded(): Promise<void> {
    if (!this.#client.isRunning()) return;
    await this.#client.sendNotification(pipelineNotifications.recorded.method);
  }

  dispose(): void {
    vscode.Disposable.from(...this.#subscriptions, ...this.#watchers, this.#graphChanged).dispose();
    void this.#client.dispose();
  }

  async #closed(): Promise<CloseHandlerResult> {
    this.#parts.log.error('language server ended');
    const now = Date.now();
    this.#crashes = [...this.#crashes.filter((time) => now - time < crashWindow), now];
    if (this.#crashes.length < maxCrashes) return { action: CloseAction.Restart, handled: true };
    void this.#offerRetry();
    return { action: CloseAction.DoNotRestart, handled: true };
  }

  async #offerRetry(): Promise<void> {
    const retry = await this.#parts.askRetry(
      new UserError(
        vscode.l10n.t(
          'Trackline’s language server has stopped {0} times in a row, so pipeline files are not checked.',
          this.#crashes.length,
        ),
        '',
      ),
    );
    if (retry) await this.retry();
  }
}
