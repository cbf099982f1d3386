import { posix, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isOutside } from '../../artifactLocations.ts';
import type { TrackingContext } from '../../context.ts';
import { invalid } from '../../http/errors.ts';
import { requireModel } from '../loggedModels.ts';
import { resolveRegisteredSource } from './registeredSource.ts';

/** Where a new version comes from, as the request says. */
export interface AskedSource {
  readonly source: string;
  readonly runId: string | undefined;
  readonly loggedModelId: string | undefined;
}

/** The same, found and checked. */
export interface FoundSource extends AskedSource {
  /** Where the files are, as the store keeps locations. */
  readonly location: string;
}

/** Places that name a host of their own. MLflow refuses them, since its server would go there. */
const hostSchemes: ReadonlySet<string> = new Set([
  'ftp',
  'sftp',
  'hdfs',
  'viewfs',
  'http',
  'https',
  'mlflow-artifacts',
  'r2',
  'b2',
  'abfss',
]);
/** What clients send for prompts, which have no files. */
const promptSources: ReadonlySet<string> = new Set(['dummy-source', 'prompt-template']);

interface Address {
  /** In lower case; empty of a plain path. */
  readonly scheme: string;
  readonly host: string;
  readonly path: string;
}

/** @throws MlflowError when it is none of a prompt's. */
export function checkPromptSource(source: string): void {
  if (promptSources.has(source)) return;
  throw invalid(
    `Invalid prompt source: '${source}'. Prompt sources must use an MLflow placeholder.`,
  );
}

/**
 * Finds where the files of a new version are. A version may only be made of what belongs to the run
 * or to the logged model that the request names, so that nothing else of this machine can be read
 * through the registry.
 *
 * @throws MlflowError when the source may not be one, or is not there.
 */
export function findSource(context: TrackingContext, request: AskedSource): FoundSource {
  const address = addressOf(request.source);
  if (hostSchemes.has(address.scheme) && (address.scheme !== 'mlflow-artifacts' || address.host)) {
    throw invalid(
      `Invalid source: the '${address.scheme}' scheme addresses a host other than the tracking server's configured artifact storage.`,
    );
  }
  const registered =
    address.scheme === 'models' ? resolveRegisteredSource(context, request) : undefined;
  const asked = registered ?? request;
  if (asked.loggedModelId) checkModelSource(context, asked.source, asked.loggedModelId);
  else checkRunSource(context, asked.source, asked.runId ?? '');
  const model = asked.loggedModelId ? requireModel(context, asked.loggedModelId) : undefined;
  return {
    ...asked,
    location:
      registered?.location ??
      (address.scheme === 'models' && model !== undefined
        ? model.artifactUri
        : context.locations.fromClientInside(asked.source)),
    runId: asked.runId || model?.sourceRunId || asked.runId,
  };
}

function checkRunSource(context: TrackingContext, source: string, runId: string): void {
  const address = addressOf(source);
  const root = (): string | undefined => context.store.runs.get(runId)?.artifactUri;
  if (isLocal(address)) {
    if (runId === '') throw outsideOf(source, 'run_id');
    checkInside(context, source, root(), 'run_id');
    return;
  }
  checkNoRelativeParts(source);
  if (address.scheme === 'runs') {
    if (address.host !== '' || runId === '' || address.path.split('/')[1] !== runId) {
      throw notContained(source, 'run_id');
    }
  }
  if (address.scheme === 'models' && isLoggedModel(address)) throw notContained(source, 'model_id');
  if (address.scheme === 'mlflow-artifacts') {
    checkBelow(context, source, runId === '' ? undefined : root(), 'run_id');
  }
}

function checkModelSource(context: TrackingContext, source: string, modelId: string): void {
  const address = addressOf(source);
  const root = (): string | undefined => context.store.loggedModels.get(modelId)?.artifactUri;
  if (isLocal(address)) {
    checkInside(context, source, root(), 'model_id');
    return;
  }
  checkNoRelativeParts(source);
  if (address.scheme === 'runs') throw notContained(source, 'model_id');
  if (address.scheme === 'models' && isLoggedModel(address) && address.path !== `/${modelId}`) {
    throw notContained(source, 'model_id');
  }
  if (address.scheme === 'mlflow-artifacts') checkBelow(context, source, root(), 'model_id');
}

/** Checks that a path of this machine is in a folder of artifacts. */
function checkInside(
  context: TrackingContext,
  source: string,
  root: string | undefined,
  owner: 'run_id' | 'model_id',
): void {
  if (root === undefined) throw notContained(source, owner);
  const folder = context.locations.folder(root);
  const path = source.startsWith('file:') ? localPath(source) : resolve(source);
  if (folder === undefined || isOutside(relative(folder, path))) throw outsideOf(path, owner);
}

/** Checks that a URI of this server's artifacts is below another. */
function checkBelow(
  context: TrackingContext,
  source: string,
  root: string | undefined,
  owner: 'run_id' | 'model_id',
): void {
  const parts = partsOf(source);
  const above = root === undefined ? [] : partsOf(context.locations.toClient(root));
  if (above.length < 2 || above.some((part, index) => parts[index] !== part)) {
    throw notContained(source, owner);
  }
}

/** Checks that no part of a URI leads upwards, however it is encoded. */
function checkNoRelativeParts(source: string): void {
  let text = source;
  for (let before = ''; before !== text;) {
    before = text;
    text = decode(text.replaceAll('+', ' '), source);
  }
  const path = addressOf(text).path.replaceAll(/\/+/g, '/').replace(/\/$/, '');
  const isPlain =
    path.startsWith('/') && posix.normalize(path) === path && !path.includes('\u0000');
  if (!isPlain || text.split('/').includes('..')) throw relativeParts(source);
}

function addressOf(source: string): Address {
  // A drive letter is no scheme.
  const [, scheme = '', host = '', path = ''] =
    /^(?:([a-z][a-z0-9+.-]+):)?(?:\/\/([^/?#]*))?([^?#]*)/is.exec(source) ?? [];
  return { scheme: scheme.toLowerCase(), host, path };
}

function isLocal({ scheme }: Address): boolean {
  return scheme === '' || scheme === 'file';
}

/** `models:/m-…`, as against a name with a version or an alias. */
function isLoggedModel({ path }: Address): boolean {
  return !path.slice(1).includes('/') && !path.includes('@');
}

function localPath(uri: string): string {
  try {
    return fileURLToPath(uri);
  } catch {
    throw invalid(`${uri} is not a valid remote uri: it names no file of this machine.`);
  }
}

/** The scheme and the segments of the path. */
function partsOf(uri: string): string[] {
  const { scheme, path } = addressOf(uri);
  const parts = path.split('/').filter((part) => part !== '');
  return [scheme, ...parts.map((part) => decode(part, uri))];
}

function decode(text: string, source: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw relativeParts(source);
  }
}

function relativeParts(source: string): Error {
  return invalid(
    `Invalid model version source: '${source}'. If supplying a source as an http, https, local file path, ftp, objectstore, or mlflow-artifacts uri, an absolute path must be provided without relative path references present. Please provide an absolute path.`,
  );
}

function notContained(source: string, owner: 'run_id' | 'model_id'): Error {
  return invalid(
    `Invalid model version source: '${source}'. The ${owner} request parameter must identify the resource that contains the source.`,
  );
}

function outsideOf(source: string, owner: 'run_id' | 'model_id'): Error {
  return invalid(
    `Invalid model version source: '${source}'. To use a local path as a model version source, the ${owner} request parameter has to be specified and the local path has to be contained within the artifact directory of the run specified by the ${owner}.`,
  );
}
