import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import type { MetricSummary } from '../../../src/model/run.ts';
import type { SeriesBuckets } from '../../../src/protocol/views.ts';
import { exactNumber, formatDuration, formatNumber } from '../../shared/format.ts';
import { LineChart, lineValues } from '../../shared/lineChart.ts';
import { t } from '../../shared/text.ts';
import { canvasTheme, watchTheme } from '../../shared/theme.ts';
import { bytesOf, formatMetric } from '../../shared/metricUnit.ts';
import type { SeriesFeed } from './seriesFeed.ts';

/** Pixels outside of the window within which a chart is drawn already. */
const margin = '200px';

/**
 * A live chart of one metric with its name and value. It fetches points and holds a drawing only
 * while it is in sight. Arrow keys move its crosshair; being a slider, it has the value spoken.
 */
export class MetricChart extends LitElement {
  static override properties = {
    metric: { attribute: false },
    label: { attribute: false },
    summary: { attribute: false },
    x: { attribute: false },
    logY: { attribute: false },
    feed: { attribute: false },
    series: { state: true },
    cursor: { state: true },
  };

  declare metric: string;
  /** What the metric is called here. */
  declare label: string;
  declare summary: MetricSummary;
  declare x: 'step' | 'time';
  declare logY: boolean;
  declare feed: SeriesFeed;
  declare series: SeriesBuckets | undefined;
  declare cursor: number | undefined;
  #chart: LineChart | undefined;
  #observer: IntersectionObserver | undefined;
  #inSight = false;
  #unwatch: (() => void) | undefined;
  #forgetTheme: (() => void) | undefined;

  /** The page's style sheet reaches in. */
  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#observer = new IntersectionObserver(
      (entries) => this.#seen(entries.at(-1)?.isIntersecting ?? false),
      { rootMargin: margin },
    );
    this.#observer.observe(this);
    this.#forgetTheme = watchTheme(() => this.#draw());
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#observer?.disconnect();
    this.#forgetTheme?.();
    this.#seen(false);
  }

  #seen(inSight: boolean): void {
    if (inSight === this.#inSight) return;
    this.#inSight = inSight;
    if (inSight) {
      this.#watch();
      return;
    }
    this.#unwatch?.();
    this.#unwatch = undefined;
    this.#chart?.dispose();
    this.#chart = undefined;
  }

  #watch(): void {
    this.#unwatch?.();
    this.#unwatch = this.feed.watch(this.metric, (series) => {
      this.series = series;
      this.requestUpdate();
    });
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('x') && changed.get('x') !== undefined) this.cursor = undefined;
    if (changed.has('metric') && changed.get('metric') !== undefined) {
      this.series = undefined;
      this.cursor = undefined;
      if (this.#inSight) this.#watch();
    }
  }

  protected override updated(changed: PropertyValues<this>): void {
    if (changed.has('series') || changed.has('logY') || (this.#inSight && !this.#chart)) {
      this.#draw();
    }
    if (changed.has('cursor')) this.#chart?.point(this.cursor);
  }

  #draw(): void {
    const [canvas, overlay] = this.querySelectorAll('canvas');
    if (!this.#inSight || !this.series || !canvas || !overlay) return;
    const axes = { x: this.x, logY: this.logY, bytes: bytesOf(this.metric) };
    const theme = canvasTheme();
    if (this.#chart) this.#chart.show(this.series, axes, theme);
    else this.#chart = new LineChart(canvas, overlay, theme, this.series, axes);
  }

  protected override render(): TemplateResult {
    return html`<figure class="chart">
      <figcaption>
        <span class="metric" title=${this.metric}><bdi>${this.label}</bdi></span>
        ${this.#readout()}
      </figcaption>
      ${
        Number.isNaN(this.summary.min)
          ? html`<p class="muted">${t('None of its values is a number.')}</p>`
          : this.#plot()
      }
    </figure>`;
  }

  #value(value: number): string {
    return formatMetric(this.metric, value);
  }

  #readout(): TemplateResult {
    const { series, cursor } = this;
    const pointed =
      series === undefined || cursor === undefined ? undefined : lineValues(series)[cursor];
    const value = pointed ?? this.summary.last;
    return html`<span class="reading" title=${exactNumber(value)}>${this.#value(value)}</span>`;
  }

  /** Beside the crosshair: where it stands, and what its bucket spans. */
  #tag(): TemplateResult | typeof nothing {
    const { series, cursor } = this;
    const at = cursor === undefined ? undefined : this.#chart?.pixelOf(cursor);
    if (series === undefined || cursor === undefined || at === undefined) return nothing;
    const side =
      at.left < at.width / 2 ? `left:${at.left + 8}px` : `right:${at.width - at.left + 8}px`;
    return html`<div class="tag" .style=${side} aria-hidden="true">
      ${this.#place(series, cursor)}${this.#range(series, cursor)}
    </div>`;
  }

  #place(series: SeriesBuckets, bucket: number): string {
    const x = series.x[bucket] ?? 0;
    return this.x === 'time' ? formatDuration(x) : t('step {0}', formatNumber(x));
  }

  /** The least and greatest value of a bucket that stands for several. */
  #range(series: SeriesBuckets, bucket: number): string | typeof nothing {
    const min = series.min[bucket] ?? Number.NaN;
    const max = series.max[bucket] ?? Number.NaN;
    return min < max ? ` · ${this.#value(min)} … ${this.#value(max)}` : nothing;
  }

  #plot(): TemplateResult {
    const { series, cursor } = this;
    const at = cursor ?? Math.max(0, (series?.x.length ?? 1) - 1);
    const spoken =
      series === undefined || series.x.length === 0
        ? this.#value(this.summary.last)
        : t(
            '{0} at {1}',
            this.#value(lineValues(series)[at] ?? Number.NaN),
            this.#place(series, at),
          );
    return html`<div
      class="plot"
      role="slider"
      tabindex="0"
      aria-label=${t('Chart of {0}', this.label)}
      aria-orientation="horizontal"
      aria-valuemin="0"
      aria-valuemax=${Math.max(0, (series?.x.length ?? 1) - 1)}
      aria-valuenow=${at}
      aria-valuetext=${spoken}
      @pointermove=${(event: PointerEvent) => {
        this.cursor = this.#chart?.bucketAt(event.clientX);
      }}
      @pointerleave=${() => {
        this.cursor = undefined;
      }}
      @keydown=${(event: KeyboardEvent) => this.#onKey(event)}
      @blur=${() => {
        this.cursor = undefined;
      }}
    >
      <canvas aria-hidden="true"></canvas><canvas class="overlay" aria-hidden="true"></canvas>
      ${this.#tag()}
    </div>`;
  }

  #onKey(event: KeyboardEvent): void {
    const last = (this.series?.x.length ?? 0) - 1;
    if (last < 0 || event.ctrlKey || event.altKey || event.metaKey) return;
    const at = this.cursor ?? last;
    const far = Math.max(1, Math.round(last / 10));
    const targets: Readonly<Record<string, number | undefined>> = {
      ArrowLeft: at - 1,
      ArrowDown: at - 1,
      ArrowRight: this.cursor === undefined ? last : at + 1,
      ArrowUp: this.cursor === undefined ? last : at + 1,
      PageDown: at - far,
      PageUp: at + far,
      Home: 0,
      End: last,
    };
    const target = targets[event.key];
    if (event.key === 'Escape') this.cursor = undefined;
    else if (target === undefined) return;
    else this.cursor = Math.min(last, Math.max(0, target));
    event.preventDefault();
  }
}

customElements.define('trackline-metric-chart', MetricChart);

/** A live chart of one metric. */
export function metricChart(
  options: Pick<MetricChart, 'metric' | 'label' | 'summary' | 'x' | 'logY' | 'feed'>,
): TemplateResult {
  return html`<trackline-metric-chart
    .metric=${options.metric}
    .label=${options.label}
    .summary=${options.summary}
    .x=${options.x}
    .logY=${options.logY}
    .feed=${options.feed}
  ></trackline-metric-chart>`;
}
