import { html, nothing, render, type TemplateResult } from 'lit';
import type { RunGroups } from '../../../src/protocol/compare.ts';
import { oneAfterAnother } from '../../shared/oneAfterAnother.ts';
import type { ComparePage } from '../page.ts';
import { Popup } from '../popup.ts';
import type { CompareTab, ContextChange } from '../tab.ts';
import { Arrangement } from './arrangement.ts';
import { Cells } from './values/cells.ts';
import { ColumnChooser } from './columns/columnChooser.ts';
import type { ColumnLayout, PlacedColumn } from './columns/columnLayout.ts';
import { FindBar } from './tools/findBar.ts';
import { PaintedMark } from './paintedMark.ts';
import { GridFocus } from './grid/gridFocus.ts';
import { GridInput } from './grid/gridInput.ts';
import type { GridModel, Place } from './grid/gridModel.ts';
import { columnsInSight } from './grid/columnsInSight.ts';
import { grid } from './grid/gridView.ts';
import { KeptScroll } from './grid/keptScroll.ts';
import { Groups } from './values/groups.ts';
import { Ranges } from './values/ranges.ts';
import { WantedCells } from './grid/wantedCells.ts';
import type { Row } from './rows.ts';
import { readTableState, type Direction, type TableState } from './tableState.ts';
import { TableMessages } from './tableMessages.ts';
import { emptyNotice, viewNameBox } from './tableNotices.ts';
import { tableTools } from './tools/tableTools.ts';
import { Viewport } from './grid/viewport.ts';
import { saveView } from './tools/views.ts';

const tabName = 'table';
const scrollName = 'table.scroll';

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
  readonly #groups: Groups;
  readonly #arrangement: Arrangement;
  readonly #wanted = new WantedCells();
  readonly #messages: TableMessages;
  readonly #mark = new PaintedMark();
  readonly #input: GridInput;
  readonly #focus: GridFocus;
  readonly #scroll: KeptScroll;
  /** A reading that began anew with each word of a run would never come to its end. */
  readonly #followGroups = oneAfterAnother(async () => {
    if (this.#state.groupBy.length > 0) await this.#group();
  });
  readonly #direction = (metric: string): Direction | undefined => this.directionOf(metric);
  #state: TableState;
  #naming = false;
  #drawing = false;

  constructor(page: ComparePage, root: HTMLElement) {
    this.page = page;
    this.#root = root;
    this.#state = readTableState(page.kept(tabName));
    const draw = (): void => this.drawSoon();
    this.popup = new Popup(draw);
    this.chooser = new ColumnChooser(this, draw);
    this.find = new FindBar(this, draw);
    this.#messages = new TableMessages(draw, {
      retry: () => {
        this.#messages.forgetTrouble();
        this.#arrange();
      },
      showLog: () => page.post({ kind: 'showExtensionLog' }),
    });
    this.#cells = new Cells({
      request: page.request,
      came: () => {
        this.#messages.forgetTrouble();
        draw();
      },
      failed: (sentence) => this.#messages.fail(sentence),
      directionOf: (metric) => this.directionOf(metric),
    });
    this.#ranges = new Ranges(page.request, (id) => this.#cells.inStore(id), draw);
    this.#groups = new Groups(page.request, (id) => this.#cells.inStore(id));
    this.#arrangement = new Arrangement(page, () => this.#state, this.#groups);
    this.#input = new GridInput(this);
    this.#focus = new GridFocus(() => ({
      grid: this.grid,
      viewport: this.viewport,
      layout: this.layout,
      rowCount: this.rows.length,
      hadFocus: this.#input.hadFocus,
    }));
    this.#scroll = new KeptScroll({
      keep: (place) => page.keep(scrollName, place),
      kept: () => page.kept(scrollName),
    });
    this.viewport = new Viewport(() => this.grid, draw);
    page.list.sortBy(this.#state.sorting);
  }

  get state(): TableState {
    return this.#state;
  }

  get layout(): ColumnLayout {
    return this.#arrangement.layout;
  }

  get rows(): readonly Row[] {
    return this.#arrangement.rows;
  }

  /** Runs that are shown, without those taken out by hand. */
  get runIds(): readonly string[] {
    return this.#arrangement.runIds;
  }

  get groups(): RunGroups | undefined {
    return this.#groups.told;
  }

  get cells(): Cells {
    return this.#cells;
  }

  get active(): Place {
    return this.#focus.active;
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
    return this.layout.columns[place - 1];
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
      for (const { id } of this.layout.columns) {
        if (id.startsWith('metric.best:')) this.#cells.forgetColumn(id);
      }
    }
    if (changes.groupBy !== undefined) this.#groups.forget();
    this.#arrange();
  }

  update(change: ContextChange): void {
    switch (change.kind) {
      case 'runs':
        this.#cells.refresh(change.runIds);
        if (this.#state.heat) this.#ranges.follow();
        else this.#ranges.rest();
        this.#followGroups();
        break;
      case 'shown':
        this.#cells.refresh(change.runIds);
        this.#ranges.rest();
        this.#arrange();
        break;
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
    this.#ranges.rest();
    this.#scroll.forget();
  }

  /** Tells why something could not be done. */
  fail(error: unknown): void {
    this.#messages.fail(error);
  }

  /** Says something in passing. */
  say(word: string): void {
    this.#messages.say(word);
  }

  /** Lets the person name the view that is to be kept. */
  askViewName(): void {
    this.#naming = true;
    this.#draw();
    this.#root.querySelector<HTMLElement>('.view-name input')?.focus();
  }

  /** Moves the focus to a cell, and the cell into sight. */
  focus(place: Place): void {
    this.#focus.move(place);
    this.drawSoon();
  }

  /** The focus has come to a cell that is in sight. */
  focused(place: Place): void {
    if (this.#focus.came(place)) this.drawSoon();
  }

  /** Moves a cell into sight. */
  show(place: Place): void {
    this.#focus.show(place);
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
    this.#arrangement.arrange();
    if (this.#state.groupBy.length > 0) void this.#group();
    this.drawSoon();
  }

  async #group(): Promise<void> {
    try {
      await this.#arrangement.group();
      this.drawSoon();
    } catch (error) {
      this.#messages.fail(error);
    }
  }

  #draw(): void {
    this.viewport.set(this.rows.length, this.layout);
    render(this.#content(), this.#root);
    if (this.grid !== null && this.grid.clientHeight > 0) {
      this.viewport.mount();
      const isKnown = this.page.list.loaded && this.page.catalogue.length > 0;
      if (isKnown) this.#scroll.restore(this.grid);
    }
    this.#want();
    this.#focus.keep();
    this.#mark.drawn(this.rows[0], this.#cells);
  }

  #content(): TemplateResult {
    const coming = this.runIds.length > 0 && !this.#messages.inTrouble;
    return html`<div class="table-tab">
      ${tableTools(this)} ${this.#naming ? viewNameBox((name) => this.#named(name)) : nothing}
      ${this.find.content()} ${this.#messages.content()} ${grid(this.#model(), this.#input)}
      ${this.rows.length > 0 ? nothing : emptyNotice(this.page.list, coming)}
      ${this.popup.content()} ${this.chooser.content()}
    </div>`;
  }

  #model(): GridModel {
    return {
      page: this.page,
      state: this.#state,
      layout: this.layout,
      viewport: this.viewport,
      rows: this.rows,
      groups: this.#groups.told,
      groupColumns: this.#groups.columns,
      inSight: this.#focus.isInSight,
      scrolled: () => this.#scroll.moved(() => this.grid),
      cells: this.#cells,
      ranges: this.#ranges,
      active: this.#focus.active,
      found: this.find.current,
      directionOf: this.#direction,
    };
  }

  #named(name: string): void {
    this.#naming = false;
    if (name.trim() !== '') saveView(this, name.trim());
    this.drawSoon();
    this.#root.querySelector<HTMLElement>('.views-button')?.focus();
  }

  /** Has the values of what is in sight come, and of what they are compared with. */
  #want(): void {
    if (this.#messages.inTrouble || this.grid === null) return;
    const { rows, layout, viewport } = this;
    this.#cells.want(this.#wanted.of(rows, layout, viewport, this.page.baseline));
    if (!this.#state.heat) return;
    const { pinned, others } = columnsInSight(layout, viewport);
    this.#ranges.want(
      this.runIds,
      [...pinned, ...others].map(({ id }) => id),
    );
  }
}
