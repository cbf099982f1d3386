import type { JsonEndpoint } from '../context.ts';
import * as experiments from '../endpoints/experiments.ts';
import * as history from '../endpoints/history.ts';
import * as logging from '../endpoints/logging.ts';
import * as runs from '../endpoints/runs.ts';

/** One call of the API. */
export interface Route {
  readonly endpoint: JsonEndpoint;
  /** Fields that are lists, which a query string does not show of a single value. */
  readonly lists?: readonly string[];
  /**
   * What is answered when the call can only be recorded later. Calls that just add to what is
   * known of a run have it: the script that makes them has no use for the answer and can go on.
   */
  readonly answerLate?: JsonEndpoint;
}

/** Below `/api/2.0/mlflow/`, by method and path. */
const fixedRoutes = new Map<string, Route>(
  Object.entries<Route>({
    'POST experiments/create': { endpoint: experiments.createExperiment },
    'GET experiments/get': { endpoint: experiments.getExperiment },
    'GET experiments/get-by-name': { endpoint: experiments.getExperimentByName },
    'POST experiments/delete': { endpoint: experiments.deleteExperiment },
    'POST experiments/restore': { endpoint: experiments.restoreExperiment },
    'POST experiments/update': { endpoint: experiments.updateExperiment },
    'POST experiments/set-experiment-tag': { endpoint: experiments.setExperimentTag },
    'POST experiments/delete-experiment-tag': { endpoint: experiments.deleteExperimentTag },
    'POST runs/create': { endpoint: runs.createRun },
    'GET runs/get': { endpoint: runs.getRun },
    'POST runs/update': { endpoint: runs.updateRun, answerLate: runs.getRunInfo },
    'POST runs/delete': { endpoint: runs.deleteRun },
    'POST runs/restore': { endpoint: runs.restoreRun },
    'POST runs/log-metric': { endpoint: logging.logMetric, answerLate: () => ({}) },
    'POST runs/log-parameter': { endpoint: logging.logParameter, answerLate: () => ({}) },
    'POST runs/log-batch': { endpoint: logging.logBatch, answerLate: () => ({}) },
    'POST runs/log-model': { endpoint: logging.logModel, answerLate: () => ({}) },
    'POST runs/set-tag': { endpoint: logging.setTag, answerLate: () => ({}) },
    'POST runs/delete-tag': { endpoint: logging.deleteTag },
    'GET metrics/get-history': { endpoint: history.getHistory },
    'GET metrics/get-history-bulk': { endpoint: history.getHistoryBulk, lists: ['run_id'] },
    'GET metrics/get-history-bulk-interval': {
      endpoint: history.getHistoryBulkInterval,
      lists: ['run_ids'],
    },
  }),
);

/** Below `/api/2.0/mlflow/`, those with identifiers in their path. */
const patternRoutes: readonly (Route & { readonly method: string; readonly pattern: RegExp })[] =
  [];

/** A route and what its path names. */
export interface FoundRoute {
  readonly route: Route;
  readonly parameters: readonly string[];
}

/** @param path what follows `/api/2.0/mlflow/`, as it stands in the URL. */
export function findRoute(method: string, path: string): FoundRoute | undefined {
  const fixed = fixedRoutes.get(`${method} ${path}`);
  if (fixed !== undefined) return { route: fixed, parameters: [] };
  for (const route of patternRoutes) {
    const match = route.method === method ? route.pattern.exec(path) : null;
    if (match !== null) return { route, parameters: match.slice(1) };
  }
  return undefined;
}
