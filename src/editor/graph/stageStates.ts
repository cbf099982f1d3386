import type { StageState, StageStates } from '../../model/stageState.ts';
import type { StageReport } from '../../protocol/pipelineRuns.ts';

/** How stages stand, by their addresses, from what the tracker reports. */
export function statesOf(reports: readonly StageReport[], store: string): StageStates {
  return Object.fromEntries(reports.map((report) => [report.address, stateOf(report, store)]));
}

/** A run under way counts first; a failure counts until the stage is fresh, however it came to be. */
function stateOf({ status, reasons, missing, lastRun }: StageReport, store: string): StageState {
  const known = lastRun && { lastRun: { store, runId: lastRun.runId } };
  if (lastRun?.status === 'RUNNING' || lastRun?.status === 'SCHEDULED') {
    return { kind: 'running', reasons: [], ...known };
  }
  if (status === 'fresh') return { kind: 'fresh', reasons: [], ...known };
  if (lastRun?.status === 'FAILED') return { kind: 'failed', reasons, ...known };
  return { kind: status === 'never' || missing ? 'missing' : 'stale', reasons, ...known };
}
