import type { ColumnId } from '../../../../src/model/compare/columns.ts';
import type { ColumnLayout } from '../columns/columnLayout.ts';
import type { Row } from '../rows.ts';
import type { CellWindow, WantedWindow } from '../values/cells.ts';
import type { Viewport } from './viewport.ts';

/** What the wanted cells are found from; the same as long as all of it is. */
interface Sight {
  readonly rows: readonly Row[];
  readonly layout: ColumnLayout;
  readonly baseline: string | undefined;
  readonly fromRow: number;
  readonly toRow: number;
  readonly fromColumn: number;
  readonly toColumn: number;
}

/** Drawn of every run, whichever columns are in sight. */
const always: readonly ColumnId[] = ['run:name', 'run:starred'];

/** Rows and columns that are asked for at once ahead of what is in sight. */
const [rowsAtOnce, columnsAtOnce] = [64, 16];

/** Which values the table wants: first those in sight, then those where it is scrolled to. */
export class WantedCells {
  #sight: Sight | undefined;
  #window: WantedWindow = { runIds: [], columns: [], ahead: undefined };

  /** The wanted cells: the same object as long as they are the same. */
  of(
    rows: readonly Row[],
    layout: ColumnLayout,
    viewport: Pick<Viewport, 'rows' | 'columns'>,
    baseline: string | undefined,
  ): WantedWindow {
    const { from: fromRow, to: toRow } = viewport.rows;
    const { from: fromColumn, to: toColumn } = viewport.columns;
    const sight = { rows, layout, baseline, fromRow, toRow, fromColumn, toColumn };
    if (this.#sight === undefined || !isSame(sight, this.#sight)) {
      const next = this.#sight && stretchAhead(this.#sight, sight);
      this.#sight = sight;
      this.#window = { ...windowOf(sight), ahead: next && windowOf(next) };
    }
    return this.#window;
  }
}

function isSame(one: Sight, other: Sight): boolean {
  return (
    one.rows === other.rows &&
    one.layout === other.layout &&
    one.baseline === other.baseline &&
    one.fromRow === other.fromRow &&
    one.toRow === other.toRow &&
    one.fromColumn === other.fromColumn &&
    one.toColumn === other.toColumn
  );
}

/**
 * What comes into sight when the table is scrolled on as it was just now. Its ends lie at round
 * numbers, so that a way of many rows takes few questions.
 */
function stretchAhead(before: Sight, now: Sight): Sight | undefined {
  const down = now.fromRow - before.fromRow;
  const right = now.fromColumn - before.fromColumn;
  if (before.rows !== now.rows || before.layout !== now.layout) return undefined;
  if (down !== 0) {
    const [fromRow, toRow] = ahead(now.fromRow, now.toRow, down, rowsAtOnce);
    return { ...now, fromRow, toRow };
  }
  if (right === 0) return undefined;
  const [fromColumn, toColumn] = ahead(now.fromColumn, now.toColumn, right, columnsAtOnce);
  return { ...now, fromColumn, toColumn };
}

function ahead(from: number, to: number, way: number, atOnce: number): readonly [number, number] {
  return way > 0
    ? [from, Math.ceil((to + atOnce) / atOnce) * atOnce]
    : [Math.max(0, Math.floor((from - atOnce) / atOnce) * atOnce), to];
}

function windowOf({ rows, layout, baseline, ...sight }: Sight): CellWindow {
  const seen = rows.slice(sight.fromRow, sight.toRow);
  const runIds = seen.flatMap((row) => (row.kind === 'run' ? [row.runId] : []));
  const others = layout.others.slice(sight.fromColumn, sight.toColumn);
  const columns = [...layout.pinned, ...others].map(({ id }) => id);
  return {
    runIds: [...new Set(baseline === undefined ? runIds : [baseline, ...runIds])],
    columns: [...new Set([...always, ...columns])],
  };
}
