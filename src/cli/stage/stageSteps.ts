import { startLaunch } from '../../launch/startLaunch.ts';
import type { LaunchSpec } from '../../launch/launchSpec.ts';
import { holdPipelines } from '../../launch/stages/oneAtATime.ts';
import { runStages, type StageEvent } from '../../launch/stages/runStages.ts';
import {
  chooseExecutor,
  pipelineExperiment,
  type StageLaunchContext,
} from '../../launch/stages/stageLaunch.ts';
import { FileHashes } from '../../pipeline/stages/data/fileHashes.ts';
import { planStages, stageAddress } from '../../pipeline/stages/plan.ts';
import { parseArguments } from '../arguments.ts';
import { interruption } from '../interruption.ts';
import type { Output } from '../output.ts';
import { supervisorScript } from '../scripts.ts';
import { showLaunch } from '../showLaunch.ts';
import { hashesFile, openPipeline } from './openPipeline.ts';
import { runnerOf } from './runner.ts';
import { self } from './self.ts';

/**
 * `trackline stage steps`: what a pipeline run consists of. Runs stage after stage, each as a run of
 * its own that belongs to the run around this process.
 */
export async function stageSteps(args: readonly string[], output: Output): Promise<number> {
  const { values, positionals: names } = parseArguments({
    args: [...args],
    options: {
      file: { type: 'string', default: 'dvc.yaml' },
      force: { type: 'boolean', default: false },
      single: { type: 'boolean', default: false },
      experiment: { type: 'string', default: pipelineExperiment },
      runner: { type: 'string', default: 'auto' },
    },
    allowPositionals: true,
  });
  const { model, file, project } = openPipeline(values.file);
  const stages = planStages(model, { names, file, single: values.single });
  const parentRunId = process.env['TRACKLINE_RUN_ID'];
  const context: StageLaunchContext = {
    model,
    executor: chooseExecutor(runnerOf(values.runner), model.root, process.env, self),
    force: values.force,
    ...project,
    env: process.env,
    experiment: values.experiment,
    ...(parentRunId !== undefined && { parentRunId }),
  };
  using _held = holdPipelines(project.store);
  using interrupted = interruption();
  const done = await runStages(stages, {
    ...context,
    hashes: new FileHashes(hashesFile(project.store)),
    launch: (spec, env) => runOne(spec, env, output),
    tell: (event) => output.line(sentence(model.root, event)),
    signal: interrupted.signal,
  });
  if (interrupted.signal.aborted) return 130;
  return done ? 0 : 1;
}

async function runOne(spec: LaunchSpec, env: NodeJS.ProcessEnv, output: Output): Promise<number> {
  const launch = await startLaunch(spec, {
    supervisor: supervisorScript,
    env,
    stdin: 'ignore',
    tell: (level, text) => {
      if (level === 'trouble') output.remark(text);
    },
  });
  return await showLaunch(launch, spec.store, spec.launchId);
}

function sentence(root: string, event: StageEvent): string {
  const name = stageAddress(root, event.stage);
  switch (event.kind) {
    case 'fresh':
      return `${name} is up to date.`;
    case 'verified':
      return `${name} is frozen; its outputs were taken as they are.`;
    case 'begins':
      return `Running ${name} (run ${event.runId.slice(0, 8)}): ${event.stage.commands.join(' && ')}`;
    case 'done':
      return `${name} is done.`;
    case 'failed':
      return event.reason;
    case 'left':
      return `${name} was not run.`;
  }
}
