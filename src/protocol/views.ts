import type { Objective } from '../model/projectFile.ts';
import type { Launch } from '../model/launch.ts';
import type { Artifact, Experiment, Run, RunData, RunFile } from '../model/run.ts';

/** An experiment as a heading over its runs. */
export interface ExperimentRow {
  readonly experiment: Experiment;
  /** Runs that the asked-for filter leaves. */
  readonly runs: number;
  readonly running: number;
}

/** One line of the Runs view. */
export interface RunRow {
  readonly run: Run;
  readonly starred: boolean;
  readonly archived: boolean;
  readonly note: string;
  /** The person's own tags: those of MLflow and Trackline (`mlflow.…`, `trackline.…`) left out. */
  readonly tags: Readonly<Record<string, string>>;
  /** The last value of the project's objective. */
  readonly objective?: number;
  /** The name of the run that it is a part of. */
  readonly partOf?: string;
}

/** Which runs are asked for. Every condition given must hold. */
export interface RunFilter {
  /**
   * A part of the name, note, a tag, a parameter written `key=value`, or a metric's last value written
   * `key>0.9`; case does not matter.
   */
  readonly text?: string;
  /** Absolute path of a script: its runs alone. */
  readonly script?: string;
  readonly show: 'active' | 'starred' | 'archived' | 'deleted';
}

export interface RunsPage {
  readonly rows: readonly RunRow[];
  /** How many runs there are in all. */
  readonly total: number;
}

/** Everything that a run's page shows, but the points of its series. */
export interface RunDetails {
  readonly row: RunRow;
  readonly data: RunData;
  readonly experiment: Experiment;
  /** Where each parameter came from. */
  readonly paramSources: Readonly<Record<string, 'logged' | 'command' | 'default' | 'config'>>;
  readonly launch?: Launch;
  readonly inputs: readonly RunFile[];
  readonly outputs: readonly RunFile[];
  readonly datasets: readonly DatasetInput[];
  readonly artifacts: readonly Artifact[];
  /** Absolute, when the artifacts are on this machine. */
  readonly artifactFolder?: string;
  /** Where logged models lie: the first part of their files' paths → absolute folder. */
  readonly modelFolders?: Readonly<Record<string, string>>;
  /** Absolute folder that paths of inputs and outputs are relative to. */
  readonly projectRoot: string;
  readonly objective?: Objective;
  /** The run that this one was made to reproduce, as long as it is on record. */
  readonly reproduces?: { readonly id: string; readonly name: string };
  /** The last lines of the log, at most 64 KiB, as the command wrote them. */
  readonly logTail: string;
}

/** A dataset that the script named through MLflow. */
export interface DatasetInput {
  readonly name: string;
  readonly digest: string;
  readonly sourceType: string;
  readonly context?: string;
}

/** What of a series is asked for. */
export interface SeriesQuery {
  readonly key: string;
  /** `time` is milliseconds since the run's start. */
  readonly x: 'step' | 'time';
  /** Inclusive bounds on x; the whole series without them. */
  readonly from?: number;
  readonly to?: number;
  /** At most so many buckets; a few hundred is what a chart can show. */
  readonly buckets: number;
}

/** One series, bucketed to what a chart can show; the columns have one length. */
export interface SeriesBuckets {
  readonly key: string;
  /** How many points the buckets stand for. */
  readonly count: number;
  /** x of each bucket's last point. */
  readonly x: Float64Array;
  /** Over the bucket's numbers; NaN when it has none. */
  readonly min: Float64Array;
  readonly max: Float64Array;
  readonly mean: Float64Array;
  readonly last: Float64Array;
}
