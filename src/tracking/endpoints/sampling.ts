/**
 * Which steps a chart of several runs shows when it cannot show all: evenly spaced ones among the
 * steps that any run has, so that all runs are seen at the same steps, and the first and last step
 * of each run. Without a range it begins at step 0.
 *
 * @param series the steps of each run, ascending.
 */
export function sampleSteps(
  series: readonly (readonly number[])[],
  limit: number,
  range?: readonly [number, number],
): Set<number> {
  const all = [...new Set(series.flat())].sort((a, b) => a - b);
  const [start, end] = range ?? [0, all.at(-1) ?? 0];
  const isInside = (step: number | undefined): step is number =>
    step !== undefined && step >= start && step <= end;
  const window = all.filter(isInside);
  const edges = series.flatMap((steps) => [steps[0], steps.at(-1)]).filter(isInside);
  if (window.length <= limit) return new Set([...window, ...edges]);
  const interval = window.length / limit;
  const picked = Array.from({ length: limit }, (_, index) => window[Math.floor(index * interval)]);
  return new Set([...picked, window.at(-1), ...edges].filter(isInside));
}
