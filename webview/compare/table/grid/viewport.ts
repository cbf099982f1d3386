import {
  elementScroll,
  observeElementOffset,
  observeElementRect,
  Virtualizer,
} from '@tanstack/virtual-core';
import type { ColumnLayout } from '../columns/columnLayout.ts';

/** Pixels. */
export const rowHeight = 24;
export const headHeight = 2 * rowHeight;
/** Of the column with the boxes that choose runs. */
export const boxWidth = 32;

type Scroller = Virtualizer<HTMLElement, HTMLElement>;

/** Rows or columns that stand next to each other, by their numbers. */
export interface Stretch {
  readonly from: number;
  /** The first after them. */
  readonly to: number;
}

/** Which rows and columns of a table are in sight. */
export class Viewport {
  readonly #element: () => HTMLElement | null;
  readonly #rows: Scroller;
  readonly #columns: Scroller;
  readonly #moved: () => void;
  #count = 0;
  #mostRows = 0;
  #mostColumns = 0;
  #layout: ColumnLayout | undefined;
  #unmount: readonly (() => void)[] = [];

  constructor(element: () => HTMLElement | null, moved: () => void) {
    this.#element = element;
    this.#moved = moved;
    this.#rows = new Virtualizer(this.#rowOptions());
    this.#columns = new Virtualizer(this.#columnOptions());
  }

  /** The element that scrolls is there, or may be another. */
  mount(): void {
    if (this.#unmount.length === 0) {
      this.#unmount = [this.#rows._didMount(), this.#columns._didMount()];
    }
    this.#rows._willUpdate();
    this.#columns._willUpdate();
  }

  unmount(): void {
    for (const end of this.#unmount) end();
    this.#unmount = [];
  }

  /** How many rows there are, and where the columns stand. */
  set(rows: number, layout: ColumnLayout): void {
    const moved = layout !== this.#layout;
    this.#count = rows;
    this.#layout = layout;
    this.#rows.setOptions(this.#rowOptions());
    this.#columns.setOptions(this.#columnOptions());
    if (moved) this.#columns.measure();
  }

  get rows(): Stretch {
    const rows = stretch(this.#rows, this.#count, this.#mostRows);
    this.#mostRows = rows.to - rows.from;
    return rows;
  }

  /** Of the columns that are not pinned. */
  get columns(): Stretch {
    const columns = stretch(this.#columns, this.#layout?.others.length ?? 0, this.#mostColumns);
    this.#mostColumns = columns.to - columns.from;
    return columns;
  }

  /** Pixels, with the head. */
  get height(): number {
    return headHeight + this.#count * rowHeight;
  }

  get width(): number {
    const { pinnedSize = 0, othersSize = 0 } = this.#layout ?? {};
    return boxWidth + pinnedSize + othersSize;
  }

  /** How many whole rows fit. */
  get pageRows(): number {
    const height = this.#element()?.clientHeight ?? 0;
    return Math.max(1, Math.floor((height - headHeight) / rowHeight) - 1);
  }

  showRow(index: number): void {
    if (index >= 0 && index < this.#count) this.#rows.scrollToIndex(index, { align: 'auto' });
  }

  /** `index` among the columns that are not pinned. */
  showColumn(index: number): void {
    if (index >= 0) this.#columns.scrollToIndex(index, { align: 'auto' });
  }

  #rowOptions() {
    return {
      count: this.#count,
      getScrollElement: this.#element,
      estimateSize: () => rowHeight,
      paddingStart: headHeight,
      scrollPaddingStart: headHeight,
      overscan: 4,
      scrollToFn: elementScroll,
      observeElementRect,
      observeElementOffset,
      onChange: this.#moved,
    };
  }

  #columnOptions() {
    const others = this.#layout?.others ?? [];
    const start = boxWidth + (this.#layout?.pinnedSize ?? 0);
    return {
      horizontal: true,
      count: others.length,
      getScrollElement: this.#element,
      estimateSize: (index: number) => others[index]?.size ?? 0,
      getItemKey: (index: number) => others[index]?.id ?? index,
      paddingStart: start,
      scrollPaddingStart: start,
      overscan: 1,
      scrollToFn: elementScroll,
      observeElementRect,
      observeElementOffset,
      onChange: this.#moved,
    };
  }
}

/**
 * What is in sight of so many, and some more where there were more before: their elements are there
 * already, and would only go to come back.
 */
function stretch(scroller: Scroller, count: number, most: number): Stretch {
  const items = scroller.getVirtualItems();
  const [first, last] = [items[0], items.at(-1)];
  if (first === undefined || last === undefined) return { from: 0, to: 0 };
  const length = Math.min(count, Math.max(most, last.index + 1 - first.index));
  const from = Math.min(first.index, count - length);
  return { from, to: from + length };
}

/**
 * Neighbours in an order in which each of them has a place that depends on its number alone. What
 * comes into sight then takes the elements of what has left it, which is far quicker than new ones.
 */
export function inSlots<T>(neighbours: readonly T[], from: number): T[] {
  const turn = neighbours.length - (from % Math.max(1, neighbours.length));
  return [...neighbours.slice(turn), ...neighbours.slice(0, turn)];
}
