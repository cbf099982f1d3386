import { escapeXml, type SvgTheme } from '../../shared/charts/svg.ts';
import { exactAxis, roundAxis, type Axis } from '../../shared/axisTicks.ts';
import { placing, type Placing } from '../../shared/charts/drawing.ts';

/*
 * Charts of points, as SVG text: the page shows it and a report holds it. Points of one kind are
 * one path, so that ten thousand of them are one element.
 */

/** A chart of points. */
export interface PointChart {
  readonly title: string;
  readonly xLabel: string;
  readonly yLabel: string;
  readonly x: Float64Array;
  readonly y: Float64Array;
  /** Which row of the columns each point is, where that is not its own place. */
  readonly rows?: readonly number[];
  /** Points that stand out. */
  readonly strong?: readonly number[];
  /** A line through these places, from value to value. */
  readonly line?: readonly (readonly [x: number, y: number])[];
  /** In place of the round numbers of the values. */
  readonly xAxis?: Axis;
  readonly yAxis?: Axis;
}

/** The size of the picture in its own units, which the page scales to what room there is. */
export const pointChartSize = { width: 640, height: 320 } as const;

const area = { left: 64, top: 28, right: 624, bottom: 276 };

/** Where the points of a chart lie, in units of the picture; NaN for those that are not drawn. */
export function pointPlaces(chart: PointChart): { x: Float64Array; y: Float64Array } {
  const { toX, toY } = scales(chart);
  return { x: chart.x.map((value) => toX(value)), y: chart.y.map((value) => toY(value)) };
}

/** Draws a chart of points. */
export function pointChartSvg(chart: PointChart, theme: SvgTheme, colour: string): string {
  const { width, height } = pointChartSize;
  const { toX, toY, xAxis, yAxis } = scales(chart);
  const [text, muted, grid] = [theme.text, theme.muted, theme.grid].map((each) => escapeXml(each));
  const all = Array.from(chart.x.keys());
  const strong = new Set(chart.strong);
  const dots = (indices: readonly number[]): string =>
    indices
      .map((index) => [toX(chart.x[index] ?? Number.NaN), toY(chart.y[index] ?? Number.NaN)])
      .filter((place) => place.every((each) => Number.isFinite(each)))
      .map(([x = 0, y = 0]) => `M${round(x)} ${round(y)}h.01`)
      .join('');
  const line = (chart.line ?? [])
    .map(([x, y]) => [toX(x), toY(y)])
    .filter((place) => place.every((each) => Number.isFinite(each)))
    .map(([x = 0, y = 0]) => `${round(x)},${round(y)}`);
  const ink = escapeXml(colour);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" font-family="${escapeXml(theme.fontFamily)}" font-size="11">`,
    `<title>${escapeXml(chart.title)}</title>`,
    `<rect width="${width}" height="${height}" fill="${escapeXml(theme.background)}"/>`,
    ...yAxis.ticks.map(({ value, label }) => {
      const y = round(toY(value));
      return `<line x1="${area.left}" x2="${area.right}" y1="${y}" y2="${y}" stroke="${grid}"/><text x="${area.left - 6}" y="${y + 4}" text-anchor="end" fill="${muted}">${escapeXml(label)}</text>`;
    }),
    ...xAxis.ticks.map(
      ({ value, label }) =>
        `<text x="${round(toX(value))}" y="${area.bottom + 16}" text-anchor="middle" fill="${muted}">${escapeXml(label)}</text>`,
    ),
    `<text x="${area.left}" y="16" fill="${text}">${escapeXml(short(chart.yLabel))}</text>`,
    `<text x="${area.right}" y="${area.bottom + 34}" text-anchor="end" fill="${text}">${escapeXml(short(chart.xLabel))}</text>`,
    `<path d="${dots(all.filter((index) => !strong.has(index)))}" stroke="${ink}" stroke-width="5" stroke-linecap="round" opacity="${strong.size > 0 ? 0.35 : 0.6}"/>`,
    `<path d="${dots(chart.strong ?? [])}" stroke="${ink}" stroke-width="8" stroke-linecap="round"/>`,
    line.length > 1
      ? `<polyline points="${line.join(' ')}" fill="none" stroke="${text}" stroke-width="1.5"/>`
      : '',
    '</svg>',
  ].join('');
}

function scales(chart: PointChart): { toX: Placing; toY: Placing; xAxis: Axis; yAxis: Axis } {
  const xAxis = chart.xAxis ?? axisOf(chart.x, exactAxis);
  const yAxis = chart.yAxis ?? axisOf(chart.y, roundAxis);
  return {
    xAxis,
    yAxis,
    toX: placing(xAxis, false, area.left, area.right),
    toY: placing(yAxis, false, area.bottom, area.top),
  };
}

function axisOf(
  values: Float64Array,
  make: (low: number, high: number, most: number) => Axis,
): Axis {
  // Beyond this a round number past the values may be none any more.
  const usable = values.filter((value) => Math.abs(value) < 1e300);
  if (usable.length === 0) return make(0, 1, 5);
  const low = usable.reduce((least, value) => Math.min(least, value));
  const high = usable.reduce((most, value) => Math.max(most, value));
  return make(low, high, 5);
}

function short(text: string): string {
  const letters = Array.from(text);
  return letters.length > 60 ? `${letters.slice(0, 59).join('')}…` : text;
}

function round(place: number): number {
  return Math.round(place * 100) / 100;
}
