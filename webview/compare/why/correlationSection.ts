import { html, nothing, type TemplateResult } from 'lit';
import type { Cell } from '../../../src/model/statistics/column.ts';
import type { CorrelationMethod } from '../../../src/model/statistics/correlation.ts';
import { t } from '../../shared/text.ts';
import { saveButtons } from '../charts/saveButtons.ts';
import { savePicture, svgTheme } from '../charts/saveDrawing.ts';
import { correlationsOf, type Correlations } from './correlations.ts';
import { correlationSvg } from './correlationSvg.ts';
import { correlationTable } from './correlationTable.ts';
import { select } from './select.ts';
import { correlatedOf, type WhyModel } from './whyModel.ts';

/** How columns go together, by a method that can be chosen. */
export class CorrelationSection {
  readonly #model: WhyModel;
  #known:
    | {
        readonly method: CorrelationMethod;
        readonly cells: readonly (readonly Cell[])[];
        readonly told: Correlations;
      }
    | undefined;

  constructor(model: WhyModel) {
    this.#model = model;
  }

  content(): TemplateResult {
    const { method } = this.#model.state;
    const told = this.#workedOut();
    return html`<section>
      <div class="why-heading">
        <h2>${t('Correlation')}</h2>
        ${
          told.ids.length < 2
            ? nothing
            : saveButtons(t('Correlation'), (format) => this.#save(told, format))
        }
      </div>
      ${select(
        t('Method'),
        method,
        [
          { id: 'spearman', label: t('of ranks (Spearman)') },
          { id: 'pearson', label: t('of values (Pearson)') },
        ],
        (chosen) => this.#model.set({ method: chosen === 'pearson' ? chosen : 'spearman' }),
      )}
      ${correlationTable(told)}
    </section>`;
  }

  /** Worked out once for the same values: the tab is drawn anew whenever the mouse moves. */
  #workedOut(): Correlations {
    const { columns, state } = this.#model;
    const { method } = state;
    const ids = correlatedOf(this.#model);
    const cells = ids.map((id) => columns.cells(id));
    const known = this.#known;
    const isSame =
      known?.method === method &&
      known.cells.length === cells.length &&
      cells.every((each, index) => each === known.cells[index]);
    if (isSame) return known.told;
    const told = correlationsOf(
      ids.map((id, index) => ({ id, cells: cells[index] ?? [] })),
      method,
    );
    this.#known = { method, cells, told };
    return told;
  }

  #save(told: Correlations, format: 'png' | 'svg'): void {
    const { context, state } = this.#model;
    const style = getComputedStyle(document.body);
    const colour = (name: string): string => style.getPropertyValue(name).trim() || style.color;
    const svg = correlationSvg(told, state.method, t('Correlation'), svgTheme(), {
      positive: colour('--vscode-charts-blue'),
      negative: colour('--vscode-charts-red'),
    });
    void savePicture(context, t('Correlation'), svg, format);
  }
}
