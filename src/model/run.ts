/** Lifecycle of a run's work. Names are MLflow's, so that they read the same in every client. */
export type RunStatus = 'RUNNING' | 'SCHEDULED' | 'FINISHED' | 'FAILED' | 'KILLED';

/** `deleted` rows can be restored until they are purged, as in MLflow. */
export type LifecycleStage = 'active' | 'deleted';

/** A named group of runs. `id` is a decimal string; `0` is MLflow's `Default`. */
export interface Experiment {
  readonly id: string;
  readonly name: string;
  readonly artifactLocation: string;
  readonly lifecycle: LifecycleStage;
  /** Milliseconds since the epoch, UTC. */
  readonly creationTime: number;
  readonly lastUpdateTime: number;
  readonly tags: Readonly<Record<string, string>>;
}

/** What is compared: one row of the runs table, without its parameters, metrics and tags. */
export interface Run {
  /** 32 lower-case hexadecimal digits, as MLflow makes them. */
  readonly id: string;
  readonly name: string;
  readonly experimentId: string;
  /** The launch it belongs to; absent for runs logged from elsewhere. */
  readonly launchId?: string;
  readonly status: RunStatus;
  /** Milliseconds since the epoch, UTC. */
  readonly startTime: number;
  readonly endTime?: number;
  readonly userId: string;
  readonly artifactUri: string;
  readonly lifecycle: LifecycleStage;
  readonly deletedTime?: number;
}

/** One point of a series. `value` may be NaN or ±Infinity; `step` may be decimal or negative. */
export interface MetricPoint {
  readonly key: string;
  readonly value: number;
  /** Milliseconds since the epoch, UTC. */
  readonly timestamp: number;
  readonly step: number;
}

/** What a series amounts to: `last` is the value at the greatest (step, timestamp, value). */
export interface MetricSummary {
  readonly last: number;
  readonly step: number;
  readonly timestamp: number;
  /** Over the values that are numbers; NaN when none is. */
  readonly min: number;
  readonly max: number;
  readonly count: number;
}

/** A run with what a table or a page shows of it. */
export interface RunData {
  readonly run: Run;
  readonly params: Readonly<Record<string, string>>;
  readonly metrics: Readonly<Record<string, MetricSummary>>;
  readonly tags: Readonly<Record<string, string>>;
}

/** A file that a run read or wrote, or a dataset that it named. */
export interface RunFile {
  /** Relative to the project's root with forward slashes; absolute when outside it. */
  readonly path: string;
  readonly direction: 'input' | 'output';
  /** A folder stands for all the files below it that the run touched, when they are many. */
  readonly kind: 'file' | 'folder';
  /** `sha256:<hex>` of the content; absent until it has been worked out, or when it cannot be. */
  readonly digest?: string;
  /** Of the file, or of all files of the folder. */
  readonly bytes?: number;
  /** How many files a folder stands for; 1 for a file. */
  readonly files: number;
}

/** A file among a run's artifacts; `path` is relative to the run's artifact folder. */
export interface Artifact {
  readonly path: string;
  readonly bytes: number;
}

/** MLflow tag names that Trackline reads and writes. */
export const tagNames = {
  runName: 'mlflow.runName',
  note: 'mlflow.note.content',
  user: 'mlflow.user',
  sourceName: 'mlflow.source.name',
  sourceType: 'mlflow.source.type',
  gitCommit: 'mlflow.source.git.commit',
  gitBranch: 'mlflow.source.git.branch',
  parentRun: 'mlflow.parentRunId',
  /** `true` on runs that the person starred. */
  star: 'trackline.star',
  /** `true` on runs that the person put out of sight without deleting them. */
  archived: 'trackline.archived',
  /** The run that this one was made to reproduce. */
  reproduces: 'trackline.reproduces',
  /** The runs that were started together have the same. */
  group: 'trackline.group',
  /** The stage that a run is of: `dvc.yaml:train@large`, as seen from the repository. */
  stage: 'trackline.stage',
  /** What a run of a pipeline was asked for: names of stages, or the dvc.yaml. */
  pipeline: 'trackline.pipeline',
} as const;
