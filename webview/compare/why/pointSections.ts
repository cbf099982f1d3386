import { html, nothing, type TemplateResult } from 'lit';
import { formatCount } from '../../shared/format.ts';
import { t } from '../../shared/text.ts';
import { saveButtons } from '../charts/saveButtons.ts';
import { savePicture } from '../charts/saveDrawing.ts';
import { cellText } from '../table/columns/columnText.ts';
import type { PointChart } from './pointChart.ts';
import { PointPicture, pointSvg } from './pointPicture.ts';
import { select } from './select.ts';
import { bestChart, fitText, scatterChart } from './whyCharts.ts';
import { causes, columnLabel, comparable, targets } from './whyColumns.ts';
import { choicesOf, directionOf, scatterOf, targetOf, type WhyModel } from './whyModel.ts';

/** Two columns against each other, and the best value so far. */
export class PointSections {
  readonly #model: WhyModel;
  readonly #two: PointPicture;
  readonly #course: PointPicture;

  constructor(model: WhyModel) {
    this.#model = model;
    this.#two = new PointPicture(model);
    this.#course = new PointPicture(model);
  }

  /** The charts that there is something for. */
  charts(): readonly PointChart[] {
    const { columns } = this.#model;
    const target = targetOf(this.#model);
    const scatter = scatterOf(this.#model);
    return [
      target === undefined
        ? undefined
        : bestChart(columns, target, directionOf(this.#model, target)),
      scatter && scatterChart(columns, scatter[0], scatter[1]),
    ].flatMap((chart) => chart ?? []);
  }

  content(target: string): TemplateResult {
    return html`<div class="why-points">${this.#scatter(target)}${this.#best(target)}</div>`;
  }

  #scatter(target: string): TemplateResult | typeof nothing {
    const model = this.#model;
    const scatter = scatterOf(model);
    if (scatter === undefined) return nothing;
    const [x, y] = scatter;
    const { catalogue } = model.context;
    const all = [...causes(catalogue), ...targets(catalogue), target, ...comparable(catalogue)];
    const chart = scatterChart(model.columns, x, y);
    return html`<section>
      ${this.#heading(t('Two columns'), chart)}
      <div class="why-bar">
        ${select(t('Across'), x, choicesOf(all, x), (id) => model.set({ scatter: [id, y] }))}
        ${select(t('Upwards'), y, choicesOf(all, y), (id) => model.set({ scatter: [x, id] }))}
        <span class="muted">${fitText(chart)}</span>
      </div>
      ${this.#two.content(chart, (row) => this.#words(row, [x, y]))}
    </section>`;
  }

  #best(target: string): TemplateResult | typeof nothing {
    const chart = bestChart(this.#model.columns, target, directionOf(this.#model, target));
    if (chart === undefined) return nothing;
    return html`<section>
      ${this.#heading(t('Best so far'), chart)}
      ${this.#course.content(chart, (row) => this.#words(row, ['run:start', target]))}
      <p class="muted">
        ${t('{0} of {1} runs were better than all before them.', formatCount(chart.strong?.length ?? 0), formatCount(chart.x.length))}
      </p>
    </section>`;
  }

  #heading(title: string, chart: PointChart): TemplateResult {
    return html`<div class="why-heading">
      <h2>${title}</h2>
      ${saveButtons(
        title,
        (format) => void savePicture(this.#model.context, chart.title, pointSvg(chart), format),
      )}
    </div>`;
  }

  /** A run's name, and what it has in some columns. */
  #words(row: number, ids: readonly string[]): string {
    const { columns, context } = this.#model;
    const name = String(columns.cells('run:name')[row] ?? '');
    const values = ids.map((id) => {
      const text = cellText(id, columns.cells(id)[row], context.language);
      return `${columnLabel(id)} ${text === '' ? '–' : text}`;
    });
    return `${name}: ${values.join(', ')}`;
  }
}
