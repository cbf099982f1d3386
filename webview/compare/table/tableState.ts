import type { ColumnId } from '../../../src/model/compare/columns.ts';
import type { Objective } from '../../../src/model/projectFile.ts';
import type { ColumnOrder } from '../../../src/protocol/compare.ts';

/** Which way a metric gets better. */
export type Direction = Objective['direction'];

/** How the person has set up the table; what a saved view holds. */
export interface TableState {
  /** Columns shown by hand, beside those that are shown by themselves. */
  readonly added: readonly ColumnId[];
  readonly removed: readonly ColumnId[];
  /** Columns whose places were chosen; the others follow. */
  readonly order: readonly ColumnId[];
  /** Columns that stay at the start while the others scroll. */
  readonly pinned: readonly ColumnId[];
  /** Widths in pixels. */
  readonly sizes: Readonly<Record<ColumnId, number>>;
  readonly sorting: readonly ColumnOrder[];
  readonly onlyDiffering: boolean;
  readonly heat: boolean;
  readonly groupBy: readonly ColumnId[];
  /** Groups that were opened, by their names. */
  readonly opened: readonly string[];
  /** Metrics whose better direction the person has told, beside the objective. */
  readonly directions: Readonly<Record<string, Direction>>;
  /** Runs taken out of the table by hand. */
  readonly hidden: readonly string[];
}

export const defaultState: TableState = {
  added: [],
  removed: [],
  order: [],
  pinned: ['run:name'],
  sizes: {},
  sorting: [],
  onlyDiffering: false,
  heat: false,
  groupBy: [],
  opened: [],
  directions: {},
  hidden: [],
};

/** What was kept, as far as it is usable; another version may have written it. */
export function readTableState(kept: unknown): TableState {
  if (!isRecord(kept)) return defaultState;
  const list = (name: keyof TableState): readonly string[] => {
    const value = kept[name];
    return Array.isArray(value)
      ? value.filter((each): each is string => typeof each === 'string')
      : (defaultState[name] as readonly string[]);
  };
  const sorting = kept['sorting'];
  return {
    added: list('added'),
    removed: list('removed'),
    order: list('order'),
    pinned: list('pinned'),
    sizes: entriesOf(kept['sizes'], (value) => typeof value === 'number' && value > 0),
    sorting: Array.isArray(sorting) ? sorting.filter((each) => isOrder(each)) : [],
    onlyDiffering: kept['onlyDiffering'] === true,
    heat: kept['heat'] === true,
    groupBy: list('groupBy'),
    opened: list('opened'),
    directions: entriesOf(
      kept['directions'],
      (value) => value === 'maximize' || value === 'minimize',
    ),
    hidden: list('hidden'),
  };
}

function entriesOf<T>(value: unknown, suits: (each: unknown) => boolean): Record<string, T> {
  if (!isRecord(value)) return {};
  return Object.fromEntries(Object.entries(value).filter(([, each]) => suits(each))) as Record<
    string,
    T
  >;
}

function isOrder(value: unknown): value is ColumnOrder {
  return (
    isRecord(value) &&
    typeof value['column'] === 'string' &&
    typeof value['ascending'] === 'boolean'
  );
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
