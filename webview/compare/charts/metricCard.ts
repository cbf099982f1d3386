import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import type { Drawing } from '../../shared/charts/drawing.ts';
import { iconButton } from '../../shared/controls.ts';
import { t } from '../../shared/text.ts';
import { bytesOf, formatMetric } from '../../shared/metricUnit.ts';
import { placeText, type ChartsModel } from './chartsModel.ts';
import { CardPlot } from './cardPlot.ts';
import { snapped, valuesAt, type LineValue } from './crosshair.ts';
import { insteadOfChart, leftOutNote } from './cardNotes.ts';
import { steppedTo, zoomedBy } from './chartKeys.ts';
import { metricDrawing } from './metricDrawing.ts';
import type { MetricSeries } from './metricFeed.ts';
import { saveButtons } from './saveButtons.ts';
import type { TagValues } from './valueTag.ts';

/** Pixels outside of the window within which a chart is drawn already. */
const margin = '200px';
/** Pixels of a drag that is meant. */
const leastDrag = 5;
const valuesInTag = 8;

/**
 * The chart of one metric over many runs. It fetches points and holds a drawing only while it is
 * in sight. Arrow keys move the crosshair; being a slider, it has the values spoken.
 */
export class MetricCard extends LitElement {
  static override properties = {
    metric: { attribute: false },
    label: { attribute: false },
    model: { attribute: false },
    /** Another number whenever the model has changed. */
    version: { attribute: false },
    series: { state: true },
    spoken: { state: true },
  };

  declare metric: string;
  declare label: string;
  declare model: ChartsModel;
  declare version: number;
  declare series: MetricSeries | undefined;
  declare spoken: string;
  readonly #plot = new CardPlot(this);
  #drawing: Drawing | undefined;
  #drawnFrom: (Pick<MetricCard, 'series'> & Pick<ChartsModel, 'view' | 'runs'>) | undefined;
  #observer: IntersectionObserver | undefined;
  #inSight = false;
  #stops: (() => void)[] = [];
  #drag: { from: number; clientX: number; to: number } | undefined;

  /** The page's style sheet reaches in. */
  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.spoken = '';
    this.#observer = new IntersectionObserver(
      (entries) => this.#seen(entries.at(-1)?.isIntersecting ?? false),
      { rootMargin: margin },
    );
    this.#observer.observe(this);
    // Who makes a card means it to be seen soon; the observer tells when it no longer is.
    this.#seen(true);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#observer?.disconnect();
    this.#seen(false);
  }

  #seen(inSight: boolean): void {
    if (inSight === this.#inSight) return;
    this.#inSight = inSight;
    for (const stop of this.#stops.splice(0)) stop();
    if (inSight) {
      this.#stops.push(
        this.model.feed.watch(this.metric, (series) => {
          this.series = series;
        }),
        this.model.crosshair.listen(() => this.#point()),
      );
      this.requestUpdate();
    } else {
      this.#plot.forget();
    }
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('metric') && changed.get('metric') !== undefined) {
      this.series = undefined;
      this.#inSight = false;
      this.#seen(true);
    }
    const { view, runs } = this.model;
    const from = this.#drawnFrom;
    if (from?.series === this.series && from?.view === view && from?.runs === runs) return;
    this.#drawnFrom = { series: this.series, view, runs };
    this.#drawing = this.#workOut();
  }

  #workOut(): Drawing | undefined {
    const { overview, detail } = this.series ?? {};
    if (overview === undefined) return undefined;
    return metricDrawing({
      title: this.metric,
      runs: this.model.runs,
      overview,
      view: this.model.view,
      bytes: bytesOf(this.metric),
      ...(detail !== undefined && { detail }),
    });
  }

  protected override updated(): void {
    if (!this.#inSight || !this.#drawing) {
      this.#plot.forget();
      return;
    }
    this.#plot.show(this.#drawing, this.model.hovered);
    this.#point();
  }

  /** Draws the crosshair; the chart that it is moved in tells the values. */
  #point(): void {
    const { crosshair } = this.model;
    const { at } = crosshair;
    const values = at === undefined || !this.#drawing ? [] : valuesAt(this.#drawing, at);
    this.#plot.point(at, values, this.#drag && [this.#drag.from, this.#drag.to]);
    const mine = crosshair.source === this.metric;
    if (mine) this.model.showValues(values);
    const place = at === undefined ? '' : placeText(this.model, at);
    this.#plot.tell(mine ? at : undefined, place, this.#told(mine ? values : []));
  }

  #format(value: number): string {
    return formatMetric(this.metric, value);
  }

  protected override render(): TemplateResult {
    const { model, metric } = this;
    const asTable = model.tables.has(metric);
    return html`<figure class="card" aria-label=${this.metric}>
      <figcaption>
        <span class="metric" title=${metric}><bdi>${this.label}</bdi></span>
        ${iconButton({
          icon: 'table',
          label: t('Show {0} as Table', this.label),
          pressed: asTable,
          onClick: () => {
            if (asTable) model.tables.delete(metric);
            else model.tables.add(metric);
            this.requestUpdate();
          },
        })}
        ${saveButtons(this.label, (format) => {
          if (this.#drawing) model.save(this.#drawing, format);
        })}
      </figcaption>
      ${this.#content(asTable)}
    </figure>`;
  }

  #content(asTable: boolean): TemplateResult {
    const { metric, label, series, model } = this;
    const drawing = this.#drawing;
    const format = (value: number): string => this.#format(value);
    const instead = insteadOfChart({ metric, label, series, drawing, model, asTable, format });
    return instead ?? (drawing === undefined ? html`` : this.#plotArea(drawing));
  }

  #plotArea(drawing: Drawing): TemplateResult {
    const at = this.model.crosshair.at ?? drawing.x.max;
    return html`<div
        class="plot"
        role="slider"
        tabindex="0"
        aria-label=${t('Chart of {0}', this.label)}
        aria-orientation="horizontal"
        aria-valuemin=${drawing.x.min}
        aria-valuemax=${drawing.x.max}
        aria-valuenow=${Math.min(drawing.x.max, Math.max(drawing.x.min, at))}
        aria-valuetext=${this.spoken === '' ? this.#speech(at) : this.spoken}
        title=${nothing}
        @pointerdown=${(event: PointerEvent) => this.#onDown(event)}
        @pointermove=${(event: PointerEvent) => this.#onMove(event)}
        @pointerup=${(event: PointerEvent) => this.#onUp(event)}
        @pointercancel=${() => this.#endDrag()}
        @pointerleave=${() => {
          if (!this.#drag) this.#setCrosshair(undefined);
        }}
        @dblclick=${() => this.model.resetZoom()}
        @keydown=${(event: KeyboardEvent) => this.#onKey(event)}
        @blur=${() => this.#setCrosshair(undefined)}
      >
        <canvas aria-hidden="true"></canvas><canvas class="overlay" aria-hidden="true"></canvas>
        <div class="tag" aria-hidden="true" hidden></div>
      </div>
      ${leftOutNote(drawing)}`;
  }

  /** What is said of the values at a place: the first few of them. */
  #told(values: readonly LineValue[]): TagValues {
    return {
      rows: values.slice(0, valuesInTag).map(({ line: { name, look }, value }) => ({
        name,
        look,
        text: this.#format(value),
      })),
      more: Math.max(0, values.length - valuesInTag),
    };
  }

  #speech(at: number): string {
    const values = this.#drawing ? valuesAt(this.#drawing, at) : [];
    const words = this.#told(values).rows.map(({ name, text }) => `${name} ${text}`);
    return `${placeText(this.model, at)}: ${words.join(', ')}`;
  }

  #setCrosshair(at: number | undefined): void {
    this.model.crosshair.set(at, this.metric);
    if (at === undefined) this.model.showValues(undefined);
  }

  #onDown(event: PointerEvent): void {
    const from = this.#plot.valueAt(event.clientX);
    if (event.button !== 0 || from === undefined) return;
    this.#drag = { from, to: from, clientX: event.clientX };
    (event.currentTarget as Element).setPointerCapture(event.pointerId);
  }

  #onMove(event: PointerEvent): void {
    const at = this.#plot.valueAt(event.clientX);
    if (this.#drag && at !== undefined) this.#drag.to = at;
    this.#setCrosshair(at === undefined || !this.#drawing ? at : snapped(this.#drawing, at));
  }

  #onUp(event: PointerEvent): void {
    const drag = this.#drag;
    this.#endDrag();
    if (!drag || Math.abs(event.clientX - drag.clientX) < leastDrag) return;
    const [from, to] = [Math.min(drag.from, drag.to), Math.max(drag.from, drag.to)];
    if (from < to) this.model.setView({ zoom: [from, to] });
  }

  #endDrag(): void {
    this.#drag = undefined;
    this.#point();
  }

  #onKey(event: KeyboardEvent): void {
    if (event.ctrlKey || event.altKey || event.metaKey || !this.#drawing) return;
    const key = event.key === '=' ? '+' : event.key;
    if (key === 'Escape') this.#setCrosshair(undefined);
    else if (key === '+' || key === '-') this.#zoom(key === '+' ? 0.5 : 2);
    else if (key === '0') this.model.resetZoom();
    else if (!this.#step(key)) return;
    event.preventDefault();
  }

  /** Moves the crosshair along the points of the line that has most. */
  #step(key: string): boolean {
    const at = this.#drawing && steppedTo(this.#drawing, this.model.crosshair.at, key);
    if (at === undefined) return false;
    this.#setCrosshair(at);
    this.spoken = this.#speech(at);
    return true;
  }

  #zoom(factor: number): void {
    if (!this.#drawing || (factor > 1 && this.model.view.zoom === undefined)) return;
    const zoom = zoomedBy(this.#drawing, this.model.crosshair.at, factor);
    if (zoom !== undefined) this.model.setView({ zoom });
  }
}

customElements.define('trackline-metric-card', MetricCard);

/** The card of one metric. */
export function metricCard(
  options: Pick<MetricCard, 'metric' | 'label' | 'model' | 'version'>,
): TemplateResult {
  return html`<trackline-metric-card
    .metric=${options.metric}
    .label=${options.label}
    .model=${options.model}
    .version=${options.version}
  ></trackline-metric-card>`;
}
