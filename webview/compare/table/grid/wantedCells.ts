import type { ColumnId } from '../../../../src/model/compare/columns.ts';
import type { ColumnLayout } from '../columns/columnLayout.ts';
import type { Row } from '../rows.ts';
import type { CellWindow } from '../values/cells.ts';
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

/** Which values the table wants: those in sight. More would keep the first of them waiting. */
export class WantedCells {
  #sight: Sight | undefined;
  #window: CellWindow = { runIds: [], columns: [] };

  /** The wanted cells: the same object as long as they are the same. */
  of(
    rows: readonly Row[],
    layout: ColumnLayout,
    viewport: Pick<Viewport, 'rows' | 'columns'>,
    baseline: string | undefined,
  ): CellWindow {
    const [fromRow, toRow] = range(viewport.rows);
    const [fromColumn, toColumn] = range(viewport.columns);
    const sight = { rows, layout, baseline, fromRow, toRow, fromColumn, toColumn };
    if (this.#sight === undefined || !isSame(sight, this.#sight)) {
      this.#sight = sight;
      this.#window = windowOf(sight);
    }
    return this.#window;
  }
}

/** The first in sight, and the end of them; both 0 when nothing is in sight. */
function range(items: readonly { readonly index: number }[]): readonly [number, number] {
  const [first, last] = [items[0], items.at(-1)];
  return first === undefined || last === undefined ? [0, 0] : [first.index, last.index + 1];
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
