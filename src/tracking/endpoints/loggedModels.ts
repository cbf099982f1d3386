import { pythonString } from '../../model/pythonString.ts';
import { randomUUID } from 'node:crypto';
import { newRunName } from '../../model/names.ts';
import type { LoggedModel, LoggedModelStatus } from '../../store/tables/loggedModels.ts';
import {
  searchLoggedModels,
  type DatasetFilter,
  type LoggedModelOrder,
} from '../../store/search/searchLoggedModels.ts';
import type { TrackingContext } from '../context.ts';
import { invalid, missing, missingValue } from '../http/errors.ts';
import type { Fields } from '../http/fields.ts';
import { loggedModelMessage } from '../messages.ts';
import { decodeToken, pageOffset } from '../paging.ts';
import { parseExperimentId, readTags, requireActiveExperiment } from './experiments.ts';

/** Numbers of the enumeration LoggedModelStatus. */
const statusNumbers = {
  LOGGED_MODEL_PENDING: 1,
  LOGGED_MODEL_READY: 2,
  LOGGED_MODEL_UPLOAD_FAILED: 3,
} as const;
const statuses: Readonly<Record<keyof typeof statusNumbers, LoggedModelStatus>> = {
  LOGGED_MODEL_PENDING: 'PENDING',
  LOGGED_MODEL_READY: 'READY',
  LOGGED_MODEL_UPLOAD_FAILED: 'UPLOAD_FAILED',
};
const badNameCharacters = ['/', ':', '.', '%', '"', "'"];
/** When none is asked for, and when 0 is. */
const defaultPage = 50;
const zeroPage = 100;
const largestPage = 50_000;

/** `POST logged-models` */
export function createLoggedModel(context: TrackingContext, fields: Fields): object {
  const experimentId = fields.requiredText('experiment_id');
  const name = fields.text('name') || newRunName();
  const modelType = fields.text('model_type');
  const sourceRunId = fields.text('source_run_id');
  checkModelName(name);
  return context.store.transaction(() => {
    const experiment = requireActiveExperiment(context, experimentId);
    const id = `m-${randomUUID().replaceAll('-', '')}`;
    const now = Date.now();
    context.store.loggedModels.create({
      id,
      experimentId: experiment.id,
      name,
      ...(modelType && { modelType }),
      ...(sourceRunId && { sourceRunId }),
      status: 'PENDING',
      creationTime: now,
      lastUpdateTime: now,
      artifactUri: context.locations.ofOther('models', id, experiment),
      lifecycle: 'active',
      params: readParams(fields),
      tags: Object.fromEntries(readTags(fields)),
    });
    return { model: describe(context, id) };
  });
}

/** `GET logged-models/{id}` */
export function getLoggedModel(
  context: TrackingContext,
  fields: Fields,
  [id = '']: readonly string[],
): object {
  const model = requireModel(context, id);
  if (model.lifecycle === 'deleted' && fields.boolean('allow_deleted') !== true) {
    throw notFound(id);
  }
  return { model: loggedModelMessage(model, context.locations) };
}

/** `PATCH logged-models/{id}` */
export function finalizeLoggedModel(
  context: TrackingContext,
  fields: Fields,
  [id = '']: readonly string[],
): object {
  const status = fields.choice('status', statusNumbers);
  if (status === undefined) throw missingValue('status');
  return context.store.transaction(() => {
    requireModel(context, id);
    context.store.loggedModels.setStatus(id, statuses[status]);
    return { model: describe(context, id) };
  });
}

/** `DELETE logged-models/{id}` */
export function deleteLoggedModel(
  context: TrackingContext,
  _fields: Fields,
  [id = '']: readonly string[],
): object {
  return context.store.transaction(() => {
    requireModel(context, id);
    context.store.loggedModels.setLifecycle(id, 'deleted');
    return {};
  });
}

/** `POST logged-models/{id}/params` */
export function logModelParams(
  context: TrackingContext,
  fields: Fields,
  [id = '']: readonly string[],
): object {
  const params = readParams(fields);
  return context.store.transaction(() => {
    requireModel(context, id);
    context.store.loggedModels.logParams(id, params);
    return {};
  });
}

/** `PATCH logged-models/{id}/tags` */
export function setModelTags(
  context: TrackingContext,
  fields: Fields,
  [id = '']: readonly string[],
): object {
  const tags = Object.fromEntries(readTags(fields));
  return context.store.transaction(() => {
    requireModel(context, id);
    context.store.loggedModels.setTags(id, tags);
    return {};
  });
}

/** `DELETE logged-models/{id}/tags/{key}` */
export function deleteModelTag(
  context: TrackingContext,
  _fields: Fields,
  [id = '', key = '']: readonly string[],
): object {
  return context.store.transaction(() => {
    requireModel(context, id);
    if (!context.store.loggedModels.deleteTag(id, key)) {
      throw missing(
        `No tag with key ${pythonString(key)} found for model with ID ${pythonString(id)}.`,
      );
    }
    return {};
  });
}

/** `POST logged-models/search` */
export function findLoggedModels(context: TrackingContext, fields: Fields): object {
  const experimentIds = fields.texts('experiment_ids').map(parseExperimentId);
  if (experimentIds.length === 0) throw missingValue('experiment_ids');
  const maxResults = (fields.integer('max_results') ?? defaultPage) || zeroPage;
  if (maxResults < 0 || maxResults > largestPage) {
    throw invalid(`max_results must be between 1 and ${largestPage}, got ${maxResults}.`);
  }
  const search = {
    experimentIds,
    filter: fields.text('filter') ?? '',
    orderBy: fields.messages('order_by').map(readOrder),
  };
  const offset = tokenOffset(fields.text('page_token'), search);
  const { models, more } = searchLoggedModels(context.store, {
    ...search,
    datasets: fields.messages('datasets').map(readDataset),
    maxResults,
    offset,
  });
  return {
    ...(models.length > 0 && {
      models: models.map((model) => loggedModelMessage(model, context.locations)),
    }),
    ...(more && {
      next_page_token: Buffer.from(
        JSON.stringify({ ...search, offset: offset + maxResults }),
      ).toString('base64'),
    }),
  };
}

/** @throws MlflowError when there is no such model, deleted ones counting as there. */
export function requireModel(context: TrackingContext, id: string): LoggedModel {
  const model = context.store.loggedModels.get(id);
  if (model === undefined) throw notFound(id);
  return model;
}

function notFound(id: string): Error {
  return missing(`Logged model with ID '${id}' not found.`);
}

function describe(context: TrackingContext, id: string): object {
  return loggedModelMessage(requireModel(context, id), context.locations);
}

function checkModelName(name: string): void {
  if (!badNameCharacters.some((character) => name.includes(character))) return;
  const told = badNameCharacters.map(pythonString).join(', ');
  throw invalid(
    `Invalid model name (${pythonString(name)}) provided. Model name must be a non-empty string and cannot contain the following characters: (${told})`,
  );
}

function readParams(fields: Fields): Record<string, string> {
  return Object.fromEntries(
    fields
      .messages('params')
      .map((param) => [param.requiredText('key'), param.text('value') ?? '']),
  );
}

function readDataset(fields: Fields): DatasetFilter {
  const name = fields.text('dataset_name');
  const digest = fields.text('dataset_digest');
  if (!name) throw invalid('`dataset_name` in the `datasets` clause must be specified.');
  return { name, ...(digest && { digest }) };
}

function readOrder(fields: Fields): LoggedModelOrder {
  const field = fields.text('field_name');
  if (!field) throw invalid('`field_name` in the `order_by` clause must be specified.');
  return {
    field,
    ascending: fields.boolean('ascending') ?? true,
    ...(fields.text('dataset_name') && { dataset: readDataset(fields) }),
  };
}

/** A token is good for the search that it came from. */
function tokenOffset(token: string | undefined, search: object): number {
  if (!token) return 0;
  const content = decodeToken(token);
  for (const [name, value] of Object.entries(search)) {
    if (JSON.stringify(content[name]) !== JSON.stringify(value)) {
      throw invalid(`The page token is of another search: its ${name} differ.`);
    }
  }
  return pageOffset(Buffer.from(JSON.stringify({ offset: content['offset'] })).toString('base64'));
}
