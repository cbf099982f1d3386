import type { Opening } from '../../src/protocol/comparePage.ts';
import { t } from '../shared/text.ts';

/** What the page has to show. */
type Shown =
  | { readonly kind: 'waiting' }
  | { readonly kind: 'failed'; readonly sentence: string }
  | { readonly kind: 'open'; readonly opening: Opening };

/** Milliseconds to wait for the editor before saying that it does not answer. */
const patience = 10_000;

/** Whether the editor has said what to compare. */
export class Opened {
  readonly #changed: () => void;
  #shown: Shown = { kind: 'waiting' };
  #late: ReturnType<typeof setTimeout> | undefined;

  /** `changed` is called when the patience is at its end. */
  constructor(changed: () => void) {
    this.#changed = changed;
  }

  get shown(): Shown {
    return this.#shown;
  }

  /** The editor has been asked. */
  wait(): void {
    clearTimeout(this.#late);
    this.#shown = { kind: 'waiting' };
    this.#late = setTimeout(() => {
      this.#shown = { kind: 'failed', sentence: t('Nothing came within ten seconds.') };
      this.#changed();
    }, patience);
  }

  opened(opening: Opening): void {
    clearTimeout(this.#late);
    this.#shown = { kind: 'open', opening };
  }

  failed(sentence: string): void {
    clearTimeout(this.#late);
    this.#shown = { kind: 'failed', sentence };
  }
}
