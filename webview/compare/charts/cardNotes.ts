import { html, nothing, type TemplateResult } from 'lit';
import type { Drawing } from '../../shared/charts/drawing.ts';
import { linkButton } from '../../shared/controls.ts';
import { t } from '../../shared/text.ts';
import { cardTable, singleValues } from './cardTable.ts';
import type { ChartsModel } from './chartsModel.ts';
import type { MetricSeries } from './metricFeed.ts';

/** What is known of a card's metric. */
export interface CardParts {
  readonly metric: string;
  readonly label: string;
  readonly series: MetricSeries | undefined;
  readonly drawing: Drawing | undefined;
  readonly model: ChartsModel;
  /** Whether the person wants the numbers. */
  readonly asTable: boolean;
  readonly format: (value: number) => string;
}

/** What a card shows where there is no chart to be drawn, or where none is wanted. */
export function insteadOfChart(parts: CardParts): TemplateResult | undefined {
  const { label, series, drawing, model, format } = parts;
  if (series?.trouble !== undefined) return trouble(parts, series.trouble);
  const { overview } = series ?? {};
  if (overview === undefined || drawing === undefined) return note(t('Reading…'));
  const shown = model.runs.filter(({ id }) => overview.has(id));
  if (shown.length === 0) return note(t('None of the runs shown has this metric.'));
  if (parts.asTable) return cardTable(label, shown, overview, format);
  if (shown.every(({ id }) => overview.get(id)?.count === 1)) {
    return singleValues(shown, overview, format);
  }
  if (!drawing.lines.some(({ y }) => y.some((value) => Number.isFinite(value)))) {
    return note(t('None of its values is a number.'));
  }
  return undefined;
}

function trouble({ metric, model }: CardParts, sentence: string): TemplateResult {
  return html`<div class="card-note" role="alert">
    <p>${sentence}</p>
    <p>
      ${linkButton(t('Retry'), '', () => model.feed.retry(metric))} ·
      ${linkButton(t('Show Log'), '', () => model.showLog())}
    </p>
  </div>`;
}

/** Below a chart: what a logarithmic axis cannot show. */
export function leftOutNote({ leftOut }: Drawing): TemplateResult | typeof nothing {
  if (leftOut === undefined) return nothing;
  return html`<p class="left-out muted">
    ${
      leftOut === 'all'
        ? t('No value is above 0, so the Y axis is linear.')
        : t('Values of 0 or less are left out (Log Y).')
    }
  </p>`;
}

function note(text: string): TemplateResult {
  return html`<p class="card-note muted">${text}</p>`;
}
