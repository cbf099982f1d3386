import { pythonString } from '../../../model/pythonString.ts';
import { searchRegisteredModels } from '../../../store/search/searchRegisteredModels.ts';
import type { ModelVersion } from '../../../store/tables/modelVersions.ts';
import type { RegisteredModel } from '../../../store/tables/registeredModels.ts';
import type { TrackingContext } from '../../context.ts';
import { invalid, invalidValue, missing, MlflowError } from '../../http/errors.ts';
import type { Fields } from '../../http/fields.ts';
import { checkName, checkRegisteredName, checkRegistryTag } from '../../limits.ts';
import { nextPageToken, pageOffset } from '../../paging.ts';
import { readTags } from '../experiments.ts';
import { registeredModelMessage } from './registryMessages.ts';

/** MLflow keeps prompts among the models, marked with this tag. */
const promptTag = 'mlflow.prompt.is_prompt';
const defaultPage = 100;
const largestPage = 1000;

/** `POST registered-models/create` */
export function createRegisteredModel(context: TrackingContext, fields: Fields): object {
  const { registeredModels } = context.store;
  const name = fields.requiredText('name');
  const description = fields.text('description') ?? '';
  const tags = readRegistryTags(fields);
  checkRegisteredName(name);
  checkTags(tags);
  return context.store.transaction(() => {
    const taken = registeredModels.get(name);
    if (taken !== undefined) throw nameTaken(name, isPrompt(taken.tags), isPrompt(tags));
    registeredModels.create({ name, description, creationTime: Date.now(), tags });
    return { registered_model: describe(context, name) };
  });
}

/** `GET registered-models/get` */
export function getRegisteredModel(context: TrackingContext, fields: Fields): object {
  return { registered_model: describe(context, fields.requiredText('name')) };
}

/** `PATCH registered-models/update` */
export function updateRegisteredModel(context: TrackingContext, fields: Fields): object {
  const name = fields.requiredText('name');
  const description = fields.text('description') ?? '';
  return context.store.transaction(() => {
    requireRegisteredModel(context, name);
    context.store.registeredModels.setDescription(name, description);
    return { registered_model: describe(context, name) };
  });
}

/** `POST registered-models/rename` */
export function renameRegisteredModel(context: TrackingContext, fields: Fields): object {
  const { registeredModels } = context.store;
  const name = fields.requiredText('name');
  const newName = fields.requiredText('new_name');
  checkRegisteredName(newName, 'new_name');
  return context.store.transaction(() => {
    requireRegisteredModel(context, name);
    if (newName !== name && registeredModels.get(newName) !== undefined) {
      throw nameTaken(newName, false, false);
    }
    registeredModels.rename(name, newName);
    return { registered_model: describe(context, newName) };
  });
}

/** `DELETE registered-models/delete` */
export function deleteRegisteredModel(context: TrackingContext, fields: Fields): object {
  const name = fields.requiredText('name');
  return context.store.transaction(() => {
    requireRegisteredModel(context, name);
    context.store.registeredModels.delete(name);
    return {};
  });
}

/** `GET registered-models/search` */
export function findRegisteredModels(context: TrackingContext, fields: Fields): object {
  const maxResults = registryPageSize(fields, defaultPage, largestPage);
  const offset = pageOffset(fields.text('page_token'));
  const { models, more } = searchRegisteredModels(context.store, {
    filter: fields.text('filter') ?? '',
    orderBy: fields.texts('order_by'),
    maxResults,
    offset,
  });
  return {
    ...(models.length > 0 && {
      registered_models: models.map((model) =>
        registeredModelMessage(model, latestVersions(context, model.name)),
      ),
    }),
    ...(more && { next_page_token: nextPageToken(offset + maxResults) }),
  };
}

/** `POST registered-models/set-tag` */
export function setRegisteredModelTag(context: TrackingContext, fields: Fields): object {
  const name = fields.requiredText('name');
  const key = fields.requiredText('key');
  const value = fields.text('value') ?? '';
  checkRegisteredName(name);
  checkRegistryTag(key, value);
  return context.store.transaction(() => {
    requireRegisteredModel(context, name);
    context.store.registeredModels.setTags(name, { [key]: value });
    return {};
  });
}

/** `DELETE registered-models/delete-tag`; a tag that is not there is deleted already. */
export function deleteRegisteredModelTag(context: TrackingContext, fields: Fields): object {
  const name = fields.requiredText('name');
  const key = fields.requiredText('key');
  checkRegisteredName(name);
  checkName(key, 'key');
  return context.store.transaction(() => {
    requireRegisteredModel(context, name);
    context.store.registeredModels.deleteTag(name, key);
    return {};
  });
}

/** @throws MlflowError when there is no such model, or the name can be none's. */
export function requireRegisteredModel(context: TrackingContext, name: string): RegisteredModel {
  checkRegisteredName(name);
  const model = context.store.registeredModels.get(name);
  if (model === undefined) throw missing(`Registered Model with name=${name} not found`);
  return model;
}

/** The highest version of each stage. */
export function latestVersions(context: TrackingContext, name: string): ModelVersion[] {
  const latest = new Map<string, ModelVersion>();
  for (const version of context.store.modelVersions.of(name)) latest.set(version.stage, version);
  return [...latest.values()];
}

/** The key-value pairs of a request's `tags`; of a key given twice, the last value. */
export function readRegistryTags(fields: Fields): Readonly<Record<string, string>> {
  return Object.fromEntries(readTags(fields));
}

export function checkTags(tags: Readonly<Record<string, string>>): void {
  for (const [key, value] of Object.entries(tags)) checkRegistryTag(key, value);
}

/** Whether tags mark a prompt or a version of one. */
export function isPrompt(tags: Readonly<Record<string, string>>): boolean {
  return tags[promptTag]?.toLowerCase() === 'true';
}

/** How many results a request asks for. @throws MlflowError when too many, or none. */
export function registryPageSize(fields: Fields, byDefault: number, largest: number): number {
  const size = fields.integer('max_results') ?? byDefault;
  if (size > largest) throw invalidValue('max_results', size);
  if (size < 1) {
    throw invalid(`Invalid value for max_results. It must be a positive integer, but got ${size}`);
  }
  return size;
}

function describe(context: TrackingContext, name: string): object {
  return registeredModelMessage(
    requireRegisteredModel(context, name),
    latestVersions(context, name),
  );
}

function nameTaken(name: string, byPrompt: boolean, forPrompt: boolean): MlflowError {
  const old = byPrompt ? 'Prompt' : 'Registered Model';
  const wanted = forPrompt ? 'Prompt' : 'Registered Model';
  return new MlflowError(
    'RESOURCE_ALREADY_EXISTS',
    old === wanted
      ? `${wanted} (name=${name}) already exists.`
      : `Tried to create a ${wanted.toLowerCase()} with name ${pythonString(name)}, but the name is already taken by a ${old.toLowerCase()}. MLflow does not allow creating a model and a prompt with the same name.`,
  );
}
