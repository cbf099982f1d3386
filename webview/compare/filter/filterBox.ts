import { html, nothing, type TemplateResult } from 'lit';
import type { ColumnInfo } from '../../../src/model/compare/columns.ts';
import { t } from '../../shared/text.ts';
import type { FilterFault } from '../runList.ts';

/** What a filter box works with. */
export interface FilterBoxParts {
  readonly text: string;
  readonly catalogue: () => readonly ColumnInfo[];
  readonly fault: () => FilterFault | undefined;
  /** The person has written another filter, and paused. */
  readonly changed: (filter: string) => void;
  readonly draw: () => void;
}

/** Milliseconds of no typing after which a filter is tried. */
const pause = 250;

/** The box for a filter in the language of the tracking endpoint's search. */
export class FilterBox {
  readonly #parts: FilterBoxParts;
  #text: string;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(parts: FilterBoxParts) {
    this.#parts = parts;
    this.#text = parts.text;
  }

  get text(): string {
    return this.#text;
  }

  set(text: string): void {
    if (text === this.#text) return;
    this.#text = text;
    this.#parts.changed(text);
    this.#parts.draw();
  }

  content(): TemplateResult {
    const fault = this.#parts.fault();
    return html`<div class="filter-box">
      <input
        type="text"
        spellcheck="false"
        aria-label=${t('Filter runs')}
        aria-invalid=${String(fault !== undefined)}
        placeholder=${t('Filter, as in metrics.accuracy > 0.9 and params.model = ‘large’')}
        .value=${this.#text}
        @input=${(event: Event) => this.#typed((event.target as HTMLInputElement).value)}
      />
      ${fault === undefined ? nothing : html`<p class="fault" role="alert">${fault.message}</p>`}
    </div>`;
  }

  #typed(text: string): void {
    this.#text = text;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#parts.changed(text), pause);
    this.#parts.draw();
  }
}
