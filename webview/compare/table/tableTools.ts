import { html, nothing, type TemplateResult } from 'lit';
import { formatCount } from '../../shared/format.ts';
import { icon } from '../../shared/icons.ts';
import { t } from '../../shared/text.ts';
import { columnTitle } from './columnText.ts';
import type { RunTable } from './runTable.ts';

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

function chip(label: string, title: string, onClick: () => void): TemplateResult {
  return html`<button type="button" class="chip small" title=${title} @click=${onClick}>
    <bdi>${label}</bdi> ${icon('close')}
  </button>`;
}
