import type { Experiment, Run } from '../model/run.ts';
import { tagNames } from '../model/run.ts';
import type { TrackingContext } from './context.ts';

/** What a client says of the run that it creates. */
export interface NewRun {
  /** Absent when the client leaves the name to the server. */
  readonly name?: string;
  readonly experiment: Experiment;
  readonly userId: string;
  /** Milliseconds since the epoch, UTC. */
  readonly startTime: number;
  readonly tags: Readonly<Record<string, string>>;
}

/**
 * Lets the first run that a script creates be the launch's run, which exists already: name,
 * experiment and tags are the script's, the start is the launch's.
 *
 * @returns `undefined` when there is no such run to adopt (any more).
 */
export function adoptRun(context: TrackingContext, wanted: NewRun): Run | undefined {
  const { store, launch, locations } = context;
  if (launch === undefined || !context.adoptable) return undefined;
  const run = store.runs.get(launch.adoptableRunId);
  if (run === undefined || run.lifecycle !== 'active' || run.endTime !== undefined) {
    return undefined;
  }
  store.runs.setTags(run.id, wanted.tags);
  store.runs.update(run.id, {
    ...(wanted.name !== undefined && { name: wanted.name }),
    ...(wanted.userId !== '' && { userId: wanted.userId }),
    experimentId: wanted.experiment.id,
    startTime: wanted.startTime > 0 ? Math.min(run.startTime, wanted.startTime) : run.startTime,
    status: 'RUNNING',
    ...(wanted.experiment.id !== run.experimentId && {
      artifactUri: locations.ofRun(run.id, wanted.experiment),
    }),
  });
  const name = wanted.name ?? run.name;
  if (store.runs.tags(run.id)[tagNames.runName] !== name) {
    store.runs.setTags(run.id, { [tagNames.runName]: name });
  }
  return store.runs.get(run.id);
}
