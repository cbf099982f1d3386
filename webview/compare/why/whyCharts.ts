import { bestSoFar } from '../../../src/model/statistics/bestSoFar.ts';
import { columnOf, numbersOf } from '../../../src/model/statistics/column.ts';
import { linearFit } from '../../../src/model/statistics/linearFit.ts';
import type { Objective } from '../../../src/model/projectFile.ts';
import { formatCount, formatNumber } from '../../shared/format.ts';
import { t } from '../../shared/text.ts';
import { clockAxis } from '../charts/clockAxis.ts';
import type { PointChart } from './pointChart.ts';
import { columnLabel, type WhyColumns } from './whyColumns.ts';

/** Two columns against each other, with the line nearest to them. */
export function scatterChart(columns: WhyColumns, x: string, y: string): PointChart {
  const numbers = (id: string): Float64Array => {
    const column = columnOf(columns.cells(id));
    if (column.kind === 'numbers') return column.values;
    return (
      numbersOf(column) ?? Float64Array.from(column.codes, (code) => (code < 0 ? Number.NaN : code))
    );
  };
  const [xs, ys] = [numbers(x), numbers(y)];
  const fit = linearFit(xs, ys);
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
    ...(fit !== undefined && {
      line: ends.map((end) => [end, fit.intercept + fit.slope * end] as const),
    }),
  };
}

/** What is to be said of the line. */
export function fitText({ x, y }: PointChart): string {
  const fit = linearFit(x, y);
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
  objective: Objective | undefined,
): PointChart | undefined {
  const times = columnOf(columns.cells('run:start'));
  const values = columnOf(columns.cells(target));
  if (times.kind !== 'numbers' || values.kind !== 'numbers') return undefined;
  const attempts = Array.from(times.values, (time, row) => ({
    time,
    value: values.values[row] ?? Number.NaN,
  })).filter(({ time, value }) => Number.isFinite(time) && Number.isFinite(value));
  const direction =
    objective !== undefined && columnLabel(target) === objective.metric
      ? objective.direction
      : 'minimize';
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
    strong: [...course.keys()].filter((index) => course[index]?.improved),
    line: course.flatMap(({ attempt, best }, index) => [
      [attempt.time, course[index - 1]?.best ?? best] as const,
      [attempt.time, best] as const,
    ]),
    xAxis: clockAxis(first.attempt.time, last.attempt.time, 5),
  };
}
