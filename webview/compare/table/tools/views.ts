import type { SavedViews } from '../../../../src/model/compare/savedViews.ts';
import { t } from '../../../shared/text.ts';
import type { ComparePage } from '../../page.ts';
import type { PopupItem } from '../../popup.ts';
import type { RunTable } from '../runTable.ts';
import { defaultState, readTableState, type TableState } from '../tableState.ts';

/** What a saved view holds: the filter, and what of the table is not as it is by itself. */
interface View {
  readonly table: Partial<TableState>;
  readonly filter: string;
}

/** Saved views to go to, and what can be done with them. */
export function viewItems(table: RunTable): readonly PopupItem[] {
  const { page } = table;
  const { views, default: first } = page.views;
  const names = Object.keys(views).sort();
  const current = names.find((name) => isCurrent(table, views[name]));
  return [
    {
      label: t('Begin Anew'),
      onSelect: () => showView(table, {}),
    },
    ...names.map((name) => ({
      label: name === first ? t('{0} (default)', name) : name,
      checked: name === current,
      onSelect: () => showView(table, views[name]),
    })),
    'line',
    { label: t('Save View…'), onSelect: () => table.askViewName() },
    {
      label: t('Begin with This View'),
      checked: current !== undefined && current === first,
      disabled: current === undefined,
      onSelect: () => {
        const { default: _, ...rest } = page.views;
        page.saveViews(
          current === undefined || current === first ? rest : { ...rest, default: current },
        );
      },
    },
    {
      label: t('Delete View'),
      disabled: current === undefined,
      onSelect: () => {
        const kept = Object.entries(views).filter(([name]) => name !== current);
        page.saveViews({
          views: Object.fromEntries(kept),
          ...(first !== undefined && first !== current && { default: first }),
        });
      },
    },
  ];
}

/** Keeps how the table is set up now, under a name. */
export function saveView(table: RunTable, name: string): void {
  const { page } = table;
  page.saveViews({ ...page.views, views: { ...page.views.views, [name]: viewOf(table) } });
}

/** Sets the table up as a saved view says. */
export function showView(table: RunTable, saved: unknown): void {
  const { table: state, filter } = readView(saved);
  table.set(readTableState(state));
  table.page.setFilter(filter);
}

function viewOf({ state, page }: RunTable): View {
  return { table: ownOf(state), filter: page.list.wanted.filter };
}

/** A view as it was kept, whoever wrote it. */
function readView(saved: unknown): View {
  const { table, filter }: Saved = typeof saved === 'object' && saved !== null ? saved : {};
  return {
    table: ownOf(readTableState(table)),
    filter: typeof filter === 'string' ? filter : '',
  };
}

type Saved = Partial<Record<keyof View, unknown>>;

/**
 * What of a table was set up by hand. Runs taken out, and groups opened, belong to the moment and
 * not to the view.
 */
function ownOf(state: TableState): Partial<TableState> {
  const { opened: _, hidden: __, ...lasting } = state;
  return Object.fromEntries(
    Object.entries(lasting).filter(
      ([name, value]) =>
        JSON.stringify(value) !== JSON.stringify(defaultState[name as keyof TableState]),
    ),
  );
}

function isCurrent(table: RunTable, saved: unknown): boolean {
  return JSON.stringify(readView(saved)) === JSON.stringify(viewOf(table));
}

/** The view that a table begins as when it was never set up; nothing where none was chosen. */
function firstView({
  views,
  default: name,
}: SavedViews): { readonly table: TableState; readonly filter?: string } | undefined {
  const view = name === undefined ? undefined : views[name];
  if (typeof view !== 'object' || view === null) return undefined;
  const { table, filter } = view as { readonly table?: unknown; readonly filter?: unknown };
  return { table: readTableState(table), ...(typeof filter === 'string' && { filter }) };
}

/** A table that was never set up begins as the view that was chosen for that. */
export function beginWithView(page: ComparePage, views: SavedViews): void {
  const view = page.kept('table') === undefined ? firstView(views) : undefined;
  if (view === undefined) return;
  page.keep('table', view.table);
  page.list.sortBy(view.table.sorting);
  if (view.filter !== undefined) page.setFilter(view.filter);
}
