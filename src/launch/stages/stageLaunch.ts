import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { defaultCaptureSettings } from '../../model/captureSettings.ts';
import { UserError } from '../../model/errors.ts';
import { newId } from '../../model/names.ts';
import { tagNames } from '../../model/run.ts';
import type { DvcModel } from '../../pipeline/service/dvc/model.ts';
import type { Stage } from '../../pipeline/service/dvc/stage.ts';
import { isAddress, relativeTo } from '../../pipeline/service/paths.ts';
import { stageAddress } from '../../pipeline/stages/plan.ts';
import { currentParams } from '../../pipeline/stages/values/currentParams.ts';
import { isMap, type Plain } from '../../pipeline/stages/values/plain.ts';
import { showPlain } from '../../pipeline/stages/values/show.ts';
import type { LaunchSpec } from '../launchSpec.ts';
import { onPath } from './onPath.ts';
import { sourceOfStage, stageCommand } from './stageCommand.ts';

/** The experiment of pipeline runs and of the runs of their stages, unless another one is named. */
export const pipelineExperiment = 'pipeline';

/** Who is to run stages: `auto` is DVC where it is installed. */
export type StageRunner = 'auto' | 'dvc' | 'trackline';

/** Who runs the commands of stages. */
export type StageExecutor =
  | {
      readonly kind: 'own';
      /** The program and arguments that run Trackline's command line. */
      readonly self: readonly string[];
    }
  | { readonly kind: 'dvc'; readonly program: string };

/** What the runs of one pipeline run have in common. */
export interface StageLaunchContext {
  readonly model: DvcModel;
  readonly executor: StageExecutor;
  readonly force: boolean;
  readonly store: string;
  /** The project's root. */
  readonly root: string;
  readonly env: NodeJS.ProcessEnv;
  readonly experiment: string;
  /** The pipeline's own run. */
  readonly parentRunId?: string;
  readonly interpreter?: LaunchSpec['interpreter'];
}

function isLocal({ path }: { readonly path: string }): boolean {
  return !isAddress(path);
}

/** The launch that runs a stage. */
export function stageLaunch(stage: Stage, context: StageLaunchContext): LaunchSpec {
  const { model, executor, env, store, root, experiment, parentRunId, interpreter } = context;
  const address = stageAddress(model.root, stage);
  const source = sourceOfStage(stage.commands, stage.folder);
  const inSection = (name: 'outs' | 'metrics' | 'plots'): string[] =>
    stage.outputs
      .filter(({ section }) => section === name)
      .filter(isLocal)
      .map(({ path }) => path);
  const force = context.force ? ['--force'] : [];
  return {
    launchId: newId(),
    runId: newId(),
    store,
    root,
    argv:
      executor.kind === 'dvc'
        ? [executor.program, 'repro', '--single-item', ...force, address]
        : stageCommand(stage.commands, env, executor.self),
    cwd: executor.kind === 'dvc' ? model.root : stage.folder,
    experiment,
    name: stage.name,
    params: paramsOf(model, stage),
    onlyGivenParams: true,
    tags: {
      [tagNames.stage]: address,
      ...(parentRunId !== undefined && { [tagNames.parentRun]: parentRunId }),
      ...(source !== undefined && { [tagNames.sourceName]: source }),
    },
    stage: {
      inputs: [
        ...new Set(
          stage.inputs
            .filter(({ kind }) => kind !== 'dataset')
            .filter(isLocal)
            .map(({ path }) => path),
        ),
      ],
      outputs: inSection('outs'),
      metrics: inSection('metrics'),
      plots: inSection('plots'),
    },
    capture: defaultCaptureSettings,
    startTime: Date.now(),
    ...(interpreter !== undefined && { interpreter }),
  };
}

/** What DVC lets the commands of a stage know. */
export function stageEnvironment(
  stage: Stage,
  { model, env, executor }: StageLaunchContext,
): NodeJS.ProcessEnv {
  if (executor.kind === 'dvc') return env;
  const file = relativeTo(model.root, stage.file);
  const name = file === 'dvc.yaml' ? stage.name : `${file}:${stage.name}`;
  return { DVC_ROOT: model.root, ...env, DVC_STAGE: name };
}

/**
 * Who runs the stages of a repository: of itself DVC, where the repository is one of DVC's and `dvc` is
 * on PATH.
 *
 * @param self the program and arguments that run Trackline's command line
 * @throws UserError where DVC is asked for and is not there.
 */
export function chooseExecutor(
  runner: StageRunner,
  root: string,
  env: NodeJS.ProcessEnv,
  self: readonly string[],
): StageExecutor {
  const own = { kind: 'own', self } as const;
  if (runner === 'trackline') return own;
  const isDvcs = existsSync(join(root, '.dvc', 'config'));
  const program = isDvcs ? onPath(['dvc'], env) : undefined;
  if (program !== undefined) return { kind: 'dvc', program };
  if (runner === 'auto') return own;
  throw isDvcs
    ? new UserError(
        'There is no `dvc` on PATH, and stages are to be run by DVC.',
        'Install it in the environment of the project, or let Trackline run the stages.',
      )
    : new UserError(
        `${root} is no repository of DVC, and stages are to be run by DVC.`,
        'Run `dvc init` there, or let Trackline run the stages.',
      );
}

/** The parameters of a stage and of no other, by the names that it gives them. */
function paramsOf(model: DvcModel, stage: Stage): Record<string, string> {
  const params = new Map<string, string>();
  for (const input of stage.inputs) {
    if (input.kind !== 'params') continue;
    const current = currentParams(model, input);
    if (current.kind !== 'values') continue;
    for (const [key, value] of current.values) {
      for (const [name, text] of flattened(showPlain(key), value)) {
        params.set(params.has(name) ? `${input.text}:${name}` : name, text);
      }
    }
  }
  return Object.fromEntries(params);
}

function flattened(name: string, value: Plain): [string, string][] {
  if (!isMap(value) || value.size === 0) return [[name, showPlain(value)]];
  return [...value].flatMap(([key, inner]) => flattened(`${name}.${showPlain(key)}`, inner));
}
