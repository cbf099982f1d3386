import {
  lonelyPoints,
  markedPoints,
  stretches,
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
  for (const line of lines) {
    drawBand(context, line, toX, toY, bandOpacity * share(line));
    drawSpikes(context, line, toX, toY, 0.7 * share(line));
  }
  for (const line of lines) drawRaw(context, line, toX, toY, 0.3 * share(line));
  // Later ones lie above: the one that stands out comes last.
  const order = [...lines.keys()].sort(
    (a, b) => Number(lines[a]?.id === highlighted) - Number(lines[b]?.id === highlighted) || a - b,
  );
  for (const index of order) {
    const line = lines[index];
    if (line !== undefined) drawLine(context, line, index, toX, toY, share(line));
  }
  context.restore();
}

function drawBand(
  context: CanvasRenderingContext2D,
  line: DrawnLine,
  toX: Placing,
  toY: Placing,
  opacity: number,
): void {
  const { low, high, x } = line;
  if (low === undefined || high === undefined || opacity === 0) return;
  context.globalAlpha = opacity;
  context.fillStyle = line.look.colour;
  const upper = stretches(x, high, toX, toY);
  const lower = stretches(x, low, toX, toY);
  upper.forEach((top, index) => {
    const bottom = lower[index];
    if (bottom === undefined || bottom.length !== top.length) return;
    context.beginPath();
    trace(context, top, false);
    trace(context, bottom, true);
    context.closePath();
    context.fill();
  });
}

/** One upright stroke each, however narrow the bucket is. */
function drawSpikes(
  context: CanvasRenderingContext2D,
  { spikes = [], x, low, high, look }: DrawnLine,
  toX: Placing,
  toY: Placing,
  opacity: number,
): void {
  context.globalAlpha = opacity;
  context.strokeStyle = look.colour;
  context.lineWidth = 1;
  context.setLineDash([]);
  context.beginPath();
  for (const index of spikes) {
    const left = toX(x[index] ?? 0);
    context.moveTo(left, toY(low?.[index] ?? 0));
    context.lineTo(left, toY(high?.[index] ?? 0));
  }
  context.stroke();
}

function drawRaw(
  context: CanvasRenderingContext2D,
  line: DrawnLine,
  toX: Placing,
  toY: Placing,
  opacity: number,
): void {
  if (line.raw === undefined) return;
  context.globalAlpha = opacity;
  context.strokeStyle = line.look.colour;
  context.lineWidth = 1;
  context.setLineDash([]);
  context.beginPath();
  for (const stretch of stretches(line.x, line.raw, toX, toY)) trace(context, stretch, false);
  context.stroke();
}

function drawLine(
  context: CanvasRenderingContext2D,
  line: DrawnLine,
  position: number,
  toX: Placing,
  toY: Placing,
  opacity: number,
): void {
  context.globalAlpha = opacity;
  context.strokeStyle = line.look.colour;
  context.fillStyle = line.look.colour;
  context.lineWidth = line.wide === true ? 2.5 : 1.5;
  context.setLineDash([...line.look.dash]);
  context.beginPath();
  for (const stretch of stretches(line.x, line.y, toX, toY)) trace(context, stretch, false);
  context.stroke();
  context.setLineDash([]);
  for (const index of new Set([...markedPoints(line, position), ...lonelyPoints(line.y)])) {
    const [left, top] = [toX(line.x[index] ?? 0), toY(line.y[index] ?? 0)];
    if (!Number.isFinite(top)) continue;
    drawMarker(context, line.look.marker, left, top, 3);
  }
}

/** Adds a stretch to the path: as one of its own, or backwards as the return of the last one. */
function trace(
  context: CanvasRenderingContext2D,
  places: readonly number[],
  backwards: boolean,
): void {
  if (backwards) {
    for (let at = places.length - 2; at >= 0; at -= 2) {
      context.lineTo(places[at] ?? 0, places[at + 1] ?? 0);
    }
    return;
  }
  context.moveTo(places[0] ?? 0, places[1] ?? 0);
  for (let at = 2; at < places.length; at += 2) {
    context.lineTo(places[at] ?? 0, places[at + 1] ?? 0);
  }
}
