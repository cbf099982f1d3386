import type { ColumnLayout, PlacedColumn } from '../columns/columnLayout.ts';
import { inSlots } from './stretch.ts';
import type { Viewport } from './viewport.ts';

/** The columns that are drawn. */
export interface ColumnsInSight {
  readonly pinned: readonly PlacedColumn[];
  /** Those not pinned, from the first to the last. */
  readonly others: readonly PlacedColumn[];
  /** The same in the order of the elements that they are drawn by. */
  readonly slots: readonly PlacedColumn[];
}

/** What was in sight last of each layout: first and last column, and what was told of it. */
const last = new WeakMap<
  ColumnLayout,
  { readonly from: number; readonly to: number; readonly columns: ColumnsInSight }
>();

/** The pinned columns and those in sight: the same object as long as these are the same. */
export function columnsInSight(
  layout: ColumnLayout,
  viewport: Pick<Viewport, 'columns'>,
): ColumnsInSight {
  const { from, to } = viewport.columns;
  const known = last.get(layout);
  if (known?.from === from && known.to === to) return known.columns;
  const others = layout.others.slice(from, to);
  const columns = { pinned: layout.pinned, others, slots: inSlots(others, from) };
  last.set(layout, { from, to, columns });
  return columns;
}
