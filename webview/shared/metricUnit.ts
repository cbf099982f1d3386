import { formatBytes, formatNumber } from './format.ts';
import { isSystemMetric } from '../../src/model/systemMetrics.ts';

/** A metric's value, in the unit that the name of a system metric gives. */
export function formatMetric(key: string, value: number): string {
  if (!Number.isFinite(value)) return formatNumber(value);
  const scale = bytesOf(key);
  if (scale !== undefined && value >= 0) return formatBytes(value * scale);
  return isPercent(key) ? `${formatNumber(Number(value.toFixed(1)))} %` : formatNumber(value);
}

/** How many bytes a metric of the machine counts in; nothing when it is no size. */
export function bytesOf(key: string): number | undefined {
  if (!isSystemMetric(key)) return undefined;
  // MLflow's megabytes are millions of bytes.
  if (key.endsWith('_megabytes')) return 1e6;
  return key.endsWith('_bytes') ? 1 : undefined;
}

function isPercent(key: string): boolean {
  return isSystemMetric(key) && /percent(age)?$/.test(key);
}
