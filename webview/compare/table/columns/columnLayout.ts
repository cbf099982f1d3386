import {
  columnOrderingFeature,
  columnPinningFeature,
  columnSizingFeature,
  constructTable,
  rowSortingFeature,
  tableFeatures,
} from '@tanstack/table-core';
import { storeReactivityBindings } from '@tanstack/table-core/store-reactivity-bindings';
import {
  parseColumnId,
  type ColumnId,
  type ColumnSource,
} from '../../../../src/model/compare/columns.ts';
import { isNumeric } from './columnText.ts';
import type { TableState } from '../tableState.ts';

/** A column where it stands. */
export interface PlacedColumn {
  readonly id: ColumnId;
  /** From 0, among all columns. */
  readonly index: number;
  /** Pixels. */
  readonly size: number;
  /** Pixels from the start of the pinned or the other columns. */
  readonly start: number;
  readonly pinned: boolean;
}

/** Columns next to each other under one heading. */
export interface ColumnSpan {
  readonly source: ColumnSource;
  readonly first: number;
  readonly count: number;
  readonly start: number;
  readonly size: number;
}

/** All columns, where they stand. */
export interface ColumnLayout {
  readonly columns: readonly PlacedColumn[];
  readonly pinned: readonly PlacedColumn[];
  readonly others: readonly PlacedColumn[];
  readonly pinnedSize: number;
  readonly othersSize: number;
  readonly spans: readonly ColumnSpan[];
}

/** Widths in pixels that columns have by themselves, and may not go below. */
const narrowest = 56;

const features = tableFeatures({
  coreReactivityFeature: storeReactivityBindings(),
  columnOrderingFeature,
  columnPinningFeature,
  columnSizingFeature,
  rowSortingFeature,
});

/**
 * Places the columns. `ids` is in order, with the pinned ones first; `withDeltas` leaves room for
 * how a value stands to the baseline's.
 */
export function layOut(
  ids: readonly ColumnId[],
  state: TableState,
  withDeltas = false,
): ColumnLayout {
  const known = new Set(ids);
  const pinned = state.pinned.filter((id) => known.has(id));
  const table = constructTable({
    features,
    data: [],
    columns: ids.map((id) => ({
      id,
      header: id,
      size: ownSize(id, withDeltas, state.groupBy.length > 0),
      minSize: narrowest,
      maxSize: 1200,
    })),
    state: {
      columnOrder: [...ids],
      columnPinning: { start: pinned, end: [] },
      columnSizing: { ...state.sizes },
    },
  });
  let index = 0;
  const place = (isPinned: boolean) => {
    let start = 0;
    const leaves = isPinned ? table.getStartLeafColumns() : table.getCenterLeafColumns();
    return leaves.map((column): PlacedColumn => {
      const placed = { id: column.id, index, size: column.getSize(), start, pinned: isPinned };
      start += placed.size;
      index += 1;
      return placed;
    });
  };
  const first = place(true);
  const others = place(false);
  return {
    columns: [...first, ...others],
    pinned: first,
    others,
    pinnedSize: sizeOf(first),
    othersSize: sizeOf(others),
    spans: [...spansOf(first), ...spansOf(others)],
  };
}

function sizeOf(columns: readonly PlacedColumn[]): number {
  return columns.reduce((size, column) => size + column.size, 0);
}

function spansOf(columns: readonly PlacedColumn[]): ColumnSpan[] {
  const spans: ColumnSpan[] = [];
  for (const { id, index, start, size } of columns) {
    const source = parseColumnId(id)?.source ?? 'run';
    const last = spans.at(-1);
    if (last?.source === source) {
      spans[spans.length - 1] = { ...last, count: last.count + 1, size: last.size + size };
    } else {
      spans.push({ source, first: index, count: 1, start, size });
    }
  }
  return spans;
}

/** Pixels that a value takes with how it stands to the baseline's. */
const deltaSize = 184;
/** Pixels that a mean with its deviation takes. */
const meanSize = 172;

function ownSize(id: ColumnId, withDeltas: boolean, grouped: boolean): number {
  if (id === 'run:name') return grouped ? 280 : 200;
  if (id === 'run:start') return grouped ? 236 : 210;
  const name = parseColumnId(id);
  const letters = name?.key.length ?? 0;
  const size = Math.min(260, Math.max(isNumeric(name) ? 96 : 110, 40 + letters * 7));
  const hasMeans = grouped && (name?.source === 'metric' || name?.source === 'param');
  return Math.max(size, withDeltas ? deltaSize : 0, hasMeans ? meanSize : 0);
}
