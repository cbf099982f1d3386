import type { Experiment, MetricPoint, Run, RunData } from '../model/run.ts';
import type { RunInputs } from '../store/tables/datasets.ts';
import type { LoggedModel } from '../store/tables/loggedModels.ts';
import type { ArtifactLocations } from './artifactLocations.ts';

/** Store → MLflow's JSON: snake case, int64 as numbers, fields without a value left out. */

export function experimentMessage(experiment: Experiment, locations: ArtifactLocations): object {
  return {
    experiment_id: experiment.id,
    name: experiment.name,
    artifact_location: locations.toClient(experiment.artifactLocation),
    lifecycle_stage: experiment.lifecycle,
    last_update_time: experiment.lastUpdateTime,
    creation_time: experiment.creationTime,
    ...list('tags', pairs(experiment.tags)),
  };
}

export function runInfoMessage(run: Run, locations: ArtifactLocations): object {
  return {
    run_uuid: run.id,
    experiment_id: run.experimentId,
    run_name: run.name,
    user_id: run.userId,
    status: run.status,
    start_time: run.startTime,
    ...(run.endTime !== undefined && { end_time: run.endTime }),
    artifact_uri: locations.toClient(run.artifactUri),
    lifecycle_stage: run.lifecycle,
    run_id: run.id,
  };
}

/** MLflow's `Run`. */
export interface RunMessage {
  readonly info: object;
  readonly data: object;
  readonly inputs: object;
  readonly outputs: object;
}

export function runMessage(
  data: RunData,
  inputs: RunInputs,
  locations: ArtifactLocations,
): RunMessage {
  const metrics = Object.entries(data.metrics).map(([key, metric]) =>
    metricMessage({ key, value: metric.last, timestamp: metric.timestamp, step: metric.step }),
  );
  return {
    info: runInfoMessage(data.run, locations),
    data: {
      ...list('metrics', metrics),
      ...list('params', pairs(data.params)),
      ...list('tags', pairs(data.tags)),
    },
    inputs: {
      ...list(
        'dataset_inputs',
        inputs.datasets.map(({ tags, dataset }) => ({
          ...list('tags', pairs(tags)),
          dataset: {
            name: dataset.name,
            digest: dataset.digest,
            source_type: dataset.sourceType,
            source: dataset.source,
            ...(dataset.schema !== undefined && { schema: dataset.schema }),
            ...(dataset.profile !== undefined && { profile: dataset.profile }),
          },
        })),
      ),
      ...list(
        'model_inputs',
        inputs.modelInputs.map((id) => ({ model_id: id })),
      ),
    },
    outputs: list(
      'model_outputs',
      inputs.modelOutputs.map(({ id, step }) => ({ model_id: id, step })),
    ),
  };
}

/** Steps are whole numbers to MLflow; a decimal one is answered by the step before it. */
export function metricMessage(point: MetricPoint): {
  key: string;
  value: number | string;
  timestamp: number;
  step: number;
} {
  return {
    key: point.key,
    value: jsonNumber(point.value),
    timestamp: point.timestamp,
    step: Math.floor(point.step),
  };
}

export function loggedModelMessage(model: LoggedModel, locations: ArtifactLocations): object {
  return {
    info: {
      model_id: model.id,
      experiment_id: model.experimentId,
      name: model.name,
      creation_timestamp_ms: model.creationTime,
      last_updated_timestamp_ms: model.lastUpdateTime,
      artifact_uri: locations.toClient(model.artifactUri),
      status: `LOGGED_MODEL_${model.status}`,
      ...(model.modelType !== undefined && { model_type: model.modelType }),
      ...(model.sourceRunId !== undefined && { source_run_id: model.sourceRunId }),
      ...list('tags', pairs(model.tags)),
    },
    data: {
      ...list('params', pairs(model.params)),
      ...list(
        'metrics',
        model.metrics.map((metric) => ({
          ...metricMessage(metric),
          ...(metric.datasetName !== '' && { dataset_name: metric.datasetName }),
          ...(metric.datasetDigest !== '' && { dataset_digest: metric.datasetDigest }),
          model_id: model.id,
          run_id: metric.runId,
        })),
      ),
    },
  };
}

/** NaN and the infinities have no form in JSON but text. */
function jsonNumber(value: number): number | string {
  return Number.isFinite(value) ? value : String(value);
}

/** A record as a list of keys and values. */
export function pairs(record: Readonly<Record<string, string>>): { key: string; value: string }[] {
  return Object.entries(record).map(([key, value]) => ({ key, value }));
}

/** A repeated field, which is left out when it is empty. */
export function list(name: string, items: readonly object[]): object {
  return items.length === 0 ? {} : { [name]: items };
}
