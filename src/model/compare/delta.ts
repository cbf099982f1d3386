/** How a value stands to that of the baseline. */
export interface Delta {
  /** The difference; infinite or NaN where one of the two is. */
  readonly difference: number;
  /** As a share of the baseline's size; absent where that is 0 or no number. */
  readonly share?: number;
  /** Absent where it is not known which way is better, or the two are equal. */
  readonly verdict?: 'better' | 'worse';
}

/** Compares a value with the baseline's; nothing where the two are one number, or both are NaN. */
export function deltaOf(
  value: number,
  baseline: number,
  direction: 'maximize' | 'minimize' | undefined,
): Delta | undefined {
  if (Object.is(value, baseline) || value === baseline) return undefined;
  const difference = value - baseline;
  const share = difference / Math.abs(baseline);
  const comparable = direction !== undefined && !Number.isNaN(difference);
  return {
    difference,
    ...(Number.isFinite(share) && { share }),
    ...(comparable && {
      verdict: difference > 0 === (direction === 'maximize') ? 'better' : 'worse',
    }),
  };
}
