import { html, nothing, type TemplateResult } from 'lit';
import {
  parseColumnId,
  type ColumnId,
  type ColumnInfo,
} from '../../../src/model/compare/columns.ts';
import {
  completeFilter,
  type FilterColumn,
  type FilterCompletions,
  type FilterName,
} from '../../../src/model/search/completeFilter.ts';
import { t } from '../../shared/text.ts';
import type { FaultyFilter } from '../runList.ts';
import { faultText } from './faultText.ts';

/** What a filter box works with. */
export interface FilterBoxParts {
  readonly text: string;
  readonly catalogue: () => readonly ColumnInfo[];
  /** The texts that runs have in a column, the most frequent first. */
  readonly words: (column: ColumnId) => Promise<readonly string[]>;
  readonly fault: () => FaultyFilter | undefined;
  /** The person has written another filter, and paused. */
  readonly changed: (filter: string) => void;
  readonly draw: () => void;
}

/** Milliseconds of no typing after which a filter is tried. */
const pause = 250;
/** Completions that are offered at once. */
const offered = 12;

const noCompletions: FilterCompletions = { from: 0, to: 0, items: [] };

/**
 * The box for a filter in the language of the tracking endpoint's search: it completes names, and
 * shows what is wrong under the word at fault.
 */
export class FilterBox {
  readonly #parts: FilterBoxParts;
  #text: string;
  #tried: string;
  #completions = noCompletions;
  #at = -1;
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** Values by their columns, asked for once as long as the box has the focus. */
  readonly #words = new Map<ColumnId, readonly string[]>();

  constructor(parts: FilterBoxParts) {
    this.#parts = parts;
    this.#text = parts.text;
    this.#tried = parts.text;
  }

  get text(): string {
    return this.#text;
  }

  set(text: string): void {
    if (text === this.#text) return;
    this.#text = text;
    this.#completions = noCompletions;
    this.#try();
  }

  content(): TemplateResult {
    // What was wrong with a filter is no news about the one that is being written.
    const fault = this.#text === this.#tried ? this.#parts.fault() : undefined;
    const { items } = this.#completions;
    return html`<div class="filter-box">
      <div class="filter-line">
        ${fault === undefined ? nothing : this.#mirror(fault)}
        <input
          type="text"
          role="combobox"
          spellcheck="false"
          autocomplete="off"
          aria-label=${t('Filter runs')}
          aria-autocomplete="list"
          aria-expanded=${String(items.length > 0)}
          aria-controls="filter-completions"
          aria-activedescendant=${this.#at < 0 ? nothing : `filter-completion-${this.#at}`}
          aria-invalid=${String(fault !== undefined)}
          aria-describedby=${fault === undefined ? nothing : 'filter-fault'}
          placeholder=${t("Filter, as in metrics.accuracy > 0.9 and params.model = 'large'")}
          .value=${this.#text}
          @input=${(event: Event) => this.#typed(event.target as HTMLInputElement)}
          @keydown=${(event: KeyboardEvent) => this.#onKey(event)}
          @scroll=${(event: Event) => followScroll(event.target as HTMLInputElement)}
          @blur=${() => {
            this.#words.clear();
            this.#offer(noCompletions);
          }}
        />
      </div>
      ${
        fault === undefined
          ? nothing
          : html`<p class="fault" id="filter-fault" role="alert" .style=${`--at:${fault.start}`}>
              ${faultText(fault.fault)}
            </p>`
      }
      <ul
        class="menu completions"
        id="filter-completions"
        role="listbox"
        aria-label=${t('Completions')}
        ?hidden=${items.length === 0}
        .style=${`--at:${this.#completions.from}`}
      >
        ${items.map(
          (item, index) =>
            html`<li
              id="filter-completion-${index}"
              role="option"
              aria-selected=${String(index === this.#at)}
              @mousedown=${(event: Event) => {
                event.preventDefault();
                this.#accept(item);
              }}
            >
              <bdi>${item}</bdi>
            </li>`,
        )}
      </ul>
    </div>`;
  }

  /** The filter once more below the box's own letters, to draw a line under the faulty ones. */
  #mirror({ start, end }: FaultyFilter): TemplateResult {
    const text = this.#text;
    const wrong = text.slice(start, end);
    const marked = html`<span class="wrong">${wrong === '' ? ' ' : wrong}</span>`;
    // Every space in it counts.
    const letters = [text.slice(0, start), marked, text.slice(end)];
    return html`<div class="mirror" aria-hidden="true">${letters}</div>`;
  }

  #typed(input: HTMLInputElement): void {
    this.#text = input.value;
    const caret = input.selectionStart ?? input.value.length;
    const known = {
      names: namesIn(this.#parts.catalogue()),
      valuesOf: (column: FilterColumn) => this.#valuesOf(column, input),
    };
    this.#offer(completeFilter(input.value, caret, known, offered));
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#try(), pause);
  }

  /** The values of a column; asks for those it does not have, and offers them once they come. */
  #valuesOf({ entity, key }: FilterColumn, input: HTMLInputElement): readonly string[] {
    const column = entity === 'attribute' ? attributeColumns[key] : `${entity}:${key}`;
    if (column === undefined) return [];
    const known = this.#words.get(column);
    if (known !== undefined) return known;
    this.#words.set(column, []);
    const { value } = input;
    void this.#parts.words(column).then(
      (words) => {
        if (document.activeElement !== input) return;
        this.#words.set(column, words);
        // Whoever has typed on meanwhile is offered what fits that.
        if (input.value.startsWith(value)) this.#typed(input);
      },
      // The list of runs says what is wrong with the store.
      () => this.#words.delete(column),
    );
    return [];
  }

  #onKey(event: KeyboardEvent): void {
    if (event.isComposing) return;
    const { items } = this.#completions;
    const chosen = items[this.#at];
    switch (event.key) {
      case 'ArrowDown':
        if (items.length === 0) this.#typed(event.target as HTMLInputElement);
        else this.#move((this.#at + 1) % items.length);
        break;
      case 'ArrowUp':
        if (items.length === 0) return;
        this.#move(this.#at <= 0 ? items.length - 1 : this.#at - 1);
        break;
      case 'Enter':
        if (chosen === undefined) {
          this.#offer(noCompletions);
          this.#try();
        } else this.#accept(chosen);
        break;
      case 'Tab':
        if (chosen === undefined) return;
        this.#accept(chosen);
        break;
      case 'Escape':
        if (items.length === 0) this.set('');
        else this.#offer(noCompletions);
        break;
      default:
        return;
    }
    event.preventDefault();
  }

  #move(to: number): void {
    this.#at = to;
    this.#parts.draw();
  }

  #offer(completions: FilterCompletions): void {
    this.#completions = completions;
    this.#at = -1;
    this.#parts.draw();
  }

  /** Puts a completion in the place of what was typed of it. */
  #accept(item: string): void {
    const { from, to } = this.#completions;
    const before = `${this.#text.slice(0, from)}${item} `;
    this.#text = before + this.#text.slice(to).replace(/^ /, '');
    const input = document.querySelector<HTMLInputElement>('.filter-box input');
    if (input === null) return;
    // At once, so that letters typed before the next frame come behind it.
    input.value = this.#text;
    input.setSelectionRange(before.length, before.length);
    this.#typed(input);
  }

  #try(): void {
    clearTimeout(this.#timer);
    if (this.#tried !== this.#text) {
      this.#tried = this.#text;
      this.#parts.changed(this.#text);
    }
    this.#parts.draw();
  }
}

/** The columns of attributes whose values are worth offering. */
const attributeColumns: Readonly<Record<string, ColumnId>> = {
  run_name: 'run:name',
  run_id: 'run:id',
  user_id: 'run:user',
};

function namesIn(catalogue: readonly ColumnInfo[]): FilterName[] {
  return catalogue.flatMap(({ id }): FilterName[] => {
    const name = parseColumnId(id);
    if (name?.source !== 'metric' && name?.source !== 'param' && name?.source !== 'tag') return [];
    return [{ entity: name.source, key: name.key }];
  });
}

/** The letters below the box go along when it scrolls. */
function followScroll(input: HTMLInputElement): void {
  const mirror = input.parentElement?.querySelector<HTMLElement>('.mirror');
  if (mirror !== null && mirror !== undefined) mirror.scrollLeft = input.scrollLeft;
}
