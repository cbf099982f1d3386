import assert from 'node:assert/strict';
import type { RunReport } from '../../../src/store/views/runReport.ts';
import type { Project } from '../../harness/project.ts';
import { testPython } from '../../harness/python.ts';
import { show, trackline } from '../launch/trackline.ts';
import type { Finished } from '../launch/trackline.ts';

/** How a script is run. */
export interface ScriptCall {
  readonly args?: readonly string[];
  readonly env?: NodeJS.ProcessEnv;
  /** The exit code that it is expected to have; 0 when not named. */
  readonly code?: number;
}

/** Runs a Python script under `trackline run`, as a person does in a terminal. */
export async function runScript(
  project: Project,
  script: string,
  { args = [], env = {}, code = 0 }: ScriptCall = {},
): Promise<Finished> {
  const finished = await trackline(['run', '--', testPython(), script, ...args], {
    cwd: project.folder,
    env: { MLFLOW_DISABLE_TELEMETRY: 'true', ...env },
  });
  assert.equal(finished.code, code, finished.err.toString('utf8'));
  return finished;
}

/** Writes a script, runs it, and reads back what is on record of it. */
export async function recordOf(
  project: Project,
  source: string,
  call: ScriptCall = {},
): Promise<RunReport> {
  await project.write('script.py', source);
  await runScript(project, 'script.py', call);
  return show(project);
}

/** Identifiers and names of all runs on record, newest first. */
export async function runsOf(
  project: Project,
): Promise<readonly { id: string; name: string; experiment: string; status: string }[]> {
  const { out } = await trackline(['ls', '--all', '--json'], { cwd: project.folder });
  return JSON.parse(out.toString('utf8')) as Awaited<ReturnType<typeof runsOf>>;
}
