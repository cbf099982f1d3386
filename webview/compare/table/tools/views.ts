import type { SavedViews } from '../../../../src/protocol/comparePage.ts';
import { t } from '../../../shared/text.ts';
import type { PopupItem } from '../../popup.ts';
import type { RunTable } from '../runTable.ts';
import { defaultState, readTableState, type TableState } from '../tableState.ts';

/** What a saved view holds: the table, the filter and the baseline. */
interface View {
  readonly table: unknown;
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
      onSelect: () => showView(table, { table: defaultState, filter: '' }),
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
export function showView(table: RunTable, view: unknown): void {
  if (typeof view !== 'object' || view === null) return;
  const { table: state, filter } = view as Partial<View>;
  table.set(readTableState(state));
  table.page.setFilter(typeof filter === 'string' ? filter : '');
}

function viewOf({ state, page }: RunTable): View {
  const { opened: _, hidden: __, ...kept } = state;
  return { table: kept, filter: page.list.wanted.filter };
}

function isCurrent(table: RunTable, view: unknown): boolean {
  return JSON.stringify(view) === JSON.stringify(viewOf(table));
}

/** The view that a table begins as when it was never set up; nothing where none was chosen. */
export function firstView({
  views,
  default: name,
}: SavedViews): { readonly table: TableState; readonly filter?: string } | undefined {
  const view = name === undefined ? undefined : views[name];
  if (typeof view !== 'object' || view === null) return undefined;
  const { table, filter } = view as { readonly table?: unknown; readonly filter?: unknown };
  return { table: readTableState(table), ...(typeof filter === 'string' && { filter }) };
}
