import type { CodeComparison } from './codeChange.ts';
import type { MetricSummary, RunStatus } from './run.ts';
import type { Part, RunDifference } from './runDifference.ts';
import { isSystemMetric } from './systemMetrics.ts';

/** A metric that did not come out the same. */
export type MetricDifference =
  | { readonly kind: 'only-before'; readonly name: string; readonly before: number }
  | { readonly kind: 'only-after'; readonly name: string; readonly after: number }
  | {
      readonly kind: 'changed';
      readonly name: string;
      readonly before: number;
      readonly after: number;
    }
  /** The last values agree, but not how many points there are or at which step they end. */
  | {
      readonly kind: 'length';
      readonly name: string;
      readonly before: SeriesEnd;
      readonly after: SeriesEnd;
    };

export interface SeriesEnd {
  readonly points: number;
  readonly lastStep: number;
}

/** How a run and what became of running it again differ. */
export interface RunComparison {
  readonly before: NamedRun;
  readonly after: NamedRun;
  readonly code: CodeComparison;
  readonly difference: RunDifference;
  readonly metrics: Part<MetricDifference>;
}

export interface NamedRun {
  readonly id: string;
  readonly name: string;
  readonly status: RunStatus;
}

/** The five questions that a reproduction answers. */
export interface Verdict {
  readonly outcome: boolean;
  readonly code: boolean;
  readonly data: boolean;
  readonly environment: boolean;
  readonly metrics: boolean;
}

/** What of a comparison came out the same. What is not known is not the same. */
export function verdictOf({ before, after, code, difference, metrics }: RunComparison): Verdict {
  return {
    outcome: before.status === after.status,
    code: code.kind === 'compared' && code.changes.length === 0,
    data: difference.inputs.differences.length === 0,
    environment: difference.environment.differences.length === 0,
    metrics: metrics.differences.length === 0,
  };
}

/**
 * Compares metrics by their last values. Two values agree when they differ by no more than
 * `tolerance`, or by no more than that part of the larger one; with 0 they must be the same.
 */
export function metricDifferences(
  before: Readonly<Record<string, MetricSummary>>,
  after: Readonly<Record<string, MetricSummary>>,
  tolerance: number,
): Part<MetricDifference> {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  const differences: MetricDifference[] = [];
  let equal = 0;
  for (const name of names.filter((one) => !isSystemMetric(one)).sort()) {
    const difference = metricDifference(name, before[name], after[name], tolerance);
    if (difference === undefined) equal += 1;
    else differences.push(difference);
  }
  return { equal, differences };
}

function metricDifference(
  name: string,
  was: MetricSummary | undefined,
  is: MetricSummary | undefined,
  tolerance: number,
): MetricDifference | undefined {
  if (was === undefined) {
    return is === undefined ? undefined : { kind: 'only-after', name, after: is.last };
  }
  if (is === undefined) return { kind: 'only-before', name, before: was.last };
  if (!agree(was.last, is.last, tolerance)) {
    return { kind: 'changed', name, before: was.last, after: is.last };
  }
  if (was.count === is.count && was.step === is.step) return undefined;
  return { kind: 'length', name, before: endOf(was), after: endOf(is) };
}

function agree(a: number, b: number, tolerance: number): boolean {
  if (Object.is(a, b) || a === b) return true;
  if (!Number.isFinite(a) || !Number.isFinite(b)) return false;
  return Math.abs(a - b) <= tolerance * Math.max(1, Math.abs(a), Math.abs(b));
}

function endOf({ count, step }: MetricSummary): SeriesEnd {
  return { points: count, lastStep: step };
}
