import {
  DidChangeTextDocumentNotification,
  DidCloseTextDocumentNotification,
  DidOpenTextDocumentNotification,
  DocumentFormattingRequest,
  FileChangeType,
  TextDocumentSyncKind,
  type Connection,
  type DidChangeWatchedFilesParams,
  type InitializeParams,
  type InitializeResult,
} from 'vscode-languageserver/node';
import * as v from 'valibot';
import { errorText } from '../../model/errors.ts';
import type { PipelineGraph } from '../../model/pipelineGraph.ts';
import {
  chosenSeverities,
  editorRequests,
  pipelineNotifications,
  pipelineRequests,
  recordedFacts,
  serverOptions,
  type ChosenSeverities,
} from '../../protocol/pipeline.ts';
import { LiveGraph } from '../graph/liveGraph.ts';
import { fileKind } from '../service/fileKind.ts';
import { isInside, nameOf } from '../service/paths.ts';
import { Diagnosing } from './diagnosing.ts';
import { capabilities, registerFeatures } from './features.ts';
import { OpenTexts } from './openTexts.ts';
import { Recorded } from './recorded.ts';
import { Repositories, type DiskChange } from './repositories.ts';
import { pathOfUri, uriOfPath } from './uris.ts';

const graphQuestion = v.object({ uri: v.string() });

const diskChanges: Readonly<Record<FileChangeType, DiskChange>> = {
  [FileChangeType.Created]: 'created',
  [FileChangeType.Changed]: 'changed',
  [FileChangeType.Deleted]: 'deleted',
};

/** The language server of one editor window, from its first message to its last. */
export class PipelineServer {
  readonly #connection: Connection;
  readonly #open: OpenTexts;
  readonly #repositories: Repositories;
  readonly #diagnosing: Diagnosing;
  readonly #recorded: Recorded;
  readonly #graphs = new LiveGraph();
  #severities: ChosenSeverities = {};
  /** Patterns of the files to be formatted. */
  #formatted: readonly string[] = [];
  /** The editor can be asked for the texts of further files. */
  #followsMore = false;
  /** Paths of the workspace's folders. */
  #folders: readonly string[] = [];

  constructor(connection: Connection) {
    this.#connection = connection;
    this.#recorded = new Recorded(async (path) => {
      const { method } = editorRequests.recorded;
      const answer: unknown = await connection.sendRequest(method, { uri: uriOfPath(path) });
      return v.parse(recordedFacts, answer);
    });
    this.#open = new OpenTexts((path) => {
      if (this.#repositories.edited(path)) this.#diagnosing.edited(path);
    });
    this.#repositories = new Repositories(this.#open.texts, {
      severities: () => this.#severities,
      metricNames: () => this.#recorded.metricNames,
      lastRun: (file, stage) => this.#recorded.lastRun(file, stage),
    });
    this.#diagnosing = new Diagnosing(this.#repositories, this.#open.texts, {
      publish: (uri, diagnostics) => void connection.sendDiagnostics({ uri, diagnostics }),
      changed: (root) =>
        void connection.sendNotification(pipelineNotifications.graphChanged.method, { root }),
      trouble: (path, error) => this.#trouble(`validating ${path}`, error),
    });
  }

  /** Answers from now on. */
  listen(): void {
    const connection = this.#connection;
    connection.onInitialize((params) => this.#initialize(params));
    connection.onInitialized(() => this.#begin());
    connection.onDidChangeWatchedFiles((params) => this.#changedOnDisk(params));
    connection.onNotification(pipelineNotifications.severities.method, (chosen: unknown) => {
      this.#severities = v.parse(chosenSeverities, chosen);
      this.#diagnosing.scheduleAll();
    });
    connection.onShutdown(() => this.#diagnosing.dispose());
    connection.onRequest(pipelineRequests.graph.method, (params: unknown) =>
      this.#graph(v.parse(graphQuestion, params)),
    );
    connection.onNotification(pipelineNotifications.recorded.method, () =>
      this.#recorded.changed(),
    );
    registerFeatures(connection, {
      repositories: this.#repositories,
      recorded: this.#recorded,
      trouble: (what, error) => this.#trouble(what, error),
    });
    this.#open.listen(connection);
    connection.listen();
  }

  #initialize(params: InitializeParams): InitializeResult {
    const { workspaceFolders, initializationOptions, capabilities: ofClient } = params;
    this.#followsMore = ofClient.textDocument?.synchronization?.dynamicRegistration === true;
    // A client tells of a change once for each selector that a file meets: parts would count twice.
    const sync = this.#followsMore ? TextDocumentSyncKind.Full : TextDocumentSyncKind.Incremental;
    const options = v.parse(serverOptions, initializationOptions ?? {});
    this.#severities = options.severities;
    this.#formatted = options.formatted;
    this.#setFolders(paths(workspaceFolders ?? []));
    return {
      capabilities: {
        ...capabilities,
        textDocumentSync: { openClose: true, change: sync },
        workspace: { workspaceFolders: { supported: true, changeNotifications: true } },
      },
    };
  }

  #begin(): void {
    this.#connection.workspace.onDidChangeWorkspaceFolders(({ added, removed }) => {
      const gone = new Set(paths(removed));
      const stay = this.#folders.filter((path) => !gone.has(path));
      this.#setFolders([...stay, ...paths(added)]);
      this.#look();
    });
    if (this.#formatted.length > 0) {
      const documentSelector = this.#formatted.map((pattern) => ({ scheme: 'file', pattern }));
      void this.#connection.client.register(DocumentFormattingRequest.type, { documentSelector });
    }
    if (this.#followsMore) this.#followParameters();
    this.#look();
  }

  /** Unsaved texts of files that `vars` and `params` may name count as those of pipeline files do. */
  #followParameters(): void {
    const { client } = this.#connection;
    const documentSelector = [{ scheme: 'file', pattern: '**/*.{yaml,yml,json,toml,py}' }];
    const syncKind = TextDocumentSyncKind.Full;
    void client.register(DidOpenTextDocumentNotification.type, { documentSelector });
    void client.register(DidChangeTextDocumentNotification.type, { documentSelector, syncKind });
    void client.register(DidCloseTextDocumentNotification.type, { documentSelector });
  }

  /** Takes up the repositories of the workspace, and leaves those that are no longer part of it. */
  #look(): void {
    const roots = new Set(this.#folders.flatMap((folder) => this.#repositories.rootsIn(folder)));
    for (const path of this.#open.texts.keys()) roots.add(this.#repositories.rootOf(path));
    const known = [...roots];
    this.#diagnosing.forget((path) => !known.some((root) => isInside(path, root)));
    for (const root of known) this.#diagnosing.schedule(root, 0);
  }

  #setFolders(folders: readonly string[]): void {
    this.#folders = folders;
    this.#repositories.folders = folders;
  }

  #changedOnDisk({ changes }: DidChangeWatchedFilesParams): void {
    const dirty = new Set<string>();
    for (const { uri, type } of changes) {
      const path = pathOfUri(uri);
      if (path === undefined || !this.#repositories.changedOnDisk(path, diskChanges[type]))
        continue;
      const around = this.#diagnosing.rootsAround(path);
      for (const root of around) dirty.add(root);
      if (around.length === 0) this.#diagnosing.scheduleAll();
    }
    for (const root of dirty) this.#diagnosing.schedule(root);
  }

  /** The graph of the repository that a file or folder lies in, from the texts as they are now. */
  #graph({ uri }: { readonly uri: string }): PipelineGraph | null {
    const path = pathOfUri(uri);
    if (path === undefined) return null;
    const inside = fileKind(nameOf(path)) === undefined ? `${path}/dvc.yaml` : path;
    const graph = this.#graphs.of(this.#repositories.service(inside).model(inside));
    return graph.files.length === 0 && graph.nodes.length === 0 ? null : graph;
  }

  #trouble(what: string, error: unknown): void {
    const text = error instanceof Error ? (error.stack ?? error.message) : errorText(error);
    this.#connection.console.error(`${what}: ${text}`);
  }
}

function paths(folders: readonly { readonly uri: string }[]): string[] {
  return folders.flatMap(({ uri }) => pathOfUri(uri) ?? []);
}
