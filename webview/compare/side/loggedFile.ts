import { html, nothing, type TemplateResult } from 'lit';
import type { ArtifactContent } from '../../../src/protocol/compare.ts';
import { formatBytes, formatCount } from '../../shared/format.ts';
import { t } from '../../shared/text.ts';
import { loggedTable, type LoggedTable } from './loggedTable.ts';

/** Characters of a text that are shown. */
const mostText = 20_000;

/** A file that a run logged, as far as it can be shown. */
export function loggedFile(
  run: string,
  path: string,
  content: ArtifactContent | { readonly kind: 'failed'; readonly sentence: string } | undefined,
): TemplateResult {
  const name = `${path} – ${run}`;
  switch (content?.kind) {
    case undefined:
      return html`<p class="muted">${t('Reading…')}</p>`;
    case 'failed':
      return html`<p role="alert">${content.sentence}</p>`;
    case 'missing':
      return html`<p class="muted">${t('not there')}</p>`;
    case 'too-large':
      return html`<p class="muted">
        ${t('Too large to be shown here')} (${formatBytes(content.bytes)})
      </p>`;
    case 'binary':
      return html`<p class="muted">${t('Not a text')} (${formatBytes(content.bytes)})</p>`;
    case 'image':
      return html`<img alt=${name} src=${`data:${content.type};base64,${content.base64}`} />`;
    case 'text': {
      const table = loggedTable(path, content.text);
      if (table !== undefined) return tableOf(name, table);
      const cut = content.text.length > mostText;
      return html`<pre tabindex="0" role="region" aria-label=${name}>
${content.text.slice(0, mostText)}${cut ? '…' : ''}</pre>`;
    }
  }
}

function tableOf(name: string, table: LoggedTable): TemplateResult {
  const most = table.confusion
    ? Math.max(...table.rows.flatMap((row) => row.slice(1).map(Number)), 1e-300)
    : 0;
  return html`<div class="logged-table" tabindex="0" role="region" aria-label=${name}>
    <table class=${table.confusion ? 'numbers confusion' : 'numbers'}>
      ${
        table.confusion
          ? html`<caption>
              ${t('rows: true class, columns: predicted class')}
            </caption>`
          : nothing
      }
      <thead>
        <tr>
          ${table.columns.map((column) =>
            column === '' ? html`<td></td>` : html`<th scope="col"><bdi>${column}</bdi></th>`,
          )}
        </tr>
      </thead>
      <tbody>
        ${table.rows.map(
          (row, at) =>
            html`<tr>
              ${row.map((value, column) => {
                if (!table.confusion) return html`<td><bdi>${value}</bdi></td>`;
                if (column === 0) return html`<th scope="row"><bdi>${value}</bdi></th>`;
                const share = Math.round((Number(value) / most) * 100);
                return html`<td
                  class=${column - 1 === at ? 'number right' : 'number'}
                  .style=${`--share:${share}%`}
                >
                  ${value}
                </td>`;
              })}
            </tr>`,
        )}
      </tbody>
    </table>
    ${
      table.more > 0
        ? html`<p class="muted">${t('and {0} more', formatCount(table.more))}</p>`
        : nothing
    }
  </div>`;
}
