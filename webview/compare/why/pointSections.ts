import { html, nothing, type TemplateResult } from 'lit';
import { unsafeHTML } from 'lit/directives/unsafe-html.js';
import { formatCount, formatNumber } from '../../shared/format.ts';
import { t } from '../../shared/text.ts';
import { canvasTheme } from '../../shared/theme.ts';
import { saveButtons } from '../charts/saveButtons.ts';
import { savePicture, svgTheme } from '../charts/saveDrawing.ts';
import { pointChartSize, pointChartSvg, pointPlaces, type PointChart } from './pointChart.ts';
import { select } from './select.ts';
import { bestChart, fitText, scatterChart } from './whyCharts.ts';
import { causes, comparable, targets } from './whyColumns.ts';
import { choicesOf, directionOf, scatterOf, targetOf, type WhyModel } from './whyModel.ts';

/** Pixels of the chart within which a point is under the mouse. */
const reach = 12;

/** A chart of points in the colours of the theme. */
export function pointSvg(chart: PointChart): string {
  return pointChartSvg(chart, svgTheme(), canvasTheme().line);
}

/** Two columns against each other, and the best value so far. */
export class PointSections {
  readonly #model: WhyModel;
  #pointed = '';

  constructor(model: WhyModel) {
    this.#model = model;
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
      ${this.#picture(chart)}
      <p class="muted pointed" aria-live="polite">${this.#pointed}</p>
    </section>`;
  }

  #best(target: string): TemplateResult | typeof nothing {
    const chart = bestChart(this.#model.columns, target, directionOf(this.#model, target));
    if (chart === undefined) return nothing;
    return html`<section>
      ${this.#heading(t('Best so far'), chart)} ${this.#picture(chart)}
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

  /** The SVG is of our own making, every text in it escaped. */
  #picture(chart: PointChart): TemplateResult {
    return html`<div
      class="point-chart"
      @pointermove=${(event: PointerEvent) => this.#pointAt(event, chart)}
    >
      ${unsafeHTML(pointSvg(chart))}
    </div>`;
  }

  /** Names the run under the mouse. */
  #pointAt(event: PointerEvent, chart: PointChart): void {
    const box = (event.currentTarget as Element).querySelector('svg')?.getBoundingClientRect();
    if (box === undefined || chart.strong !== undefined) return;
    const { context, columns } = this.#model;
    const scale = pointChartSize.width / box.width;
    const [left, top] = [(event.clientX - box.left) * scale, (event.clientY - box.top) * scale];
    const places = pointPlaces(chart);
    let [nearest, distance] = [-1, reach];
    for (let row = 0; row < places.x.length; row += 1) {
      const away = Math.hypot((places.x[row] ?? 0) - left, (places.y[row] ?? 0) - top);
      if (away < distance) [nearest, distance] = [row, away];
    }
    context.hover(nearest < 0 ? undefined : columns.runIds[nearest]);
    const text =
      nearest < 0
        ? ''
        : `${String(columns.cells('run:name')[nearest] ?? '')}: ${formatNumber(chart.x[nearest] ?? Number.NaN)}, ${formatNumber(chart.y[nearest] ?? Number.NaN)}`;
    if (text === this.#pointed) return;
    this.#pointed = text;
    this.#model.drawSoon();
  }
}
