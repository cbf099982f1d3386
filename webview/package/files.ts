import { html, nothing, type TemplateResult } from 'lit';
import type { PackageFile } from '../../src/model/modelPackage.ts';
import type { DraftFiles } from '../../src/protocol/packageDraft.ts';
import { formatBytes } from '../shared/format.ts';
import { icon } from '../shared/icons.ts';
import { t } from '../shared/text.ts';

/** Files with their sums. */
export function fileTable(files: readonly PackageFile[]): TemplateResult {
  return html`<div class="table-frame" tabindex="0" role="group" aria-label=${t('Files')}>
    <table class="sums">
      <thead>
        <tr>
          <th scope="col">${t('File')}</th>
          <th scope="col" class="number">${t('Size')}</th>
          <th scope="col">SHA-256</th>
        </tr>
      </thead>
      <tbody>
        ${files.map(
          (file) =>
            html`<tr>
              <th scope="row"><bdi>${file.path}</bdi></th>
              <td class="number">${formatBytes(file.bytes)}</td>
              <td class="code-text">${file.sha256}</td>
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}

/** What the package will hold; the sums come when every byte of the model was read. */
export function filesPart(files: DraftFiles | undefined): TemplateResult {
  return html`<section aria-labelledby="part-files" aria-busy=${String(files === undefined)}>
    <h2 id="part-files">${t('Files')}</h2>
    ${
      files === undefined
        ? html`<p class="muted">${icon('loading', 'spin')} ${t('Working out the checksums…')}</p>`
        : html`${fileTable(files.own)}
          ${
            files.written.length === 0
              ? nothing
              : html`<p class="small muted">
                  ${t('Written beside it when it is packaged: {0}', files.written.join(', '))}
                </p>`
          }`
    }
  </section>`;
}
