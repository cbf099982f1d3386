import { formatBytes, formatNumber } from '../shared/format.ts';

/** Metrics of the machine, by Trackline and MLflow alike. */
export const systemPrefix = 'system/';

/** A metric's value, in the unit that the name of a system metric gives. */
export function formatMetric(key: string, value: number): string {
  if (!Number.isFinite(value)) return formatNumber(value);
  if (isBytes(key)) return formatBytes(value);
  return isPercent(key) ? `${formatNumber(Number(value.toFixed(1)))} %` : formatNumber(value);
}

/** Whether a metric of the machine is a size in bytes. */
export function isBytes(key: string): boolean {
  return key.startsWith(systemPrefix) && /(^|[_/ ])bytes$/.test(key);
}

function isPercent(key: string): boolean {
  return key.startsWith(systemPrefix) && /percent(age)?$/.test(key);
}
