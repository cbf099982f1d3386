import { bestSoFar } from '../../../src/model/statistics/bestSoFar.ts';
import { columnOf, numbersOf, type Column } from '../../../src/model/statistics/column.ts';
import { linearFit } from '../../../src/model/statistics/linearFit.ts';
import type { Axis } from '../../shared/axisTicks.ts';
import { formatCount, formatNumber } from '../../shared/format.ts';
import { t } from '../../shared/text.ts';
import { clockAxis } from '../charts/clockAxis.ts';
import type { PointChart } from './pointChart.ts';
import { columnLabel, type WhyColumns } from './whyColumns.ts';
import type { Direction } from './whyState.ts';

/** More labels than this are marked only now and then. */
const mostLabels = 8;
/** Letters of a label beside an axis. */
const longestLabel = 10;

/** Two columns against each other, with the line nearest to them. */
export function scatterChart(columns: WhyColumns, x: string, y: string): PointChart {
  const [across, upwards] = [columnOf(columns.cells(x)), columnOf(columns.cells(y))];
  const [xs, ys] = [placesOf(across), placesOf(upwards)];
  const [xAxis, yAxis] = [axisOf(x, across), axisOf(y, upwards)];
  // A line through kinds in the order of their names would say nothing.
  const isFit = numbersOf(across) !== undefined && numbersOf(upwards) !== undefined;
  const fit = isFit ? linearFit(xs, ys) : undefined;
  const finite = xs.filter((value, row) => Number.isFinite(value) && Number.isFinite(ys[row]));
  const ends = [
    finite.reduce((a, b) => Math.min(a, b), Infinity),
    finite.reduce((a, b) => Math.max(a, b), -Infinity),
  ];
  return {
    title: t('{0} against {1}', columnLabel(y), columnLabel(x)),
    xLabel: columnLabel(x),
    yLabel: columnLabel(y),
    x: xs,
    y: ys,
    ...(xAxis !== undefined && { xAxis }),
    ...(yAxis !== undefined && { yAxis }),
    ...(fit !== undefined && {
      line: ends.map((end) => [end, fit.intercept + fit.slope * end] as const),
    }),
  };
}

/** Labels stand in their order, one apart. */
function placesOf(column: Column): Float64Array {
  if (column.kind === 'numbers') return column.values;
  return Float64Array.from(column.codes, (code) => (code < 0 ? Number.NaN : code));
}

/** The axis of a column that is marked otherwise than by round numbers. */
function axisOf(id: string, column: Column): Axis | undefined {
  if (column.kind === 'labels') {
    const every = Math.ceil(column.labels.length / mostLabels);
    const ticks = column.labels.flatMap((label, value) =>
      value % every === 0 ? [{ value, label: shortened(label) }] : [],
    );
    return { min: -0.5, max: Math.max(0, column.labels.length - 1) + 0.5, ticks };
  }
  if (id !== 'run:start') return undefined;
  const times = column.values.filter((time) => Number.isFinite(time));
  if (times.length === 0) return undefined;
  return clockAxis(
    times.reduce((a, b) => Math.min(a, b)),
    times.reduce((a, b) => Math.max(a, b)),
    5,
  );
}

function shortened(label: string): string {
  const letters = Array.from(label);
  return letters.length > longestLabel ? `${letters.slice(0, longestLabel - 1).join('')}…` : label;
}

/** What is to be said of the line. */
export function fitText({ x, y, line }: PointChart): string {
  const fit = line === undefined ? undefined : linearFit(x, y);
  if (fit === undefined) return t('No line can be fitted.');
  return t(
    'Line: slope {0}, R² {1}, {2} runs',
    formatNumber(fit.slope),
    fit.r2.toFixed(3),
    formatCount(fit.points),
  );
}

/** All values of a column through time, and the best of them so far; nothing without values. */
export function bestChart(
  columns: WhyColumns,
  target: string,
  direction: Direction,
): PointChart | undefined {
  const times = columnOf(columns.cells('run:start'));
  const values = columnOf(columns.cells(target));
  if (times.kind !== 'numbers' || values.kind !== 'numbers') return undefined;
  const attempts = Array.from(times.values, (time, row) => ({
    row,
    time,
    value: values.values[row] ?? Number.NaN,
  })).filter(({ time, value }) => Number.isFinite(time) && Number.isFinite(value));
  const course = bestSoFar(attempts, direction);
  const [first] = course;
  const last = course.at(-1);
  if (first === undefined || last === undefined) return undefined;
  return {
    title: t('Best {0} so far', columnLabel(target)),
    xLabel: t('Time'),
    yLabel: columnLabel(target),
    x: Float64Array.from(course, ({ attempt }) => attempt.time),
    y: Float64Array.from(course, ({ attempt }) => attempt.value),
    rows: course.map(({ attempt }) => attempt.row),
    strong: [...course.keys()].filter((index) => course[index]?.improved),
    line: course.flatMap(({ attempt, best }, index) => [
      [attempt.time, course[index - 1]?.best ?? best] as const,
      [attempt.time, best] as const,
    ]),
    xAxis: clockAxis(first.attempt.time, last.attempt.time, 5),
  };
}
