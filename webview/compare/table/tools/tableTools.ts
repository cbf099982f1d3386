import { html, nothing, type TemplateResult } from 'lit';
import { formatCount } from '../../../shared/format.ts';
import { icon } from '../../../shared/icons.ts';
import { t } from '../../../shared/text.ts';
import type { PopupItem } from '../../popup.ts';
import { columnTitle } from '../columns/columnText.ts';
import type { RunTable } from '../runTable.ts';
import { takeOutItems } from './takeOut.ts';
import { viewItems } from './views.ts';

/** Above the grid: what is shown of the runs, and how. */
export function tableTools(table: RunTable): TemplateResult {
  const { state, page } = table;
  const chosen = page.selection.chosen.size;
  return html`<div class="tools" role="toolbar" aria-label=${t('Table')}>
    <button
      type="button"
      class="tool columns-button"
      aria-haspopup="dialog"
      aria-expanded=${String(table.chooser.isOpen)}
      @click=${() => table.chooser.toggle()}
    >
      ${t('Columns')} <span class="muted">${formatCount(table.layout.columns.length)}</span>
    </button>
    ${toggle(t('Only What Differs'), state.onlyDiffering, () =>
      table.set({ onlyDiffering: !state.onlyDiffering }),
    )}
    ${toggle(t('Heat'), state.heat, () => table.set({ heat: !state.heat }))}
    ${menuButton(t('Views'), 'views-button', table, () => viewItems(table))}
    ${menuButton(
      chosen > 0 ? t('Copy or Save Chosen') : t('Copy or Save'),
      'out-button',
      table,
      () => takeOutItems(table),
    )}
    ${state.groupBy.map((id) =>
      chip(t('By {0}', columnTitle(id)), t('Stop grouping by {0}', columnTitle(id)), () =>
        table.set({ groupBy: state.groupBy.filter((each) => each !== id) }),
      ),
    )}
    ${
      page.baseline === undefined
        ? nothing
        : chip(t('Against the baseline'), t('Clear Baseline'), () => page.setBaseline(undefined))
    }
    ${
      state.hidden.length === 0
        ? nothing
        : chip(t('{0} hidden', formatCount(state.hidden.length)), t('Show hidden runs again'), () =>
            table.set({ hidden: [] }),
          )
    }
    ${
      chosen === 0
        ? nothing
        : chip(t('{0} chosen', formatCount(chosen)), t('Choose none'), () => page.select([]))
    }
  </div>`;
}

function toggle(label: string, on: boolean, onClick: () => void): TemplateResult {
  return html`<button type="button" class="tool" aria-pressed=${String(on)} @click=${onClick}>
    ${label}
  </button>`;
}

function menuButton(
  label: string,
  classes: string,
  table: RunTable,
  items: () => readonly PopupItem[],
): TemplateResult {
  return html`<button
    type="button"
    class="tool ${classes}"
    aria-haspopup="menu"
    @click=${(event: Event) =>
      table.popup.openBelow(label, items(), event.currentTarget as Element)}
  >
    ${label} ${icon('chevron-down')}
  </button>`;
}

function chip(label: string, title: string, onClick: () => void): TemplateResult {
  return html`<button type="button" class="chip small" title=${title} @click=${onClick}>
    <bdi>${label}</bdi> ${icon('close')}
  </button>`;
}
