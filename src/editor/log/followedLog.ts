import * as vscode from 'vscode';
import { errorText } from '../../model/errors.ts';
import { trackerRequests } from '../../protocol/tracker.ts';
import type { Target } from '../runs/runTargets.ts';
import { Throttle } from '../throttle.ts';
import type { TrackerClient } from '../trackerClient.ts';
import { LogText } from './logText.ts';

/** Milliseconds between two looks at the log of a run under way. */
const interval = 300;
/** Milliseconds that the window may take to do and tell what it was asked for. */
const delay = 1000;

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
  /** When the end was brought into sight last. */
  #revealed = 0;
  /** Where somebody scrolled up to, and when. */
  #left: { readonly top: number; readonly time: number } | undefined;
  /** How many lines the document had, at its changes within the last {@link delay}. */
  #lengths: readonly { readonly lines: number; readonly until: number }[] = [];
  #lines: number | undefined;

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
        this.#remember(document.lineCount);
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

  #remember(lines: number): void {
    const now = Date.now();
    const lately = this.#lengths.filter(({ until }) => until > now - delay);
    this.#lengths = [...lately, { lines: this.#lines ?? lines, until: now }];
    this.#lines = lines;
  }

  /** What comes moves the first line in sight down or not at all: only a person moves it up. */
  #scrolled(editor: vscode.TextEditor): void {
    if (!this.#shows(editor)) return;
    const top = editor.visibleRanges[0]?.start.line ?? 0;
    // The window tells of this a moment later, when there may be more already.
    const lately = this.#lengths.filter(({ until }) => until > Date.now() - delay);
    const last = Math.min(editor.document.lineCount, ...lately.map(({ lines }) => lines)) - 1;
    const atEnd = editor.visibleRanges.some(({ end }) => end.line >= last);
    if (atEnd) {
      if (this.#tornAway()) putBack(editor, this.#left?.top ?? top);
      else this.#following = true;
      this.#left = undefined;
    } else if (top < this.#top) {
      this.#following = false;
      this.#left = { top, time: Date.now() };
    }
    this.#top = top;
  }

  /** Whether the end came into sight because of us, asked before we knew of somebody leaving it. */
  #tornAway(): boolean {
    if (this.#left === undefined) return false;
    const { time } = this.#left;
    return time - this.#revealed < delay && Date.now() - time < delay;
  }

  #keepAtEnd(): void {
    if (!this.#following) return;
    for (const editor of vscode.window.visibleTextEditors) {
      if (!this.#shows(editor)) continue;
      const { document } = editor;
      const end = document.lineAt(document.lineCount - 1).range.end;
      this.#revealed = Date.now();
      editor.revealRange(new vscode.Range(end, end));
    }
  }
}

function putBack(editor: vscode.TextEditor, top: number): void {
  const line = new vscode.Range(top, 0, top, 0);
  editor.revealRange(line, vscode.TextEditorRevealType.AtTop);
}
