import { groupBand } from '../../../src/model/charts/groupBand.ts';
import { smoothed } from '../../../src/model/charts/smoothing.ts';
import { usualRange } from '../../../src/model/statistics/quantiles.ts';
import type { RunSeries } from '../../../src/protocol/compare.ts';
import {
  bytesAxis,
  exactAxis,
  logAxis,
  roundAxis,
  timeAxis,
  type Axis,
} from '../../shared/axisTicks.ts';
import {
  spikesOf,
  type DrawnLine,
  type Drawing,
  type LineLook,
} from '../../shared/charts/drawing.ts';
import { formatNumber } from '../../shared/format.ts';
import { clockAxis } from './clockAxis.ts';
import type { ChartsView, Zoom } from './chartsView.ts';

/** A run as a chart shows it. */
export interface ChartedRun {
  readonly id: string;
  readonly name: string;
  readonly look: LineLook;
  /** Runs of one group are drawn as their mean. */
  readonly group?: string;
}

/** What a chart is worked out from. */
export interface DrawingParts {
  readonly title: string;
  /** Those to be drawn, in their order. */
  readonly runs: readonly ChartedRun[];
  /** The whole series, in buckets. */
  readonly overview: ReadonlyMap<string, RunSeries>;
  /** The series in the stretch that is zoomed into, in finer buckets. */
  readonly detail?: ReadonlyMap<string, RunSeries>;
  readonly view: ChartsView;
  /** Values are sizes: how many bytes 1 stands for. */
  readonly bytes?: number | undefined;
}

const placesOfGroups = 250;

/** Works out what a chart of one metric shows. */
export function metricDrawing(parts: DrawingParts): Drawing {
  const { runs, view } = parts;
  const single = runs.flatMap((run) => lineOf(run, parts) ?? []);
  const logX = view.logX && view.x !== 'time' && hasPositive(single.map(({ x }) => x));
  const hidden = new Set(view.hidden);
  const lines =
    view.group === undefined
      ? single
      : meansOf(runs, single, view.bands).filter(({ id }) => !hidden.has(id));
  const logY = view.logY && hasPositive(lines.map(({ y }) => y));
  const drawn = logX ? lines.map((line) => positiveX(line)) : lines;
  return {
    title: parts.title,
    lines: logY ? drawn.map((line) => positiveY(line)) : drawn,
    x: xAxis(drawn, view, logX),
    y: yAxis(drawn, view, logY, parts.bytes),
    logX,
    logY,
    ...leftOutOf(lines, view.logY, logY),
  };
}

/** Whether a logarithmic axis leaves values out, or there is none since it would leave out all. */
function leftOutOf(
  lines: readonly DrawnLine[],
  wanted: boolean,
  logY: boolean,
): Pick<Drawing, 'leftOut'> {
  if (!wanted) return {};
  if (!logY) return { leftOut: 'all' };
  return lines.some(({ y }) => y.some((value) => value <= 0)) ? { leftOut: 'some' } : {};
}

/** The value that stands for a bucket: its mean, or its last where it has no numbers. */
export function bucketValues({ mean, last }: RunSeries): Float64Array {
  return mean.map((value, index) => (Number.isFinite(value) ? value : (last[index] ?? Number.NaN)));
}

function lineOf(run: ChartedRun, { overview, detail, view }: DrawingParts): DrawnLine | undefined {
  const whole = overview.get(run.id);
  const series = view.zoom === undefined ? whole : (detail?.get(run.id) ?? whole);
  if (series === undefined) return undefined;
  const values = bucketValues(series);
  const line = { id: run.id, name: run.name, look: run.look, x: series.x };
  const { min: low, max: high } = series;
  // A spike is seen without bands too.
  const band = hasSpan(series)
    ? { low, high, spikes: spikesOf(low, high), ...(!view.bands && { onlySpikes: true }) }
    : {};
  if (view.smoothing === 0) return { ...line, ...band, y: values };
  const lead = series === whole ? undefined : leadOf(whole, series.x[0] ?? -Infinity);
  const y = smoothed({ values, points: series.numbers }, view.smoothing, lead);
  return { ...line, ...band, y, raw: values };
}

/** What came before a part of a series, for the moving average to begin with. */
function leadOf(whole: RunSeries | undefined, from: number) {
  if (whole === undefined) return undefined;
  const found = whole.x.findIndex((x) => x >= from);
  const end = found < 0 ? whole.x.length : found;
  return { values: bucketValues(whole).subarray(0, end), points: whole.numbers.subarray(0, end) };
}

function hasSpan({ min, max }: RunSeries): boolean {
  return min.some((value, index) => value < (max[index] ?? value));
}

/** One line a group: the mean of its runs, with a band of their deviation. */
function meansOf(
  runs: readonly ChartedRun[],
  lines: readonly DrawnLine[],
  bands: boolean,
): DrawnLine[] {
  const groupOf = new Map(runs.map(({ id, group }) => [id, group ?? '']));
  const byGroup = Map.groupBy(lines, ({ id }) => groupOf.get(id) ?? '');
  return [...byGroup].flatMap(([group, members]): DrawnLine[] => {
    const [first] = members;
    if (first === undefined) return [];
    const band = groupBand(members, placesOfGroups);
    const edge = (sign: number): Float64Array =>
      band.mean.map((mean, index) => mean + sign * (band.deviation[index] ?? 0));
    return [
      {
        id: `group ${group}`,
        name: `${group} (${members.length})`,
        look: first.look,
        x: band.x,
        y: band.mean,
        wide: true,
        ...(bands && members.length > 1 && { low: edge(-1), high: edge(1) }),
      },
    ];
  });
}

function hasPositive(columns: readonly Float64Array[]): boolean {
  return columns.some((column) => column.some((value) => value > 0 && Number.isFinite(value)));
}

function positiveX(line: DrawnLine): DrawnLine {
  return { ...line, x: line.x.map((value) => (value > 0 ? value : Number.NaN)) };
}

/** A band that reaches below zero ends at its line. */
function positiveY(line: DrawnLine): DrawnLine {
  const { low, high, raw } = line;
  return {
    ...line,
    y: line.y.map((value) => positive(value)),
    ...(low !== undefined && {
      low: low.map((value, index) => (value > 0 ? value : positive(line.y[index] ?? 0))),
    }),
    ...(high !== undefined && { high: high.map((value) => positive(value)) }),
    ...(raw !== undefined && { raw: raw.map((value) => positive(value)) }),
  };
}

function positive(value: number): number {
  return value > 0 ? value : Number.NaN;
}

function xAxis(lines: readonly DrawnLine[], view: ChartsView, log: boolean): Axis {
  const [low, high] = view.zoom ??
    extent(
      lines.map(({ x }) => x),
      log,
    ) ?? [0, 1];
  const usable =
    !log || low > 0
      ? low
      : (extent(
          lines.map(({ x }) => x),
          true,
        )?.[0] ?? high / 10);
  if (log) return view.zoom === undefined ? logAxis(usable, high, 5) : innerLogAxis(usable, high);
  if (view.x === 'time') return clockAxis(low, high, 4);
  if (view.x === 'relative') return timeAxis(low, high, 5);
  const whole = lines.every(({ x }) => x.every((step) => Number.isInteger(step)));
  return exactAxis(low, high, 5, whole && high - low >= 1 ? 1 : 0);
}

function yAxis(
  lines: readonly DrawnLine[],
  view: ChartsView,
  log: boolean,
  bytes: number | undefined,
): Axis {
  const seen = lines.map((line) => inSight(line, view.zoom));
  const usual = view.ignoreOutliers ? usualRange(seen.map(({ y }) => y)) : undefined;
  const columns = seen.flatMap(({ y, low, high, raw }) => [
    y,
    ...(low === undefined || high === undefined ? [] : [low, high]),
    ...(raw === undefined ? [] : [raw]),
  ]);
  const range = extent(columns, log) ?? [0, 1];
  const [low, high] =
    usual === undefined || (log && usual.low <= 0)
      ? [range[0], usual === undefined ? range[1] : Math.min(range[1], usual.high)]
      : [Math.max(range[0], usual.low), Math.min(range[1], usual.high)];
  if (log) return high / low < 10 ? innerLogAxis(low, high) : logAxis(low, high, 4);
  if (!Number.isFinite((high - low) * 4) || Math.abs(high) > 1e300 || Math.abs(low) > 1e300) {
    return hugeAxis(low, high);
  }
  return bytes === undefined ? roundAxis(low, high, 4) : bytesAxis(low, high, 4, bytes);
}

/** Near the greatest number a round one beyond the values may be none any more. */
function hugeAxis(low: number, high: number): Axis {
  const least = low === high ? Math.min(0, low) : low;
  const most = low === high ? Math.max(0, high) : high;
  return {
    min: least,
    max: most,
    ticks: [least, least / 2 + most / 2, most].map((value) => ({
      value,
      label: formatNumber(value),
    })),
  };
}

/** A part of a logarithmic axis, marked at round numbers within. */
function innerLogAxis(low: number, high: number): Axis {
  const [least, most] = low === high ? [low / 1.1, high * 1.1] : [low, high];
  return exactAxis(least, most, 5);
}

/** The part of a line within a stretch, with a neighbour on each side. */
function inSight(line: DrawnLine, zoom: Zoom | undefined): Omit<DrawnLine, 'look'> {
  if (zoom === undefined) return line;
  const [from, to] = zoom;
  const within = (column: Float64Array): Float64Array =>
    column.filter((_, index) => {
      const x = line.x[index] ?? Number.NaN;
      return x >= from && x <= to;
    });
  const y = within(line.y);
  // Nothing but a line passing through.
  if (y.length === 0) return line;
  const { low, high, raw } = line;
  return {
    ...line,
    y,
    ...(low !== undefined && { low: within(low) }),
    ...(high !== undefined && { high: within(high) }),
    ...(raw !== undefined && { raw: within(raw) }),
  };
}

/** The least and greatest finite value; nothing when there is none. */
function extent(
  columns: readonly Float64Array[],
  aboveZero: boolean,
): [number, number] | undefined {
  let low = Infinity;
  let high = -Infinity;
  for (const column of columns) {
    for (const value of column) {
      if (!Number.isFinite(value) || (aboveZero && value <= 0)) continue;
      if (value < low) low = value;
      if (value > high) high = value;
    }
  }
  return low > high ? undefined : [low, high];
}
