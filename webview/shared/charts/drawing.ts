import type { Axis } from '../axisTicks.ts';

/*
 * What a chart of many lines shows, worked out: nothing in it depends on how it is drawn. The
 * canvas and the SVG that is saved are both made from it.
 */

/** Shapes that mark single points of a line. */
export type MarkerShape = 'circle' | 'square' | 'triangle' | 'diamond' | 'cross';

/** How a line looks: by more than its colour. */
export interface LineLook {
  /** A colour of any notation. */
  readonly colour: string;
  /** Lengths of dashes and gaps in pixels; empty for a whole line. */
  readonly dash: readonly number[];
  readonly marker: MarkerShape;
}

/** One line over points in ascending `x`; gaps where `y` is no finite number. */
export interface DrawnLine {
  readonly id: string;
  readonly name: string;
  readonly look: LineLook;
  readonly x: Float64Array;
  readonly y: Float64Array;
  /** The edges of the band around it. */
  readonly low?: Float64Array;
  readonly high?: Float64Array;
  /** Indices of points where the band reaches unusually far: they are drawn to be seen. */
  readonly spikes?: readonly number[];
  /** Only the spikes are drawn of the band. */
  readonly onlySpikes?: boolean;
  /** What the line was smoothed from, drawn behind it. */
  readonly raw?: Float64Array;
  /** A line among others that it stands for is wider. */
  readonly wide?: boolean;
}

/** A chart of many lines. */
export interface Drawing {
  readonly title: string;
  readonly lines: readonly DrawnLine[];
  readonly x: Axis;
  readonly y: Axis;
  readonly logX: boolean;
  readonly logY: boolean;
  /** What a logarithmic axis, as it was wanted, could not show: some values, or any at all. */
  readonly leftOut?: 'some' | 'all';
}

/** A rectangle in pixels. */
export interface Area {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** Turns a value into a place along an axis in pixels. */
export type Placing = (value: number) => number;

/** Where values of an axis lie between two places. */
export function placing(axis: Axis, logarithmic: boolean, start: number, end: number): Placing {
  const along = logarithmic ? Math.log10 : half;
  const first = along(axis.min);
  const scale = (end - start) / (along(axis.max) - first);
  return (value) => start + (along(value) - first) * scale;
}

/** Halves keep the difference of two huge values finite. */
function half(value: number): number {
  return value / 2;
}

/** The value at a place between two places. */
export function valueAtPlace(
  axis: Axis,
  logarithmic: boolean,
  start: number,
  end: number,
  place: number,
): number {
  const share = (place - start) / (end - start);
  if (!logarithmic) return axis.min * (1 - share) + axis.max * share;
  return 10 ** (Math.log10(axis.min) * (1 - share) + Math.log10(axis.max) * share);
}

/** Stretches of a line without a gap, as places: x and y by turns. */
export function stretches(
  x: Float64Array,
  y: Float64Array,
  toX: Placing,
  toY: Placing,
): number[][] {
  const found: number[][] = [];
  let current: number[] = [];
  for (let index = 0; index < x.length; index += 1) {
    const [left, top] = [toX(x[index] ?? Number.NaN), toY(y[index] ?? Number.NaN)];
    if (Number.isFinite(left) && Number.isFinite(top)) {
      current.push(left, withinCanvas(top));
    } else if (current.length > 0) {
      found.push(current);
      current = [];
    }
  }
  if (current.length > 0) found.push(current);
  return found;
}

/**
 * A place that can be drawn: canvases lose lines that lead to places millions of pixels away. NaN
 * where there is none.
 */
export function withinCanvas(place: number): number {
  if (!Number.isFinite(place)) return Number.NaN;
  return Math.min(20_000, Math.max(-20_000, place));
}

/** Points of a line that carry its marker: a few, other ones for each line. */
export function markedPoints(line: DrawnLine, position: number): number[] {
  const count = line.x.length;
  if (count === 0) return [];
  const wanted = Math.min(count, 4);
  const marked = new Set<number>();
  for (let index = 0; index < wanted; index += 1) {
    const share = (index + 0.3 + ((position * 0.37) % 0.6)) / wanted;
    marked.add(Math.min(count - 1, Math.floor(share * count)));
  }
  return [...marked].filter((index) => Number.isFinite(line.y[index]));
}

/** A point between gaps has no line to be seen by. */
export function lonelyPoints(y: Float64Array): number[] {
  const isGap = (index: number): boolean => !Number.isFinite(y[index]);
  return [...y.keys()].filter((index) => !isGap(index) && isGap(index - 1) && isGap(index + 1));
}

/** So many times the usual height of its band is a spike. */
const spikeFactor = 5;

/** Points where a band is far higher than it usually is. */
export function spikesOf(low: Float64Array, high: Float64Array): number[] {
  const heights = high.map((value, index) => value / 2 - (low[index] ?? value) / 2);
  const usual = heights.filter((height) => height >= 0).sort();
  const middle = usual[usual.length >> 1] ?? 0;
  return [...heights.keys()].filter((index) => {
    const height = heights[index] ?? 0;
    return height > 0 && height > spikeFactor * middle;
  });
}
