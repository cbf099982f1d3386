import { pythonString } from '../../model/pythonString.ts';
import type { Experiment } from '../../model/run.ts';
import type { TrackingContext } from '../context.ts';
import { invalid, MlflowError, missing } from '../http/errors.ts';
import type { Fields } from '../http/fields.ts';
import { checkArtifactLocation, checkExperimentName, checkExperimentTag } from '../limits.ts';
import { experimentMessage } from '../messages.ts';

/** `POST experiments/create` */
export function createExperiment(context: TrackingContext, fields: Fields): object {
  const { store, locations } = context;
  const name = fields.requiredText('name');
  const location = fields.text('artifact_location');
  const tags = readTags(fields);
  checkExperimentName(name);
  if (location) checkArtifactLocation(location);
  for (const [key, value] of tags) checkExperimentTag(key, value);
  const stored = location ? locations.fromClient(location) : undefined;
  return store.transaction(() => {
    refuseTakenName(context, name);
    const { id } = store.experiments.create(
      name,
      (newId) => stored ?? locations.ofExperiment(newId),
      Object.fromEntries(tags),
    );
    return { experiment_id: id };
  });
}

/** `GET experiments/get` */
export function getExperiment(context: TrackingContext, fields: Fields): object {
  const experiment = requireExperiment(context, fields.requiredText('experiment_id'));
  return { experiment: experimentMessage(experiment, context.locations) };
}

/** `GET experiments/get-by-name` */
export function getExperimentByName(context: TrackingContext, fields: Fields): object {
  const name = fields.requiredText('experiment_name');
  const experiment = context.store.experiments.getByName(name);
  if (experiment === undefined) throw missing(`Could not find experiment with name '${name}'`);
  return { experiment: experimentMessage(experiment, context.locations) };
}

/** `POST experiments/delete` */
export function deleteExperiment(context: TrackingContext, fields: Fields): object {
  return moveExperiment(context, fields, 'active', 'deleted');
}

/** `POST experiments/restore` */
export function restoreExperiment(context: TrackingContext, fields: Fields): object {
  return moveExperiment(context, fields, 'deleted', 'active');
}

/** `POST experiments/update` */
export function updateExperiment(context: TrackingContext, fields: Fields): object {
  const id = fields.requiredText('experiment_id');
  const name = fields.requiredText('new_name');
  checkExperimentName(name);
  return context.store.transaction(() => {
    const experiment = requireExperiment(context, id);
    if (experiment.lifecycle !== 'active') {
      throw new MlflowError('INVALID_STATE', 'Cannot rename a non-active experiment.');
    }
    if (name !== experiment.name) {
      refuseTakenName(context, name);
      context.store.experiments.rename(experiment.id, name);
    }
    return {};
  });
}

/** `POST experiments/set-experiment-tag` */
export function setExperimentTag(context: TrackingContext, fields: Fields): object {
  const id = fields.requiredText('experiment_id');
  const key = fields.requiredText('key');
  const value = fields.text('value') ?? '';
  checkExperimentTag(key, value);
  return context.store.transaction(() => {
    const experiment = requireActiveExperiment(context, id);
    context.store.experiments.setTag(experiment.id, key, value);
    return {};
  });
}

/** `POST experiments/delete-experiment-tag` */
export function deleteExperimentTag(context: TrackingContext, fields: Fields): object {
  const id = fields.requiredText('experiment_id');
  const key = fields.requiredText('key');
  return context.store.transaction(() => {
    const experiment = requireActiveExperiment(context, id);
    if (!context.store.experiments.deleteTag(experiment.id, key)) {
      throw missing(`No tag with name: ${key} in experiment with id ${id}`);
    }
    return {};
  });
}

/** @throws MlflowError when there is no such experiment, deleted ones counting as there. */
export function requireExperiment(context: TrackingContext, id: string): Experiment {
  const experiment = context.store.experiments.get(parseExperimentId(id));
  if (experiment === undefined) {
    throw missing(`No Experiment with id=${parseExperimentId(id)} exists`);
  }
  return experiment;
}

/** @throws MlflowError when there is no such experiment or it is deleted. */
export function requireActiveExperiment(context: TrackingContext, id: string): Experiment {
  const experiment = requireExperiment(context, id);
  if (experiment.lifecycle !== 'active') {
    throw invalid(
      `The experiment ${experiment.id} must be in the 'active' state. Current state is ${experiment.lifecycle}.`,
    );
  }
  return experiment;
}

/** The canonical form of an experiment's identifier. @throws MlflowError when it is no integer. */
export function parseExperimentId(id: string): string {
  if (!/^\s*[+-]?\d+\s*$/.test(id)) {
    throw invalid(`Invalid experiment ID '${id}'. Experiment ID must be a valid integer.`);
  }
  return String(BigInt(id.trim().replace(/^\+/, '')));
}

function moveExperiment(
  context: TrackingContext,
  fields: Fields,
  from: Experiment['lifecycle'],
  to: Experiment['lifecycle'],
): object {
  const id = fields.requiredText('experiment_id');
  return context.store.transaction(() => {
    const experiment = requireExperiment(context, id);
    if (experiment.lifecycle !== from) {
      throw missing(`No Experiment with id=${experiment.id} exists`);
    }
    context.store.experiments.setLifecycle(experiment.id, to);
    return {};
  });
}

function refuseTakenName(context: TrackingContext, name: string): void {
  const taken = context.store.experiments.getByName(name);
  if (taken === undefined) return;
  throw new MlflowError(
    'RESOURCE_ALREADY_EXISTS',
    `Experiment(name=${name}) already exists.` +
      (taken.lifecycle === 'deleted'
        ? ` It is deleted: restore the experiment with id ${pythonString(taken.id)}, or choose another name.`
        : ''),
  );
}

/** The key-value pairs of a request's `tags`. */
export function readTags(fields: Fields): [string, string][] {
  return fields.messages('tags').map((tag) => [tag.requiredText('key'), tag.text('value') ?? '']);
}
