import { runProgram } from '../../capture/environment/runProgram.ts';
import { defaultCaptureSettings } from '../../model/captureSettings.ts';
import { UserError } from '../../model/errors.ts';
import { newId } from '../../model/names.ts';
import { tagNames } from '../../model/run.ts';
import type { EntryPoint } from '../../pipeline/stages/entryPoints.ts';
import type { LaunchSpec } from '../launchSpec.ts';
import { pipelineExperiment } from './stageLaunch.ts';

/** How long a Python may take to say whether it has MLflow, in milliseconds. */
const patienceMs = 30_000;

/** An entry point as it is asked to be run. */
export interface EntryPointRequest {
  readonly entryPoint: EntryPoint;
  /** Values of its parameters; the others have their defaults. */
  readonly params: Readonly<Record<string, string>>;
  /** The folder of the MLproject file. */
  readonly folder: string;
  readonly interpreter: NonNullable<LaunchSpec['interpreter']>;
  readonly experiment?: string;
  readonly store: string;
  /** The project's root. */
  readonly root: string;
}

/**
 * The launch that runs an entry point of an MLproject file by `mlflow run` in the environment that is
 * there. The run that MLflow makes for it is the launch's run.
 *
 * @throws UserError for a parameter that is missing or unknown.
 */
export function entryPointLaunch(request: EntryPointRequest): LaunchSpec {
  const { entryPoint, folder, interpreter, store, root } = request;
  const params = valuesOf(request);
  return {
    launchId: newId(),
    runId: newId(),
    store,
    root,
    argv: [
      interpreter.path,
      '-m',
      'mlflow',
      'run',
      '.',
      '--env-manager=local',
      `--entry-point=${entryPoint.name}`,
      ...Object.entries(request.params).flatMap(([name, value]) => ['-P', `${name}=${value}`]),
    ],
    cwd: folder,
    interpreter,
    experiment: request.experiment ?? pipelineExperiment,
    name: entryPoint.name,
    params,
    onlyGivenParams: true,
    tags: { [tagNames.sourceName]: 'MLproject' },
    capture: defaultCaptureSettings,
    startTime: Date.now(),
  };
}

function valuesOf({ entryPoint, params }: EntryPointRequest): Record<string, string> {
  const { name: entry, parameters } = entryPoint;
  const values: Record<string, string> = {};
  for (const { name, default: preset } of parameters) {
    const value = params[name] ?? preset;
    if (value === undefined) {
      throw new UserError(
        `The entry point ${entry} needs a value for its parameter ${name}.`,
        `Give it with --param ${name}=VALUE.`,
      );
    }
    values[name] = value;
  }
  // MLflow hands on what an entry point does not name to its command as `--name value`.
  return { ...params, ...values };
}

/** @throws UserError when a Python cannot run MLproject files. */
export async function requireMlflow(python: string, env: NodeJS.ProcessEnv): Promise<void> {
  const code = 'import importlib.util as u; print(u.find_spec("mlflow") is not None)';
  const answer = await runProgram(python, ['-c', code], env, patienceMs);
  if (answer.trim() === 'True') return;
  throw new UserError(
    `${python} has no mlflow, which runs MLproject files.`,
    'Install it with `pip install mlflow`, or choose another Python.',
  );
}
