import { html, type TemplateResult } from 'lit';
import { columnOf, numbersOf, type Cell } from '../../../src/model/statistics/column.ts';
import { correlation, type CorrelationMethod } from '../../../src/model/statistics/correlation.ts';
import { t } from '../../shared/text.ts';
import { columnLabel } from './whyColumns.ts';

/** How columns go together, two by two; those that are no numbers are left out. */
export function correlationTable(
  columns: readonly { readonly id: string; readonly cells: readonly Cell[] }[],
  method: CorrelationMethod,
): TemplateResult {
  const numbers = columns.flatMap(({ id, cells }) => {
    const values = numbersOf(columnOf(cells));
    return values === undefined ? [] : [{ id, values }];
  });
  if (numbers.length < 2) {
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
          ${numbers.map(
            ({ id }) => html`<th scope="col" title=${id}><bdi>${columnLabel(id)}</bdi></th>`,
          )}
        </tr>
      </thead>
      <tbody>
        ${numbers.map(
          (row, index) =>
            html`<tr>
              <th scope="row" title=${row.id}><bdi>${columnLabel(row.id)}</bdi></th>
              ${numbers.map((column, at) =>
                at > index
                  ? html`<td></td>`
                  : correlationCell(correlation(row.values, column.values, method)),
              )}
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}

/** Its size is told by a bar too, its sign by which way the bar points. */
function correlationCell({ value, rows }: { value: number; rows: number }): TemplateResult {
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
