import { columnId, parseColumnId, type ColumnId } from '../../../../src/model/compare/columns.ts';
import { t } from '../../../shared/text.ts';
import type { PopupItem } from '../../popup.ts';
import type { PlacedColumn } from '../columns/columnLayout.ts';
import { columnTitle, exactText } from '../columns/columnText.ts';
import type { RunTable } from '../runTable.ts';

interface Menu {
  readonly label: string;
  readonly items: readonly PopupItem[];
}

/** Sorts by a column: up, down, then not at all; beside the others where they are to be kept. */
export function toggleSort(table: RunTable, column: ColumnId, keepOthers: boolean): void {
  const { sorting } = table.state;
  const known = sorting.find((order) => order.column === column);
  const others = keepOthers ? sorting.filter((order) => order.column !== column) : [];
  if (known === undefined) {
    table.set({ sorting: [...others, { column, ascending: true }] });
  } else if (known.ascending) {
    const turned = { column, ascending: false };
    table.set({
      sorting: keepOthers
        ? sorting.map((order) => (order.column === column ? turned : order))
        : [turned],
    });
  } else {
    table.set({ sorting: others });
  }
}

/** What can be done with a column. */
export function headMenu(
  table: RunTable,
  column: PlacedColumn,
): Menu & { readonly hide: () => void } {
  const { id } = column;
  const { state } = table;
  const hide = (): void => {
    table.set({
      added: state.added.filter((each) => each !== id),
      removed: [...new Set([...state.removed, id])],
    });
  };
  const sortBy = (ascending: boolean): void => table.set({ sorting: [{ column: id, ascending }] });
  const grouped = state.groupBy.includes(id);
  return {
    label: columnTitle(id),
    hide,
    items: [
      { label: t('Sort Ascending'), onSelect: () => sortBy(true) },
      { label: t('Sort Descending'), onSelect: () => sortBy(false) },
      {
        label: t('Sort by This Column Too'),
        disabled: state.sorting.length === 0,
        onSelect: () => toggleSort(table, id, true),
      },
      'line',
      {
        label: t('Pin'),
        checked: column.pinned,
        onSelect: () =>
          table.set({
            pinned: column.pinned
              ? state.pinned.filter((each) => each !== id)
              : [...state.pinned, id],
          }),
      },
      {
        label: t('Group by This Column'),
        checked: grouped,
        onSelect: () =>
          table.set({
            groupBy: grouped ? state.groupBy.filter((each) => each !== id) : [...state.groupBy, id],
          }),
      },
      { label: t('Hide Column'), onSelect: hide },
      ...metricItems(table, id),
    ],
  };
}

function metricItems(table: RunTable, id: ColumnId): readonly PopupItem[] {
  const name = parseColumnId(id);
  if (name?.source !== 'metric') return [];
  const { state, page } = table;
  const direction = table.directionOf(name.key);
  const fixed = page.objective?.metric === name.key;
  const better = (wanted: 'maximize' | 'minimize'): void => {
    const { [name.key]: before, ...rest } = state.directions;
    table.set({ directions: before === wanted ? rest : { ...rest, [name.key]: wanted } });
  };
  const shown = new Set(table.layout.columns.map((column) => column.id));
  const statistic = (label: string, which: 'best' | 'min' | 'max'): PopupItem => {
    const other = columnId({ source: 'metric', key: name.key, statistic: which });
    return {
      label,
      checked: shown.has(other),
      disabled: which === 'best' && direction === undefined,
      onSelect: () => toggleColumn(table, other, id),
    };
  };
  return [
    'line',
    {
      label: t('Higher Is Better'),
      checked: direction === 'maximize',
      disabled: fixed,
      onSelect: () => better('maximize'),
    },
    {
      label: t('Lower Is Better'),
      checked: direction === 'minimize',
      disabled: fixed,
      onSelect: () => better('minimize'),
    },
    'line',
    statistic(t('Show Best'), 'best'),
    statistic(t('Show Least'), 'min'),
    statistic(t('Show Greatest'), 'max'),
  ];
}

/** Shows a column beside another one, or hides it. */
function toggleColumn(table: RunTable, id: ColumnId, beside: ColumnId): void {
  const { state, layout } = table;
  if (layout.columns.some((column) => column.id === id)) {
    table.set({
      added: state.added.filter((each) => each !== id),
      removed: [...state.removed, id],
    });
    return;
  }
  const order = layout.others.map((column) => column.id);
  order.splice(order.indexOf(beside) + 1, 0, id);
  table.set({
    added: [...state.added, id],
    removed: state.removed.filter((each) => each !== id),
    order,
  });
}

/** What can be done with a run, or with those that are chosen. */
export function runMenu(table: RunTable, runId: string, column: ColumnId | undefined): Menu {
  const { page, cells, state } = table;
  const { chosen } = page.selection;
  const several = chosen.has(runId) && chosen.size > 1 ? [...chosen] : [runId];
  const [first, second] = several;
  const pair =
    several.length === 2 && first !== undefined && second !== undefined
      ? ([first, second] as const)
      : several.length === 1 && page.baseline !== undefined && page.baseline !== runId
        ? ([page.baseline, runId] as const)
        : undefined;
  const starred = cells.value(runId, 'run:starred') === 'true';
  const isBaseline = page.baseline === runId;
  const name = String(cells.value(runId, 'run:name') ?? runId.slice(0, 8));
  return {
    label: name,
    items: [
      { label: t('Open Run'), onSelect: () => page.post({ kind: 'openRun', runId }) },
      {
        label: isBaseline ? t('Clear Baseline') : t('Set as Baseline'),
        onSelect: () => page.setBaseline(isBaseline ? undefined : runId),
      },
      {
        label: t('Show Code Changes'),
        disabled: pair === undefined,
        onSelect: () => {
          if (pair === undefined) return;
          page.post({ kind: 'showCodeChanges', before: pair[0], after: pair[1] });
        },
      },
      'line',
      {
        label: starred ? t('Remove Star') : t('Star'),
        onSelect: () => page.post({ kind: 'star', runIds: several, on: !starred }),
      },
      {
        label: several.length > 1 ? t('Hide {0} Runs', several.length) : t('Hide Run'),
        onSelect: () => table.set({ hidden: [...new Set([...state.hidden, ...several])] }),
      },
      'line',
      {
        label: t('Copy Value'),
        disabled: column === undefined,
        onSelect: () => {
          if (column === undefined) return;
          const value = cells.value(runId, column);
          page.post({ kind: 'copy', text: exactText(column, value, page.language) });
        },
      },
      {
        label: t('Copy Run ID'),
        onSelect: () => page.post({ kind: 'copy', text: several.join('\n') }),
      },
    ],
  };
}
