import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { UserError } from '../../model/errors.ts';
import { entryPointLaunch, requireMlflow } from '../../launch/stages/entryPointLaunch.ts';
import { onPath } from '../../launch/stages/onPath.ts';
import { startLaunch } from '../../launch/startLaunch.ts';
import { entryPointsOf, type EntryPoint } from '../../pipeline/stages/entryPoints.ts';
import { locateProject } from '../../store/project/project.ts';
import type { Output } from '../output.ts';
import { supervisorScript } from '../scripts.ts';
import { showLaunch } from '../showLaunch.ts';

/** An entry point as the command line names it. */
export interface EntryPointCall {
  /** The MLproject file. */
  readonly file: string;
  /** `main` without one. */
  readonly names: readonly string[];
  readonly params: Readonly<Record<string, string>>;
  readonly experiment?: string;
}

/** Runs an entry point of an MLproject file with `mlflow run`. @returns its exit code. */
export async function runEntryPoint(call: EntryPointCall, output: Output): Promise<number> {
  const { params, experiment } = call;
  const entryPoint = chosen(call);
  const python = onPath(['python3', 'python'], process.env);
  if (python === undefined) {
    throw new UserError('There is no Python on PATH.', 'Activate the environment of the project.');
  }
  await requireMlflow(python, process.env);
  const folder = dirname(resolve(call.file));
  const spec = entryPointLaunch({
    entryPoint,
    params,
    folder,
    interpreter: { path: python, source: 'path' },
    ...locateProject(folder),
    ...(experiment !== undefined && { experiment }),
  });
  const launch = await startLaunch(spec, {
    supervisor: supervisorScript,
    env: process.env,
    stdin: 'inherit',
    tell: (_level, text) => output.remark(text),
  });
  const exitCode = await showLaunch(launch, spec.store, spec.launchId);
  output.remark(`run ${spec.runId.slice(0, 8)} is on record.`);
  return exitCode;
}

function chosen({ file, names }: EntryPointCall): EntryPoint {
  const [name = 'main', ...others] = names;
  if (others.length > 0) {
    throw new UserError('One entry point is run at a time.', 'Name one of them.');
  }
  const points = entryPointsOf(textOf(file));
  const found = points.find((point) => point.name === name);
  if (found !== undefined) return found;
  throw new UserError(
    `There is no entry point ${name} in ${file}.`,
    points.length === 0
      ? 'Check it with `trackline validate`.'
      : `There are ${points.map((point) => point.name).join(', ')}.`,
  );
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    throw new UserError(`There is no ${file} here.`, 'Name the MLproject file with --file.');
  }
}
