import type { DvcModel } from '../dvc/model.ts';
import type { PipelineFile } from '../dvc/pipelineFile.ts';
import type { Findings } from '../dvc/problem.ts';

/** What a check looks at, and where it tells what it finds. */
export interface CheckInput {
  readonly pipeline: PipelineFile;
  readonly model: DvcModel;
  readonly findings: Findings;
}

/** Finds what DVC loads and what fails later or surprises. */
export type Check = (input: CheckInput) => void;
