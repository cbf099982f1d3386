import type { CapturedEnvironment } from '../../capture/environment/captureEnvironment.ts';
import { collectParameters } from '../../capture/parameters/collectParameters.ts';
import type { LaunchRecord } from './launchRecord.ts';
import type { LaunchSpec } from '../launchSpec.ts';
import { namedInputs } from './namedInputs.ts';
import { ownTrackingServer } from '../command/ownTrackingServer.ts';
import type { Recorder } from './recorder.ts';
import { notRecorded } from './watchCommand.ts';

/** Where what is found out goes to. */
export interface FindingPlaces {
  /** What was asked of the machine and the interpreter. */
  readonly environment: Promise<CapturedEnvironment>;
  readonly record: LaunchRecord;
  readonly recorder: Recorder;
  /** Gets the names of parameters, which lines of output do not make metrics of. */
  readonly paramNames: Set<string>;
  readonly warn: (text: string) => void;
}

/**
 * Finds out what a launch's start need not wait for, and puts it on record: environment,
 * parameters, the inputs that `trackline.yaml` names. What fails becomes a warning; never rejects.
 */
export async function findOut(spec: LaunchSpec, places: FindingPlaces): Promise<void> {
  const { argv, cwd, root, startTime } = spec;
  const { recorder, warn } = places;
  const parts = [
    putEnvironment(places),
    findParameters(spec, places),
    namedInputs(root, startTime).then(({ files, warnings }) => {
      for (const file of files) recorder.addInput(file);
      warnings.forEach(warn);
    }),
    ownTrackingServer(argv, cwd).then((warning) => {
      if (warning !== undefined) warn(warning);
    }),
  ];
  for (const part of await Promise.allSettled(parts)) {
    if (part.status === 'rejected') warn(notRecorded(part.reason));
  }
}

async function putEnvironment(places: FindingPlaces): Promise<void> {
  const { environment, warnings } = await places.environment;
  places.record.environment(environment);
  warnings.forEach(places.warn);
}

async function findParameters(spec: LaunchSpec, places: FindingPlaces): Promise<void> {
  for (const name of Object.keys(spec.params)) places.paramNames.add(name);
  if (spec.onlyGivenParams === true) return;
  const { warnings, ...found } = await collectParameters(spec.argv, spec.cwd, spec.root);
  for (const params of Object.values(found)) {
    for (const name of Object.keys(params)) places.paramNames.add(name);
  }
  places.record.params(found);
  warnings.forEach(places.warn);
}
