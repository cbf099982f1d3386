import type { CanvasTheme } from '../theme.ts';
import { placing, valueAtPlace, type Area, type Drawing, type Placing } from './drawing.ts';
import { Chart, scaleOptions, type ChartConfiguration } from './library.ts';
import { drawLines } from './lineStrokes.ts';

/*
 * Draws many lines. The library lays out axes, grid and ticks; the lines are drawn into its chart
 * by a plugin straight from their columns, since an object for each point is what takes its time.
 * The crosshair lies on a canvas above, so that moving it draws no line again.
 */

/** What is drawn apart from the lines' own data. */
export interface PlotOptions {
  readonly theme: CanvasTheme;
  /** Bands of this opacity; they add up where many lie over each other. */
  readonly bandOpacity: number;
  /** The line that stands out while others step back. */
  readonly highlighted?: string | undefined;
}

/** A place that the crosshair marks on a line. */
export interface CrosshairPoint {
  readonly colour: string;
  readonly x: number;
  readonly y: number;
}

/** A chart of many lines in an element of the page, which gives it its size. */
export class LinesPlot {
  readonly #chart: Chart<'line', never[]>;
  readonly #overlay: HTMLCanvasElement;
  #drawing: Drawing;
  #options: PlotOptions;
  #redrawOverlay: (() => void) | undefined;

  constructor(
    canvas: HTMLCanvasElement,
    overlay: HTMLCanvasElement,
    drawing: Drawing,
    options: PlotOptions,
  ) {
    this.#overlay = overlay;
    this.#drawing = drawing;
    this.#options = options;
    this.#chart = new Chart(canvas, this.#configuration());
  }

  get drawing(): Drawing {
    return this.#drawing;
  }

  /** Draws something else, or the same in another way. */
  show(drawing: Drawing, options: PlotOptions): void {
    this.#drawing = drawing;
    this.#options = options;
    this.#chart.options = this.#configuration().options ?? {};
    this.#chart.update('none');
    this.#redrawOverlay?.();
  }

  /** Lets one line stand out, or none. */
  highlight(id: string | undefined): void {
    if (this.#options.highlighted === id) return;
    this.#options = { ...this.#options, highlighted: id };
    this.#chart.draw();
  }

  /** The x at a place on the screen; nothing outside of the axes. */
  valueAt(clientX: number): number | undefined {
    const { left, right } = this.#area();
    const place = clientX - this.#chart.canvas.getBoundingClientRect().left;
    if (!(right > left) || place < left - 4 || place > right + 4) return undefined;
    const { x, logX } = this.#drawing;
    return valueAtPlace(x, logX, left, right, Math.min(right, Math.max(left, place)));
  }

  /** How far an x is from the left, and how wide the chart is, in CSS pixels. */
  pixelOf(x: number): { readonly left: number; readonly width: number } {
    return { left: this.#toX()(x), width: this.#chart.width };
  }

  /** Draws the crosshair at an x with its points, and a range that is being chosen. */
  point(
    at: number | undefined,
    points: readonly CrosshairPoint[],
    range?: readonly [number, number],
  ): void {
    this.#redrawOverlay = () => this.point(at, points, range);
    const context = this.#clearedOverlay();
    if (context === undefined || (at === undefined && range === undefined)) return;
    const area = this.#area();
    const [toX, toY] = [this.#toX(), this.#toY()];
    if (range !== undefined) this.#drawRange(context, area, toX, range);
    if (at === undefined) return;
    const left = toX(at);
    if (left < area.left - 1 || left > area.right + 1) return;
    context.strokeStyle = this.#options.theme.text;
    context.setLineDash([3, 3]);
    context.beginPath();
    context.moveTo(Math.round(left) + 0.5, area.top);
    context.lineTo(Math.round(left) + 0.5, area.bottom);
    context.stroke();
    for (const { colour, x, y } of points) {
      const [across, down] = [toX(x), toY(y)];
      if (!(down >= area.top - 1 && down <= area.bottom + 1)) continue;
      context.fillStyle = colour;
      context.fillRect(across - 2.5, down - 2.5, 5, 5);
    }
  }

  /** Frees the canvases. */
  dispose(): void {
    this.#chart.destroy();
  }

  #clearedOverlay(): CanvasRenderingContext2D | undefined {
    const context = this.#overlay.getContext('2d');
    if (context === null) return undefined;
    const ratio = devicePixelRatio;
    const width = Math.round(this.#chart.width * ratio);
    const height = Math.round(this.#chart.height * ratio);
    if (this.#overlay.width !== width || this.#overlay.height !== height) {
      this.#overlay.width = width;
      this.#overlay.height = height;
    }
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.clearRect(0, 0, this.#chart.width, this.#chart.height);
    return context;
  }

  #drawRange(
    context: CanvasRenderingContext2D,
    area: Area,
    toX: Placing,
    [from, to]: readonly [number, number],
  ): void {
    const [left, right] = [toX(Math.min(from, to)), toX(Math.max(from, to))];
    context.fillStyle = this.#options.theme.band;
    context.fillRect(left, area.top, right - left, area.bottom - area.top);
    context.strokeStyle = this.#options.theme.line;
    context.setLineDash([]);
    context.strokeRect(left, area.top, right - left, area.bottom - area.top);
  }

  #area(): Area {
    return this.#chart.chartArea;
  }

  #toX({ left, right } = this.#area()): Placing {
    return placing(this.#drawing.x, this.#drawing.logX, left, right);
  }

  #toY({ top, bottom } = this.#area()): Placing {
    return placing(this.#drawing.y, this.#drawing.logY, bottom, top);
  }

  #configuration(): ChartConfiguration<'line', never[]> {
    const { x, y, logX, logY } = this.#drawing;
    const { theme } = this.#options;
    return {
      type: 'line',
      data: { datasets: [] },
      options: {
        animation: false,
        parsing: false,
        normalized: true,
        events: [],
        responsive: true,
        maintainAspectRatio: false,
        // The overlay loses its crosshair when the chart below gets another size.
        onResize: () => queueMicrotask(() => this.#redrawOverlay?.()),
        layout: { padding: { top: 4, right: 8 } },
        scales: {
          x: scaleOptions(x, 'x', logX, theme),
          y: scaleOptions(y, 'y', logY, theme),
        },
      },
      plugins: [
        {
          id: 'lines',
          // The library draws once before its constructor has given the chart back.
          beforeDatasetsDraw: ({ ctx, chartArea }) => this.#drawLines(ctx, chartArea),
        },
      ],
    };
  }

  #drawLines(context: CanvasRenderingContext2D, area: Area): void {
    const { highlighted } = this.#options;
    drawLines(context, area, this.#drawing.lines, {
      toX: this.#toX(area),
      toY: this.#toY(area),
      bandOpacity: this.#options.bandOpacity,
      ...(highlighted !== undefined && { highlighted }),
    });
  }
}
