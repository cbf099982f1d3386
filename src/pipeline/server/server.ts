import {
  FileChangeType,
  TextDocumentSyncKind,
  type Connection,
  type DidChangeWatchedFilesParams,
  type InitializeParams,
  type InitializeResult,
} from 'vscode-languageserver/node';
import * as v from 'valibot';
import { errorText } from '../../model/errors.ts';
import {
  chosenSeverities,
  pipelineNotifications,
  serverOptions,
  type ChosenSeverities,
} from '../../protocol/pipeline.ts';
import { isInside } from '../service/paths.ts';
import { Diagnosing } from './diagnosing.ts';
import { capabilities, registerFeatures } from './features.ts';
import { OpenTexts } from './openTexts.ts';
import { Repositories, type DiskChange } from './repositories.ts';
import { pathOfUri } from './uris.ts';

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
  #severities: ChosenSeverities = {};
  /** Paths of the workspace's folders. */
  #folders: readonly string[] = [];

  constructor(connection: Connection) {
    this.#connection = connection;
    this.#open = new OpenTexts((path) => {
      this.#repositories.edited(path);
      this.#diagnosing.edited(path);
    });
    this.#repositories = new Repositories(this.#open.texts, () => this.#severities);
    this.#diagnosing = new Diagnosing(this.#repositories, this.#open.texts, {
      publish: (uri, diagnostics) => void connection.sendDiagnostics({ uri, diagnostics }),
      changed: (root) => void connection.sendNotification(pipelineNotifications.graphChanged, { root }),
      trouble: (path, error) => this.#trouble(`validating ${path}`, error),
    });
  }

  /** Answers from now on. */
  listen(): void {
    const connection = this.#connection;
    connection.onInitialize((params) => this.#initialize(params));
    connection.onInitialized(() => this.#begin());
    connection.onDidChangeWatchedFiles((params) => this.#changedOnDisk(params));
    connection.onNotification(pipelineNotifications.severities, (chosen) => {
      this.#severities = v.parse(chosenSeverities, chosen);
      this.#diagnosing.scheduleAll();
    });
    connection.onShutdown(() => this.#diagnosing.dispose());
    registerFeatures(connection, this.#repositories, (what, error) => this.#trouble(what, error));
    this.#open.listen(connection);
    connection.listen();
  }

  #initialize({ workspaceFolders, initializationOptions }: InitializeParams): InitializeResult {
    this.#severities = v.parse(serverOptions, initializationOptions ?? {}).severities;
    this.#setFolders(paths(workspaceFolders ?? []));
    return {
      capabilities: {
        ...capabilities,
        textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental },
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
    this.#look();
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
      if (path === undefined || !this.#repositories.changedOnDisk(path, diskChanges[type])) continue;
      const around = this.#diagnosing.rootsAround(path);
      for (const root of around) dirty.add(root);
      if (around.length === 0) this.#diagnosing.scheduleAll();
    }
    for (const root of dirty) this.#diagnosing.schedule(root);
  }

  #trouble(what: string, error: unknown): void {
    const text = error instanceof Error ? (error.stack ?? error.message) : errorText(error);
    this.#connection.console.error(`${what}: ${text}`);
  }
}

function paths(folders: readonly { readonly uri: string }[]): string[] {
  return folders.flatMap(({ uri }) => pathOfUri(uri) ?? []);
}
