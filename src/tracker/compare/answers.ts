import type { MessageConnection, RequestType } from 'vscode-jsonrpc/node';
import { FilterError } from '../../model/search/filterError.ts';
import {
  compareRequests,
  type CompareMethod,
  type CompareParams,
  type CompareResult,
  type RunsFound,
  type RunsQuery,
} from '../../protocol/compare.ts';
import { catalogue } from '../../store/compare/catalogue.ts';
import { readColumns, runKeysOf } from '../../store/compare/columnValues.ts';
import { columnWords } from '../../store/compare/columnWords.ts';
import { comparedRuns } from '../../store/compare/comparedRuns.ts';
import { columnRanges, findCells, runGroups } from '../../store/compare/wholeColumns.ts';
import { metricNames } from '../../store/compare/metricNames.ts';
import type { Store } from '../../store/store.ts';
import { experimentRows } from '../../store/views/runRows.ts';
import { importanceOf } from './importance.ts';
import { manySeries } from './manySeries.ts';
import { artifactContent, comparedRunDetails } from './runFiles.ts';

/** How each request is answered from a store. */
const comparisonAnswers: {
  readonly [M in CompareMethod]: (
    store: Store,
    params: CompareParams<M>,
  ) => CompareResult<M> | Promise<CompareResult<M>>;
} = {
  runs: found,
  catalogue,
  columns: (store, { runIds, columns }) => readColumns(store, runKeysOf(store, runIds), columns),
  groups: runGroups,
  ranges: columnRanges,
  find: findCells,
  words: columnWords,
  series: manySeries,
  metricNames,
  importance: importanceOf,
  details: comparedRunDetails,
  artifact: artifactContent,
  experiments: (store) =>
    experimentRows(store, { show: 'active' }).map(({ experiment, runs }) => ({
      id: experiment.id,
      name: experiment.name,
      runs,
    })),
};

/** Answers a request whose parameters have been checked for its method. */
export function answerComparison(store: Store, method: CompareMethod, params: unknown): unknown {
  const answer: (from: Store, asked: never) => unknown = comparisonAnswers[method];
  return answer(store, params as never);
}

/** What is answered where nothing is on record. */
const nothing: { readonly [M in CompareMethod]: CompareResult<M> } = {
  runs: { kind: 'found', runIds: [], total: 0 },
  catalogue: [],
  columns: [],
  groups: { words: [], sizes: new Int32Array(), members: new Int32Array(), columns: [] },
  ranges: { min: new Float64Array(), max: new Float64Array() },
  find: { rows: new Int32Array(), columns: new Int32Array() },
  words: [],
  series: [],
  metricNames: [],
  importance: { kind: 'unknown', reason: 'few-runs', runs: 0 },
  details: [],
  artifact: { kind: 'missing' },
  experiments: [],
};

/** What the requests are answered through. */
export interface AnswerParts {
  readonly connection: MessageConnection;
  /** The store of a `.trackline/` folder; `undefined` as long as nothing is on record there. */
  readonly storeOf: (root: string) => Store | undefined;
  /** Answers a request; a failure is answered with sentences for people. */
  readonly answer: <P, R>(work: (params: P) => R | Promise<R>) => (params: P) => Promise<R>;
}

/** Answers the requests of the comparison panel. */
export function answerComparisons(parts: AnswerParts): void {
  for (const method of Object.keys(compareRequests) as CompareMethod[]) register(parts, method);
}

function register({ connection, storeOf, answer }: AnswerParts, method: CompareMethod): void {
  const type: unknown = compareRequests[method];
  connection.onRequest(
    type as RequestType<{ readonly store: string }, unknown, void>,
    answer(({ store: root, ...params }: { readonly store: string }): unknown => {
      const store = storeOf(root);
      return store === undefined ? nothing[method] : answerComparison(store, method, params);
    }),
  );
}

/** A filter that cannot be read is an answer, not a failure: people are still writing it. */
function found(store: Store, query: RunsQuery): RunsFound {
  try {
    return comparedRuns(store, query);
  } catch (error) {
    if (!(error instanceof FilterError)) throw error;
    return { kind: 'unreadable', fault: error.fault, ...error.place };
  }
}
