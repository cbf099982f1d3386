import { formatBytes, formatNumber } from './format.ts';

/** Metrics of the machine, by Trackline and MLflow alike. */
export const systemPrefix = 'system/';

/** A metric's value, in the unit that the name of a system metric gives. */
export function formatMetric(key: string, value: number): string {
  if (!Number.isFinite(value)) return formatNumber(value);
  const scale = bytesOf(key);
  if (scale !== undefined && value >= 0) return formatBytes(value * scale);
  return isPercent(key) ? `${formatNumber(Number(value.toFixed(1)))} %` : formatNumber(value);
}

/** How many bytes a metric of the machine counts in; nothing when it is no size. */
export function bytesOf(key: string): number | undefined {
  if (!key.startsWith(systemPrefix)) return undefined;
  // MLflow's megabytes are millions of bytes.
  if (key.endsWith('_megabytes')) return 1e6;
  return key.endsWith('_bytes') ? 1 : undefined;
}

function isPercent(key: string): boolean {
  return key.startsWith(systemPrefix) && /percent(age)?$/.test(key);
}
