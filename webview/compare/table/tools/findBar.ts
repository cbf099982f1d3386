import { html, nothing, type TemplateResult } from 'lit';
import { iconButton } from '../../../shared/controls.ts';
import { formatCount } from '../../../shared/format.ts';
import { t } from '../../../shared/text.ts';
import type { Place } from '../grid/gridModel.ts';
import type { RunTable } from '../runTable.ts';

/** Cells that are found at most. */
const most = 10_000;
/** Milliseconds of no typing after which is looked. */
const pause = 200;

/** Finds a text in the cells of all runs and columns that are shown, drawn or not. */
export class FindBar {
  readonly #table: RunTable;
  readonly #draw: () => void;
  #open = false;
  #text = '';
  #places: readonly Place[] = [];
  #at = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #asked = 0;

  constructor(table: RunTable, draw: () => void) {
    this.#table = table;
    this.#draw = draw;
    document.addEventListener('keydown', (event) => {
      if (!(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== 'f') return;
      if (this.#table.grid === null || this.#table.grid.clientHeight === 0) return;
      event.preventDefault();
      event.stopPropagation();
      this.open();
    });
  }

  /** The cell that is found now. */
  get current(): Place | undefined {
    return this.#open ? this.#places[this.#at] : undefined;
  }

  open(): void {
    this.#open = true;
    this.#draw();
    requestAnimationFrame(() => {
      const box = document.querySelector<HTMLInputElement>('.find-bar input');
      box?.focus();
      box?.select();
    });
  }

  content(): TemplateResult | typeof nothing {
    if (!this.#open) return nothing;
    return html`<div class="find-bar" role="search">
      <input
        type="text"
        aria-label=${t('Find in the table')}
        placeholder=${t('Find in the table')}
        .value=${this.#text}
        @input=${(event: Event) => this.#type((event.target as HTMLInputElement).value)}
        @keydown=${(event: KeyboardEvent) => this.#onKey(event)}
      />
      <span class="muted" role="status">${this.#status()}</span>
      ${iconButton({ icon: 'arrow-up', label: t('Previous'), onClick: () => this.#go(-1) })}
      ${iconButton({ icon: 'arrow-down', label: t('Next'), onClick: () => this.#go(1) })}
      ${iconButton({ icon: 'close', label: t('Close'), onClick: () => this.#close() })}
    </div>`;
  }

  #status(): string {
    if (this.#text === '') return '';
    if (this.#places.length === 0) return t('Nothing found');
    return t('{0} of {1}', formatCount(this.#at + 1), formatCount(this.#places.length));
  }

  #type(text: string): void {
    this.#text = text;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#look(), pause);
  }

  #onKey(event: KeyboardEvent): void {
    if (event.isComposing) return;
    if (event.key === 'Enter') this.#go(event.shiftKey ? -1 : 1);
    else if (event.key === 'Escape') this.#close();
    else return;
    event.preventDefault();
  }

  #go(by: number): void {
    const { length } = this.#places;
    if (length === 0) return;
    this.#at = (this.#at + by + length) % length;
    this.#show();
  }

  #show(): void {
    const place = this.current;
    if (place !== undefined) this.#table.show(place);
    this.#draw();
  }

  #close(): void {
    this.#open = false;
    const place = this.#places[this.#at];
    this.#places = [];
    if (place === undefined) this.#table.focus(this.#table.active);
    else this.#table.focus(place);
  }

  async #look(): Promise<void> {
    this.#asked += 1;
    const asked = this.#asked;
    const { layout, cells, rows, page } = this.#table;
    const runRows = rows.flatMap((row, index) =>
      row.kind === 'run' ? [{ runId: row.runId, index }] : [],
    );
    try {
      const found =
        this.#text === ''
          ? undefined
          : await page.request('find', {
              runIds: runRows.map(({ runId }) => runId),
              columns: layout.columns.map(({ id }) => cells.inStore(id)),
              text: this.#text,
              limit: most,
            });
      if (asked !== this.#asked) return;
      this.#places = Array.from(found?.rows ?? [], (row, index) => ({
        row: runRows[row]?.index ?? 0,
        column: (found?.columns[index] ?? 0) + 1,
      }));
    } catch (error) {
      if (asked !== this.#asked) return;
      this.#places = [];
      this.#table.fail(error);
    }
    this.#at = 0;
    this.#show();
  }
}
