import type { Axis, Tick } from '../../shared/axisTicks.ts';

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;
const steps = [
  ...[1, 2, 5, 10, 15, 30].map((n) => n * second),
  ...[1, 2, 5, 10, 15, 30].map((n) => n * minute),
  ...[1, 2, 3, 6, 12].map((n) => n * hour),
  ...[1, 2, 5, 10, 30, 90, 365].map((n) => n * day),
];

/** An axis of times of day, in milliseconds since the epoch, marked at round ones. */
export function clockAxis(min: number, max: number, most: number): Axis {
  const [low, high] = min === max ? [min - second, max + second] : [min, max];
  const wanted = (high - low) / most;
  const step = steps.find((each) => each >= wanted) ?? Math.ceil(wanted / day) * day;
  // Round where the person is, not in Greenwich.
  const offset = new Date(low).getTimezoneOffset() * minute;
  const ticks: Tick[] = [];
  const first = Math.ceil((low - offset) / step) * step + offset;
  for (let value = first; value <= high && ticks.length < 50; value += step) {
    ticks.push({ value, label: label(value, step) });
  }
  return { min: low, max: high, ticks };
}

function label(time: number, step: number): string {
  if (Math.abs(time) > 8.64e15) return '';
  const at = new Date(time);
  const date = `${two(at.getMonth() + 1)}-${two(at.getDate())}`;
  if (step >= day) return date;
  const clock = `${two(at.getHours())}:${two(at.getMinutes())}`;
  if (step >= minute) return at.getHours() + at.getMinutes() === 0 ? date : clock;
  return `${clock}:${two(at.getSeconds())}`;
}

function two(n: number): string {
  return String(n).padStart(2, '0');
}
