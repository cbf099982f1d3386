import type { CodeState, Environment, Launch } from '../model/launch.ts';
import type { Artifact, Experiment, RunData, RunFile } from '../model/run.ts';

/** One row of the Runs view. */
export interface RunRow extends RunData {
  readonly experimentName: string;
  readonly starred: boolean;
  readonly archived: boolean;
  readonly note: string;
  /** Whether a supervisor of this machine is running it now. */
  readonly live: boolean;
}

/** The project's one primary metric and which way it gets better, from `trackline.yaml`. */
export interface Objective {
  readonly metric: string;
  readonly direction: 'maximize' | 'minimize';
}

/** What the Runs view shows of one store. */
export interface RunsSnapshot {
  readonly experiments: readonly Experiment[];
  /** Newest first; deleted ones are left out. */
  readonly runs: readonly RunRow[];
  readonly objective?: Objective;
}

/** Everything that a run's page shows, but the points of its series. */
export interface RunDetails {
  readonly row: RunRow;
  /** Where each parameter came from. */
  readonly paramSources: Readonly<Record<string, 'logged' | 'command' | 'default' | 'config'>>;
  readonly launch?: Launch & { readonly code?: CodeState; readonly environment?: Environment };
  readonly inputs: readonly RunFile[];
  readonly outputs: readonly RunFile[];
  readonly artifacts: readonly Artifact[];
  /** Absolute, when the artifacts are on this machine. */
  readonly artifactFolder?: string;
  /** Absolute folder of the project that paths of inputs are relative to. */
  readonly projectRoot: string;
  readonly objective?: Objective;
  /** The last lines of the log, at most 64 KiB, without terminal escapes. */
  readonly logTail: string;
}

/** One series, bucketed to what a chart can show; columns have one length. */
export interface SeriesBuckets {
  readonly key: string;
  /** How many points the buckets stand for. */
  readonly count: number;
  /** x of each bucket's last point: a step, or milliseconds since the epoch. */
  readonly x: Float64Array;
  readonly min: Float64Array;
  readonly max: Float64Array;
  readonly mean: Float64Array;
  readonly last: Float64Array;
}

/** What of a series is asked for. */
export interface SeriesQuery {
  readonly key: string;
  readonly x: 'step' | 'time';
  /** Inclusive bounds on x; the whole series without them. */
  readonly from?: number;
  readonly to?: number;
  /** At most so many buckets; a few hundred is what a chart can show. */
  readonly buckets: number;
}
