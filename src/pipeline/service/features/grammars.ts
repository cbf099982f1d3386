import { pipelineRule } from '../dvc/grammar/pipeline.ts';
import { dataFileRule, lockRule } from '../dvc/grammar/recorded.ts';
import type { FileKind } from '../fileKind.ts';
import type { Rule } from '../grammar/rule.ts';
import { kitfileRule } from '../kitfile/grammar.ts';
import { mlprojectRule } from '../mlproject/grammar.ts';
import { projectRule } from '../project/grammar.ts';

/** What the files of each kind look like; a params.yaml holds what its project wants. */
export const grammars = {
  pipeline: pipelineRule,
  lock: lockRule,
  data: dataFileRule,
  mlproject: mlprojectRule,
  kitfile: kitfileRule,
  project: projectRule,
} as const satisfies Readonly<Record<Exclude<FileKind, 'params'>, Rule>>;
