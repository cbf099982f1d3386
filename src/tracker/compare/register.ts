import type { MessageConnection } from 'vscode-jsonrpc/node';
import { FilterError } from '../../model/search/filterError.ts';
import { compareRequests, type RunsFound, type RunsQuery } from '../../protocol/compare.ts';
import { catalogue } from '../../store/compare/catalogue.ts';
import { readColumns, runKeysOf } from '../../store/compare/columnValues.ts';
import { comparedRuns } from '../../store/compare/comparedRuns.ts';
import type { Store } from '../../store/store.ts';
import { experimentRows } from '../../store/views/runRows.ts';
import { manySeries } from './manySeries.ts';

/** What the requests are answered from. */
export interface CompareParts {
  readonly connection: MessageConnection;
  /** The store of a `.trackline/` folder; `undefined` as long as nothing is on record there. */
  readonly storeOf: (root: string) => Store | undefined;
  /** Answers a request; a failure is answered with sentences for people. */
  readonly answer: <P, R>(work: (params: P) => R | Promise<R>) => (params: P) => Promise<R>;
}

/** Answers the requests of the comparison panel. */
export function answerComparisons({ connection, storeOf, answer }: CompareParts): void {
  connection.onRequest(
    compareRequests.runs,
    answer(({ store: root, ...query }) => {
      const store = storeOf(root);
      return store === undefined ? { kind: 'found', runIds: [], total: 0 } : found(store, query);
    }),
  );
  connection.onRequest(
    compareRequests.catalogue,
    answer(({ store: root, ...query }) => {
      const store = storeOf(root);
      return store === undefined ? [] : catalogue(store, query);
    }),
  );
  connection.onRequest(
    compareRequests.columns,
    answer(({ store: root, runIds, columns }) => {
      const store = storeOf(root);
      return store === undefined ? [] : readColumns(store, runKeysOf(store, runIds), columns);
    }),
  );
  connection.onRequest(
    compareRequests.series,
    answer(({ store: root, ...query }) => {
      const store = storeOf(root);
      return store === undefined ? [] : manySeries(store, query);
    }),
  );
  connection.onRequest(
    compareRequests.experiments,
    answer(({ store: root }) => {
      const store = storeOf(root);
      if (store === undefined) return [];
      return experimentRows(store, { show: 'active' }).map(({ experiment, runs }) => ({
        id: experiment.id,
        name: experiment.name,
        runs,
      }));
    }),
  );
}

/** A filter that cannot be read is an answer, not a failure: people are still writing it. */
function found(store: Store, query: RunsQuery): RunsFound {
  try {
    return comparedRuns(store, query);
  } catch (error) {
    if (!(error instanceof FilterError)) throw error;
    return { kind: 'unreadable', message: error.message, ...error.place };
  }
}
