import { searchModelVersions } from '../../../store/search/searchModelVersions.ts';
import type { ModelStage, ModelVersion, VersionKey } from '../../../store/tables/modelVersions.ts';
import type { TrackingContext } from '../../context.ts';
import { invalid, missing } from '../../http/errors.ts';
import type { Fields } from '../../http/fields.ts';
import { checkName, checkRegisteredName, checkRegistryTag } from '../../limits.ts';
import { nextPageToken, pageOffset } from '../../paging.ts';
import { modelVersionMessage } from './registryMessages.ts';
import { latestVersions, registryPageSize, requireRegisteredModel } from './registeredModels.ts';

const stages: readonly ModelStage[] = ['None', 'Staging', 'Production', 'Archived'];
/** Only of these may other versions be archived to make room. */
const activeStages: ReadonlySet<ModelStage> = new Set(['Staging', 'Production']);
const largestPage = 200_000;

/** `GET model-versions/get` */
export function getModelVersion(context: TrackingContext, fields: Fields): object {
  return { model_version: describeVersion(context, readKey(fields)) };
}

/** `PATCH model-versions/update` */
export function updateModelVersion(context: TrackingContext, fields: Fields): object {
  const key = readKey(fields);
  const description = fields.text('description');
  return context.store.transaction(() => {
    requireVersion(context, key.name, key.version);
    context.store.modelVersions.setDescription(key, description);
    return { model_version: describeVersion(context, key) };
  });
}

/** `POST model-versions/transition-stage` */
export function transitionStage(context: TrackingContext, fields: Fields): object {
  const { store } = context;
  const name = fields.requiredText('name');
  const version = fields.requiredText('version');
  const asked = fields.requiredText('stage');
  const archives = fields.boolean('archive_existing_versions') ?? false;
  const stage = parseStage(asked);
  if (archives && !activeStages.has(stage)) {
    throw invalid(
      `Model version transition cannot archive existing model versions because '${asked}' is not an Active stage. Valid stages are ['Staging', 'Production']`,
    );
  }
  const key = { name, version: parseVersion(version) };
  return store.transaction(() => {
    requireVersion(context, name, key.version);
    const others = archives ? store.modelVersions.of(name) : [];
    for (const other of others) {
      if (other.stage === stage && other.version !== key.version) {
        store.modelVersions.setStage(other, 'Archived');
      }
    }
    store.modelVersions.setStage(key, stage);
    return { model_version: describeVersion(context, key) };
  });
}

/** `DELETE model-versions/delete` */
export function deleteModelVersion(context: TrackingContext, fields: Fields): object {
  const key = readKey(fields);
  return context.store.transaction(() => {
    requireVersion(context, key.name, key.version);
    context.store.modelVersions.delete(key);
    return {};
  });
}

/** `GET model-versions/get-download-uri` */
export function getDownloadUri(context: TrackingContext, fields: Fields): object {
  const { name, version } = readKey(fields);
  const { location } = requireVersion(context, name, version);
  return { artifact_uri: context.locations.toClient(location) };
}

/** `GET model-versions/search` */
export function findModelVersions(context: TrackingContext, fields: Fields): object {
  const maxResults = registryPageSize(fields, largestPage, largestPage);
  const offset = pageOffset(fields.text('page_token'));
  const { versions, more } = searchModelVersions(context.store, {
    filter: fields.text('filter') ?? '',
    orderBy: fields.texts('order_by'),
    maxResults,
    offset,
  });
  return {
    ...(versions.length > 0 && {
      model_versions: versions.map((version) => modelVersionMessage(version)),
    }),
    ...(more && { next_page_token: nextPageToken(offset + maxResults) }),
  };
}

/** `POST registered-models/get-latest-versions`, and `GET` of old clients */
export function getLatestVersions(context: TrackingContext, fields: Fields): object {
  const name = fields.requiredText('name');
  const asked = fields.texts('stages');
  requireRegisteredModel(context, name);
  const wanted = new Set(asked.length === 0 ? stages : asked.map(parseStage));
  const versions = latestVersions(context, name).filter(({ stage }) => wanted.has(stage));
  return versions.length === 0
    ? {}
    : { model_versions: versions.map((version) => describeVersion(context, version)) };
}

/** `POST model-versions/set-tag` */
export function setModelVersionTag(context: TrackingContext, fields: Fields): object {
  const name = fields.requiredText('name');
  const version = fields.requiredText('version');
  const tag = fields.requiredText('key');
  const value = fields.text('value') ?? '';
  checkRegisteredName(name);
  const key = { name, version: parseVersion(version) };
  checkRegistryTag(tag, value);
  return context.store.transaction(() => {
    requireVersion(context, name, key.version);
    context.store.modelVersions.setTags(key, { [tag]: value });
    return {};
  });
}

/** `DELETE model-versions/delete-tag`; a tag that is not there is deleted already. */
export function deleteModelVersionTag(context: TrackingContext, fields: Fields): object {
  const name = fields.requiredText('name');
  const version = fields.requiredText('version');
  const tag = fields.requiredText('key');
  checkRegisteredName(name);
  const key = { name, version: parseVersion(version) };
  checkName(tag, 'key');
  return context.store.transaction(() => {
    requireVersion(context, name, key.version);
    context.store.modelVersions.deleteTag(key, tag);
    return {};
  });
}

/** @throws MlflowError when there is no such version. */
export function requireVersion(
  context: TrackingContext,
  name: string,
  version: number,
): ModelVersion {
  const found = context.store.modelVersions.get(name, version);
  if (found === undefined) {
    throw missing(`Model Version (name=${name}, version=${version}) not found`);
  }
  return found;
}

/** MLflow's form of a version, with the aliases that are at it. */
export function describeVersion(context: TrackingContext, { name, version }: VersionKey): object {
  const found = requireVersion(context, name, version);
  const { aliases } = requireRegisteredModel(context, name);
  const own = Object.entries(aliases).filter(([, at]) => at === version);
  return modelVersionMessage(
    found,
    own.map(([alias]) => alias),
  );
}

/** @throws MlflowError when it is no whole number. */
export function parseVersion(version: string): number {
  if (!/^\s*[+-]?\d+\s*$/.test(version)) {
    throw invalid(`Parameter 'version' must be an integer, got '${version}'.`);
  }
  return Number(version);
}

/** The canonical name of a stage, which may be given in any case. @throws MlflowError */
export function parseStage(stage: string): ModelStage {
  const found = stages.find((known) => known.toLowerCase() === stage.toLowerCase());
  if (found !== undefined) return found;
  throw invalid(
    `Invalid Model Version stage: ${stage}. Value must be one of ${stages.join(', ')}.`,
  );
}

function readKey(fields: Fields): VersionKey {
  const name = fields.requiredText('name');
  const version = fields.requiredText('version');
  checkRegisteredName(name);
  return { name, version: parseVersion(version) };
}
