import { html, type TemplateResult } from 'lit';
import type { Correlation } from '../../../src/model/statistics/correlation.ts';
import { t } from '../../shared/text.ts';
import type { Correlations } from './correlations.ts';
import { columnLabel } from './whyColumns.ts';

/** How columns go together, two by two. */
export function correlationTable({ ids, values }: Correlations): TemplateResult {
  if (ids.length < 2) {
    return html`<p class="muted">${t('At least two columns of numbers are needed.')}</p>`;
  }
  return html`<div
    class="correlation-frame"
    tabindex="0"
    role="region"
    aria-label=${t('Correlation')}
  >
    <table class="correlation">
      <thead>
        <tr>
          <td></td>
          ${ids.map((id) => html`<th scope="col" title=${id}><bdi>${columnLabel(id)}</bdi></th>`)}
        </tr>
      </thead>
      <tbody>
        ${ids.map(
          (id, row) =>
            html`<tr>
              <th scope="row" title=${id}><bdi>${columnLabel(id)}</bdi></th>
              ${ids.map((_, column) => {
                const told = values[row]?.[column];
                return told === undefined ? html`<td></td>` : correlationCell(told);
              })}
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}

/** Its size is told by a bar too, its sign by which way the bar points. */
function correlationCell({ value, rows }: Correlation): TemplateResult {
  if (Number.isNaN(value)) return html`<td class="muted">–</td>`;
  const half = Math.abs(value) * 50;
  const left = value < 0 ? 50 - half : 50;
  return html`<td title=${t('{0} from {1} runs', value.toFixed(4), rows)}>
    <span
      class="correlation-bar"
      .style=${`left:${left}%;width:${half}%`}
      aria-hidden="true"
    ></span>
    <span class="correlation-value">${value.toFixed(2).replace('-', '−')}</span>
  </td>`;
}
