import * as vscode from 'vscode';
import { exitCodeOf } from '../../launch/command/commandProcess.ts';
import { trackerRequests } from '../../protocol/tracker.ts';
import type { Launched } from '../launch/launcher.ts';
import { sentenceOf } from '../notify.ts';
import { Throttle } from '../throttle.ts';
import type { TrackerClient } from '../trackerClient.ts';

/** Milliseconds between two looks at the log. */
const interval = 200;
const interrupt = '\u0003';
/** Exit codes of a task that ran nothing, and of one whose run is not there any more. */
const notRun = 2;
const gone = 1;

/**
 * The terminal of a task: shows a run's output as it comes, and ends with its exit code. Ctrl+C
 * stops the run; closing the terminal leaves it alone.
 */
export class RunTerminal implements vscode.Pseudoterminal {
  readonly #start: () => Promise<Launched>;
  readonly #tracker: TrackerClient;
  readonly #written = new vscode.EventEmitter<string>();
  readonly #closed = new vscode.EventEmitter<number>();
  readonly #next = new Throttle(interval, () => this.#readOn());
  #launched: Launched | undefined;
  #from: string | undefined;
  #stopAsked = false;

  readonly onDidWrite = this.#written.event;
  readonly onDidClose = this.#closed.event;

  /** `start` puts the run on record and has it started. */
  constructor(start: () => Promise<Launched>, tracker: TrackerClient) {
    this.#start = start;
    this.#tracker = tracker;
  }

  open(): void {
    void this.#begin();
  }

  close(): void {
    this.#next.dispose();
  }

  handleInput(data: string): void {
    if (!data.includes(interrupt)) return;
    this.#written.fire('^C');
    this.#stopAsked = true;
    void this.#stop();
  }

  async #begin(): Promise<void> {
    try {
      this.#launched = await this.#start();
      this.#next.ask();
      if (this.#stopAsked) await this.#stop();
    } catch (error) {
      this.#fail(error);
      this.#closed.fire(notRun);
    }
  }

  async #stop(): Promise<void> {
    // Asked for before the run was there: it is stopped as soon as it is.
    if (this.#launched === undefined) return;
    const { project, runId } = this.#launched;
    try {
      await this.#tracker.request(trackerRequests.stop, { store: project.store, runId });
    } catch (error) {
      this.#fail(error);
    }
  }

  async #readOn(): Promise<void> {
    if (this.#launched === undefined) return;
    try {
      if (await this.#read(this.#launched)) this.#next.ask();
      else await this.#end(this.#launched);
    } catch (error) {
      this.#fail(error);
      this.#next.ask();
    }
  }

  /** Writes what there is of the log; whether more may come. */
  async #read({ project, runId }: Launched): Promise<boolean> {
    for (;;) {
      const chunk = await this.#tracker.request(trackerRequests.log, {
        store: project.store,
        runId,
        ...(this.#from === undefined ? {} : { from: this.#from }),
      });
      this.#from = chunk.next;
      if (chunk.text === '') return chunk.live;
      this.#written.fire(chunk.text.replaceAll(/\r?\n/g, '\r\n'));
    }
  }

  async #end({ project, runId }: Launched): Promise<void> {
    const { store } = project;
    const details = await this.#tracker.request(trackerRequests.details, { store, runId });
    const end = details?.launch?.end;
    this.#next.dispose();
    this.#closed.fire(end === undefined ? gone : exitCodeOf(end));
  }

  #fail(error: unknown): void {
    this.#written.fire(`\r\n\u001B[31m${sentenceOf(error)}\u001B[0m\r\n`);
  }
}
