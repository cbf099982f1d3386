import { RequestType } from 'vscode-jsonrpc';
import type { ColumnData, ColumnId, ColumnInfo } from '../model/compare/columns.ts';
import type { Groups, GroupStatistics, GroupWords } from '../model/compare/groups.ts';
import type { Launch } from '../model/launch.ts';
import type { Artifact, MetricSummary, RunFile, RunStatus } from '../model/run.ts';
import type { FilterFault } from '../model/search/filterFault.ts';
import type { Importance } from '../model/statistics/importance.ts';
import type { DatasetInput, SeriesBuckets } from './views.ts';

/*
 * What the comparison panel asks of the tracker. It asks for what it shows: which runs there are in
 * which order, then the values of the rows and columns in sight; series come bucketed to the pixels
 * that they get. Identifiers of runs are those of MLflow, columns are named as `ColumnId` says.
 */

/** The runs that a comparison is about. */
export type CompareScope =
  | { readonly kind: 'runs'; readonly runIds: readonly string[] }
  /** Runs that are neither deleted nor archived; of all experiments when none are given. */
  | { readonly kind: 'experiments'; readonly experimentIds?: readonly string[] };

interface OfStore {
  readonly store: string;
}

export interface RunsQuery {
  readonly scope: CompareScope;
  /** In the grammar of MLflow's `search_runs`; empty takes all. */
  readonly filter: string;
  /** The latest first where these leave it open. */
  readonly orderBy: readonly ColumnOrder[];
}

export interface ColumnOrder {
  readonly column: ColumnId;
  readonly ascending: boolean;
}

/** Runs that were found. */
export type RunsFound =
  | {
      readonly kind: 'found';
      readonly runIds: readonly string[];
      /** How many the scope has without the filter. */
      readonly total: number;
    }
  /** The filter cannot be read: what is wrong, in which of its characters. */
  | {
      readonly kind: 'unreadable';
      readonly fault: FilterFault;
      readonly start: number;
      readonly end: number;
    };

export interface CatalogueQuery {
  readonly scope: CompareScope;
  /** Only the runs that it leaves are counted; one that cannot be read leaves all. */
  readonly filter?: string;
  /**
   * Whether to count the runs of each column and to see whether they differ, which takes longer;
   * without it all columns of the store are told.
   */
  readonly counted: boolean;
}

export interface ColumnsQuery {
  readonly runIds: readonly string[];
  readonly columns: readonly ColumnId[];
}

export interface GroupsQuery extends ColumnsQuery {
  readonly by: readonly ColumnId[];
}

/** Runs in groups; `members` are indices into the runs that were asked about. */
export interface RunGroups extends Groups {
  /** What each column amounts to, in the order of the question. */
  readonly columns: readonly (GroupStatistics | GroupWords)[];
}

/** The least and greatest finite value of each column; NaN for one that has none. */
export interface ColumnRanges {
  readonly min: Float64Array;
  readonly max: Float64Array;
}

export interface FindQuery extends ColumnsQuery {
  /** Looked for in the values as the store has them, whatever the case of the letters. */
  readonly text: string;
  readonly limit: number;
}

export interface WordsQuery {
  readonly scope: CompareScope;
  readonly column: ColumnId;
  readonly limit: number;
}

/** Cells that hold a text, row by row: indices into the runs and columns of the question. */
export interface CellsFound {
  readonly rows: Int32Array;
  readonly columns: Int32Array;
}

/** One metric of many runs. */
export interface ManySeriesQuery {
  readonly runIds: readonly string[];
  readonly key: string;
  /** `time` is milliseconds since the epoch, `relative` those since the run's start. */
  readonly x: 'step' | 'time' | 'relative';
  /** Inclusive bounds on x; the whole series without them. */
  readonly from?: number;
  readonly to?: number;
  /** At most so many a run. */
  readonly buckets: number;
  /** Buckets of a logarithmic axis are equally wide there; x of 0 and less are left out. */
  readonly scale?: 'logarithmic';
}

/** The series of one run; runs without the metric, or without a point in the range, are left out. */
export interface RunSeries extends SeriesBuckets {
  readonly runId: string;
  /** How many numbers each bucket has. */
  readonly numbers: Float64Array;
}

/** How much each parameter column matters for a number column. */
export interface ImportanceQuery {
  readonly runIds: readonly string[];
  readonly columns: readonly ColumnId[];
  readonly objective: ColumnId;
}

/** A run as it is shown beside others. */
export interface ComparedRun {
  readonly id: string;
  readonly name: string;
  readonly status: RunStatus;
  readonly params: Readonly<Record<string, string>>;
  readonly metrics: Readonly<Record<string, MetricSummary>>;
  readonly tags: Readonly<Record<string, string>>;
  readonly inputs: readonly RunFile[];
  readonly datasets: readonly DatasetInput[];
  readonly artifacts: readonly Artifact[];
  readonly launch?: Launch;
}

/** What a file that a run logged holds. */
export type ArtifactContent =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'image'; readonly type: string; readonly base64: string }
  | { readonly kind: 'binary' | 'too-large'; readonly bytes: number }
  | { readonly kind: 'missing' };

export const compareRequests = {
  catalogue: new RequestType<OfStore & CatalogueQuery, readonly ColumnInfo[], void>(
    'compare/catalogue',
  ),
  runs: new RequestType<OfStore & RunsQuery, RunsFound, void>('compare/runs'),
  /** One entry a column, its values in the order of the runs; runs that are gone have none. */
  columns: new RequestType<OfStore & ColumnsQuery, readonly ColumnData[], void>('compare/columns'),
  groups: new RequestType<OfStore & GroupsQuery, RunGroups, void>('compare/groups'),
  ranges: new RequestType<OfStore & ColumnsQuery, ColumnRanges, void>('compare/ranges'),
  find: new RequestType<OfStore & FindQuery, CellsFound, void>('compare/find'),
  /** The texts that runs have in a column, the most frequent first. */
  words: new RequestType<OfStore & WordsQuery, readonly string[], void>('compare/words'),
  series: new RequestType<OfStore & ManySeriesQuery, readonly RunSeries[], void>('compare/series'),
  /** Names of the metrics that at least one of the runs has, sorted. */
  metricNames: new RequestType<
    OfStore & { readonly runIds: readonly string[] },
    readonly string[],
    void
  >('compare/metricNames'),
  importance: new RequestType<OfStore & ImportanceQuery, Importance, void>('compare/importance'),
  /** Runs that are gone are left out. */
  details: new RequestType<
    OfStore & { readonly runIds: readonly string[] },
    readonly ComparedRun[],
    void
  >('compare/details'),
  artifact: new RequestType<
    OfStore & { readonly runId: string; readonly path: string },
    ArtifactContent,
    void
  >('compare/artifact'),
  /** Experiments of the store: identifier and name, the one with the latest run first. */
  experiments: new RequestType<
    OfStore,
    readonly { readonly id: string; readonly name: string; readonly runs: number }[],
    void
  >('compare/experiments'),
} as const;

/** The name of a request, as the panel sends it. */
export type CompareMethod = keyof typeof compareRequests;

type Requests = typeof compareRequests;

/** What a request takes; the store is added by the editor, which alone knows it. */
export type CompareParams<M extends CompareMethod> =
  Requests[M] extends RequestType<infer P, infer _R, void> ? Omit<P, 'store'> : never;

/** What a request answers. */
export type CompareResult<M extends CompareMethod> =
  Requests[M] extends RequestType<infer _P, infer R, void> ? R : never;
