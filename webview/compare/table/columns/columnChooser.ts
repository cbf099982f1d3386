import { html, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { parseColumnId, type ColumnId } from '../../../../src/model/compare/columns.ts';
import { iconButton } from '../../../shared/controls.ts';
import { formatCount } from '../../../shared/format.ts';
import { t } from '../../../shared/text.ts';
import { button } from '../../../shared/toolkit.ts';
import { allColumns } from './columnChoice.ts';
import { columnTitle, sourceTitle } from './columnText.ts';
import type { RunTable } from '../runTable.ts';

/** Names that are drawn at most; there may be thousands, and a word narrows them. */
const drawn = 200;

/** A list of all columns, to choose which are shown. */
export class ColumnChooser {
  readonly #table: RunTable;
  readonly #draw: () => void;
  #open = false;
  #text = '';

  constructor(table: RunTable, draw: () => void) {
    this.#table = table;
    this.#draw = draw;
  }

  get isOpen(): boolean {
    return this.#open;
  }

  toggle(): void {
    this.#open = !this.#open;
    this.#text = '';
    this.#draw();
    if (this.#open) {
      requestAnimationFrame(() =>
        document.querySelector<HTMLElement>('.column-chooser input')?.focus(),
      );
    } else document.querySelector<HTMLElement>('.columns-button')?.focus();
  }

  content(): TemplateResult | typeof nothing {
    if (!this.#open) return nothing;
    const wanted = this.#text.trim().toLowerCase();
    const all = allColumns(this.#table.page.catalogue);
    const found = all.filter((id) => columnTitle(id).toLowerCase().includes(wanted));
    const shown = new Set(this.#table.layout.columns.map(({ id }) => id));
    return html`<div
      class="column-chooser"
      role="dialog"
      aria-label=${t('Columns')}
      @keydown=${(event: KeyboardEvent) => {
        if (event.key !== 'Escape') return;
        event.preventDefault();
        this.toggle();
      }}
    >
      <div class="chooser-head">
        <input
          type="text"
          aria-label=${t('Find a column')}
          placeholder=${t('Find a column')}
          .value=${this.#text}
          @input=${(event: Event) => {
            this.#text = (event.target as HTMLInputElement).value;
            this.#draw();
          }}
        />
        ${iconButton({ icon: 'close', label: t('Close'), onClick: () => this.toggle() })}
      </div>
      <div class="actions">
        ${button({ label: t('Show Found'), onClick: () => this.#set(found, true) })}
        ${button({ label: t('Hide Found'), onClick: () => this.#set(found, false) })}
        ${button({ label: t('Reset'), onClick: () => this.#reset() })}
      </div>
      <ul aria-label=${t('Columns')}>
        ${repeat(
          found.slice(0, drawn),
          (id) => id,
          (id) => this.#item(id, shown.has(id)),
        )}
      </ul>
      ${
        found.length > drawn
          ? html`<p class="muted small">
              ${t('{0} more; write a part of a name to narrow them.', formatCount(found.length - drawn))}
            </p>`
          : nothing
      }
    </div>`;
  }

  #item(id: ColumnId, shown: boolean): TemplateResult {
    const name = parseColumnId(id);
    return html`<li>
      <label>
        <input type="checkbox" .checked=${shown} @change=${() => this.#set([id], !shown)} />
        <bdi>${columnTitle(id)}</bdi>
        <span class="muted small">${name === undefined ? '' : sourceTitle(name.source)}</span>
      </label>
    </li>`;
  }

  #set(ids: readonly ColumnId[], shown: boolean): void {
    const { state } = this.#table;
    const changed = new Set(ids);
    const without = (list: readonly ColumnId[]): ColumnId[] =>
      list.filter((id) => !changed.has(id));
    this.#table.set(
      shown
        ? { added: [...without(state.added), ...ids], removed: without(state.removed) }
        : { added: without(state.added), removed: [...without(state.removed), ...ids] },
    );
  }

  #reset(): void {
    this.#table.set({ added: [], removed: [], order: [], pinned: ['run:name'], sizes: {} });
  }
}
