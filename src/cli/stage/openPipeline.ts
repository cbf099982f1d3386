import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { UserError } from '../../model/errors.ts';
import { diskWorkspace, toServicePath } from '../../pipeline/files/diskWorkspace.ts';
import { DvcModel } from '../../pipeline/service/dvc/model.ts';
import { FileHashes } from '../../pipeline/stages/data/fileHashes.ts';
import { locateProject, type ProjectLocation } from '../../store/project/project.ts';
import { repositoryOf } from '../pipelineRepository.ts';

/** A dvc.yaml with its repository and project. */
export interface OpenPipeline {
  /** Absolute with `/`. */
  readonly file: string;
  readonly model: DvcModel;
  readonly project: ProjectLocation;
  readonly hashes: FileHashes;
}

/** Opens a pipeline file. @throws UserError when it is not there. */
export function openPipeline(file: string): OpenPipeline {
  const absolute = resolve(file);
  if (!existsSync(absolute)) {
    throw new UserError(
      `There is no ${file} here.`,
      'Name the pipeline file with --file, or go to its folder.',
    );
  }
  const project = locateProject(dirname(absolute));
  const root = repositoryOf(dirname(absolute));
  return {
    file: toServicePath(absolute),
    model: new DvcModel(diskWorkspace(root), toServicePath(root)),
    project,
    hashes: new FileHashes(hashesFile(project.store)),
  };
}

/** Where the hashes of data files are kept; nowhere before there is a record. */
export function hashesFile(store: string): string | undefined {
  return existsSync(store) ? join(store, 'cache', 'data-hashes.json') : undefined;
}
