import type { JsonEndpoint, LoggingEndpoint, RawEndpoint } from '../context.ts';
import * as artifacts from '../endpoints/artifacts.ts';
import * as experiments from '../endpoints/experiments.ts';
import * as history from '../endpoints/history.ts';
import * as inputs from '../endpoints/inputs.ts';
import * as logging from '../endpoints/logging.ts';
import * as models from '../endpoints/loggedModels.ts';
import { deleteAlias, getByAlias, setAlias } from '../endpoints/registry/aliases.ts';
import { createModelVersion } from '../endpoints/registry/createModelVersion.ts';
import * as versions from '../endpoints/registry/modelVersions.ts';
import * as registered from '../endpoints/registry/registeredModels.ts';
import * as runs from '../endpoints/runs.ts';
import * as search from '../endpoints/search.ts';
import * as traces from '../endpoints/traces.ts';

/** One call of the API. */
export type Route = {
  /** Fields that are lists, which a query string does not show of a single value. */
  readonly lists?: readonly string[];
} & (
  | { readonly endpoint: JsonEndpoint; readonly answerLate?: never }
  | {
      readonly endpoint: LoggingEndpoint;
      /**
       * What is answered when the call can only be recorded later. It just adds to what is known
       * of a run: the script that makes it has no use for the answer and can go on.
       */
      readonly answerLate: LoggingEndpoint;
    }
);

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
    'POST runs/search': { endpoint: search.findRuns },
    'POST experiments/search': { endpoint: search.findExperiments },
    'GET experiments/search': { endpoint: search.findExperiments, lists: ['order_by'] },
    'POST experiments/search-datasets': { endpoint: inputs.searchDatasets },
    'POST runs/log-inputs': { endpoint: inputs.logInputs, answerLate: () => ({}) },
    'POST runs/outputs': { endpoint: inputs.logOutputs, answerLate: () => ({}) },
    'POST logged-models': { endpoint: models.createLoggedModel },
    'POST logged-models/search': { endpoint: models.findLoggedModels },
    'GET artifacts/list': { endpoint: artifacts.listArtifacts },
    'POST registered-models/create': { endpoint: registered.createRegisteredModel },
    'GET registered-models/get': { endpoint: registered.getRegisteredModel },
    'PATCH registered-models/update': { endpoint: registered.updateRegisteredModel },
    'POST registered-models/rename': { endpoint: registered.renameRegisteredModel },
    'DELETE registered-models/delete': { endpoint: registered.deleteRegisteredModel },
    'GET registered-models/search': {
      endpoint: registered.findRegisteredModels,
      lists: ['order_by'],
    },
    'POST registered-models/get-latest-versions': { endpoint: versions.getLatestVersions },
    'GET registered-models/get-latest-versions': {
      endpoint: versions.getLatestVersions,
      lists: ['stages'],
    },
    'POST registered-models/set-tag': { endpoint: registered.setRegisteredModelTag },
    'DELETE registered-models/delete-tag': { endpoint: registered.deleteRegisteredModelTag },
    'POST registered-models/alias': { endpoint: setAlias },
    'DELETE registered-models/alias': { endpoint: deleteAlias },
    'GET registered-models/alias': { endpoint: getByAlias },
    'POST model-versions/create': { endpoint: createModelVersion },
    'GET model-versions/get': { endpoint: versions.getModelVersion },
    'PATCH model-versions/update': { endpoint: versions.updateModelVersion },
    'POST model-versions/transition-stage': { endpoint: versions.transitionStage },
    'DELETE model-versions/delete': { endpoint: versions.deleteModelVersion },
    'GET model-versions/get-download-uri': { endpoint: versions.getDownloadUri },
    'GET model-versions/search': { endpoint: versions.findModelVersions, lists: ['order_by'] },
    'POST model-versions/set-tag': { endpoint: versions.setModelVersionTag },
    'DELETE model-versions/delete-tag': { endpoint: versions.deleteModelVersionTag },
    'POST traces': { endpoint: traces.startTrace },
    'POST traces/search': { endpoint: traces.ignoreTraces },
    'POST traces/link-to-run': { endpoint: traces.ignoreTraces },
    'POST traces/link-prompts': { endpoint: traces.ignoreTraces },
    'GET server-info': { endpoint: serverInfo },
    'POST server-info': { endpoint: serverInfo },
  }),
);

/** Below `/api/2.0/mlflow/`, those with identifiers in their path. */
const patternRoutes: readonly (Route & { readonly method: string; readonly pattern: RegExp })[] = [
  {
    method: 'GET',
    pattern: /^logged-models\/([^/]+)$/,
    endpoint: models.getLoggedModel,
  },
  {
    method: 'PATCH',
    pattern: /^logged-models\/([^/]+)$/,
    endpoint: models.finalizeLoggedModel,
  },
  {
    method: 'DELETE',
    pattern: /^logged-models\/([^/]+)$/,
    endpoint: models.deleteLoggedModel,
  },
  {
    method: 'POST',
    pattern: /^logged-models\/([^/]+)\/params$/,
    endpoint: models.logModelParams,
  },
  {
    method: 'PATCH',
    pattern: /^logged-models\/([^/]+)\/tags$/,
    endpoint: models.setModelTags,
  },
  {
    method: 'DELETE',
    pattern: /^logged-models\/([^/]+)\/tags\/(.+)$/,
    endpoint: models.deleteModelTag,
  },
  {
    method: 'GET',
    pattern: /^logged-models\/([^/]+)\/artifacts\/directories$/,
    endpoint: artifacts.listModelArtifacts,
  },
  { method: 'GET', pattern: /^traces\/([^/]+)$/, endpoint: traces.getTrace },
  { method: 'PATCH', pattern: /^traces\/[^/]+\/tags$/, endpoint: traces.ignoreTraces },
  { method: 'DELETE', pattern: /^traces\/[^/]+\/tags$/, endpoint: traces.ignoreTraces },
];

/** Requests whose body or answer is not JSON, by their whole path. */
const rawRoutes: readonly {
  readonly method: string;
  readonly pattern: RegExp;
  readonly endpoint: RawEndpoint;
}[] = [
  { method: 'GET', pattern: /^\/get-artifact$/, endpoint: artifacts.getArtifact },
  {
    method: 'GET',
    pattern: /^\/model-versions\/get-artifact$/,
    endpoint: artifacts.getVersionArtifact,
  },
  {
    method: 'POST',
    pattern: /^\/(?:ajax-)?api\/2\.0\/mlflow\/upload-artifact$/,
    endpoint: artifacts.uploadArtifact,
  },
  {
    method: 'GET',
    pattern: /^\/(?:ajax-)?api\/2\.0\/mlflow\/logged-models\/([^/]+)\/artifacts\/files$/,
    endpoint: artifacts.getModelArtifact,
  },
  {
    method: 'GET',
    pattern: /^\/(?:ajax-)?api\/2\.0\/mlflow-artifacts\/artifacts\/?$/,
    endpoint: artifacts.listProxied,
  },
  {
    method: 'GET',
    pattern: /^\/(?:ajax-)?api\/2\.0\/mlflow-artifacts\/artifacts\/(.+)$/,
    endpoint: artifacts.getProxied,
  },
  {
    method: 'PUT',
    pattern: /^\/(?:ajax-)?api\/2\.0\/mlflow-artifacts\/artifacts\/(.+)$/,
    endpoint: artifacts.putProxied,
  },
  {
    method: 'DELETE',
    pattern: /^\/(?:ajax-)?api\/2\.0\/mlflow-artifacts\/artifacts\/(.+)$/,
    endpoint: artifacts.deleteProxied,
  },
  {
    method: 'POST',
    pattern: /^\/(?:ajax-)?api\/2\.0\/mlflow-artifacts\/mpu\//,
    endpoint: artifacts.refuseOtherTransfers,
  },
  {
    method: 'GET',
    pattern: /^\/(?:ajax-)?api\/2\.0\/mlflow-artifacts\/presigned\//,
    endpoint: artifacts.refuseOtherTransfers,
  },
  {
    method: 'POST',
    pattern: /^\/(?:ajax-)?api\/2\.0\/mlflow\/artifacts\/presigned-(?:up|down)load-url$/,
    endpoint: artifacts.refuseOtherTransfers,
  },
  { method: 'POST', pattern: /^\/v1\/traces$/, endpoint: traces.refuseSpans },
];

/** What newer clients ask before they use what a server may lack. */
function serverInfo(): object {
  return {
    store_type: 'SqlStore',
    workspaces_enabled: false,
    trace_archival_enabled: false,
    multipart_uploads_enabled: false,
    multipart_downloads_enabled: false,
    presigned_upload_run_id_supported: false,
    presigned_upload_model_id_supported: false,
    features_enabled: { gateway: false },
  };
}

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
    if (match !== null) return { route, parameters: match.slice(1).map(decode) };
  }
  return undefined;
}

/** @param path the whole path of the URL. */
export function findRawRoute(
  method: string,
  path: string,
): { readonly endpoint: RawEndpoint; readonly parameters: readonly string[] } | undefined {
  for (const route of rawRoutes) {
    const match = route.method === method ? route.pattern.exec(path) : null;
    if (match !== null) return { endpoint: route.endpoint, parameters: match.slice(1) };
  }
  return undefined;
}

/** A part of a path without its percent-encoding; as it is where that is broken. */
function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
