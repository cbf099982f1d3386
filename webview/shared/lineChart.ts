import type { SeriesBuckets } from '../../src/protocol/views.ts';
import { bytesAxis, exactAxis, logAxis, roundAxis, timeAxis, type Axis } from './axisTicks.ts';
import { Chart, scaleOptions, type ChartConfiguration } from './charts/library.ts';
import type { CanvasTheme } from './theme.ts';

/*
 * Draws one bucketed series: the line of the buckets' means over the band of their least and
 * greatest values, so that a spike of one point stays visible however many points there are. The
 * crosshair is drawn on a canvas above the chart.
 */

/** How a series is laid out. */
export interface LineChartAxes {
  readonly x: 'step' | 'time';
  /** Values above zero alone are drawn. */
  readonly logY: boolean;
  /** Values are sizes: how many bytes 1 stands for. */
  readonly bytes?: number | undefined;
}

interface Point {
  readonly x: number;
  readonly y: number;
}

/** A chart in an element of the page, which gives it its size. */
export class LineChart {
  readonly #chart: Chart<'line', Point[]>;
  readonly #overlay: HTMLCanvasElement;
  #theme: CanvasTheme;
  #series: SeriesBuckets;
  #axes: LineChartAxes;
  #values: Float64Array;
  #cursor: number | undefined;

  constructor(
    canvas: HTMLCanvasElement,
    overlay: HTMLCanvasElement,
    theme: CanvasTheme,
    series: SeriesBuckets,
    axes: LineChartAxes,
  ) {
    this.#overlay = overlay;
    this.#theme = theme;
    this.#series = series;
    this.#axes = axes;
    this.#values = lineValues(series);
    this.#chart = new Chart(canvas, this.#configuration());
  }

  /** Draws newer data, or the same on other axes. */
  show(series: SeriesBuckets, axes: LineChartAxes, theme: CanvasTheme): void {
    this.#series = series;
    this.#axes = axes;
    this.#theme = theme;
    this.#values = lineValues(series);
    const { data, options } = this.#configuration();
    this.#chart.data = data;
    this.#chart.options = options ?? {};
    this.#chart.update('none');
    this.point(this.#cursor);
  }

  /** The bucket nearest to a place on the screen. */
  bucketAt(clientX: number): number | undefined {
    const scale = this.#chart.scales['x'];
    if (scale === undefined) return undefined;
    const left = this.#chart.canvas.getBoundingClientRect().left;
    const at = scale.getValueForPixel(clientX - left);
    return at === undefined ? undefined : nearest(this.#series.x, at);
  }

  /** How far a bucket is from the left, and how wide the chart is, in CSS pixels. */
  pixelOf(bucket: number): { readonly left: number; readonly width: number } | undefined {
    const at = this.#series.x[bucket];
    const left = at === undefined ? undefined : this.#chart.scales['x']?.getPixelForValue(at);
    return left === undefined ? undefined : { left, width: this.#chart.width };
  }

  /** Points at a bucket, or at none. */
  point(bucket: number | undefined): void {
    this.#cursor = bucket;
    const context = this.#overlay.getContext('2d');
    const { x, y } = this.#chart.scales;
    if (context === null || x === undefined || y === undefined) return;
    const ratio = devicePixelRatio;
    this.#overlay.width = Math.round(this.#chart.width * ratio);
    this.#overlay.height = Math.round(this.#chart.height * ratio);
    const at = bucket === undefined ? undefined : this.#series.x[bucket];
    if (bucket === undefined || at === undefined) return;
    context.scale(ratio, ratio);
    const left = Math.round(x.getPixelForValue(at)) + 0.5;
    context.strokeStyle = this.#theme.text;
    context.setLineDash([3, 3]);
    context.beginPath();
    context.moveTo(left, y.top);
    context.lineTo(left, y.bottom);
    context.stroke();
    const value = this.#values[bucket] ?? Number.NaN;
    if (!isDrawn(value, this.#logY())) return;
    context.fillStyle = this.#theme.cursor;
    context.beginPath();
    context.arc(left - 0.5, y.getPixelForValue(value), 3, 0, 2 * Math.PI);
    context.fill();
  }

  /** Frees the canvases. */
  dispose(): void {
    this.#chart.destroy();
  }

  /** A logarithmic axis needs a value above zero. */
  #logY(): boolean {
    return this.#axes.logY && this.#series.max.some((value) => Number.isFinite(value) && value > 0);
  }

  #configuration(): ChartConfiguration<'line', Point[]> {
    const { x } = this.#series;
    const log = this.#logY();
    const points = (values: Float64Array): Point[] =>
      Array.from(values, (value, index) => ({
        x: x[index] ?? 0,
        y: isDrawn(value, log) ? value : Number.NaN,
      }));
    const line = points(this.#values);
    const edge = { borderColor: this.#theme.edge, borderWidth: 1, pointRadius: 0, order: 1 };
    const band = hasBand(this.#series)
      ? [
          { ...edge, data: points(this.#series.min) },
          {
            ...edge,
            data: points(this.#series.max),
            fill: '-1',
            backgroundColor: this.#theme.band,
          },
        ]
      : [];
    return {
      type: 'line',
      data: {
        datasets: [
          ...band,
          {
            data: line,
            borderColor: this.#theme.line,
            backgroundColor: this.#theme.line,
            borderWidth: 1.5,
            order: 0,
            pointBorderWidth: 0,
            pointRadius: lonelyPoints(line),
          },
        ],
      },
      options: {
        animation: false,
        parsing: false,
        normalized: true,
        events: [],
        responsive: true,
        maintainAspectRatio: false,
        // The overlay loses its crosshair when the chart below gets another size.
        onResize: () => queueMicrotask(() => this.point(this.#cursor)),
        layout: { padding: { top: 4, right: 8 } },
        scales: {
          x: scaleOptions(xAxis(x, this.#axes.x), 'x', false, this.#theme),
          y: scaleOptions(yAxis(this.#series, log, this.#axes.bytes), 'y', log, this.#theme),
        },
      },
    };
  }
}

/** The value that stands for each bucket: its mean, or its last where it has no numbers. */
export function lineValues(series: SeriesBuckets): Float64Array {
  return series.mean.map((mean, index) =>
    Number.isFinite(mean) ? mean : (series.last[index] ?? Number.NaN),
  );
}

/** The index of the x that is nearest to `at`, in ascending `x`; nothing when it is empty. */
export function nearest(x: Float64Array, at: number): number | undefined {
  if (x.length === 0) return undefined;
  let low = 0;
  let high = x.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((x[middle] ?? 0) < at) low = middle + 1;
    else high = middle;
  }
  const before = x[low - 1];
  const after = x[low] ?? at;
  return before !== undefined && at - before < after - at ? low - 1 : low;
}

function isDrawn(value: number, log: boolean): boolean {
  return Number.isFinite(value) && (!log || value > 0);
}

function hasBand(series: SeriesBuckets): boolean {
  return series.min.some((min, index) => min < (series.max[index] ?? min));
}

/** A point between gaps has no line to be seen by. */
function lonelyPoints(points: readonly Point[]): number | number[] {
  const isGap = (index: number): boolean => Number.isNaN(points[index]?.y ?? Number.NaN);
  const radii = points.map((_, index) =>
    !isGap(index) && isGap(index - 1) && isGap(index + 1) ? 2 : 0,
  );
  return radii.includes(2) ? radii : 0;
}

function xAxis(x: Float64Array, kind: 'step' | 'time'): Axis {
  const first = x[0] ?? 0;
  const last = x.at(-1) ?? first;
  if (kind === 'time') return timeAxis(first, last, 5);
  return exactAxis(first, last, 5, x.every((step) => Number.isInteger(step)) ? 1 : 0);
}

function yAxis(series: SeriesBuckets, log: boolean, bytes: number | undefined): Axis {
  let low = Infinity;
  let high = -Infinity;
  for (const column of [series.min, series.max, lineValues(series)]) {
    for (const value of column) {
      if (!isDrawn(value, log)) continue;
      low = Math.min(low, value);
      high = Math.max(high, value);
    }
  }
  if (low > high) return roundAxis(0, 1, 4);
  if (log) return logAxis(low, high, 4);
  return bytes === undefined ? roundAxis(low, high, 4) : bytesAxis(low, high, 4, bytes);
}
