import type { ColumnLayout } from '../columns/columnLayout.ts';
import type { Place } from './gridModel.ts';
import type { Stretch } from './stretch.ts';
import type { Viewport } from './viewport.ts';

/** What the focus moves in. */
export interface FocusedGrid {
  readonly grid: HTMLElement | null;
  readonly viewport: Viewport;
  readonly layout: ColumnLayout;
  readonly rowCount: number;
  /** Whether the focus was in the grid last. */
  readonly hadFocus: boolean;
}

/** Which cell has the focus, or would have it: also while that cell is out of sight. */
export class GridFocus {
  readonly #of: () => FocusedGrid;
  #active: Place = { row: -1, column: 1 };
  #wanted = false;

  constructor(of: () => FocusedGrid) {
    this.#of = of;
  }

  get active(): Place {
    return this.#active;
  }

  /** Moves the focus to a cell, and the cell into sight; draw after it. */
  move(place: Place): void {
    const { layout, rowCount } = this.#of();
    const row = Math.max(-1, Math.min(rowCount - 1, place.row));
    const column = Math.max(0, Math.min(layout.columns.length, place.column));
    this.#active = { row, column };
    this.show(this.#active);
    this.#wanted = true;
  }

  /** The focus has come to a cell that is in sight; whether it was another one before. */
  came(place: Place): boolean {
    if (place.row === this.#active.row && place.column === this.#active.column) return false;
    this.#active = place;
    return true;
  }

  /** Moves a cell into sight. */
  show({ row, column }: Place): void {
    const { layout, viewport } = this.#of();
    viewport.showRow(row);
    const placed = layout.columns[column - 1];
    if (placed !== undefined && !placed.pinned) {
      viewport.showColumn(placed.index - layout.pinned.length);
    }
  }

  /** Whether the active cell is drawn; the grid itself takes the keys where it is not. */
  get isInSight(): boolean {
    const { layout, viewport } = this.#of();
    const { row, column } = this.#active;
    const inRows = row < 0 || isIn(row, viewport.rows);
    const placed = layout.columns[column - 1];
    const at = (placed?.index ?? 0) - layout.pinned.length;
    const inColumns = placed === undefined || placed.pinned || isIn(at, viewport.columns);
    return inRows && inColumns;
  }

  /** The focus follows the active cell, and stays with the grid while that is out of sight. */
  keep(): void {
    const { grid, hadFocus } = this.#of();
    if (grid === null) return;
    const { row, column } = this.#active;
    const focused = document.activeElement;
    const lost = focused === document.body && hadFocus;
    // The elements of a row that has left the sight show another one.
    const elsewhere =
      focused instanceof HTMLElement &&
      grid.contains(focused) &&
      focused.dataset['row'] !== undefined &&
      (focused.dataset['row'] !== String(row) || focused.dataset['column'] !== String(column));
    if (!this.#wanted && !lost && !elsewhere) return;
    const cell = grid.querySelector<HTMLElement>(`[data-row="${row}"][data-column="${column}"]`);
    if (cell === null) {
      // It is drawn once the grid has scrolled there; until then the grid has the keys.
      if (lost || elsewhere) grid.focus({ preventScroll: true });
      return;
    }
    this.#wanted = false;
    cell.focus({ preventScroll: true });
  }
}

function isIn(index: number, { from, to }: Stretch): boolean {
  return from <= index && index < to;
}
