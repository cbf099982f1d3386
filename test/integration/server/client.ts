import { fork, type ChildProcess } from 'node:child_process';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import {
  createMessageConnection,
  IPCMessageReader,
  IPCMessageWriter,
  type MessageConnection,
} from 'vscode-jsonrpc/node';
import type { Diagnostic, InitializeResult } from 'vscode-languageserver/node';
import type { RecordedFacts } from '../../../src/protocol/pipeline.ts';
import { until } from '../../harness/wait.ts';

const bundle = path.resolve(import.meta.dirname, '../../../dist/languageServer.js');

/** A publication of diagnostics, as it came. */
export interface Publication {
  readonly uri: string;
  readonly diagnostics: readonly Diagnostic[];
}

interface Registrations {
  readonly registrations: readonly { readonly method: string }[];
}

/** A client of the built language server, as thin as can be. */
export class ServerClient implements AsyncDisposable {
  readonly #child: ChildProcess;
  readonly connection: MessageConnection;
  readonly #versions = new Map<string, number>();
  /** All publications so far. */
  readonly published: Publication[] = [];
  /** When each of them came, as `performance.now()` has it. */
  readonly arrivals: number[] = [];
  /** Roots whose graph was said to be another, in their order. */
  readonly graphs: string[] = [];

  /** What the server offers beyond what it said at first. */
  readonly registered: string[] = [];
  /** What it is told of recorded runs. */
  recorded: RecordedFacts = { metricNames: [], lastRuns: [] };
  timesAsked = 0;

  private constructor() {
    this.#child = fork(bundle, ['--node-ipc'], { execArgv: [], stdio: 'inherit' });
    this.connection = createMessageConnection(
      new IPCMessageReader(this.#child),
      new IPCMessageWriter(this.#child),
    );
    this.connection.onNotification('textDocument/publishDiagnostics', (one: Publication) => {
      this.published.push(one);
      this.arrivals.push(performance.now());
    });
    this.connection.onNotification('trackline/graphChanged', ({ root }: { root: string }) => {
      this.graphs.push(root);
    });
    this.connection.onRequest('client/registerCapability', ({ registrations }: Registrations) => {
      this.registered.push(...registrations.map(({ method }) => method));
      return null;
    });
    this.connection.onRequest('trackline/recorded', () => {
      this.timesAsked += 1;
      return this.recorded;
    });
    this.connection.onNotification('window/logMessage', ({ message }: { message: string }) => {
      throw new Error(`The server told of trouble: ${message}`);
    });
    this.connection.listen();
  }

  /** Starts a server for some folders. @param options its initialization options */
  static async start(folders: readonly string[], options: object = {}): Promise<ServerClient> {
    const client = new ServerClient();
    await client.connection.sendRequest<InitializeResult>('initialize', {
      processId: process.pid,
      rootUri: null,
      capabilities: {
        workspace: { workspaceFolders: true },
        textDocument: { synchronization: { dynamicRegistration: true } },
      },
      workspaceFolders: folders.map((folder) => ({ uri: uri(folder), name: folder })),
      initializationOptions: options,
    });
    await client.connection.sendNotification('initialized', {});
    return client;
  }

  /** Opens a document. */
  async open(file: string, text: string): Promise<void> {
    this.#versions.set(file, 1);
    await this.connection.sendNotification('textDocument/didOpen', {
      textDocument: { uri: uri(file), languageId: 'yaml', version: 1, text },
    });
  }

  /** Replaces the whole text of an open document. */
  async edit(file: string, text: string): Promise<void> {
    const version = (this.#versions.get(file) ?? 0) + 1;
    this.#versions.set(file, version);
    await this.connection.sendNotification('textDocument/didChange', {
      textDocument: { uri: uri(file), version },
      contentChanges: [{ text }],
    });
  }

  /** Closes a document without saving it. */
  async close(file: string): Promise<void> {
    await this.connection.sendNotification('textDocument/didClose', {
      textDocument: { uri: uri(file) },
    });
  }

  /** Tells of a file that was made (1), changed (2) or deleted (3). */
  async changed(file: string, type: 1 | 2 | 3): Promise<void> {
    await this.connection.sendNotification('workspace/didChangeWatchedFiles', {
      changes: [{ uri: uri(file), type }],
    });
  }

  /** A request about a document. */
  async ask<R>(method: string, file: string, more: object = {}): Promise<R> {
    return this.connection.sendRequest<R>(`textDocument/${method}`, {
      textDocument: { uri: uri(file) },
      ...more,
    });
  }

  /** Whether a publication is about a file. */
  is(publication: Publication, file: string): boolean {
    return publication.uri === uri(file);
  }

  /** What was said last of a file; nothing when nothing was said. */
  said(file: string): readonly Diagnostic[] | undefined {
    return this.published.findLast((one) => one.uri === uri(file))?.diagnostics;
  }

  /** Waits until the codes that are shown in a file are these. */
  async untilCodes(file: string, ...codes: readonly string[]): Promise<readonly Diagnostic[]> {
    const wanted = codes.toSorted().join(', ');
    await until(
      () => {
        const shown = (this.said(file) ?? []).map(({ code }) => String(code));
        if (shown.toSorted().join(', ') === wanted) return true;
        throw new Error(`there is ${shown.join(', ') || 'nothing'}`);
      },
      `${path.basename(file)} to show ${wanted || 'nothing'}`,
      60_000,
    );
    return this.said(file) ?? [];
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.connection.sendRequest('shutdown');
    const ended = new Promise((resolve) => {
      this.#child.once('exit', resolve);
    });
    await this.connection.sendNotification('exit');
    await ended;
    this.connection.dispose();
  }
}

/** The address of a file. */
export function uri(file: string): string {
  return pathToFileURL(file).href;
}
