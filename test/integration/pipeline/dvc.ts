import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import path from 'node:path';
import { diskWorkspace } from '../../../src/pipeline/files/diskWorkspace.ts';
import { DvcModel } from '../../../src/pipeline/service/dvc/model.ts';
import { FileHashes } from '../../../src/pipeline/stages/data/fileHashes.ts';
import { Freshness, type StageFreshness } from '../../../src/pipeline/stages/freshness.ts';
import { reasonText } from '../../../src/pipeline/stages/staleReason.ts';
import type { Project } from '../../harness/project.ts';
import { testDvc, testPython } from '../../harness/python.ts';

const execute = promisify(execFile);

/** What a person has in a terminal where the project's Python is active. */
export const terminal: NodeJS.ProcessEnv = {
  ...Object.fromEntries(
    Object.entries(process.env).filter(
      ([name]) => !/^(MLFLOW_|TRACKLINE_|PYTHONPATH$|DVC_)/.test(name),
    ),
  ),
  PATH: [path.dirname(testPython()), process.env['PATH']].join(path.delimiter),
  DVC_NO_ANALYTICS: '1',
};

/** Runs real DVC in a folder; what it prints on standard output. Throws when it fails. */
export async function dvc(cwd: string, ...args: string[]): Promise<string> {
  return (await execute(testDvc(), args, { cwd, env: terminal })).stdout;
}

/** What real DVC would do about a project, by stage; nothing where all is up to date. */
export async function dvcStatus(project: Project): Promise<Record<string, unknown>> {
  const text = await dvc(project.folder, 'status', '--json');
  return JSON.parse(text) as Record<string, unknown>;
}

/** What we say of a project's stages, by name. */
export async function freshness(project: Project): Promise<Record<string, string>> {
  const root = project.folder.split(path.sep).join('/');
  const stages = await new Freshness(model(project), new FileHashes()).all();
  return Object.fromEntries(stages.map((stage) => [stage.name, told(stage, root)]));
}

function told({ status, reasons }: StageFreshness, root: string): string {
  if (status !== 'stale') return status;
  return reasons.map((reason) => reasonText(reason, root)).join(', ');
}

/** A project's pipeline as it is on the disk. */
export function model(project: Project): DvcModel {
  const root = project.folder.split(path.sep).join('/');
  return new DvcModel(diskWorkspace(root), root);
}
