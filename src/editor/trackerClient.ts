import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import {
  CancellationTokenSource,
  ErrorCodes,
  IPCMessageReader,
  IPCMessageWriter,
  ResponseError,
  createMessageConnection,
} from 'vscode-jsonrpc/node';
import type { MessageConnection, RequestType } from 'vscode-jsonrpc/node';
import * as vscode from 'vscode';
import { UserError } from '../model/errors.ts';
import { packageNotifications, type TransferNews } from '../protocol/packages.ts';
import { trackerNotifications } from '../protocol/tracker.ts';
import type { ProjectChange, RunEnded, RunWarned, SetAside } from '../protocol/tracker.ts';
import type { Notifier } from './notify.ts';

type State =
  | { readonly kind: 'idle' }
  | {
      readonly kind: 'running';
      readonly child: ChildProcess;
      readonly connection: MessageConnection;
    }
  | { readonly kind: 'gave-up' }
  | { readonly kind: 'disposed' };

/** Milliseconds that a request may take, but for those that start a run. */
export const requestTimeout = 10_000;
/** Milliseconds that putting a run on record may take: its code is kept first. */
export const launchTimeout = 60_000;

/** A tracker that dies this often within `crashWindow` milliseconds is not started again. */
const maxCrashes = 3;
const crashWindow = 3 * 60_000;

/**
 * The tracker process of this window: started when it is first needed, started again when it
 * dies, and asked with typed requests.
 */
export class TrackerClient implements vscode.Disposable {
  readonly #script: string;
  readonly #log: vscode.LogOutputChannel;
  readonly #notifier: Notifier;
  readonly #changed = new vscode.EventEmitter<ProjectChange>();
  readonly #warned = new vscode.EventEmitter<RunWarned>();
  readonly #endedRun = new vscode.EventEmitter<RunEnded>();
  readonly #setAside = new vscode.EventEmitter<SetAside>();
  readonly #transferred = new vscode.EventEmitter<TransferNews>();
  readonly #restarted = new vscode.EventEmitter<void>();
  #state: State = { kind: 'idle' };
  #crashes: readonly number[] = [];

  /** Something in a project that was opened has changed. */
  readonly onDidChange = this.#changed.event;
  /** Something about a run under way is worth a word. */
  readonly onDidWarn = this.#warned.event;
  /** A run that was under way has ended. */
  readonly onDidEnd = this.#endedRun.event;
  /** A project's database was damaged; it has another name now, and a fresh one has begun. */
  readonly onDidSetAside = this.#setAside.event;
  /** How far a transfer to or from a registry is. */
  readonly onDidTransfer = this.#transferred.event;
  /** A new tracker has taken the place of one that died: projects are to be opened again. */
  readonly onDidRestart = this.#restarted.event;

  /** `script` is the absolute path of the tracker's bundle. */
  constructor(script: string, log: vscode.LogOutputChannel, notifier: Notifier) {
    this.#script = script;
    this.#log = log;
    this.#notifier = notifier;
  }

  /** The tracker's process, while there is one. */
  get processId(): number | undefined {
    return this.#state.kind === 'running' ? this.#state.child.pid : undefined;
  }

  /**
   * The tracker's answer. `token` calls the work off; the tracker then clears away what it began.
   * @throws {UserError} when there is none within `timeout` milliseconds, or no tracker.
   * @throws {ResponseError} what the tracker says went wrong.
   * @throws {vscode.CancellationError} when it was called off.
   */
  async request<P, R>(
    type: RequestType<P, R, void>,
    params: P,
    timeout = requestTimeout,
    token?: vscode.CancellationToken,
  ): Promise<R> {
    const connection = this.#connect();
    const cancel = new CancellationTokenSource();
    const calledOff = token?.onCancellationRequested(() => cancel.cancel());
    const start = performance.now();
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_resolve, reject) => {
      timer = setTimeout(() => {
        cancel.cancel();
        reject(noAnswer(timeout));
      }, timeout);
    });
    try {
      return await Promise.race([
        connection.sendRequest<R>(type.method, params, cancel.token),
        late,
      ]);
    } catch (error) {
      if (token?.isCancellationRequested === true) throw new vscode.CancellationError();
      throw hasDied(error) ? died(error) : error;
    } finally {
      clearTimeout(timer);
      calledOff?.dispose();
      cancel.dispose();
      this.#log.trace(`${type.method}: ${Math.round(performance.now() - start)} ms`);
    }
  }

  /** Starts the tracker again after it was given up. */
  retry(): void {
    if (this.#state.kind !== 'gave-up') return;
    this.#crashes = [];
    this.#state = { kind: 'idle' };
    this.#restart();
  }

  dispose(): void {
    const state = this.#state;
    this.#state = { kind: 'disposed' };
    if (state.kind === 'running') end(state.child, state.connection);
    this.#changed.dispose();
    this.#warned.dispose();
    this.#endedRun.dispose();
    this.#setAside.dispose();
    this.#transferred.dispose();
    this.#restarted.dispose();
  }

  #connect(): MessageConnection {
    switch (this.#state.kind) {
      case 'running':
        return this.#state.connection;
      case 'idle':
        return this.#start();
      case 'gave-up':
        throw new UserError(
          vscode.l10n.t('Trackline’s tracker process keeps stopping, so it is not running.'),
          vscode.l10n.t('See the log for why, then choose Retry in the Runs view.'),
        );
      case 'disposed':
        throw new vscode.CancellationError();
    }
  }

  #start(): MessageConnection {
    const child = fork(this.#script, [], {
      serialization: 'advanced',
      env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' },
      execArgv: [],
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    this.#log.info(`tracker started as process ${child.pid}`);
    const connection = createMessageConnection(
      new IPCMessageReader(child),
      new IPCMessageWriter(child),
      {
        error: (text) => this.#log.error(text),
        warn: (text) => this.#log.warn(text),
        info: (text) => this.#log.info(text),
        log: (text) => this.#log.debug(text),
      },
    );
    connection.onNotification(trackerNotifications.changed, (change) => this.#changed.fire(change));
    connection.onNotification(trackerNotifications.warning, (warned) => this.#warned.fire(warned));
    connection.onNotification(trackerNotifications.ended, (ended) => this.#endedRun.fire(ended));
    connection.onNotification(trackerNotifications.setAside, (news) => this.#setAside.fire(news));
    connection.onNotification(packageNotifications.progress, (news) =>
      this.#transferred.fire(news),
    );
    connection.onNotification(trackerNotifications.log, ({ level, text }) => {
      if (level === 'info') this.#log.info(text);
      else void this.#notifier.error(new UserError(text, ''));
    });
    connection.listen();
    child.stdout?.on('data', (bytes: Buffer) =>
      this.#log.info(`tracker: ${bytes.toString().trimEnd()}`),
    );
    child.stderr?.on('data', (bytes: Buffer) =>
      this.#log.warn(`tracker: ${bytes.toString().trimEnd()}`),
    );
    child.on('error', (error) => this.#log.error(`tracker: ${error.message}`));
    child.on('exit', (code, signal) => this.#ended(child, connection, code ?? signal ?? 'unknown'));
    this.#state = { kind: 'running', child, connection };
    return connection;
  }

  #ended(child: ChildProcess, connection: MessageConnection, how: number | string): void {
    // What was asked and not answered is rejected here.
    connection.dispose();
    if (this.#state.kind !== 'running' || this.#state.child !== child) return;
    this.#log.error(`tracker process ${child.pid} ended (${how})`);
    const now = Date.now();
    this.#crashes = [...this.#crashes.filter((time) => now - time < crashWindow), now];
    if (this.#crashes.length < maxCrashes) {
      this.#state = { kind: 'idle' };
      this.#restart();
    } else {
      this.#state = { kind: 'gave-up' };
      this.#restarted.fire();
      void this.#offerRetry();
    }
  }

  #restart(): void {
    this.#start();
    this.#restarted.fire();
  }

  async #offerRetry(): Promise<void> {
    const retry = vscode.l10n.t('Retry');
    const chosen = await this.#notifier.error(
      new UserError(
        vscode.l10n.t(
          'Trackline’s tracker process has stopped {0} times in a row. Runs that are under way go on and are recorded.',
          this.#crashes.length,
        ),
        '',
      ),
      retry,
    );
    if (chosen === retry) this.retry();
  }
}

function end(child: ChildProcess, connection: MessageConnection): void {
  connection.dispose();
  // Its end of the channel closes, which a tracker takes as the word to leave.
  if (child.connected) child.disconnect();
  child.kill();
}

function noAnswer(timeout: number): UserError {
  return new UserError(
    vscode.l10n.t('Trackline’s tracker process gave no answer for {0} seconds.', timeout / 1000),
    vscode.l10n.t('Try again; the log may say what keeps it busy.'),
  );
}

function hasDied(error: unknown): boolean {
  return error instanceof ResponseError && error.code === ErrorCodes.PendingResponseRejected;
}

function died(cause: unknown): UserError {
  return new UserError(
    vscode.l10n.t('Trackline’s tracker process stopped before it answered.'),
    vscode.l10n.t('Try again.'),
    { cause },
  );
}
