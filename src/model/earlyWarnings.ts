import type { Objective } from './projectFile.ts';
import type { MetricSummary } from './run.ts';
import { isSystemMetric } from './systemMetrics.ts';

/** Something about a run under way that a person would rather know now than at its end. */
export type EarlyWarning =
  /** The newest value of a metric is no number, or has no end. */
  | { readonly kind: 'not-a-number'; readonly metric: string; readonly step: number }
  /** What ought to fall has risen far above where it began. */
  | {
      readonly kind: 'diverging';
      readonly metric: string;
      readonly value: number;
      readonly best: number;
    }
  /** The objective has not got better for most of the run. */
  | { readonly kind: 'no-progress'; readonly metric: string; readonly steps: number }
  /** A run that used to say something has been silent. */
  | { readonly kind: 'stalled'; readonly minutes: number };

/** What is looked at of a run. */
export interface WatchedRun {
  readonly metrics: Readonly<Record<string, MetricSummary>>;
  readonly objective?: Objective;
  /** The objective's values in the order of their steps; empty where there are none. */
  readonly objectiveValues: Float64Array;
  /** Milliseconds since anything was logged or printed. */
  readonly silentMs: number;
}

/** Points that a series needs before its course means anything. */
const enoughPoints = 10;
/** How far above its best value a falling metric is taken to have got out of hand. */
const divergence = 10;
/** Points without a better one, at the least and as a part of all. */
const patience = { points: 50, part: 0.5 };
const stalledMinutes = 30;

/** Names of metrics that ought to fall. */
const falling = /(^|[/_.-])(loss|error|rmse|mse|mae|perplexity|nll)($|[/_.-])/i;

/** What there is to warn of, the most certain first. */
export function earlyWarnings(run: WatchedRun): EarlyWarning[] {
  const series = Object.entries(run.metrics).filter(([name]) => !isSystemMetric(name));
  return [
    ...series.flatMap(notANumber),
    ...series.filter(([name]) => isFalling(name, run.objective)).flatMap(diverging),
    ...noProgress(run),
    ...stalled(run),
  ];
}

function notANumber([metric, { last, step }]: [string, MetricSummary]): EarlyWarning[] {
  return Number.isFinite(last) ? [] : [{ kind: 'not-a-number', metric, step }];
}

function diverging([metric, { last, min, max, count }]: [string, MetricSummary]): EarlyWarning[] {
  const outOfHand = count >= enoughPoints && min > 0 && last >= divergence * min && last === max;
  return outOfHand && Number.isFinite(last)
    ? [{ kind: 'diverging', metric, value: last, best: min }]
    : [];
}

function noProgress({ objective, objectiveValues }: WatchedRun): EarlyWarning[] {
  if (objective === undefined) return [];
  const sign = objective.direction === 'maximize' ? 1 : -1;
  let best = -Infinity;
  let at = 0;
  objectiveValues.forEach((value, index) => {
    if (sign * value > best) {
      best = sign * value;
      at = index;
    }
  });
  const since = objectiveValues.length - 1 - at;
  const long = Math.max(patience.points, patience.part * objectiveValues.length);
  return since >= long ? [{ kind: 'no-progress', metric: objective.metric, steps: since }] : [];
}

function stalled({ metrics, silentMs }: WatchedRun): EarlyWarning[] {
  const minutes = Math.floor(silentMs / 60_000);
  const spoke = Object.values(metrics).some(({ count }) => count >= enoughPoints);
  return spoke && minutes >= stalledMinutes ? [{ kind: 'stalled', minutes }] : [];
}

function isFalling(name: string, objective: Objective | undefined): boolean {
  return name === objective?.metric ? objective.direction === 'minimize' : falling.test(name);
}
