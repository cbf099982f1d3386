import {
  columnId,
  parseColumnId,
  runKeys,
  type ColumnId,
  type ColumnInfo,
} from '../../../../src/model/compare/columns.ts';
import type { Objective } from '../../../../src/model/projectFile.ts';
import type { TableState } from '../tableState.ts';

/** Columns that a table shows by itself; the rest can be chosen. */
const shownByItself = 300;

/** Columns of the run itself that a table begins with. */
const runColumns: readonly ColumnId[] = ['run:name', 'run:status', 'run:start', 'run:duration'];

/** Every column that can be chosen, in the order that a table has of itself. */
export function allColumns(catalogue: readonly ColumnInfo[]): ColumnId[] {
  const statistics = catalogue.flatMap(({ id }) => {
    const name = parseColumnId(id);
    if (name?.source !== 'metric') return [id];
    return (['last', 'best', 'min', 'max'] as const).map((statistic) =>
      columnId({ ...name, statistic }),
    );
  });
  return [...runKeys.map((key) => columnId({ source: 'run', key })), ...statistics];
}

/** The columns that are shown, in their order; pinned ones first. */
export function shownColumns(
  catalogue: readonly ColumnInfo[],
  objective: Objective | undefined,
  state: TableState,
): ColumnId[] {
  const removed = new Set(state.removed);
  const differs = new Map(catalogue.map(({ id, differs: varies }) => [id, varies]));
  const shown = new Set([...ofItself(catalogue, objective), ...state.added]);
  const kept = [...shown].filter((id) => {
    if (removed.has(id)) return false;
    return !state.onlyDiffering || state.pinned.includes(id) || mayDiffer(id, differs);
  });
  return inOrder(kept, state);
}

/** The objective comes first, then what was set, then what came of it. */
function ofItself(catalogue: readonly ColumnInfo[], objective: Objective | undefined): ColumnId[] {
  const some = catalogue.filter(({ id, differs }) => {
    if (/^(?:system|git|data):/.test(id)) return differs === true && !id.startsWith('git:snapshot');
    return !id.startsWith('metric:system/');
  });
  const goal =
    objective !== undefined && catalogue.some(({ id }) => id === `metric:${objective.metric}`)
      ? [`metric:${objective.metric}`, `metric.best:${objective.metric}`]
      : [];
  return [...runColumns, ...goal, ...mostCommon(some).map(({ id }) => id)];
}

/** Those that most runs have, in their order: a run with thousands of metrics hides no other's. */
function mostCommon(columns: readonly ColumnInfo[]): readonly ColumnInfo[] {
  if (columns.length <= shownByItself) return columns;
  const chosen = columns.toSorted((a, b) => (b.runs ?? 0) - (a.runs ?? 0)).slice(0, shownByItself);
  const kept = new Set(chosen);
  return columns.filter((column) => kept.has(column));
}

function mayDiffer(id: ColumnId, differs: ReadonlyMap<ColumnId, boolean | undefined>): boolean {
  if (id.startsWith('run:')) return true;
  // Other statistics of a series go with its last value.
  return differs.get(id.replace(/^metric\.\w+:/, 'metric:')) !== false;
}

function inOrder(ids: readonly ColumnId[], { order, pinned }: TableState): ColumnId[] {
  const place = new Map(order.map((id, index) => [id, index]));
  const pinnedPlace = new Map(pinned.map((id, index) => [id, index]));
  const first = ids.filter((id) => pinnedPlace.has(id));
  first.sort((a, b) => (pinnedPlace.get(a) ?? 0) - (pinnedPlace.get(b) ?? 0));
  const others = ids.filter((id) => !pinnedPlace.has(id));
  if (place.size === 0) return [...first, ...others];
  // Columns without a place of their own come after the one that they came after before.
  let last = -1;
  const keys = new Map<ColumnId, readonly [number, number]>();
  for (const [index, id] of others.entries()) {
    const own = place.get(id);
    if (own !== undefined) last = own;
    keys.set(id, own === undefined ? [last, index + 1] : [own, 0]);
  }
  others.sort((a, b) => {
    const [x = [0, 0], y = [0, 0]] = [keys.get(a), keys.get(b)];
    return x[0] - y[0] || x[1] - y[1];
  });
  return [...first, ...others];
}
