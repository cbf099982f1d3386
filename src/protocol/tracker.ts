import { NotificationType, RequestType } from 'vscode-jsonrpc';
import type { CodeChange, SnapshotContent } from '../model/codeChange.ts';
import type { CaptureSettings } from '../model/captureSettings.ts';
import type { EarlyWarning } from '../model/earlyWarnings.ts';
import type { Objective } from '../model/projectFile.ts';
import type { RunStatus } from '../model/run.ts';
import type { Interpreter } from '../model/launch.ts';
import type { RunComparison } from '../model/reproduction.ts';
import type { ScriptOption } from '../model/scriptOption.ts';
import type { ParamValues, ScriptRuns } from './scripts.ts';
import type {
  ExperimentRow,
  RunDetails,
  RunFilter,
  RunsPage,
  SeriesBuckets,
  SeriesQuery,
} from './views.ts';

/*
 * Requests of the editor to its tracker process, over Node IPC with the `advanced` serialization,
 * so that typed arrays travel as they are. A project is named by the absolute path of its
 * `.trackline/` folder, which `openProject` gives.
 */

export interface Project {
  /** Absolute path of the `.trackline/` folder; it need not exist yet. */
  readonly store: string;
  /** The folder that holds it. */
  readonly root: string;
}

export interface InProject {
  readonly store: string;
}

export interface OfRun extends InProject {
  readonly runId: string;
}

/** What the editor asks to be run. */
export interface LaunchRequest extends InProject {
  readonly argv: readonly string[];
  /** Absolute. */
  readonly cwd: string;
  readonly interpreter?: Interpreter;
  readonly name?: string;
  readonly experiment?: string;
  readonly params?: Readonly<Record<string, string>>;
  /** Of the run, from its beginning. */
  readonly tags?: Readonly<Record<string, string>>;
  /** Added to the environment of the editor. */
  readonly env?: Readonly<Record<string, string>>;
  readonly capture: CaptureSettings;
}

/** A change that a person makes to a run. */
export type RunEdit =
  | { readonly kind: 'rename'; readonly name: string }
  | { readonly kind: 'note'; readonly text: string }
  | { readonly kind: 'tag'; readonly key: string; readonly value: string }
  | { readonly kind: 'untag'; readonly key: string }
  | { readonly kind: 'star'; readonly on: boolean }
  | { readonly kind: 'archive'; readonly on: boolean }
  | { readonly kind: 'delete' }
  | { readonly kind: 'restore' };

/** A piece of a run's log: standard output and standard error in the order they were seen. */
export interface LogChunk {
  readonly text: string;
  /** To be given back to read on. */
  readonly next: string;
  /** Whether more may come. */
  readonly live: boolean;
}

/** The code of a run's snapshot against the files as they are now. */
export interface ChangesSinceRun {
  /** Absolute folder that the paths are relative to. */
  readonly root: string;
  readonly changes: readonly CodeChange[];
}

/** Where the files of a run were put. */
export interface RestoredFolder {
  /** Absolute. */
  readonly folder: string;
  /** Sentences for people about what it does not hold. */
  readonly remarks: readonly string[];
}

/** A run that was started to reproduce another one. */
export interface ReproducedRun extends RestoredFolder {
  readonly runId: string;
}

/** Runs whose record was made again from their logs and events. */
export interface RecoveredRuns {
  /** By name. */
  readonly runs: readonly string[];
  /** How many of them are still under way. */
  readonly running: number;
}

/** A damaged database that now has another name. */
export interface SetAside extends InProject {
  /** Absolute path of the file. */
  readonly file: string;
}

/** Where terminals and notebooks of a window log to. */
export interface WindowEndpoint {
  readonly url: string;
  readonly token: string;
}

export const trackerRequests = {
  openProject: new RequestType<{ readonly folder: string }, Project, void>('openProject'),
  experiments: new RequestType<
    InProject & { readonly filter: RunFilter },
    readonly ExperimentRow[],
    void
  >('experiments'),
  /** Newest first. */
  runs: new RequestType<
    InProject & {
      readonly experimentId: string;
      readonly filter: RunFilter;
      readonly offset: number;
      readonly limit: number;
    },
    RunsPage,
    void
  >('runs'),
  /** Runs that are under way now, in all experiments. */
  running: new RequestType<InProject, readonly string[], void>('running'),
  /** What is on record of the script at an absolute path. */
  scriptRuns: new RequestType<InProject & { readonly file: string }, ScriptRuns, void>(
    'scriptRuns',
  ),
  /** The options that the script at an absolute path offers; none where they cannot be told. */
  scriptOptions: new RequestType<{ readonly file: string }, readonly ScriptOption[], void>(
    'scriptOptions',
  ),
  /** The values that a parameter had; its name is dotted where it comes from nested maps. */
  paramValues: new RequestType<
    InProject & { readonly key: string; readonly limit: number },
    ParamValues,
    void
  >('paramValues'),
  /** The project's objective as `trackline.yaml` has it now; `null` when it has none. */
  objective: new RequestType<InProject, Objective | null, void>('objective'),
  /** `null` when there is no such run (any more). */
  details: new RequestType<OfRun, RunDetails | null, void>('details'),
  series: new RequestType<
    OfRun & { readonly queries: readonly SeriesQuery[] },
    readonly SeriesBuckets[],
    void
  >('series'),
  log: new RequestType<OfRun & { readonly from?: string }, LogChunk, void>('log'),
  /** Answers as soon as the run is on record; its command may still be about to start. */
  launch: new RequestType<LaunchRequest, { readonly runId: string }, void>('launch'),
  /** The request of an earlier launch, to run it again; `null` when the run was not launched. */
  relaunch: new RequestType<OfRun, { readonly runId: string } | null, void>('relaunch'),
  /** Asks the command to end as Ctrl+C does, and ends it after a while if it does not. */
  stop: new RequestType<OfRun, void, void>('stop'),
  edit: new RequestType<
    InProject & { readonly runIds: readonly string[]; readonly edit: RunEdit },
    void,
    void
  >('edit'),
  /**
   * The window's tracking endpoint for a project; `null` as long as nothing is on record there. It
   * is where `again` says, if that can be had: scripts that began under a tracker that died go on.
   */
  endpoint: new RequestType<
    InProject & { readonly again?: WindowEndpoint },
    WindowEndpoint | null,
    void
  >('endpoint'),
  /** What changed from a run's snapshot to the working tree. */
  changesSince: new RequestType<OfRun, ChangesSinceRun, void>('changesSince'),
  /** How another run of the project differs from a run. */
  compareRuns: new RequestType<
    OfRun & { readonly other: string; readonly tolerance: number },
    RunComparison,
    void
  >('compareRuns'),
  /** One file as it was in a run; the path is relative to the snapshot's root. */
  snapshotContent: new RequestType<OfRun & { readonly path: string }, SnapshotContent, void>(
    'snapshotContent',
  ),
  /** Puts the files of a run into a folder; can be called off. */
  restore: new RequestType<OfRun & { readonly folder: string }, RestoredFolder, void>('restore'),
  /**
   * Restores a run and runs it again, in a temporary folder when none is given. Answers once the
   * new run is on record; can be called off until then.
   */
  reproduce: new RequestType<OfRun & { readonly folder?: string }, ReproducedRun, void>(
    'reproduce',
  ),
  /** Waits for the end of a run that `reproduce` started, and compares it with its original. */
  reproduced: new RequestType<OfRun & { readonly tolerance: number }, RunComparison, void>(
    'reproduced',
  ),
  /** Makes the records of runs again that a damaged database held. */
  recover: new RequestType<InProject, RecoveredRuns, void>('recover'),
} as const;

/** Something in a project's store has changed: its runs, and whether experiments did too. */
export interface ProjectChange extends InProject {
  readonly runIds: readonly string[];
  readonly experiments: boolean;
  /** Whether packages, pushes or aliases of models did. */
  readonly models: boolean;
}

/** A run, for a sentence about it. */
export interface NamedRun extends OfRun {
  readonly name: string;
}

/** Something about a run under way that is worth a word. */
export interface RunWarned extends NamedRun {
  readonly warning: EarlyWarning;
}

/** How a run under way has ended. */
export interface RunEnded extends NamedRun {
  readonly status: RunStatus;
}

export const trackerNotifications = {
  changed: new NotificationType<ProjectChange>('changed'),
  /** Something about a run under way, told once. */
  warning: new NotificationType<RunWarned>('warning'),
  /** A run that was under way in this window's time has ended. */
  ended: new NotificationType<RunEnded>('ended'),
  /** A project's database was damaged; a fresh one has begun. */
  setAside: new NotificationType<SetAside>('setAside'),
  /** A sentence for the log; trouble is also shown to the person. */
  log: new NotificationType<{ readonly level: 'info' | 'trouble'; readonly text: string }>('log'),
} as const;
