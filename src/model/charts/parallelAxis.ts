import { columnOf, type Cell } from '../statistics/column.ts';

/** One upright axis of parallel coordinates. Places run from 0 (bottom) to 1 (top). */
export interface ParallelAxis {
  readonly scale: 'linear' | 'logarithmic' | 'labels';
  /** Where each row meets the axis; NaN for rows that have nothing there. */
  readonly places: Float64Array;
  readonly marks: readonly AxisMark[];
}

/** A mark of an axis: a number to be written as numbers are, or a label. */
export interface AxisMark {
  readonly place: number;
  readonly text: number | string;
}

/** Positive values that span more powers of ten than this are easier read on a logarithmic axis. */
const logFrom = 2;
/** More labels than this are marked only now and then. */
const mostMarks = 12;

/** Scales a column for parallel coordinates; infinite values go to the ends. */
export function parallelAxis(cells: readonly Cell[]): ParallelAxis {
  const column = columnOf(cells);
  if (column.kind === 'numbers') return numberAxis(column.values);
  const { codes, labels } = column;
  const placeOf = (code: number): number =>
    labels.length === 1 ? 0.5 : code / (labels.length - 1);
  const every = Math.ceil(labels.length / mostMarks);
  return {
    scale: 'labels',
    places: Float64Array.from(codes, (code) => (code < 0 ? Number.NaN : placeOf(code))),
    marks: labels.flatMap((text, code) =>
      code % every === 0 ? [{ place: placeOf(code), text }] : [],
    ),
  };
}

function numberAxis(values: Float64Array): ParallelAxis {
  const finite = values.filter((value) => Number.isFinite(value));
  const low = finite.reduce((least, value) => Math.min(least, value), Infinity);
  const high = finite.reduce((most, value) => Math.max(most, value), -Infinity);
  if (finite.length === 0 || low === high) {
    return {
      scale: 'linear',
      places: values.map((value) => (Number.isNaN(value) ? value : placeOfEqual(value))),
      marks: finite.length === 0 ? [] : [{ place: 0.5, text: low }],
    };
  }
  const logarithmic = low > 0 && Math.log10(high) - Math.log10(low) >= logFrom;
  const along = (value: number): number => (logarithmic ? Math.log10(value) : value / 2);
  const span = along(high) - along(low);
  return {
    scale: logarithmic ? 'logarithmic' : 'linear',
    places: values.map((value) => {
      if (Number.isNaN(value)) return value;
      return Math.min(1, Math.max(0, (along(Math.max(value, low)) - along(low)) / span));
    }),
    marks: [0, 0.25, 0.5, 0.75, 1].map((place) => ({
      place,
      text: valueAt(place, low, high, logarithmic),
    })),
  };
}

function placeOfEqual(value: number): number {
  if (Number.isFinite(value)) return 0.5;
  return value > 0 ? 1 : 0;
}

function valueAt(place: number, low: number, high: number, logarithmic: boolean): number {
  if (place === 0) return low;
  if (place === 1) return high;
  if (!logarithmic) return low * (1 - place) + high * place;
  return 10 ** (Math.log10(low) * (1 - place) + Math.log10(high) * place);
}
