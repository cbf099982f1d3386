import type { ModelVersion } from '../../../store/tables/modelVersions.ts';
import type { TrackingContext } from '../../context.ts';
import { invalid, missing } from '../../http/errors.ts';
import { parseStage, requireVersion } from './modelVersions.ts';
import { isPrompt, latestVersions, requireRegisteredModel } from './registeredModels.ts';
import type { AskedSource, FoundSource } from './versionSource.ts';

/**
 * Finds the version that `models:/name/version`, `models:/name/stage`, `models:/name/latest` or
 * `models:/name@alias` names, so that a new version is made of the same files.
 *
 * @returns `undefined` when it is `models:/m-…`, a logged model.
 * @throws MlflowError when it names nothing, or the request says another run or model than it has.
 */
export function resolveRegisteredSource(
  context: TrackingContext,
  request: AskedSource,
): FoundSource | undefined {
  const { source } = request;
  if (source.startsWith('models://')) {
    throw invalid(
      `Invalid model version source: '${source}'. Registered model sources must use the active model registry.`,
    );
  }
  const [, name = '', suffix, alias] =
    /^models:\/+([^/]*?)(?:\/([^/]+)|@([^/@]+))?$/is.exec(source) ?? [];
  if (name.trim() === '') {
    throw invalid(
      `Invalid model version source: '${source}'. The model_id request parameter must identify the resource that contains the source.`,
    );
  }
  if (suffix === undefined && alias === undefined) return undefined;
  const { tags, aliases } = requireRegisteredModel(context, name);
  if (isPrompt(tags)) {
    throw invalid(
      `Invalid model version source: '${source}'. Prompt versions cannot be used as model version sources.`,
    );
  }
  const found =
    alias === undefined
      ? versionOf(context, name, suffix ?? '')
      : requireAliased(context, name, alias, aliases[alias]);
  if (
    (request.runId !== undefined && request.runId !== (found.runId ?? '')) ||
    (request.loggedModelId !== undefined && request.loggedModelId !== (found.loggedModelId ?? ''))
  ) {
    throw invalid(
      `Invalid model version source: '${source}'. The run_id and model_id request parameters must match the referenced model version.`,
    );
  }
  return {
    source: `models:/${name}/${found.version}`,
    runId: found.runId,
    loggedModelId: found.loggedModelId,
    location: found.location,
  };
}

function versionOf(context: TrackingContext, name: string, suffix: string): ModelVersion {
  if (/^\d+$/.test(suffix)) return requireVersion(context, name, Number(suffix));
  const all = latestVersions(context, name);
  const stage = suffix.toLowerCase() === 'latest' ? undefined : parseStage(suffix);
  const fitting = all.filter((version) => stage === undefined || version.stage === stage);
  const highest = fitting.toSorted((a, b) => b.version - a.version)[0];
  if (highest !== undefined) return highest;
  const said = stage === undefined ? '' : ` and stage '${suffix}'`;
  throw missing(`No versions of model with name '${name}'${said} found`);
}

function requireAliased(
  context: TrackingContext,
  name: string,
  alias: string,
  version: number | undefined,
): ModelVersion {
  if (version !== undefined) return requireVersion(context, name, version);
  throw invalid(`Registered model alias ${alias} not found.`);
}
