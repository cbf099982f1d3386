import type { Span } from '../yaml/values.ts';
import type { VarsProblem } from './loadVars.ts';
import type { Findings } from './problem.ts';

/** Adds what is wrong with `vars`. @param fallback where to show what no entry of it causes */
export function addVarsProblem(
  findings: Findings,
  problem: VarsProblem,
  keys: readonly (string | number)[],
  fallback: Span,
  stage?: string,
): void {
  const { code, message, span = fallback, index, related } = problem;
  findings.add('error', code, message, span, {
    dataPath: index === undefined ? [] : [...keys, index],
    ...(related !== undefined && { related: [related] }),
    ...(stage !== undefined && { stage }),
  });
}
