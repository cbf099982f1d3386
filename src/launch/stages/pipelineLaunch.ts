import { defaultCaptureSettings } from '../../model/captureSettings.ts';
import { newId } from '../../model/names.ts';
import { tagNames } from '../../model/run.ts';
import { relativeTo } from '../../pipeline/service/paths.ts';
import type { LaunchSpec } from '../launchSpec.ts';
import { pipelineExperiment, type StageRunner } from './stageLaunch.ts';

/** A run of stages as it is asked for. */
export interface PipelineRequest {
  /** The program and arguments that run Trackline's command line. */
  readonly self: readonly string[];
  readonly names: readonly string[];
  /** The dvc.yaml that the names are of; absolute with `/`. */
  readonly file: string;
  /** The root of its repository, absolute with `/`. */
  readonly repository: string;
  readonly single: boolean;
  readonly force: boolean;
  readonly runner: StageRunner;
  readonly experiment?: string;
  readonly store: string;
  /** The project's root. */
  readonly root: string;
  readonly interpreter?: LaunchSpec['interpreter'];
}

/**
 * The launch of a whole pipeline run: a process of Trackline's own that runs stage after stage, each as
 * a launch of its own, and that outlives the window as every launch does.
 */
export function pipelineLaunch(request: PipelineRequest): LaunchSpec {
  const { self, names, file, repository, single, force, store, root } = request;
  const experiment = request.experiment ?? pipelineExperiment;
  const shown = relativeTo(repository, file);
  const title = names.length === 0 ? shown : names.join(', ');
  return {
    launchId: newId(),
    runId: newId(),
    store,
    root,
    argv: [
      ...self,
      'stage',
      'steps',
      `--file=${file}`,
      `--experiment=${experiment}`,
      ...(single ? ['--single'] : []),
      ...(force ? ['--force'] : []),
      `--runner=${request.runner}`,
      '--',
      ...names,
    ],
    cwd: repository,
    experiment,
    name: title,
    params: {},
    onlyGivenParams: true,
    tags: { [tagNames.pipeline]: title, [tagNames.sourceName]: shown },
    // What the stages print, write and use is on record with them.
    capture: {
      ...defaultCaptureSettings,
      outputMetrics: false,
      tensorBoard: false,
      systemLoad: false,
    },
    startTime: Date.now(),
    ...(request.interpreter !== undefined && { interpreter: request.interpreter }),
  };
}
