import type { Objective } from '../projectFile.ts';

/** The objective of one run, at a time. */
export interface Attempt {
  /** Milliseconds since the epoch. */
  readonly time: number;
  readonly value: number;
}

/** An attempt, and the best value of all up to and with it. */
export interface BestSoFar<A extends Attempt> {
  readonly attempt: A;
  readonly best: number;
  /** Whether it is better than all before it. */
  readonly improved: boolean;
}

/** Follows the best value through time; attempts whose value is NaN are left out. */
export function bestSoFar<A extends Attempt>(
  attempts: readonly A[],
  direction: Objective['direction'],
): BestSoFar<A>[] {
  const sign = direction === 'maximize' ? 1 : -1;
  let best = Number.NaN;
  return attempts
    .filter(({ value }) => !Number.isNaN(value))
    .sort((a, b) => a.time - b.time)
    .map((attempt) => {
      const improved = Number.isNaN(best) || sign * attempt.value > sign * best;
      if (improved) best = attempt.value;
      return { attempt, best, improved };
    });
}
