import { byteUnit, formatNumber } from './format.ts';

/** Marks of an axis: where they are, and what they say. */
export interface Tick {
  readonly value: number;
  readonly label: string;
}

/** The stretch of an axis, and its marks. */
export interface Axis {
  readonly min: number;
  readonly max: number;
  readonly ticks: readonly Tick[];
}

/** The share of an axis that its values fill at least, if round numbers at its ends allow it. */
const leastFilled = 0.7;

/**
 * An axis that begins and ends at round numbers around the values: at marks, or at fifths between
 * them where marks would leave much of it empty.
 */
export function roundAxis(min: number, max: number, most: number): Axis {
  const [low, high] = min === max ? widened(min) : [min, max];
  const step = roundStep((high - low) / Math.max(1, most - 1));
  const around = (unit: number): readonly [number, number] => [
    Math.floor(low / unit + 1e-9) * unit,
    Math.ceil(high / unit - 1e-9) * unit,
  ];
  const wide = around(step);
  // Halved, since the distance of two finite numbers may be infinite.
  const isFilled = high / 2 - low / 2 >= leastFilled * (wide[1] / 2 - wide[0] / 2);
  const [first, last] = isFilled ? wide : around(step / 5);
  const mark = Math.ceil(first / step - 1e-9) * step;
  return { min: first, max: last, ticks: multiples(mark, last, step) };
}

/**
 * An axis of sizes, at round numbers of the unit that suits the greatest.
 * @param scale how many bytes a value of 1 stands for
 */
export function bytesAxis(min: number, max: number, most: number, scale = 1): Axis {
  const unit = byteUnit(Math.max(Math.abs(min), Math.abs(max)) * scale);
  const size = unit.bytes / scale;
  const axis = roundAxis(min / size, max / size, most);
  return {
    min: axis.min * size,
    max: axis.max * size,
    ticks: axis.ticks.map(({ value, label }) => ({
      value: value * size,
      label: `${label} ${unit.name}`,
    })),
  };
}

/** An axis that spans exactly the values, marked at round numbers that are multiples of `least`. */
export function exactAxis(min: number, max: number, most: number, least = 0): Axis {
  const [low, high] = min === max ? widened(min) : [min, max];
  const round = roundStep((high - low) / most);
  const step = least === 0 ? round : Math.ceil(round / least - 1e-9) * least;
  return { min: low, max: high, ticks: multiples(Math.ceil(low / step - 1e-9) * step, high, step) };
}

/** A logarithmic axis over positive values, marked at powers of ten. */
export function logAxis(min: number, max: number, most: number): Axis {
  const low = Math.floor(Math.log10(min) + 1e-9);
  const high = Math.max(low + 1, Math.ceil(Math.log10(max) - 1e-9));
  const every = Math.max(1, Math.ceil((high - low) / Math.max(1, most - 1)));
  const ticks: Tick[] = [];
  for (let power = low; power <= high; power += every) {
    ticks.push({ value: 10 ** power, label: formatNumber(10 ** power) });
  }
  return { min: 10 ** low, max: 10 ** high, ticks };
}

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;
const timeSteps = [1, 2, 5, 10, 15, 30]
  .flatMap((n) => [n * second, n * minute])
  .concat([hour, 2 * hour, 3 * hour, 6 * hour, 12 * hour, day])
  .sort((a, b) => a - b);

/** An axis of milliseconds since a start, marked at round times such as `0:30` and `2:00:00`. */
export function timeAxis(min: number, max: number, most: number): Axis {
  const [low, high] = min === max ? [min, min + second] : [min, max];
  const wanted = (high - low) / most;
  if (wanted < second) return shortTimeAxis(low, high, most);
  const step = timeSteps.find((each) => each >= wanted) ?? roundStep(wanted / day) * day;
  const ticks: Tick[] = [];
  for (let at = Math.ceil(low / step) * step; at <= high; at += step) {
    ticks.push({ value: at, label: clock(at) });
  }
  return { min: low, max: high, ticks };
}

function shortTimeAxis(low: number, high: number, most: number): Axis {
  const { ticks } = exactAxis(low / second, high / second, most);
  return {
    min: low,
    max: high,
    ticks: ticks.map(({ value, label }) => ({ value: value * second, label: `${label} s` })),
  };
}

/** `0:05`, `12:30`, `2:00:00`, `3 d 02:00`. */
function clock(time: number): string {
  const sign = time < 0 ? '−' : '';
  const size = Math.abs(time);
  const hours = Math.floor(size / hour);
  const minutes = Math.floor((size % hour) / minute);
  const seconds = Math.floor((size % minute) / second);
  if (hours >= 24) return `${sign}${Math.floor(hours / 24)} d ${two(hours % 24)}:${two(minutes)}`;
  if (hours > 0) return `${sign}${hours}:${two(minutes)}:${two(seconds)}`;
  return `${sign}${minutes}:${two(seconds)}`;
}

function two(n: number): string {
  return String(n).padStart(2, '0');
}

/** The least of 1, 2, 2.5 and 5 times a power of ten that is not below `rough`. */
function roundStep(rough: number): number {
  const power = 10 ** Math.floor(Math.log10(rough));
  const nearest = [1, 2, 2.5, 5, 10].find((factor) => factor * power >= rough * (1 - 1e-9));
  return (nearest ?? 10) * power;
}

function multiples(first: number, last: number, step: number): Tick[] {
  const ticks: Tick[] = [];
  const count = Math.floor((last - first) / step + 1e-9);
  for (let index = 0; index <= count; index += 1) {
    // Counting in whole steps keeps 0.30000000000000004 off the axis.
    const value = Number(((Math.round(first / step) + index) * step).toPrecision(12));
    ticks.push({ value, label: formatNumber(value) });
  }
  return ticks;
}

function widened(value: number): [number, number] {
  const margin = value === 0 ? 1 : Math.abs(value) * 0.1;
  return [value - margin, value + margin];
}
