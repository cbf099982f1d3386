import { ranks } from './correlation.ts';

/**
 * The values, pulled in to three interquartile ranges around their middle half, so that runs that
 * diverged to 1e30 or infinity do not outweigh all others, from 0 to 1; nothing when what is finite
 * of them does not vary, or by more than there are numbers for.
 */
export function boundedTarget(values: Float64Array): Float64Array | undefined {
  const sorted = values.filter((value) => Number.isFinite(value)).sort();
  const low = sorted[Math.floor(sorted.length / 4)] ?? 0;
  const high = sorted[Math.ceil((sorted.length * 3) / 4) - 1] ?? 0;
  const reach = high > low ? 3 * (high - low) : Infinity;
  const floor = Math.max(sorted[0] ?? 0, low - reach);
  const ceiling = Math.min(sorted.at(-1) ?? 0, high + reach);
  const scale = ceiling - floor;
  if (!(scale > 0) || !Number.isFinite(scale)) return undefined;
  return values.map((value) => (Math.min(ceiling, Math.max(floor, value)) - floor) / scale);
}

/**
 * In which order the values stand, from 0 to 1: equal ones share their place, infinite ones stand at
 * the ends. Nothing when all are equal.
 */
export function rankedTarget(values: Float64Array): Float64Array | undefined {
  if (values.every((value) => value === values[0])) return undefined;
  return ranks(values).map((rank) => rank / values.length);
}
