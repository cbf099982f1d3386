/** How the names of metrics of the machine's load begin, by Trackline and MLflow alike. */
export const systemPrefix = 'system/';

/** Whether a metric is one of the machine's load, which is no result of the run. */
export function isSystemMetric(name: string): boolean {
  return name.startsWith(systemPrefix);
}
