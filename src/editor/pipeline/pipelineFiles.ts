import * as vscode from 'vscode';
import type { PipelineGraph } from '../../model/pipelineGraph.ts';
import type { Notifier } from '../notify.ts';
import { setting } from '../settings.ts';
import type { RecordedRuns } from './recordedRuns.ts';
import type * as Client from './languageClient.ts';
import { foreignFolders, servedFiles, startingFiles } from './pipelinePatterns.ts';

/** What serving pipeline files is made of. */
export interface PipelineFilesParts {
  /** Absolute path of the server's bundle. */
  readonly server: string;
  readonly log: vscode.LogOutputChannel;
  readonly notifier: Notifier;
  readonly recorded: RecordedRuns;
}

/**
 * The language server for pipeline files, as the rest of the extension sees it. Nothing of it is
 * loaded before there is such a file in the workspace or in an editor.
 */
export class PipelineFiles implements vscode.Disposable {
  readonly #parts: PipelineFilesParts;
  readonly #graphChanged = new vscode.EventEmitter<string>();
  readonly #subscriptions: vscode.Disposable[] = [this.#graphChanged];
  #client: Client.PipelineLanguageClient | undefined;
  #starting: Promise<Client.PipelineLanguageClient> | undefined;
  #disposed = false;

  /** The pipelines of the repository at a path may be others; of all repositories when it is empty. */
  readonly onDidChangeGraph = this.#graphChanged.event;

  constructor(parts: PipelineFilesParts) {
    this.#parts = parts;
    const watcher = vscode.workspace.createFileSystemWatcher(startingFiles, false, true, true);
    this.#subscriptions.push(
      watcher,
      watcher.onDidCreate(() => this.#startInBackground()),
      vscode.workspace.onDidOpenTextDocument((document) => this.#opened(document)),
      vscode.workspace.onDidChangeWorkspaceFolders(() => void this.#look()),
      vscode.workspace.onDidChangeConfiguration((event) => {
        if (event.affectsConfiguration('trackline.pipeline.severity')) {
          void this.#client?.tellSeverities();
        }
      }),
    );
    void this.#look();
  }

  /** The server's process, while there is one. */
  get processId(): number | undefined {
    return this.#client?.processId;
  }

  /** Starts the server again after it was given up. */
  async retry(): Promise<void> {
    await this.#client?.retry();
  }

  /**
   * The pipelines of the repository of a file or folder, from the texts as they are in the editor;
   * `null` where there are none. Starts the server.
   */
  async graph(uri: vscode.Uri, token?: vscode.CancellationToken): Promise<PipelineGraph | null> {
    const client = await this.#start();
    return client.graph(uri, token);
  }

  dispose(): void {
    this.#disposed = true;
    vscode.Disposable.from(...this.#subscriptions).dispose();
  }

  /** Starts the server where there is something for it to do. */
  async #look(): Promise<void> {
    if (this.#starting !== undefined) return;
    if (vscode.workspace.textDocuments.some(isServed)) {
      this.#startInBackground();
      return;
    }
    const [found] = await vscode.workspace.findFiles(startingFiles, foreignFolders, 1);
    if (found !== undefined) this.#startInBackground();
  }

  #opened(document: vscode.TextDocument): void {
    if (isServed(document)) this.#startInBackground();
  }

  #startInBackground(): void {
    if (this.#starting !== undefined || this.#disposed) return;
    void this.#parts.notifier.attempt(() => this.#start());
  }

  #start(): Promise<Client.PipelineLanguageClient> {
    this.#starting ??= this.#load();
    return this.#starting;
  }

  async #load(): Promise<Client.PipelineLanguageClient> {
    const { server: script, log, notifier, recorded } = this.#parts;
    const start = performance.now();
    const { PipelineLanguageClient } = await import('./languageClient.ts');
    const client = new PipelineLanguageClient({
      script,
      log,
      severities: () => setting('pipeline.severity'),
      recorded: (uri) => recorded.facts(uri),
      askRetry: async (error) => {
        const retry = vscode.l10n.t('Retry');
        return (await notifier.error(error, retry)) === retry;
      },
    });
    this.#client = client;
    this.#subscriptions.push(
      client,
      recorded.onDidChange(() => void client.tellRecorded()),
      client.onDidChangeGraph((root) => this.#graphChanged.fire(root)),
    );
    await client.start();
    log.info(`language server ready after ${Math.round(performance.now() - start)} ms`);
    return client;
  }
}

const selector: vscode.DocumentFilter[] = servedFiles.map((pattern) => ({
  scheme: 'file',
  pattern,
}));

function isServed(document: vscode.TextDocument): boolean {
  return vscode.languages.match(selector, document) > 0;
}
