import { basename } from 'node:path';
import { UserError } from '../../model/errors.ts';
import { Freshness } from '../../pipeline/stages/freshness.ts';
import { planStages } from '../../pipeline/stages/plan.ts';
import { pipelineLaunch } from '../../launch/stages/pipelineLaunch.ts';
import { chooseExecutor } from '../../launch/stages/stageLaunch.ts';
import { startLaunch } from '../../launch/startLaunch.ts';
import { parseArguments } from '../arguments.ts';
import type { Output } from '../output.ts';
import { parseParams } from '../run.ts';
import { supervisorScript } from '../scripts.ts';
import { showLaunch } from '../showLaunch.ts';
import { openPipeline, type OpenPipeline } from './openPipeline.ts';
import { UsageError } from '../usage.ts';
import { runnerOf } from './runner.ts';
import { self } from './self.ts';

/**
 * `trackline stage run`: runs stages under a supervisor of their own, and shows what they print.
 *
 * @returns 0 when all are up to date afterwards, 1 when one failed.
 */
export async function runStage(args: readonly string[], output: Output): Promise<number> {
  const { values, positionals: names } = parseArguments({
    args: [...args],
    options: {
      file: { type: 'string', default: 'dvc.yaml' },
      force: { type: 'boolean', default: false },
      single: { type: 'boolean', default: false },
      experiment: { type: 'string' },
      runner: { type: 'string', default: 'auto' },
      param: { type: 'string', multiple: true, default: [] },
    },
    allowPositionals: true,
  });
  const { force, single, experiment } = values;
  const runner = runnerOf(values.runner);
  const given = experiment === undefined ? {} : { experiment };
  if (basename(values.file).toLowerCase() === 'mlproject') {
    const { runEntryPoint } = await import('./runEntryPoint.ts');
    const params = parseParams(values.param);
    return await runEntryPoint({ file: values.file, names, params, ...given }, output);
  }
  if (values.param.length > 0) {
    throw new UsageError('--param is for entry points of MLproject; stages read their own files.');
  }
  const pipeline = openPipeline(values.file);
  if (!force && (await isFresh(pipeline, names, single))) {
    output.remark('everything is up to date; nothing was run.');
    return 0;
  }
  const { file, model, project } = pipeline;
  // Where nobody can run them, nothing is put on record.
  chooseExecutor(runner, model.root, process.env, self);
  const spec = pipelineLaunch({
    self,
    names,
    file,
    repository: model.root,
    single,
    force,
    runner,
    ...project,
    ...given,
  });
  const launch = await startLaunch(spec, {
    supervisor: supervisorScript,
    env: process.env,
    stdin: 'inherit',
    tell: (_level, text) => output.remark(text),
  });
  const exitCode = await showLaunch(launch, project.store, spec.launchId);
  output.remark(`pipeline run ${spec.runId.slice(0, 8)} is on record.`);
  return exitCode;
}

/** Whether no stage would be run. @throws UserError when they cannot be run. */
async function isFresh(
  { model, file, hashes }: OpenPipeline,
  names: readonly string[],
  single: boolean,
): Promise<boolean> {
  const stages = planStages(model, { names, file, single });
  if (stages.length === 0) {
    throw new UserError('The pipeline has no stages.', 'Write them under `stages` in dvc.yaml.');
  }
  const freshness = new Freshness(model, hashes);
  for (const stage of stages) if ((await freshness.of(stage)).wouldRun) return false;
  hashes.save();
  return true;
}
