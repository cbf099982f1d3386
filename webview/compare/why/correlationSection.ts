import { html, type TemplateResult } from 'lit';
import { t } from '../../shared/text.ts';
import { correlationTable } from './correlationTable.ts';
import { select } from './select.ts';
import { correlatedOf, type WhyModel } from './whyModel.ts';

/** How columns go together, by a method that can be chosen. */
export function correlationSection(model: WhyModel): TemplateResult {
  const { method } = model.state;
  return html`<section>
    <h2>${t('Correlation')}</h2>
    ${select(
      t('Method'),
      method,
      [
        { id: 'spearman', label: t('of ranks (Spearman)') },
        { id: 'pearson', label: t('of values (Pearson)') },
      ],
      (chosen) => model.set({ method: chosen === 'pearson' ? chosen : 'spearman' }),
    )}
    ${correlationTable(
      correlatedOf(model).map((id) => ({ id, cells: model.columns.cells(id) })),
      method,
    )}
  </section>`;
}
