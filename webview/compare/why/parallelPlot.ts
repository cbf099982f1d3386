import type { ParallelAxis } from '../../../src/model/charts/parallelAxis.ts';
import type { CanvasTheme } from '../../shared/theme.ts';
import { formatNumber } from '../../shared/format.ts';
import type { Brush } from './whyState.ts';

/** A column as an axis. */
export interface PlottedAxis {
  readonly id: string;
  readonly label: string;
  readonly axis: ParallelAxis;
}

/** A run that is drawn in its own colour above all others. */
export interface MarkedRun {
  readonly row: number;
  readonly colour: string;
  readonly dash: readonly number[];
}

/** What is drawn. */
export interface ParallelDrawing {
  readonly axes: readonly PlottedAxis[];
  readonly rows: number;
  /** Rows that every brush leaves. */
  readonly left: readonly number[];
  readonly marked: readonly MarkedRun[];
  readonly brushes: Readonly<Record<string, Brush>>;
}

const top = 36;
const bottom = 16;
const side = 72;
/** Pixels beside an axis that belong to it. */
const reach = 24;

/** Parallel coordinates on a canvas: a line a run, an upright axis a column. */
export class ParallelPlot {
  readonly #canvas: HTMLCanvasElement;
  readonly #width: number;
  readonly #height: number;

  constructor(canvas: HTMLCanvasElement) {
    this.#canvas = canvas;
    const { width, height } = canvas.getBoundingClientRect();
    this.#width = width;
    this.#height = height;
  }

  /** The axis at a place on the screen and the share of its height there; nothing between axes. */
  placeAt(
    { clientX, clientY }: { readonly clientX: number; readonly clientY: number },
    axes: number,
  ): { readonly axis: number; readonly share: number } | undefined {
    const box = this.#canvas.getBoundingClientRect();
    for (let axis = 0; axis < axes; axis += 1) {
      if (Math.abs(clientX - box.left - this.#x(axis, axes)) > reach) continue;
      return { axis, share: this.shareAt(clientY - box.top) };
    }
    return undefined;
  }

  /** The share of an axis' height at so many pixels from the top. */
  shareAt(down: number): number {
    const share = 1 - (down - top) / (this.#height - top - bottom);
    return Math.min(1, Math.max(0, share));
  }

  draw(drawing: ParallelDrawing, theme: CanvasTheme): void {
    const context = this.#canvas.getContext('2d');
    if (context === null) return;
    const ratio = devicePixelRatio;
    this.#canvas.width = Math.round(this.#width * ratio);
    this.#canvas.height = Math.round(this.#height * ratio);
    context.scale(ratio, ratio);
    const isNarrowed = drawing.left.length < drawing.rows;
    context.lineWidth = 1;
    if (isNarrowed) {
      context.strokeStyle = theme.grid;
      this.#lines(context, drawing, Array.from({ length: drawing.rows }).keys());
    }
    context.strokeStyle = theme.line;
    // Many lines over each other shall still show where most of them go.
    context.globalAlpha = Math.max(0.06, Math.min(0.8, 60 / Math.max(1, drawing.left.length)));
    this.#lines(context, drawing, drawing.left);
    context.globalAlpha = 1;
    const left = new Set(drawing.left);
    for (const { row, colour, dash } of drawing.marked) {
      if (!left.has(row)) continue;
      context.strokeStyle = colour;
      context.lineWidth = 2;
      context.setLineDash([...dash]);
      this.#lines(context, drawing, [row]);
    }
    context.setLineDash([]);
    drawing.axes.forEach((axis, index) => this.#axis(context, drawing, axis, index, theme));
  }

  #x(axis: number, axes: number): number {
    return axes === 1
      ? this.#width / 2
      : side + (axis * (this.#width - 2 * side)) / Math.max(1, axes - 1);
  }

  #y(share: number): number {
    return top + (1 - share) * (this.#height - top - bottom);
  }

  /** One path for all: that is what makes ten thousand of them quick. */
  #lines(
    context: CanvasRenderingContext2D,
    { axes }: ParallelDrawing,
    rows: Iterable<number>,
  ): void {
    const places = axes.map((_, index) => this.#x(index, axes.length));
    context.beginPath();
    for (const row of rows) {
      let drawing = false;
      axes.forEach(({ axis }, index) => {
        const share = axis.places[row] ?? Number.NaN;
        if (Number.isNaN(share)) {
          drawing = false;
          return;
        }
        const x = places[index] ?? 0;
        if (drawing) context.lineTo(x, this.#y(share));
        else context.moveTo(x, this.#y(share));
        drawing = true;
      });
    }
    context.stroke();
  }

  #axis(
    context: CanvasRenderingContext2D,
    { axes, brushes }: ParallelDrawing,
    { id, label, axis }: PlottedAxis,
    index: number,
    theme: CanvasTheme,
  ): void {
    const x = this.#x(index, axes.length);
    const background =
      getComputedStyle(document.body).getPropertyValue('--vscode-editor-background').trim() ||
      getComputedStyle(document.body).backgroundColor;
    const room = (this.#width - 2 * side) / Math.max(1, axes.length - 1) - 8;
    context.strokeStyle = theme.text;
    context.lineWidth = 1;
    context.beginPath();
    context.moveTo(x, this.#y(0));
    context.lineTo(x, this.#y(1));
    context.stroke();
    const brush = brushes[id];
    if (brush !== undefined) {
      context.fillStyle = theme.band;
      context.strokeStyle = theme.cursor;
      const [high, low] = [this.#y(brush[1]), this.#y(brush[0])];
      context.fillRect(x - 8, high, 16, low - high);
      context.strokeRect(x - 8, high, 16, low - high);
    }
    context.fillStyle = theme.cursor;
    context.font = `600 12px ${theme.fontFamily}`;
    context.textAlign = 'center';
    context.fillText(clipped(context, label, Math.max(60, room)), x, 16);
    context.font = `11px ${theme.fontFamily}`;
    context.textAlign = 'left';
    context.fillStyle = theme.text;
    for (const { place, text } of axis.marks) {
      const words = typeof text === 'number' ? formatNumber(text) : text;
      const shown = clipped(context, words, Math.max(40, room / 2));
      // Lines go through the marks: a rim of the background keeps them readable.
      context.strokeStyle = background;
      context.lineWidth = 5;
      context.lineJoin = 'round';
      context.strokeText(shown, x + 6, this.#y(place) + 4);
      context.fillText(shown, x + 6, this.#y(place) + 4);
    }
  }
}

/** As much of a text as there is room for. */
function clipped(context: CanvasRenderingContext2D, text: string, room: number): string {
  const short = text.slice(0, 60);
  if (context.measureText(short).width <= room && short === text) return text;
  let letters = Array.from(short);
  while (letters.length > 1 && context.measureText(`${letters.join('')}…`).width > room) {
    letters = letters.slice(0, -1);
  }
  return `${letters.join('')}…`;
}

/** Rows whose places lie within each brush. */
export function rowsLeft(
  axes: readonly PlottedAxis[],
  brushes: Readonly<Record<string, Brush>>,
  rows: number,
): number[] {
  const wanted = axes.flatMap(({ id, axis }) => {
    const brush = brushes[id];
    return brush === undefined ? [] : [{ places: axis.places, brush }];
  });
  return Array.from({ length: rows }, (_, row) => row).filter((row) =>
    wanted.every(({ places, brush: [from, to] }) => {
      const place = places[row] ?? Number.NaN;
      return place >= from - 1e-9 && place <= to + 1e-9;
    }),
  );
}
