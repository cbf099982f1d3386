import { html, nothing, render, type TemplateResult } from 'lit';
import type { ColumnId } from '../../../src/model/compare/columns.ts';
import type { RunGroups } from '../../../src/protocol/compare.ts';
import { icon } from '../../shared/icons.ts';
import { t } from '../../shared/text.ts';
import { button } from '../../shared/toolkit.ts';
import type { ComparePage } from '../page.ts';
import { Popup } from '../popup.ts';
import type { CompareTab, ContextChange } from '../tab.ts';
import { Cells } from './values/cells.ts';
import { ColumnChooser } from './columns/columnChooser.ts';
import { shownColumns } from './columns/columnChoice.ts';
import { layOut, type ColumnLayout, type PlacedColumn } from './columns/columnLayout.ts';
import { FindBar } from './tools/findBar.ts';
import { gridContent, type GridModel, type Place } from './grid/gridView.ts';
import { GridInput } from './grid/gridInput.ts';
import { Ranges } from './values/ranges.ts';
import { groupRows, runRows, type Row } from './rows.ts';
import { readTableState, type Direction, type TableState } from './tableState.ts';
import { tableTools } from './tools/tableTools.ts';
import { Viewport } from './grid/viewport.ts';
import { saveView } from './tools/views.ts';

const tabName = 'table';
const scrollName = 'table.scroll';
/** Milliseconds of rest after which the scroll position is kept. */
const scrollPause = 200;

/** The table of runs: what it is set up to, what it shows, and what is done to it. */
export class RunTable implements CompareTab {
  readonly page: ComparePage;
  readonly popup: Popup;
  readonly viewport: Viewport;
  readonly chooser: ColumnChooser;
  readonly find: FindBar;
  readonly #root: HTMLElement;
  readonly #cells: Cells;
  readonly #ranges: Ranges;
  readonly #input: GridInput;
  #state: TableState;
  #layout: ColumnLayout = layOut([], readTableState(undefined));
  #rows: readonly Row[] = [];
  #runIds: readonly string[] = [];
  #groups: RunGroups | undefined;
  #groupColumns: readonly ColumnId[] = [];
  #grouped = 0;
  #trouble: string | undefined;
  #active: Place = { row: -1, column: 1 };
  #painted = false;
  #said = '';
  #naming = false;
  #refocus = false;
  #drawing = false;
  #savingScroll: ReturnType<typeof setTimeout> | undefined;
  #scrolled = false;

  constructor(page: ComparePage, root: HTMLElement) {
    this.page = page;
    this.#root = root;
    this.#state = readTableState(page.kept(tabName));
    const draw = (): void => this.drawSoon();
    this.popup = new Popup(draw);
    this.chooser = new ColumnChooser(this, draw);
    this.find = new FindBar(this, draw);
    this.#cells = new Cells({
      request: page.request,
      came: () => {
        this.#trouble = undefined;
        draw();
      },
      failed: (sentence) => {
        this.#trouble = sentence;
        draw();
      },
      directionOf: (metric) => this.directionOf(metric),
    });
    this.#ranges = new Ranges(page.request, (id) => this.#cells.inStore(id), draw);
    this.#input = new GridInput(this);
    this.viewport = new Viewport(() => this.grid, draw);
    page.list.sortBy(this.#state.sorting);
  }

  get state(): TableState {
    return this.#state;
  }

  get layout(): ColumnLayout {
    return this.#layout;
  }

  get rows(): readonly Row[] {
    return this.#rows;
  }

  /** Runs that are shown, without those taken out by hand. */
  get runIds(): readonly string[] {
    return this.#runIds;
  }

  get groups(): RunGroups | undefined {
    return this.#groups;
  }

  get cells(): Cells {
    return this.#cells;
  }

  get active(): Place {
    return this.#active;
  }

  /** The element that scrolls. */
  get grid(): HTMLElement | null {
    return this.#root.querySelector<HTMLElement>('.grid');
  }

  /** Which way a metric gets better, as the project or the person says. */
  directionOf(metric: string): Direction | undefined {
    const { objective } = this.page;
    return objective?.metric === metric ? objective.direction : this.#state.directions[metric];
  }

  /** The column at a place of the grid; nothing for that of the boxes. */
  columnAt(place: number): PlacedColumn | undefined {
    return this.#layout.columns[place - 1];
  }

  /** Sets the table up otherwise, and keeps that. */
  set(changes: Partial<TableState>): void {
    const before = this.#state;
    this.#state = { ...before, ...changes };
    this.page.keep(tabName, this.#state);
    if (changes.sorting !== undefined) {
      this.page.list.sortBy(changes.sorting);
      void this.page.list.read();
    }
    if (changes.directions !== undefined) {
      for (const { id } of this.#layout.columns) {
        if (id.startsWith('metric.best:')) this.#cells.forgetColumn(id);
      }
    }
    if (changes.groupBy !== undefined) this.#groups = undefined;
    this.#arrange();
  }

  update(change: ContextChange): void {
    switch (change.kind) {
      case 'runs':
        this.#cells.refresh(change.runIds);
        if (this.#state.groupBy.length > 0) void this.#group();
        break;
      case 'shown':
      case 'filter':
      case 'columns':
        this.#arrange();
        break;
      case 'selection':
      case 'hover':
      case 'theme':
        break;
    }
    this.drawSoon();
  }

  hide(): void {
    this.viewport.unmount();
    this.#scrolled = false;
  }

  /** Tells why something could not be done. */
  fail(error: unknown): void {
    this.#trouble = error instanceof Error ? error.message : String(error);
    this.drawSoon();
  }

  /** Says something in passing. */
  say(word: string): void {
    this.#said = word;
    this.drawSoon();
    setTimeout(() => {
      this.#said = '';
      this.drawSoon();
    }, 2000);
  }

  /** Lets the person name the view that is to be kept. */
  askViewName(): void {
    this.#naming = true;
    this.#draw();
    this.#root.querySelector<HTMLElement>('.view-name input')?.focus();
  }

  /** Moves the focus to a cell, and the cell into sight. */
  focus(place: Place): void {
    const row = Math.max(-1, Math.min(this.#rows.length - 1, place.row));
    const column = Math.max(0, Math.min(this.#layout.columns.length, place.column));
    this.#active = { row, column };
    this.show(this.#active);
    this.#refocus = true;
    this.drawSoon();
  }

  /** The focus has come to a cell that is in sight. */
  focused(place: Place): void {
    if (place.row === this.#active.row && place.column === this.#active.column) return;
    this.#active = place;
    this.drawSoon();
  }

  /** Moves a cell into sight. */
  show({ row, column }: Place): void {
    this.viewport.showRow(row);
    const placed = this.columnAt(column);
    if (placed !== undefined && !placed.pinned) {
      this.viewport.showColumn(placed.index - this.#layout.pinned.length);
    }
  }

  drawSoon(): void {
    if (this.#drawing) return;
    this.#drawing = true;
    requestAnimationFrame(() => {
      this.#drawing = false;
      this.#draw();
    });
  }

  /** What is shown has changed: columns, rows, groups. */
  #arrange(): void {
    const { page } = this;
    const ids = shownColumns(page.catalogue, page.objective, this.#state);
    this.#layout = layOut(ids, this.#state, page.baseline !== undefined);
    const hidden = new Set(this.#state.hidden);
    this.#runIds = hidden.size === 0 ? page.shown : page.shown.filter((id) => !hidden.has(id));
    if (this.#state.groupBy.length === 0) this.#groups = undefined;
    else void this.#group();
    this.#makeRows();
    this.drawSoon();
  }

  #makeRows(): void {
    if (this.#state.groupBy.length === 0) this.#rows = runRows(this.#runIds);
    else if (this.#groups === undefined) this.#rows = [];
    else this.#rows = groupRows(this.#runIds, this.#groups, new Set(this.#state.opened));
  }

  async #group(): Promise<void> {
    this.#grouped += 1;
    const asked = this.#grouped;
    const runIds = this.#runIds;
    const columns = this.#layout.columns.slice(0, 300).map(({ id }) => id);
    try {
      const groups = await this.page.request('groups', {
        runIds,
        by: this.#state.groupBy.map((id) => this.#cells.inStore(id)),
        columns: columns.map((id) => this.#cells.inStore(id)),
      });
      if (asked !== this.#grouped || this.#state.groupBy.length === 0) return;
      this.#groups = groups;
      this.#groupColumns = columns;
      this.#makeRows();
    } catch (error) {
      this.#trouble = error instanceof Error ? error.message : String(error);
    }
    this.drawSoon();
  }

  #draw(): void {
    this.viewport.set(this.#rows.length, this.#layout);
    render(this.#content(), this.#root);
    if (this.grid !== null && this.grid.clientHeight > 0) {
      this.viewport.mount();
      this.#restoreScroll(this.grid);
    }
    this.#want();
    this.#keepFocus();
    this.#markPainted();
  }

  /** Leaves a mark once the table stands there with its values, for who measures it. */
  #markPainted(): void {
    const row = this.#rows[0];
    if (this.#painted || row?.kind !== 'run' || !this.#cells.has(row.runId, 'run:name')) return;
    this.#painted = true;
    requestAnimationFrame(() => setTimeout(() => performance.mark('table painted')));
  }

  #content(): TemplateResult {
    const { page } = this;
    return html`<div class="table-tab">
      ${tableTools(this)} ${this.#naming ? this.#nameBox() : nothing} ${this.find.content()}
      <div class="said" role="status">${this.#said}</div>
      ${this.#trouble === undefined ? nothing : this.#troubleNotice(this.#trouble)}
      <div
        class="grid"
        role="grid"
        aria-label=${t('Runs')}
        aria-rowcount=${this.#rows.length + 2}
        aria-colcount=${this.#layout.columns.length + 1}
        aria-multiselectable="true"
        aria-busy=${String(!page.list.loaded)}
        tabindex=${this.#isActiveInSight() ? -1 : 0}
        @scroll=${() => this.#keepScroll()}
        @focusin=${(event: FocusEvent) => this.#input.focusIn(event)}
        @click=${(event: MouseEvent) => this.#input.click(event)}
        @contextmenu=${(event: MouseEvent) => this.#input.contextMenu(event)}
        @keydown=${(event: KeyboardEvent) => this.#input.key(event)}
        @pointerdown=${(event: PointerEvent) => this.#input.pointerDown(event)}
        @mouseover=${(event: MouseEvent) => this.#input.mouseOver(event)}
        @mouseleave=${() => page.hover(undefined)}
        @dragstart=${(event: DragEvent) => this.#input.dragStart(event)}
        @dragover=${(event: DragEvent) => this.#input.dragOver(event)}
        @drop=${(event: DragEvent) => this.#input.drop(event)}
      >
        ${gridContent(this.#model())}
      </div>
      ${this.#empty()} ${this.popup.content()} ${this.chooser.content()}
    </div>`;
  }

  #model(): GridModel {
    return {
      page: this.page,
      state: this.#state,
      layout: this.#layout,
      viewport: this.viewport,
      rows: this.#rows,
      groups: this.#groups,
      groupColumns: new Map(this.#groupColumns.map((id, index) => [id, index])),
      cells: this.#cells,
      ranges: this.#ranges,
      active: this.#active,
      found: this.find.current,
      directionOf: (metric) => this.directionOf(metric),
    };
  }

  #empty(): TemplateResult | typeof nothing {
    const { list } = this.page;
    if (this.#rows.length > 0) return nothing;
    if (!list.loaded || (this.#runIds.length > 0 && this.#trouble === undefined)) {
      return html`<p class="muted empty" aria-busy="true">
        ${icon('loading', 'spin')} ${t('Reading the runs…')}
      </p>`;
    }
    return html`<p class="muted empty">
      ${
        list.total === 0
          ? t('There are no runs yet. Run a script with Trackline, and it appears here.')
          : t('No run is left by the filter.')
      }
    </p>`;
  }

  #nameBox(): TemplateResult {
    const end = (name: string): void => {
      this.#naming = false;
      if (name.trim() !== '') saveView(this, name.trim());
      this.drawSoon();
      this.#root.querySelector<HTMLElement>('.views-button')?.focus();
    };
    return html`<div class="find-bar view-name">
      <input
        type="text"
        aria-label=${t('Name of the view')}
        placeholder=${t('Name of the view')}
        @keydown=${(event: KeyboardEvent) => {
          if (event.isComposing) return;
          if (event.key === 'Enter') end((event.target as HTMLInputElement).value);
          if (event.key === 'Escape') end('');
        }}
      />
      <span class="muted">${t('Enter keeps the view, Escape does not.')}</span>
    </div>`;
  }

  #troubleNotice(sentence: string): TemplateResult {
    return html`<div class="notice bad" role="alert">
      ${icon('error')}
      <div>
        <p>${t('The values could not be read.')} ${sentence}</p>
        <div class="actions">
          ${button({
            label: t('Retry'),
            primary: true,
            onClick: () => {
              this.#trouble = undefined;
              this.#arrange();
            },
          })}
          ${button({
            label: t('Show Log'),
            onClick: () => this.page.post({ kind: 'showExtensionLog' }),
          })}
        </div>
      </div>
    </div>`;
  }

  /** Has the values of what is in sight come, and of what they are compared with. */
  #want(): void {
    if (this.#trouble !== undefined || this.grid === null) return;
    const columns = [
      ...this.#layout.pinned,
      ...this.viewport.columns.flatMap(({ index }) => this.#layout.others[index] ?? []),
    ].map(({ id }) => id);
    const runIds = this.viewport.rows.flatMap(({ index }) => {
      const row = this.#rows[index];
      return row?.kind === 'run' ? [row.runId] : [];
    });
    const { baseline } = this.page;
    const wanted = baseline === undefined ? runIds : [baseline, ...runIds];
    this.#cells.want({
      runIds: [...new Set(wanted)],
      columns: [...new Set(['run:name', 'run:starred', ...columns])],
    });
    if (this.#state.heat) this.#ranges.want(this.#runIds, columns);
  }

  #isActiveInSight(): boolean {
    const { row, column } = this.#active;
    const inRows = row < 0 || this.viewport.rows.some(({ index }) => index === row);
    const placed = this.columnAt(column);
    const at = (placed?.index ?? 0) - this.#layout.pinned.length;
    const inColumns =
      placed === undefined ||
      placed.pinned ||
      this.viewport.columns.some(({ index }) => index === at);
    return inRows && inColumns;
  }

  /** The focus follows the active cell, and stays with the grid while that is out of sight. */
  #keepFocus(): void {
    const { grid } = this;
    if (grid === null) return;
    const { row, column } = this.#active;
    const focused = document.activeElement;
    const lost = focused === document.body && this.#input.hadFocus;
    // The elements of a row that has left the sight show another one.
    const elsewhere =
      focused instanceof HTMLElement &&
      grid.contains(focused) &&
      focused.dataset['row'] !== undefined &&
      (focused.dataset['row'] !== String(row) || focused.dataset['column'] !== String(column));
    if (!this.#refocus && !lost && !elsewhere) return;
    const cell = grid.querySelector<HTMLElement>(`[data-row="${row}"][data-column="${column}"]`);
    if (cell === null) {
      // It is drawn once the grid has scrolled there; until then the grid has the keys.
      if (lost || elsewhere) grid.focus({ preventScroll: true });
      return;
    }
    this.#refocus = false;
    cell.focus({ preventScroll: true });
  }

  #keepScroll(): void {
    clearTimeout(this.#savingScroll);
    this.#savingScroll = setTimeout(() => {
      const { grid } = this;
      if (grid === null || !this.#scrolled) return;
      this.page.keep(scrollName, { top: grid.scrollTop, left: grid.scrollLeft });
    }, scrollPause);
  }

  #restoreScroll(grid: HTMLElement): void {
    if (this.#scrolled || !this.page.list.loaded || this.page.catalogue.length === 0) return;
    this.#scrolled = true;
    const kept = this.page.kept(scrollName);
    if (typeof kept !== 'object' || kept === null || !('top' in kept && 'left' in kept)) return;
    grid.scrollTo({ top: Number(kept.top), left: Number(kept.left), behavior: 'instant' });
  }
}
