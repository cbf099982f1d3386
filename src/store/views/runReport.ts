import type { Environment, Launch, LaunchEnd } from '../../model/launch.ts';
import type { Artifact, MetricSummary, Run } from '../../model/run.ts';
import { UserError } from '../../model/errors.ts';
import { runArtifacts, type RunModel } from './runArtifacts.ts';
import type { Store } from '../store.ts';

/** A metric as JSON shows it: NaN and ±Infinity are the strings that MLflow writes for them. */
export interface ReportedMetric {
  readonly last: number | string;
  readonly step: number;
  readonly min: number | string;
  readonly max: number | string;
  readonly count: number;
}

/** One file or dataset that a run read or wrote. */
export interface ReportedFile {
  readonly path: string;
  readonly digest: string | null;
  readonly bytes: number | null;
  readonly kind: 'file' | 'folder';
  readonly files: number;
}

/** The stable form of `trackline show RUN --json`. Times are ISO 8601, UTC. */
export interface RunReport {
  readonly id: string;
  readonly name: string;
  readonly experiment: string;
  readonly status: Run['status'];
  /** How the launch ended; `null` while it runs, and for runs logged from elsewhere. */
  readonly end: LaunchEnd['kind'] | null;
  readonly exitCode: number | null;
  readonly signal: string | null;
  readonly startTime: string;
  readonly endTime: string | null;
  /** Program and arguments; secrets are masked. */
  readonly command: readonly string[];
  readonly cwd: string | null;
  readonly user: string;
  readonly hostname: string | null;
  readonly lifecycle: Run['lifecycle'];
  readonly git: {
    readonly commit: string | null;
    readonly branch: string | null;
    readonly dirty: boolean;
    readonly snapshot: string;
    readonly changed: readonly { readonly path: string; readonly change: string }[];
    readonly leftOut: readonly {
      readonly path: string;
      readonly bytes: number;
      readonly reason: string;
    }[];
  } | null;
  /** The content-addressed copy of the source files, outside git. */
  readonly copy: { readonly snapshot: string; readonly files: number } | null;
  readonly params: Readonly<Record<string, string>>;
  readonly metrics: Readonly<Record<string, ReportedMetric>>;
  readonly tags: Readonly<Record<string, string>>;
  readonly inputs: readonly ReportedFile[];
  readonly outputs: readonly ReportedFile[];
  /** The files of `models` among them. */
  readonly artifacts: readonly Artifact[];
  readonly models: readonly RunModel[];
  readonly environment: Environment | Record<string, never>;
  readonly warnings: readonly string[];
}

/** Everything on record of one run. @throws UserError when there is no such run. */
export async function runReport(store: Store, runId: string): Promise<RunReport> {
  const run = store.runs.get(runId);
  if (run === undefined) {
    throw new UserError(`There is no run ${runId} in ${store.root}.`, 'See `trackline ls`.');
  }
  const launch = run.launchId === undefined ? undefined : store.launches.get(run.launchId);
  const files = store.files.of(runId).map((file) => ({
    direction: file.direction,
    report: {
      path: file.path,
      digest: file.digest ?? null,
      bytes: file.bytes ?? null,
      kind: file.kind,
      files: file.files,
    },
  }));
  return {
    id: run.id,
    name: run.name,
    experiment: store.experiments.get(run.experimentId)?.name ?? run.experimentId,
    status: run.status,
    ...endOf(launch),
    startTime: toIso(run.startTime),
    endTime: run.endTime === undefined ? null : toIso(run.endTime),
    command: launch?.command.argv ?? [],
    cwd: launch?.command.cwd ?? null,
    user: run.userId,
    hostname: launch?.hostname ?? null,
    lifecycle: run.lifecycle,
    ...codeOf(launch),
    params: store.runs.params(runId),
    metrics: reportedMetrics(store.metrics.summaries(runId)),
    tags: store.runs.tags(runId),
    inputs: files.filter((file) => file.direction === 'input').map((file) => file.report),
    outputs: files.filter((file) => file.direction === 'output').map((file) => file.report),
    ...(await runArtifacts(store, run)),
    environment: launch?.environment ?? {},
    warnings: launch?.warnings ?? [],
  };
}

/** Numbers that JSON has no form for, as MLflow writes them. */
export function toJsonNumber(value: number): number | string {
  if (Number.isNaN(value)) return 'NaN';
  if (Number.isFinite(value)) return value;
  return value > 0 ? 'Infinity' : '-Infinity';
}

export function reportedMetrics(
  summaries: Readonly<Record<string, MetricSummary>>,
): Record<string, ReportedMetric> {
  return Object.fromEntries(
    Object.entries(summaries).map(([key, summary]) => [
      key,
      {
        last: toJsonNumber(summary.last),
        step: summary.step,
        min: toJsonNumber(summary.min),
        max: toJsonNumber(summary.max),
        count: summary.count,
      },
    ]),
  );
}

function endOf(launch: Launch | undefined): Pick<RunReport, 'end' | 'exitCode' | 'signal'> {
  const end = launch?.end?.kind ?? null;
  switch (launch?.end?.kind) {
    case 'exited':
      return { end, exitCode: launch.end.code, signal: null };
    case 'signalled':
      return { end, exitCode: null, signal: launch.end.signal };
    case 'not-started':
    case 'interrupted':
    case undefined:
      return { end, exitCode: null, signal: null };
  }
}

function codeOf(launch: Launch | undefined): Pick<RunReport, 'git' | 'copy'> {
  const code = launch?.code;
  switch (code?.kind) {
    case 'git':
      return {
        copy: null,
        git: {
          commit: code.commit ?? null,
          branch: code.branch ?? null,
          dirty: code.dirty,
          snapshot: code.snapshot,
          changed: code.changed,
          leftOut: code.leftOut,
        },
      };
    case 'copy':
      return { git: null, copy: { snapshot: code.snapshot, files: code.files } };
    case 'none':
    case undefined:
      return { git: null, copy: null };
  }
}

/** The furthest times that a date can stand for, in milliseconds from the epoch. */
const lastTime = 8.64e15;

/** A time as ISO 8601, UTC. Clients may log times of no calendar, which become its ends. */
export function toIso(time: number): string {
  return new Date(Math.max(-lastTime, Math.min(lastTime, time))).toISOString();
}
