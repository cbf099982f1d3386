import type { ModelVersion } from '../../../store/tables/modelVersions.ts';
import type { RegisteredModel } from '../../../store/tables/registeredModels.ts';
import { list, pairs } from '../../messages.ts';

/** MLflow's `RegisteredModel`. @param latest the highest version of each stage. */
export function registeredModelMessage(
  model: RegisteredModel,
  latest: readonly ModelVersion[],
): object {
  return {
    name: model.name,
    creation_timestamp: model.creationTime,
    last_updated_timestamp: model.lastUpdateTime,
    ...(model.description !== '' && { description: model.description }),
    ...list(
      'latest_versions',
      latest.map((version) => modelVersionMessage(version)),
    ),
    ...list('tags', pairs(model.tags)),
    ...list(
      'aliases',
      Object.entries(model.aliases).map(([alias, version]) => ({
        alias,
        version: String(version),
      })),
    ),
  };
}

/** MLflow's `ModelVersion`. @param aliases those that are at it, where the call tells them. */
export function modelVersionMessage(
  version: ModelVersion,
  aliases: readonly string[] = [],
): object {
  return {
    name: version.name,
    version: String(version.version),
    creation_timestamp: version.creationTime,
    last_updated_timestamp: version.lastUpdateTime,
    ...(version.description !== undefined && { description: version.description }),
    current_stage: version.stage,
    source: version.source,
    ...(version.runId !== undefined && { run_id: version.runId }),
    status: 'READY',
    ...list('tags', pairs(version.tags)),
    ...(version.runLink !== undefined && { run_link: version.runLink }),
    ...(aliases.length > 0 && { aliases }),
  };
}
