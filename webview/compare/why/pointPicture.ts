import { html, nothing, type TemplateResult } from 'lit';
import { unsafeHTML } from 'lit/directives/unsafe-html.js';
import { canvasTheme } from '../../shared/theme.ts';
import { svgTheme } from '../charts/saveDrawing.ts';
import { pointChartSize, pointChartSvg, pointPlaces, type PointChart } from './pointChart.ts';
import type { WhyModel } from './whyModel.ts';

/** Pixels of the chart within which a point is under the mouse. */
const reach = 12;

/** A chart of points in the colours of the theme. */
export function pointSvg(chart: PointChart): string {
  return pointChartSvg(chart, svgTheme(), canvasTheme().line);
}

/**
 * A chart of points in the page, which names the run under the mouse, or the one that the arrow
 * keys have gone to. Being a slider, it has the run spoken; Enter opens it.
 */
export class PointPicture {
  readonly #model: WhyModel;
  #pointed: number | undefined;

  constructor(model: WhyModel) {
    this.#model = model;
  }

  /** `words` says what there is to say of the run in a row of the columns. */
  content(chart: PointChart, words: (row: number) => string): TemplateResult {
    const points = inOrder(chart);
    const at = this.#pointed === undefined ? -1 : points.indexOf(this.#pointed);
    const pointed = points[at];
    const text = pointed === undefined ? '' : words(rowOf(chart, pointed));
    // The SVG is of our own making, every text in it escaped.
    return html`<div
        class="point-chart"
        role="slider"
        tabindex="0"
        aria-label=${chart.title}
        aria-valuemin="1"
        aria-valuemax=${Math.max(1, points.length)}
        aria-valuenow=${Math.max(1, at + 1)}
        aria-valuetext=${text === '' ? '–' : text}
        @pointermove=${(event: PointerEvent) => this.#point(nearest(event, chart), chart)}
        @pointerleave=${() => this.#point(undefined, chart)}
        @blur=${() => this.#point(undefined, chart)}
        @keydown=${(event: KeyboardEvent) => this.#onKey(event, chart, points, at)}
      >
        ${unsafeHTML(pointSvg(chart))}${pointed === undefined ? nothing : mark(chart, pointed)}
      </div>
      <p class="muted pointed">${text}</p>`;
  }

  #onKey(event: KeyboardEvent, chart: PointChart, points: readonly number[], at: number): void {
    const pointed = points[at];
    if (event.key === 'Enter' && pointed !== undefined) {
      const runId = this.#model.columns.runIds[rowOf(chart, pointed)];
      if (runId !== undefined) this.#model.context.post({ kind: 'openRun', runId });
      return;
    }
    const last = points.length - 1;
    const targets: Readonly<Record<string, number | undefined>> = {
      ArrowRight: Math.min(last, at + 1),
      ArrowUp: Math.min(last, at + 1),
      ArrowLeft: at < 0 ? last : Math.max(0, at - 1),
      ArrowDown: at < 0 ? last : Math.max(0, at - 1),
      Home: 0,
      End: last,
    };
    const target = event.key === 'Escape' ? -1 : targets[event.key];
    if (target === undefined) return;
    event.preventDefault();
    this.#point(points[target], chart);
  }

  #point(index: number | undefined, chart: PointChart): void {
    if (index === this.#pointed) return;
    this.#pointed = index;
    const { context, columns } = this.#model;
    context.hover(index === undefined ? undefined : columns.runIds[rowOf(chart, index)]);
    this.#model.drawSoon();
  }
}

/** The points that are drawn, from left to right. */
function inOrder({ x, y }: PointChart): readonly number[] {
  return Array.from(x.keys())
    .filter((index) => Number.isFinite(x[index]) && Number.isFinite(y[index]))
    .sort((a, b) => valueAt(x, a) - valueAt(x, b) || valueAt(y, a) - valueAt(y, b));
}

function valueAt(column: Float64Array, index: number): number {
  return column[index] ?? 0;
}

function rowOf({ rows }: PointChart, index: number): number {
  return rows?.[index] ?? index;
}

/** A ring around a point. */
function mark(chart: PointChart, index: number): TemplateResult {
  const { x, y } = pointPlaces(chart);
  const left = ((x[index] ?? 0) / pointChartSize.width) * 100;
  const top = ((y[index] ?? 0) / pointChartSize.height) * 100;
  return html`<span class="point-mark" .style=${`left:${left}%;top:${top}%`}></span>`;
}

/** The point under the mouse. */
function nearest(event: PointerEvent, chart: PointChart): number | undefined {
  const box = (event.currentTarget as Element).querySelector('svg')?.getBoundingClientRect();
  if (box === undefined) return undefined;
  const scale = pointChartSize.width / box.width;
  const [left, top] = [(event.clientX - box.left) * scale, (event.clientY - box.top) * scale];
  const places = pointPlaces(chart);
  let found: number | undefined;
  let distance = reach;
  for (let index = 0; index < places.x.length; index += 1) {
    const away = Math.hypot((places.x[index] ?? 0) - left, (places.y[index] ?? 0) - top);
    if (away < distance) [found, distance] = [index, away];
  }
  return found;
}
