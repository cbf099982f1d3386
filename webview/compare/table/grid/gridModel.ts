import type { RunGroups } from '../../../../src/protocol/compare.ts';
import type { ComparePage } from '../../page.ts';
import type { ColumnLayout, PlacedColumn } from '../columns/columnLayout.ts';
import type { Row } from '../rows.ts';
import type { Direction, TableState } from '../tableState.ts';
import type { Cells } from '../values/cells.ts';
import type { Ranges } from '../values/ranges.ts';
import { boxWidth, type Viewport } from './viewport.ts';

/** Where the focus is: row -1 is the head; column 0 has the boxes, then come the columns. */
export interface Place {
  readonly row: number;
  readonly column: number;
}

/** What the grid is drawn from. */
export interface GridModel {
  readonly page: ComparePage;
  readonly state: TableState;
  readonly layout: ColumnLayout;
  readonly viewport: Viewport;
  readonly rows: readonly Row[];
  readonly groups: RunGroups | undefined;
  /** The columns that the groups were asked for, by their places in the answer. */
  readonly groupColumns: ReadonlyMap<string, number>;
  readonly cells: Cells;
  readonly ranges: Ranges;
  readonly active: Place;
  /** Whether the active cell is drawn. */
  readonly inSight: boolean;
  readonly scrolled: () => void;
  readonly found: Place | undefined;
  readonly directionOf: (metric: string) => Direction | undefined;
}

/** Where a cell stands in its row: pinned ones in what sticks, the others behind them. */
export function placeStyle(
  { pinned, start, size }: Pick<PlacedColumn, 'pinned' | 'start' | 'size'>,
  pinnedSize: number,
): string {
  const left = boxWidth + (pinned ? 0 : pinnedSize) + start;
  return `left:${left}px;width:${size}px`;
}

/** Only the active cell is reached by Tab. */
export function tabIndex(active: Place, row: number, column: number): number {
  return active.row === row && active.column === column ? 0 : -1;
}
