import {
  elementScroll,
  observeElementOffset,
  observeElementRect,
  Virtualizer,
} from '@tanstack/virtual-core';
import type { ColumnLayout } from '../columns/columnLayout.ts';
import { DrawnStretch, type Stretch } from './stretch.ts';

/** Pixels. */
export const rowHeight = 24;
export const headHeight = 2 * rowHeight;
/** Of the column with the boxes that choose runs. */
export const boxWidth = 32;

type Scroller = Virtualizer<HTMLElement, HTMLElement>;

/** Which rows and columns of a table are in sight. */
export class Viewport {
  readonly #element: () => HTMLElement | null;
  readonly #rows: Scroller;
  readonly #columns: Scroller;
  readonly #moved: () => void;
  readonly #drawnRows = new DrawnStretch();
  readonly #drawnColumns = new DrawnStretch();
  #count = 0;
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
    const height = this.#rows.scrollRect?.height ?? 0;
    return this.#drawnRows.around(this.#rows.getVirtualItems(), this.#count, height);
  }

  /** Of the columns that are not pinned. */
  get columns(): Stretch {
    const count = this.#layout?.others.length ?? 0;
    const width = this.#columns.scrollRect?.width ?? 0;
    return this.#drawnColumns.around(this.#columns.getVirtualItems(), count, width);
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
