import {
  lonelyPoints,
  markedPoints,
  withinCanvas,
  type Area,
  type DrawnLine,
  type Placing,
} from './drawing.ts';
import { drawMarker } from './markers.ts';

/** How lines are put onto a canvas. */
export interface Strokes {
  readonly toX: Placing;
  readonly toY: Placing;
  /** Bands of this opacity; they add up where many lie over each other. */
  readonly bandOpacity: number;
  /** The line that stands out while others step back. */
  readonly highlighted?: string;
}

/** Draws lines with their bands into a rectangle of the canvas, and nothing outside of it. */
export function drawLines(
  context: CanvasRenderingContext2D,
  area: Area,
  lines: readonly DrawnLine[],
  { toX, toY, bandOpacity, highlighted }: Strokes,
): void {
  context.save();
  context.beginPath();
  context.rect(area.left, area.top - 2, area.right - area.left, area.bottom - area.top + 4);
  context.clip();
  // Round joins are what many short stretches spend their time on.
  context.lineJoin = 'bevel';
  const known = highlighted !== undefined && lines.some(({ id }) => id === highlighted);
  const share = (line: DrawnLine): number => (known && line.id !== highlighted ? 0.2 : 1);
  const across = lines.map(({ x }) => placed(x, toX));
  const each = (draw: (line: DrawnLine, left: Float64Array, index: number) => void): void =>
    lines.forEach((line, index) => draw(line, across[index] ?? new Float64Array(), index));
  each((line, left) => {
    drawBand(context, line, left, toY, bandOpacity * share(line));
    drawSpikes(context, line, left, toY, 0.7 * share(line));
  });
  each((line, left) => drawRaw(context, line, left, toY, 0.45 * share(line)));
  // Later ones lie above: the one that stands out comes last.
  each((line, left, index) => {
    if (line.id !== highlighted) drawLine(context, line, index, left, toY, share(line));
  });
  each((line, left, index) => {
    if (line.id === highlighted) drawLine(context, line, index, left, toY, share(line));
  });
  context.restore();
}

function drawBand(
  context: CanvasRenderingContext2D,
  { low, high, look, onlySpikes = false }: DrawnLine,
  left: Float64Array,
  toY: Placing,
  opacity: number,
): void {
  if (low === undefined || high === undefined || onlySpikes || opacity === 0) return;
  const [top, bottom] = [placed(high, toY), placed(low, toY)];
  context.globalAlpha = opacity;
  context.fillStyle = look.colour;
  let from = 0;
  while (from < left.length) {
    let to = from;
    while (to < left.length && isDrawn(left, top, to) && isDrawn(left, bottom, to)) to += 1;
    if (to > from) {
      context.beginPath();
      context.moveTo(left[from] ?? 0, top[from] ?? 0);
      for (let at = from + 1; at < to; at += 1) context.lineTo(left[at] ?? 0, top[at] ?? 0);
      for (let at = to - 1; at >= from; at -= 1) context.lineTo(left[at] ?? 0, bottom[at] ?? 0);
      context.closePath();
      context.fill();
    }
    from = to + 1;
  }
}

/** One upright stroke each, however narrow the bucket is. */
function drawSpikes(
  context: CanvasRenderingContext2D,
  { spikes = [], low, high, look }: DrawnLine,
  left: Float64Array,
  toY: Placing,
  opacity: number,
): void {
  if (spikes.length === 0) return;
  context.globalAlpha = opacity;
  context.strokeStyle = look.colour;
  context.lineWidth = 1;
  context.setLineDash([]);
  context.beginPath();
  for (const index of spikes) {
    context.moveTo(left[index] ?? 0, toY(low?.[index] ?? 0));
    context.lineTo(left[index] ?? 0, toY(high?.[index] ?? 0));
  }
  context.stroke();
}

function drawRaw(
  context: CanvasRenderingContext2D,
  line: DrawnLine,
  left: Float64Array,
  toY: Placing,
  opacity: number,
): void {
  if (line.raw === undefined) return;
  context.globalAlpha = opacity;
  context.strokeStyle = line.look.colour;
  context.lineWidth = 1;
  context.setLineDash([]);
  strokeAlong(context, left, placed(line.raw, toY));
}

function drawLine(
  context: CanvasRenderingContext2D,
  line: DrawnLine,
  position: number,
  left: Float64Array,
  toY: Placing,
  opacity: number,
): void {
  const top = placed(line.y, toY);
  context.globalAlpha = opacity;
  context.strokeStyle = line.look.colour;
  context.fillStyle = line.look.colour;
  context.lineWidth = line.wide === true ? 2.5 : 1.5;
  context.setLineDash([...line.look.dash]);
  strokeAlong(context, left, top);
  context.setLineDash([]);
  for (const index of new Set([...markedPoints(line, position), ...lonelyPoints(line.y)])) {
    if (!isDrawn(left, top, index)) continue;
    drawMarker(context, line.look.marker, left[index] ?? 0, top[index] ?? 0, 3);
  }
}

/** Where values lie along an axis, in pixels: all at once, so that no object is made for a point. */
function placed(values: Float64Array, toPlace: Placing): Float64Array {
  const places = new Float64Array(values.length);
  for (let at = 0; at < values.length; at += 1) {
    places[at] = withinCanvas(toPlace(values[at] ?? Number.NaN));
  }
  return places;
}

/** Whether there is a point; between others there is a gap. */
function isDrawn(left: Float64Array, top: Float64Array, at: number): boolean {
  return !Number.isNaN(left[at]) && !Number.isNaN(top[at]);
}

/** Strokes through all points, but not over gaps. */
function strokeAlong(
  context: CanvasRenderingContext2D,
  left: Float64Array,
  top: Float64Array,
): void {
  context.beginPath();
  let isOpen = false;
  for (let at = 0; at < left.length; at += 1) {
    const isPoint = isDrawn(left, top, at);
    if (isPoint && isOpen) context.lineTo(left[at] ?? 0, top[at] ?? 0);
    else if (isPoint) context.moveTo(left[at] ?? 0, top[at] ?? 0);
    isOpen = isPoint;
  }
  context.stroke();
}
