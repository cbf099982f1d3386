import * as vscode from 'vscode';
import type { StageReport, StageRun } from '../../../protocol/pipelineRuns.ts';
import { formatDuration, formatValue } from '../../runs/format.ts';

const secondMs = 1000;
const minuteMs = 60 * secondMs;

/** Whether the stages under one name are up to date, in a few words. */
export function stageStatus(reports: readonly StageReport[]): string {
  const [only] = reports;
  if (reports.length === 1 && only !== undefined) {
    switch (only.status) {
      case 'fresh':
        return vscode.l10n.t('up to date');
      case 'never':
        return vscode.l10n.t('has never run');
      case 'stale':
        return vscode.l10n.t('stale: {0}', shortened(only.reasons));
    }
  }
  const fresh = reports.filter(({ status }) => status === 'fresh').length;
  return fresh === reports.length
    ? vscode.l10n.t('up to date')
    : vscode.l10n.t('{0} of {1} up to date', fresh, reports.length);
}

/** The newest run of the stages under one name. */
export function newestRun(reports: readonly StageReport[]): StageRun | undefined {
  return reports
    .flatMap(({ lastRun }) => lastRun ?? [])
    .toSorted((a, b) => b.startTime - a.startTime)[0];
}

/** How a stage ran last: `val_accuracy 0.9722, 3 min ago`. */
export function lastResult(run: StageRun, now: number): string {
  if (run.status === 'RUNNING') return vscode.l10n.t('running');
  const [metric] = run.metrics;
  const ended = run.endTime ?? run.startTime;
  const parts = [
    ...(run.status === 'FINISHED' ? [] : [statusWord(run)]),
    ...(metric === undefined ? [] : [`${metric.name} ${formatValue(metric.value)}`]),
    now - ended < minuteMs
      ? vscode.l10n.t('just now')
      : vscode.l10n.t('{0} ago', formatDuration(now - ended, false)),
  ];
  return parts.join(', ');
}

function statusWord({ status }: StageRun): string {
  return status === 'KILLED' ? vscode.l10n.t('stopped') : vscode.l10n.t('failed');
}

function shortened(reasons: readonly string[]): string {
  const [first = '', ...others] = reasons;
  return others.length === 0 ? first : vscode.l10n.t('{0} and {1} more', first, others.length);
}
