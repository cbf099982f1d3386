import * as vscode from 'vscode';
import { errorText } from '../../model/errors.ts';
import { trackerRequests } from '../../protocol/tracker.ts';
import type { Target } from '../runs/runTargets.ts';
import { Throttle } from '../throttle.ts';
import type { TrackerClient } from '../trackerClient.ts';
import { LogText } from './logText.ts';

/** Milliseconds between two looks at the log of a run under way. */
const interval = 300;

/** One run's log, read on for as long as its document is open and the run is under way. */
export class FollowedLog implements vscode.Disposable {
  readonly target: Target;
  readonly #uri: vscode.Uri;
  readonly #file: string;
  readonly #tracker: TrackerClient;
  readonly #log: vscode.LogOutputChannel;
  readonly #grown = new vscode.EventEmitter<void>();
  readonly #text = new LogText();
  readonly #next = new Throttle(interval, () => this.#readOn());
  readonly #subscriptions: readonly vscode.Disposable[];
  #from: string | undefined;
  /** Whether the end is kept in sight: until somebody scrolls up, and again from the end on. */
  #following = true;
  #top = 0;
  /** Lines of the document now, and before it grew last. */
  #lines: readonly [before: number, now: number] = [0, 0];

  /** There is more of it than before. */
  readonly onDidGrow = this.#grown.event;

  /** `file` holds the whole of standard output, which the document may be too small for. */
  constructor(
    uri: vscode.Uri,
    target: Target,
    file: string,
    tracker: TrackerClient,
    log: vscode.LogOutputChannel,
  ) {
    this.#uri = uri;
    this.target = target;
    this.#file = file;
    this.#tracker = tracker;
    this.#log = log;
    this.#subscriptions = [
      this.#grown,
      this.#next,
      vscode.workspace.onDidChangeTextDocument(({ document }) => {
        if (document.uri.toString() !== uri.toString()) return;
        this.#lines = [this.#lines[1], document.lineCount];
        this.#keepAtEnd();
      }),
      vscode.window.onDidChangeTextEditorVisibleRanges(({ textEditor }) =>
        this.#scrolled(textEditor),
      ),
    ];
  }

  /** What the document shows. */
  get content(): string {
    if (!this.#text.dropped) return this.#text.text;
    const where = vscode.Uri.file(this.#file).toString();
    const note = vscode.l10n.t('… what came before is left out here. The whole log: {0}', where);
    return `${note}\n${this.#text.text}`;
  }

  /** Reads what there is, and from then on what comes. */
  async read(): Promise<void> {
    const { project, runId } = this.target;
    let grown = false;
    for (;;) {
      const chunk = await this.#tracker.request(trackerRequests.log, {
        store: project.store,
        runId,
        ...(this.#from === undefined ? {} : { from: this.#from }),
      });
      this.#from = chunk.next;
      if (chunk.text !== '') {
        this.#text.append(chunk.text);
        grown = true;
        continue;
      }
      if (chunk.live) this.#next.ask();
      break;
    }
    if (grown) this.#grown.fire();
  }

  dispose(): void {
    vscode.Disposable.from(...this.#subscriptions).dispose();
  }

  async #readOn(): Promise<void> {
    try {
      await this.read();
    } catch (error) {
      this.#log.warn(`the log of run ${this.target.runId} could not be read: ${errorText(error)}`);
      this.#next.ask();
    }
  }

  #shows({ document }: vscode.TextEditor): boolean {
    return document.uri.toString() === this.#uri.toString();
  }

  /** What comes moves the first line in sight down or not at all: only a person moves it up. */
  #scrolled(editor: vscode.TextEditor): void {
    if (!this.#shows(editor)) return;
    const top = editor.visibleRanges[0]?.start.line ?? 0;
    // The window tells of this a moment later, when there may be more already.
    const last = Math.min(...this.#lines) - 1;
    if (editor.visibleRanges.some(({ end }) => end.line >= last)) this.#following = true;
    else if (top < this.#top) this.#following = false;
    this.#top = top;
  }

  #keepAtEnd(): void {
    if (!this.#following) return;
    for (const editor of vscode.window.visibleTextEditors) {
      if (!this.#shows(editor)) continue;
      const { document } = editor;
      const end = document.lineAt(document.lineCount - 1).range.end;
      editor.revealRange(new vscode.Range(end, end));
    }
  }
}
