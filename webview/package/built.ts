import { html, type TemplateResult } from 'lit';
import type { BuiltPackage } from '../../src/model/modelPackage.ts';
import type { FromPackagePage } from '../../src/protocol/packagePage.ts';
import { factList } from '../shared/controls.ts';
import { formatBytes, formatCount } from '../shared/format.ts';
import { icon } from '../shared/icons.ts';
import { t } from '../shared/text.ts';
import { button } from '../shared/toolkit.ts';
import { fileTable } from './files.ts';

/** The package as it lies on disk, and what comes next. */
export function builtPart(
  { name, version, digest, folder, bytes, files }: BuiltPackage,
  send: (message: FromPackagePage) => void,
): TemplateResult {
  return html`<section class="built" aria-labelledby="part-built">
    <h2 id="part-built">${t('{0} {1} is packaged', name, version)}</h2>
    ${factList([
      { label: t('Digest'), value: html`<bdi class="code-text">${digest}</bdi>` },
      { label: t('Folder'), value: html`<bdi class="code-text">${folder}</bdi>` },
      { label: t('Size'), value: formatBytes(bytes) },
    ])}
    <div class="actions">
      ${button({
        label: t('Push…'),
        primary: true,
        onClick: () => send({ kind: 'push' }),
      })}
      ${button({ label: t('Sign…'), onClick: () => send({ kind: 'sign' }) })}
      ${button({ label: t('Open Model Card'), onClick: () => send({ kind: 'openCard' }) })}
      ${button({ label: t('Reveal Folder'), onClick: () => send({ kind: 'revealFolder' }) })}
    </div>
    <details>
      <summary>
        ${icon('chevron-right', 'twistie')}${t('{0} files', formatCount(files.length))}
      </summary>
      ${fileTable(files)}
    </details>
  </section>`;
}
