import type { Place } from './gridModel.ts';
import { headMenu, runMenu, toggleSort } from './gridMenus.ts';
import type { RunTable } from '../runTable.ts';
import { exactText } from '../columns/columnText.ts';

/** Pixels by which a key makes a column wider. */
const widening = 16;

/** What mouse and keys do in the grid. */
export class GridInput {
  readonly #table: RunTable;
  #anchor: number | undefined;
  #hadFocus = false;

  constructor(table: RunTable) {
    this.#table = table;
    document.addEventListener('focusin', (event) => {
      this.#hadFocus = event.target instanceof Element && event.target.closest('.grid') !== null;
    });
  }

  /** Whether the focus was in the grid last. */
  get hadFocus(): boolean {
    return this.#hadFocus;
  }

  click(event: MouseEvent): void {
    const place = placeOf(event);
    if (place === undefined) return;
    const table = this.#table;
    table.focus(place);
    if (event.target instanceof Element && event.target.closest('.resizer') !== null) return;
    const column = table.columnAt(place.column);
    if (place.row < 0) {
      if (column === undefined) this.#chooseAll();
      else toggleSort(table, column.id, event.shiftKey);
      return;
    }
    const row = table.rows[place.row];
    if (row?.kind === 'group') this.#toggleGroup(row.name);
    else if (row !== undefined && (place.column === 0 || event.ctrlKey || event.metaKey)) {
      this.#choose(place.row, event.shiftKey);
    } else if (row !== undefined && event.shiftKey) this.#choose(place.row, true);
    else if (row !== undefined) table.page.post({ kind: 'openRun', runId: row.runId });
  }

  focusIn(event: FocusEvent): void {
    const place = placeOf(event);
    if (place !== undefined) this.#table.focused(place);
  }

  contextMenu(event: MouseEvent): void {
    const place = placeOf(event);
    if (place === undefined) return;
    event.preventDefault();
    this.#table.focus(place);
    this.#menu(place, { x: event.clientX, y: event.clientY });
  }

  key(event: KeyboardEvent): void {
    if (event.isComposing) return;
    const { active, viewport } = this.#table;
    const ctrl = event.ctrlKey || event.metaKey;
    if (this.#headKey(event) || this.#chosenKey(event, ctrl)) {
      event.preventDefault();
      return;
    }
    const lastRow = this.#table.rows.length - 1;
    const lastColumn = this.#table.layout.columns.length;
    const targets: Readonly<Record<string, Place>> = {
      ArrowDown: { ...active, row: active.row + 1 },
      ArrowUp: { ...active, row: active.row - 1 },
      ArrowRight: { ...active, column: active.column + 1 },
      ArrowLeft: { ...active, column: active.column - 1 },
      PageDown: { ...active, row: Math.max(0, active.row) + viewport.pageRows },
      PageUp: { ...active, row: Math.max(0, active.row - viewport.pageRows) },
      Home: ctrl ? { row: 0, column: 0 } : { ...active, column: 0 },
      End: ctrl ? { row: lastRow, column: lastColumn } : { ...active, column: lastColumn },
    };
    const target = targets[event.key];
    if (target === undefined || event.altKey) return;
    event.preventDefault();
    if (event.shiftKey && target.row !== active.row && target.row >= 0 && active.row >= 0) {
      this.#anchor ??= active.row;
      this.#chooseRange(this.#anchor, Math.min(lastRow, target.row));
    }
    this.#table.focus(target);
  }

  /** Begins to make a column wider or narrower. */
  pointerDown(event: PointerEvent): void {
    if (!(event.target instanceof HTMLElement)) return;
    const handle = event.target;
    const id = handle.dataset['resize'];
    const column = this.#table.layout.columns.find((each) => each.id === id);
    if (id === undefined || column === undefined) return;
    event.preventDefault();
    handle.setPointerCapture(event.pointerId);
    const move = (moved: PointerEvent): void =>
      this.#resize(id, column.size + moved.clientX - event.clientX);
    handle.addEventListener('pointermove', move);
    handle.addEventListener('pointerup', () => handle.removeEventListener('pointermove', move), {
      once: true,
    });
  }

  /** Tells the run under the mouse, and gives a cell that is cut its whole text as a tooltip. */
  mouseOver(event: MouseEvent): void {
    const place = placeOf(event);
    const row = place && this.#table.rows[place.row];
    const runId = row?.kind === 'run' ? row.runId : undefined;
    this.#table.page.hover(runId);
    if (place === undefined || runId === undefined) return;
    const column = this.#table.columnAt(place.column);
    const cell = cellOf(event);
    if (cell === undefined || column === undefined) return;
    const value = this.#table.cells.value(runId, column.id);
    cell.title = exactText(column.id, value, this.#table.page.language);
  }

  dragStart(event: DragEvent): void {
    const column = this.#headOf(event);
    if (column === undefined) event.preventDefault();
    else event.dataTransfer?.setData('text/x-trackline-column', column);
  }

  dragOver(event: DragEvent): void {
    if (this.#headOf(event) !== undefined) event.preventDefault();
  }

  drop(event: DragEvent): void {
    const moved = event.dataTransfer?.getData('text/x-trackline-column');
    const target = this.#headOf(event);
    if (moved === undefined || moved === '' || target === undefined || moved === target) return;
    event.preventDefault();
    moveColumn(this.#table, moved, target);
  }

  #headOf(event: Event): string | undefined {
    const place = placeOf(event);
    return place?.row === -1 ? this.#table.columnAt(place.column)?.id : undefined;
  }

  /** Keys of a column's heading: sorting, moving, widening. */
  #headKey(event: KeyboardEvent): boolean {
    const table = this.#table;
    const { active } = table;
    const column = table.columnAt(active.column);
    if (active.row >= 0 || column === undefined) return false;
    const sideways = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
    if (event.key === 'Enter' || event.key === ' ') toggleSort(table, column.id, event.shiftKey);
    else if (sideways !== 0 && event.altKey) {
      const next = table.columnAt(active.column + sideways);
      if (next === undefined || next.pinned !== column.pinned) return true;
      moveColumn(table, column.id, next.id);
      table.focus({ row: -1, column: active.column + sideways });
    } else if (sideways !== 0 && event.shiftKey) {
      this.#resize(column.id, column.size + sideways * widening);
    } else if (event.key === 'ArrowDown' && event.altKey) this.#menuAtFocus();
    else if (event.key === 'Delete') headMenu(table, column).hide();
    else return this.#menuKey(event);
    return true;
  }

  /** Keys that choose runs, open them and their menu. */
  #chosenKey(event: KeyboardEvent, ctrl: boolean): boolean {
    const table = this.#table;
    const { active, page } = table;
    if (ctrl && event.key.toLowerCase() === 'a') {
      page.select(table.runIds);
      return true;
    }
    const row = table.rows[active.row];
    if (active.row < 0 && event.key === ' ') {
      this.#chooseAll();
      return true;
    }
    if (row === undefined) return false;
    if (row.kind === 'group') {
      const wanted =
        event.key === 'Enter' ||
        event.key === ' ' ||
        (event.key === 'ArrowRight' && !row.open && active.column === 0) ||
        (event.key === 'ArrowLeft' && row.open && active.column === 0);
      if (wanted) this.#toggleGroup(row.name);
      return wanted || this.#menuKey(event);
    }
    if (event.key === ' ') this.#choose(active.row, event.shiftKey);
    else if (event.key === 'Enter') page.post({ kind: 'openRun', runId: row.runId });
    else if (event.key === 'Escape' && page.selection.chosen.size > 0) page.select([]);
    else return this.#menuKey(event);
    return true;
  }

  #menuKey(event: KeyboardEvent): boolean {
    if (event.key !== 'ContextMenu' && !(event.key === 'F10' && event.shiftKey)) return false;
    this.#menuAtFocus();
    return true;
  }

  #menuAtFocus(): void {
    const { left = 0, bottom = 0 } = document.activeElement?.getBoundingClientRect() ?? {};
    this.#menu(this.#table.active, { x: left, y: bottom });
  }

  #menu(place: Place, at: { readonly x: number; readonly y: number }): void {
    const table = this.#table;
    const column = table.columnAt(place.column);
    const row = table.rows[place.row];
    if (place.row < 0 && column !== undefined) {
      const menu = headMenu(table, column);
      table.popup.open(menu.label, menu.items, at);
    } else if (row?.kind === 'run') {
      const menu = runMenu(table, row.runId, column?.id);
      table.popup.open(menu.label, menu.items, at);
    }
  }

  #toggleGroup(name: string): void {
    const { opened } = this.#table.state;
    this.#table.set({
      opened: opened.includes(name) ? opened.filter((each) => each !== name) : [...opened, name],
    });
  }

  #chooseAll(): void {
    const { page, runIds } = this.#table;
    const all = runIds.every((id) => page.selection.chosen.has(id));
    page.select(all ? [] : runIds);
  }

  #choose(row: number, toThere: boolean): void {
    if (toThere && this.#anchor !== undefined) {
      this.#chooseRange(this.#anchor, row);
      return;
    }
    this.#anchor = row;
    const { page, rows } = this.#table;
    const target = rows[row];
    if (target?.kind !== 'run') return;
    const chosen = new Set(page.selection.chosen);
    if (!chosen.delete(target.runId)) chosen.add(target.runId);
    page.select([...chosen]);
  }

  #chooseRange(from: number, to: number): void {
    const { page, rows } = this.#table;
    const between = rows.slice(Math.min(from, to), Math.max(from, to) + 1);
    const ids = between.flatMap((row) => (row.kind === 'run' ? [row.runId] : []));
    page.select([...new Set([...page.selection.chosen, ...ids])]);
  }

  #resize(id: string, size: number): void {
    const { sizes } = this.#table.state;
    this.#table.set({ sizes: { ...sizes, [id]: Math.round(Math.min(1200, Math.max(56, size))) } });
  }
}

/** Puts a column to where another one is; pinned columns stay with the pinned ones. */
export function moveColumn(table: RunTable, id: string, target: string): void {
  const { layout, state } = table;
  const ids = layout.columns.map((column) => column.id);
  const from = ids.indexOf(id);
  const to = ids.indexOf(target);
  if (from < 0 || to < 0) return;
  ids.splice(to, 0, ...ids.splice(from, 1));
  const pinned = new Set(state.pinned);
  if (pinned.has(id) !== pinned.has(target)) {
    if (pinned.has(target)) pinned.add(id);
    else pinned.delete(id);
  }
  table.set({
    pinned: ids.filter((each) => pinned.has(each)),
    order: ids.filter((each) => !pinned.has(each)),
  });
}

function cellOf(event: Event): HTMLElement | undefined {
  const { target } = event;
  const cell = target instanceof Element ? target.closest<HTMLElement>('[data-row]') : null;
  return cell ?? undefined;
}

function placeOf(event: Event): Place | undefined {
  const cell = cellOf(event);
  if (cell === undefined) return undefined;
  return { row: Number(cell.dataset['row']), column: Number(cell.dataset['column']) };
}
