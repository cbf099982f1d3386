import type { DatasetInput } from '../../store/tables/datasets.ts';
import type { TrackingContext } from '../context.ts';
import { invalid } from '../http/errors.ts';
import type { Fields } from '../http/fields.ts';
import { checkLength, checkRunId } from '../limits.ts';
import { parseExperimentId } from './experiments.ts';
import { requireActiveRun } from './runs.ts';

/** MLflow's limits, in characters. */
const datasetLimits = {
  name: 500,
  digest: 36,
  source: 65_535,
  schema: 1_048_575,
  profile: 16_777_215,
} as const;
const inputTagLimits = { key: 255, value: 500 } as const;
const summaryLimits = { experiments: 20, rows: 1000 } as const;

/** `POST runs/log-inputs` */
export function logInputs(context: TrackingContext, fields: Fields): object {
  const id = fields.requiredText('run_id');
  const datasets = fields.messages('datasets').map(readDatasetInput);
  const models = fields.messages('models').map((model) => model.requiredText('model_id'));
  checkRunId(id);
  return context.store.transaction(() => {
    requireActiveRun(context, id);
    context.store.datasets.logInputs(id, datasets, models);
    return {};
  });
}

/** `POST runs/outputs` */
export function logOutputs(context: TrackingContext, fields: Fields): object {
  const id = fields.requiredText('run_id');
  const models = fields.messages('models').map((model) => ({
    id: model.requiredText('model_id'),
    step: model.integer('step') ?? 0,
  }));
  return context.store.transaction(() => {
    requireActiveRun(context, id);
    context.store.datasets.logOutputs(id, models);
    return {};
  });
}

/** `POST experiments/search-datasets` */
export function searchDatasets(context: TrackingContext, fields: Fields): object {
  const ids = fields.texts('experiment_ids').map(parseExperimentId);
  if (ids.length === 0) {
    throw invalid('SearchDatasets request must specify at least one experiment_id.');
  }
  if (ids.length > summaryLimits.experiments) {
    throw invalid(
      `SearchDatasets request cannot specify more than ${summaryLimits.experiments} experiment_ids. Received ${ids.length} experiment_ids.`,
    );
  }
  const summaries = context.store.datasets.summaries(ids, summaryLimits.rows);
  if (summaries.length === 0) return {};
  return {
    dataset_summaries: summaries.map(({ experimentId, name, digest, context: use }) => ({
      experiment_id: experimentId,
      name,
      digest,
      ...(use !== undefined && { context: use }),
    })),
  };
}

function readDatasetInput(fields: Fields): DatasetInput {
  const dataset = fields.message('dataset');
  if (dataset === undefined) throw invalid('Dataset cannot be None');
  const schema = dataset.text('schema');
  const profile = dataset.text('profile');
  for (const [name, limit] of Object.entries(datasetLimits)) {
    checkLength(name, dataset.text(name) ?? '', limit);
  }
  return {
    dataset: {
      name: dataset.requiredText('name'),
      digest: dataset.requiredText('digest'),
      sourceType: dataset.text('source_type') ?? '',
      source: dataset.text('source') ?? '',
      ...(schema !== undefined && { schema }),
      ...(profile !== undefined && { profile }),
    },
    tags: Object.fromEntries(fields.messages('tags').map(readInputTag)),
  };
}

function readInputTag(tag: Fields): [string, string] {
  const key = tag.requiredText('key');
  const value = tag.text('value') ?? '';
  checkLength('key', key, inputTagLimits.key);
  checkLength('value', value, inputTagLimits.value);
  return [key, value];
}
