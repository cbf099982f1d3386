import { posix } from 'node:path';
import { invalid, invalidValue, pythonJson } from './http/errors.ts';

/** MLflow's limits, in characters (Unicode code points). */
const limits = {
  key: 250,
  paramValue: 6000,
  tagValue: 8000,
  experimentName: 500,
  experimentTagValue: 20_000,
  artifactLocation: 2048,
  registryTagValue: 100_000,
  alias: 255,
} as const;

const nameForm = /^[/\p{L}\p{N}_.\- :]*$/u;
const badCharacters =
  'Names may only contain alphanumerics, underscores (_), dashes (-), periods (.), spaces ( ), colon(:) and slashes (/).';
const runIdForm = /^[a-zA-Z0-9][\p{L}\p{N}_-]{0,255}$/u;

/** What `log-batch` takes at most. */
export const batchLimits = { metrics: 1000, params: 100, tags: 100, all: 1000 } as const;

/** Checks the name of a metric, parameter or tag. `path` says where in the request it stands. */
export function checkName(name: string, path: string): void {
  if (!nameForm.test(name)) throw invalidValue(path, name, badCharacters);
  checkPath(name, path);
}

/** Checks that a name that is taken for a path stays the same. */
function checkPath(name: string, path: string): void {
  const normal = pythonNormpath(name);
  if (normal !== name || normal === '.' || normal.startsWith('..') || normal.startsWith('/')) {
    throw invalidValue(
      path,
      name,
      `Names may be treated as files in certain cases, and must not resolve to other names when treated as such. This name would resolve to '${normal}'`,
    );
  }
}

export function checkMetricName(name: string, path: string): void {
  checkName(name, path);
  checkLength('Metric name', name, limits.key);
}

/** @returns the value as it is stored: MLflow cuts long ones. */
export function checkParam(key: string, value: string, path: string): string {
  checkName(key, path);
  checkLength('Param key', key, limits.key);
  return cut(value, limits.paramValue);
}

/** @returns the value as it is stored: MLflow cuts long ones. */
export function checkRunTag(key: string, value: string, path: string): string {
  checkName(key, path);
  checkLength(path, key, limits.key);
  return cut(value, limits.tagValue);
}

export function checkExperimentTag(key: string, value: string): void {
  checkName(key, 'key');
  checkLength('key', key, limits.key);
  checkLength('value', value, limits.experimentTagValue);
}

export function checkExperimentName(name: string): void {
  checkLength('name', name, limits.experimentName);
}

/** Checks a tag of the model registry, whose values are never cut. */
export function checkRegistryTag(key: string, value: string): void {
  checkName(key, 'key');
  checkLength('key', key, limits.key);
  checkLength('value', value, limits.registryTagValue);
}

/** Checks a name of the model registry. `path` says which field of the request it is. */
export function checkRegisteredName(name: string, path: 'name' | 'new_name' = 'name'): void {
  if (name.trim() === '') throw invalid(`Missing value for required parameter '${path}'.`);
  if (/[/:]/.test(name)) {
    throw invalid(`Invalid model name '${name}'. Names cannot contain '/' or ':'.`);
  }
  checkPath(name, 'name');
}

/** Checks an alias as clients name one. */
export function checkAlias(alias: string): void {
  if (!/^[\p{L}\p{N}_-]*$/u.test(alias)) {
    throw invalid(
      `Invalid alias name: '${alias}'. Names may only contain alphanumerics, underscores (_), and dashes (-).`,
    );
  }
  checkLength('Registered model alias name', alias, limits.alias);
}

/** Checks an alias that is to be set: some mean something without being set. */
export function checkNewAlias(alias: string): void {
  checkAlias(alias);
  if (alias.toLowerCase() === 'latest') {
    throw invalid("'latest' alias name (case insensitive) is reserved.");
  }
  if (/^v\d+$/i.test(alias)) throw invalid(`Version alias name '${alias}' is reserved.`);
}

export function checkArtifactLocation(location: string): void {
  if (location.startsWith('runs:')) {
    throw invalid(`Artifact location cannot be a runs:/ URI. Given: '${location}'`);
  }
  if (characters(location) > limits.artifactLocation) {
    throw invalid(
      `Invalid artifact path length. The length of the artifact path cannot be greater than ${limits.artifactLocation} characters.`,
    );
  }
}

export function checkRunId(id: string): void {
  if (!runIdForm.test(id))
    throw invalid(`Invalid value ${pythonJson(id)} for parameter 'run_id' supplied.`);
}

/** @throws MlflowError when `value` has more than `limit` characters. */
export function checkLength(what: string, value: string, limit: number): void {
  if (value.length > limit && characters(value) > limit) {
    throw invalid(`'${what}' exceeds the maximum length of ${limit} characters`);
  }
}

/** Refuses batches larger than MLflow takes. */
export function checkBatchSize(metrics: number, params: number, tags: number): void {
  checkCount('metrics', metrics, batchLimits.metrics);
  checkCount('params', params, batchLimits.params);
  checkCount('tags', tags, batchLimits.tags);
  checkCount('metrics, params, and tags', metrics + params + tags, batchLimits.all);
}

function checkCount(what: string, count: number, limit: number): void {
  if (count <= limit) return;
  throw invalid(
    `A batch logging request can contain at most ${limit} ${what}. Got ${count} ${what}. Please split up ${what} across multiple requests and try again.`,
  );
}

function cut(value: string, limit: number): string {
  if (value.length <= limit) return value;
  const points = Array.from(value);
  return points.length <= limit ? value : points.slice(0, limit).join('');
}

function characters(text: string): number {
  return Array.from(text).length;
}

/** Python's `posixpath.normpath`, which names are held against. */
function pythonNormpath(path: string): string {
  const normal = posix.normalize(path);
  return normal.length > 1 && normal.endsWith('/') ? normal.slice(0, -1) : normal;
}
