import { html, type TemplateResult } from 'lit';
import { troubleNotice } from './tableNotices.ts';

/** Milliseconds that a word in passing stands there. */
const passing = 2000;

/** What the table says above the grid: a word in passing, and what went wrong. */
export class TableMessages {
  readonly #changed: () => void;
  readonly #ways: { readonly retry: () => void; readonly showLog: () => void };
  #said = '';
  #trouble: string | undefined;

  constructor(
    changed: () => void,
    ways: { readonly retry: () => void; readonly showLog: () => void },
  ) {
    this.#changed = changed;
    this.#ways = ways;
  }

  /** Something could not be done, and nobody has asked for it again. */
  get inTrouble(): boolean {
    return this.#trouble !== undefined;
  }

  /** Tells why something could not be done. */
  fail(error: unknown): void {
    this.#trouble = error instanceof Error ? error.message : String(error);
    this.#changed();
  }

  /** What could not be done was, or is tried again. */
  forgetTrouble(): void {
    this.#trouble = undefined;
  }

  /** Says something in passing. */
  say(word: string): void {
    this.#said = word;
    this.#changed();
    setTimeout(() => {
      this.#said = '';
      this.#changed();
    }, passing);
  }

  content(): TemplateResult {
    return html`<div class="said" role="status">${this.#said}</div>
      ${this.#trouble === undefined ? '' : troubleNotice(this.#trouble, this.#ways)}`;
  }
}
