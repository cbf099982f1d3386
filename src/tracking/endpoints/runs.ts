import { randomUUID } from 'node:crypto';
import { newRunName } from '../../model/names.ts';
import { tagNames, type Run, type RunData, type RunStatus } from '../../model/run.ts';
import { adoptRun, type NewRun } from '../adoption.ts';
import type { TrackingContext } from '../context.ts';
import { invalid, missing } from '../http/errors.ts';
import type { Fields } from '../http/fields.ts';
import { checkRunTag } from '../limits.ts';
import { runInfoMessage, runMessage, type RunMessage } from '../messages.ts';
import { readTags, requireActiveExperiment } from './experiments.ts';

/** Numbers of the enumeration RunStatus. */
const statusNumbers: Readonly<Record<RunStatus, number>> = {
  RUNNING: 1,
  SCHEDULED: 2,
  FINISHED: 3,
  FAILED: 4,
  KILLED: 5,
};

/** `POST runs/create` */
export function createRun(context: TrackingContext, fields: Fields): object {
  const { store, launch } = context;
  const experimentId = fields.text('experiment_id') || '0';
  const startTime = fields.integer('start_time') ?? 0;
  const tags = readTags(fields).map(([key, value], index): [string, string] => [
    key,
    checkRunTag(key, value, `tags[${index}].key`),
  ]);
  const name = chooseName(fields.text('run_name'), Object.fromEntries(tags)[tagNames.runName]);
  const userId = fields.text('user_id') ?? '';
  const { run, adopted } = store.transaction(() => {
    const wanted: NewRun = {
      ...(name !== undefined && { name }),
      experiment: requireActiveExperiment(context, experimentId),
      userId,
      startTime,
      tags: Object.fromEntries(tags),
    };
    const known = adoptRun(context, wanted);
    return { run: known ?? addRun(context, wanted), adopted: known !== undefined };
  });
  context.adoptable = false;
  if (adopted) launch?.onRunAdopted?.(run.id);
  else launch?.onRunCreated?.(run.id);
  const { info, data, inputs } = describeRun(context, run);
  return { run: { info, data, inputs } };
}

/** `GET runs/get` */
export function getRun(context: TrackingContext, fields: Fields): object {
  return { run: describeRun(context, requireRun(context, fields.runId())) };
}

/** `POST runs/update` */
export function updateRun(context: TrackingContext, fields: Fields): object {
  const id = fields.runId();
  const endTime = fields.integer('end_time');
  const status = fields.choice('status', statusNumbers);
  const name = fields.text('run_name');
  return context.store.transaction(() => {
    requireActiveRun(context, id);
    context.store.runs.update(id, {
      ...(endTime !== undefined && { endTime }),
      ...(status !== undefined && { status }),
      ...(name && { name }),
    });
    return getRunInfo(context, fields);
  });
}

/** What `runs/update` answers. */
export function getRunInfo(context: TrackingContext, fields: Fields): object {
  return { run_info: runInfoMessage(requireRun(context, fields.runId()), context.locations) };
}

/** `POST runs/delete` */
export function deleteRun(context: TrackingContext, fields: Fields): object {
  return moveRun(context, fields, 'deleted');
}

/** `POST runs/restore` */
export function restoreRun(context: TrackingContext, fields: Fields): object {
  return moveRun(context, fields, 'active');
}

/** @throws MlflowError when there is no such run, deleted ones counting as there. */
export function requireRun(context: TrackingContext, id: string): Run {
  const run = context.store.runs.get(id);
  if (run === undefined) throw missing(`Run with id=${id} not found`);
  return run;
}

/** @throws MlflowError when there is no such run or it is deleted. */
export function requireActiveRun(context: TrackingContext, id: string): Run {
  const run = requireRun(context, id);
  if (run.lifecycle !== 'active') {
    throw invalid(
      `The run ${id} must be in the 'active' state. Current state is ${run.lifecycle}.`,
    );
  }
  return run;
}

function addRun(context: TrackingContext, wanted: NewRun): Run {
  const id = randomUUID().replaceAll('-', '');
  const run: Run = {
    id,
    name: wanted.name ?? newRunName(),
    experimentId: wanted.experiment.id,
    ...(context.launch !== undefined && { launchId: context.launch.launchId }),
    status: 'RUNNING',
    startTime: wanted.startTime,
    userId: wanted.userId,
    artifactUri: context.locations.ofRun(id, wanted.experiment),
    lifecycle: 'active',
  };
  context.store.runs.create(run, wanted.tags);
  return run;
}

function chooseName(name: string | undefined, tag: string | undefined): string | undefined {
  if (name && tag && name !== tag) {
    throw invalid(
      `Both 'run_name' argument and 'mlflow.runName' tag are specified, but with different values (run_name='${name}', mlflow.runName='${tag}').`,
    );
  }
  return name || tag || undefined;
}

function moveRun(context: TrackingContext, fields: Fields, to: Run['lifecycle']): object {
  const id = fields.runId();
  return context.store.transaction(() => {
    requireRun(context, id);
    context.store.runs.setLifecycle(id, to);
    return {};
  });
}

function describeRun(context: TrackingContext, run: Run): RunMessage {
  const { store, locations } = context;
  const data: RunData = {
    run,
    params: store.runs.params(run.id),
    metrics: store.metrics.summaries(run.id),
    tags: store.runs.tags(run.id),
  };
  return runMessage(data, store.datasets.ofRun(run.id), locations);
}
