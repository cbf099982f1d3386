import { writeFileSync } from 'node:fs';
import { launchFolder } from '../launch/launchFolder.ts';
import {
  reproduce as reproduceRun,
  reproduced,
  type Reproduction,
} from '../launch/again/reproduce.ts';
import { verdictOf, type RunComparison, type Verdict } from '../model/reproduction.ts';
import type { Store } from '../store/store.ts';
import { parseArguments } from './arguments.ts';
import { comparisonLines, comparisonReport } from './comparison.ts';
import { interruption } from './interruption.ts';
import type { Output } from './output.ts';
import { findRun, openProjectStore } from './projectStore.ts';
import { supervisorScript } from './scripts.ts';
import { UsageError } from './usage.ts';

/**
 * `trackline reproduce RUN`: runs a run again from its own files, and compares.
 *
 * @returns 1 when something came out different.
 */
export async function reproduce(args: readonly string[], output: Output): Promise<number> {
  const { values, positionals } = parseArguments({
    args: [...args],
    options: {
      dir: { type: 'string' },
      tolerance: { type: 'string', default: '0' },
      json: { type: 'boolean', default: false },
    },
    allowPositionals: true,
  });
  const [name, ...others] = positionals;
  if (name === undefined || others.length > 0) {
    throw new UsageError('Name one run: `trackline reproduce RUN`.');
  }
  const tolerance = toleranceOf(values.tolerance);
  const { store } = await openProjectStore(process.cwd(), output);
  try {
    const comparison = await runAgain(
      store,
      findRun(store, name).id,
      values.dir,
      tolerance,
      output,
    );
    const verdict = verdictOf(comparison);
    if (values.json) {
      const report = { same: verdict, tolerance, comparison: comparisonReport(comparison) };
      output.line(JSON.stringify(report, undefined, 2));
    } else for (const line of asText(verdict, comparison)) output.line(line);
    return Object.values(verdict).every(Boolean) ? 0 : 1;
  } finally {
    store.close();
  }
}

async function runAgain(
  store: Store,
  original: string,
  folder: string | undefined,
  tolerance: number,
  output: Output,
): Promise<RunComparison> {
  using interrupted = interruption();
  const { signal } = interrupted;
  const again = await reproduceRun(store, original, {
    supervisor: supervisorScript,
    env: process.env,
    stdin: 'ignore',
    tell: (_level, text) => output.remark(text),
    signal,
    ...(folder !== undefined && { folder }),
  });
  for (const remark of again.remarks) output.remark(remark);
  output.remark(`run ${again.runId.slice(0, 8)} runs in ${again.folder}.`);
  const stop = (): void => stopRun(store, again);
  signal.addEventListener('abort', stop);
  if (signal.aborted) stop();
  try {
    await again.launch.ended;
    return await reproduced(store, original, again.runId, tolerance);
  } finally {
    await again.cleanUp();
  }
}

/** Ctrl+C is for the run: it ends as it wants to, and its end is recorded and compared. */
function stopRun(store: Store, { runId }: Reproduction): void {
  const launchId = store.runs.get(runId)?.launchId;
  if (launchId !== undefined) writeFileSync(launchFolder(store.root, launchId).stopRequest, '');
}

function toleranceOf(text: string): number {
  const tolerance = text.trim() === '' ? Number.NaN : Number(text);
  if (Number.isFinite(tolerance) && tolerance >= 0) return tolerance;
  throw new UsageError(
    `--tolerance takes a number from 0 upwards such as 1e-6, not ${JSON.stringify(text)}.`,
  );
}

function asText(verdict: Verdict, comparison: RunComparison): string[] {
  return [
    ...comparisonLines(comparison),
    '',
    `Same outcome:     ${said(verdict.outcome)} (${comparison.before.status} → ${comparison.after.status})`,
    `Same code:        ${said(verdict.code)}`,
    `Same data:        ${said(verdict.data)}`,
    `Same environment: ${said(verdict.environment)}`,
    `Same metrics:     ${said(verdict.metrics)}`,
  ];
}

function said(same: boolean): string {
  return same ? 'yes' : 'NO';
}
