import { pythonString } from '../../model/pythonString.ts';
import type { MetricPoint } from '../../model/run.ts';
import type { LoggedModelMetric } from '../../store/tables/loggedModels.ts';
import type { ParamConflict } from '../../store/tables/runs.ts';
import type { TrackingContext } from '../context.ts';
import { invalid, invalidValue, missing } from '../http/errors.ts';
import type { Fields } from '../http/fields.ts';
import { checkBatchSize, checkMetricName, checkParam, checkRunId, checkRunTag } from '../limits.ts';
import { isObject } from '../http/fields.ts';
import { requireActiveRun } from './runs.ts';

/** A metric as requests carry it, perhaps measured of a logged model. */
interface LoggedMetric extends MetricPoint {
  readonly modelId?: string;
  readonly datasetName: string;
  readonly datasetDigest: string;
}

/** `POST runs/log-metric` */
export function logMetric(context: TrackingContext, fields: Fields): object {
  const id = fields.runId();
  const metric = readMetric(fields, '');
  return context.store.transaction(() => {
    requireActiveRun(context, id);
    writeMetrics(context, id, [metric]);
    return {};
  });
}

/** `POST runs/log-parameter` */
export function logParameter(context: TrackingContext, fields: Fields): object {
  const id = fields.runId();
  const key = fields.requiredText('key');
  const value = checkParam(key, fields.text('value') ?? '', 'key');
  return context.store.transaction(() => {
    requireActiveRun(context, id);
    const [conflict] = context.store.runs.logParams(id, { [key]: value });
    if (conflict !== undefined) {
      throw invalid(
        `Changing param values is not allowed. Param with key='${key}' was already logged with value='${conflict.oldValue}' for run ID='${id}'. Attempted logging new value '${value}'.`,
      );
    }
    return {};
  });
}

/** `POST runs/set-tag` */
export function setTag(context: TrackingContext, fields: Fields): object {
  const id = fields.runId();
  const key = fields.requiredText('key');
  const value = checkRunTag(key, fields.text('value') ?? '', 'key');
  return context.store.transaction(() => {
    requireActiveRun(context, id);
    context.store.runs.setTags(id, { [key]: value });
    return {};
  });
}

/** `POST runs/delete-tag` */
export function deleteTag(context: TrackingContext, fields: Fields): object {
  const id = fields.runId();
  const key = fields.requiredText('key');
  return context.store.transaction(() => {
    requireActiveRun(context, id);
    if (!context.store.runs.deleteTag(id, key)) {
      throw missing(`No tag with name: ${key} in run with id ${id}`);
    }
    return {};
  });
}

/** `POST runs/log-batch`: all of it is written, or nothing. */
export function logBatch(context: TrackingContext, fields: Fields): object {
  const id = fields.requiredText('run_id');
  const metrics = fields.messages('metrics');
  const params = fields.messages('params');
  const tags = fields.messages('tags');
  checkRunId(id);
  checkBatchSize(metrics.length, params.length, tags.length);
  const readMetrics = metrics.map((metric, index) => readMetric(metric, `metrics[${index}].`));
  const readParams = params.map((param, index) => {
    const key = param.requiredText('key');
    return [key, checkParam(key, param.text('value') ?? '', `params[${index}].key`)] as const;
  });
  const readTags = tags.map((tag, index) => {
    const key = tag.requiredText('key');
    return [key, checkRunTag(key, tag.text('value') ?? '', `tags[${index}].key`)] as const;
  });
  refuseRepeatedKeys(readParams.map(([key]) => key));
  return context.store.transaction(() => {
    requireActiveRun(context, id);
    if (readParams.length > 0) {
      const conflicts = context.store.runs.logParams(id, Object.fromEntries(readParams));
      if (conflicts.length > 0) throw changedParams(id, conflicts);
    }
    if (readMetrics.length > 0) writeMetrics(context, id, readMetrics);
    if (readTags.length > 0) context.store.runs.setTags(id, Object.fromEntries(readTags));
    return {};
  });
}

const modelHistoryTag = 'mlflow.log-model.history';

/** `POST runs/log-model`, as MLflow 2 clients tell of their models. */
export function logModel(context: TrackingContext, fields: Fields): object {
  const id = fields.runId();
  const text = fields.requiredText('model_json');
  const model = parseModel(text);
  return context.store.transaction(() => {
    requireActiveRun(context, id);
    const history = context.store.runs.tags(id)[modelHistoryTag];
    const known: unknown = history === undefined ? [] : tryParse(history);
    const models = [...(Array.isArray(known) ? known : []), model];
    context.store.runs.setTags(id, { [modelHistoryTag]: JSON.stringify(models) });
    return {};
  });
}

function readMetric(fields: Fields, prefix: string): LoggedMetric {
  const key = fields.requiredText('key');
  const value = fields.double('value');
  const timestamp = fields.requiredInteger('timestamp');
  const step = fields.integer('step') ?? 0;
  const modelId = fields.text('model_id');
  checkMetricName(key, `${prefix}name`);
  if (timestamp < 0) {
    throw invalidValue(
      `${prefix}timestamp`,
      timestamp,
      `metric '${key}' (value=${value}). Timestamp must be a nonnegative long (64-bit integer) `,
    );
  }
  return {
    key,
    value,
    timestamp,
    step,
    ...(modelId && { modelId }),
    datasetName: fields.text('dataset_name') ?? '',
    datasetDigest: fields.text('dataset_digest') ?? '',
  };
}

function writeMetrics(
  context: TrackingContext,
  runId: string,
  metrics: readonly LoggedMetric[],
): void {
  const { store } = context;
  store.metrics.log(runId, metrics, 'logged');
  const ofModels = Map.groupBy(metrics, (metric) => metric.modelId);
  for (const [modelId, measured] of ofModels) {
    if (modelId === undefined) continue;
    store.loggedModels.logMetrics(
      modelId,
      measured.map((metric): LoggedModelMetric => ({ ...metric, runId })),
    );
  }
}

function refuseRepeatedKeys(keys: readonly string[]): void {
  const repeated = keys.filter((key, index) => keys.indexOf(key) < index);
  if (repeated.length === 0) return;
  throw invalid(
    `Duplicate parameter keys have been submitted: [${repeated.map(pythonString).join(', ')}]. Please ensure the request contains only one param value per param key.`,
  );
}

function changedParams(runId: string, conflicts: readonly ParamConflict[]): Error {
  const told = conflicts.map(
    ({ key, oldValue, newValue }) =>
      `{'key': ${pythonString(key)}, 'old_value': ${pythonString(oldValue)}, 'new_value': ${pythonString(newValue)}}`,
  );
  return invalid(
    `Changing param values is not allowed. Params were already logged='[${told.join(', ')}]' for run ID='${runId}'.`,
  );
}

function parseModel(text: string): object {
  const model = tryParse(text);
  if (!isObject(model)) {
    throw invalid(`Malformed model info. \n ${text} \n is not a valid JSON.`);
  }
  const absent = ['artifact_path', 'flavors', 'utc_time_created', 'run_id'].filter(
    (name) => !Object.hasOwn(model, name),
  );
  if (absent.length > 0) {
    throw invalid(
      `Model json is missing mandatory fields: {${absent.map(pythonString).join(', ')}}`,
    );
  }
  return model;
}

function tryParse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
