import { RequestType } from 'vscode-jsonrpc';
import type { Interpreter } from '../model/launch.ts';
import type { RunStatus } from '../model/run.ts';
import type { InProject, OfRun } from './tracker.ts';

/*
 * Requests of the editor to its tracker about running the stages of pipeline files. Paths of files are
 * absolute.
 */

/** The newest run of a stage. */
export interface StageRun {
  readonly runId: string;
  readonly status: RunStatus;
  /** Milliseconds since the epoch, UTC. */
  readonly startTime: number;
  readonly endTime?: number;
  /** A few metrics with their last values; the project's objective is the first where it is there. */
  readonly metrics: readonly { readonly name: string; readonly value: number }[];
}

/** A stage, whether it is up to date, and how it ran last. */
export interface StageReport {
  /** `train`, or `train@large` for a generated one. */
  readonly name: string;
  /** The name in dvc.yaml. */
  readonly group: string;
  /** `dvc.yaml:train`, as seen from the repository; unique in it. */
  readonly address: string;
  /** The dvc.yaml. */
  readonly file: string;
  /** Where its name stands, from 0. */
  readonly line: number;
  readonly status: 'fresh' | 'stale' | 'never';
  /** Why it is stale, a few words each. */
  readonly reasons: readonly string[];
  /** It ran, and something that it wrote is not there any more. */
  readonly missing: boolean;
  readonly frozen: boolean;
  readonly lastRun?: StageRun;
}

/** The stages of a file, or of its whole repository. */
export interface StagesQuery extends InProject {
  readonly file: string;
  /** The text of the file where it is not that of the disk. */
  readonly text?: string;
  readonly scope: 'file' | 'repository';
}

/** What is to be run. */
export interface StageRunRequest extends InProject {
  /** The dvc.yaml. */
  readonly file: string;
  /** None means all of the file. */
  readonly names: readonly string[];
  /** Without what they need. */
  readonly single: boolean;
  readonly force: boolean;
  /** `auto` is DVC where it is installed. */
  readonly runner: 'auto' | 'dvc' | 'trackline';
  readonly interpreter?: Interpreter;
  /** Added to the environment of the editor. */
  readonly env?: Readonly<Record<string, string>>;
}

/** A run of a stage that belongs to a run of a pipeline. */
export interface ChildRun {
  readonly runId: string;
  readonly name: string;
  readonly status: RunStatus;
}

/** A program of an MLproject file that can be run by its name. */
export interface EntryPointReport {
  readonly name: string;
  /** Where its name stands, from 0. */
  readonly line: number;
  /** `default` is absent where a value must be given. */
  readonly parameters: readonly { readonly name: string; readonly default?: string }[];
}

/** What is to be run of an MLproject file. */
export interface EntryPointRunRequest extends InProject {
  /** The MLproject file. */
  readonly file: string;
  readonly name: string;
  readonly params: Readonly<Record<string, string>>;
  readonly interpreter: Interpreter;
  /** Added to the environment of the editor. */
  readonly env?: Readonly<Record<string, string>>;
}

export const pipelineRunRequests = {
  /** The entry points of an MLproject file's text. */
  entryPoints: new RequestType<{ readonly text: string }, readonly EntryPointReport[], void>(
    'stages/entryPoints',
  ),
  /** Runs an entry point with `mlflow run`; answers when it is on record. */
  runEntryPoint: new RequestType<EntryPointRunRequest, { readonly runId: string }, void>(
    'stages/runEntryPoint',
  ),
  /** Without what cannot be loaded. */
  stages: new RequestType<StagesQuery, readonly StageReport[], void>('stages/list'),
  /** The pipeline's run, which is on record by then; `null` where everything is up to date. */
  run: new RequestType<StageRunRequest, { readonly runId: string } | null, void>('stages/run'),
  /** The runs of stages below a run of a pipeline, the oldest first. */
  children: new RequestType<OfRun, readonly ChildRun[], void>('stages/children'),
} as const;
