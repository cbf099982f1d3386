import { UserError } from '../../model/errors.ts';
import type { GraphNode } from '../service/dvc/graph.ts';
import type { DvcModel } from '../service/dvc/model.ts';
import type { Stage } from '../service/dvc/stage.ts';
import { relativeTo, resolveFrom } from '../service/paths.ts';
import { flag } from './freshness.ts';

/** Which stages are to be run. */
export interface StageRequest {
  /** `train`, `train@large`, all of a `foreach` by its name, `sub/dvc.yaml:train`; none means all of `file`. */
  readonly names: readonly string[];
  /** The dvc.yaml in which names without a file are looked for; absolute with `/`. */
  readonly file: string;
  /** Only the named stages, without what they need. */
  readonly single: boolean;
}

/** The address of a stage, unique in its repository: `dvc.yaml:train`, as seen from the root. */
export function stageAddress(root: string, { file, name }: Pick<Stage, 'file' | 'name'>): string {
  return `${relativeTo(root, file)}:${name}`;
}

/**
 * The stages to run, each behind those whose outputs it reads.
 *
 * @throws UserError for a name that no stage has, and for a pipeline that cannot be loaded.
 */
export function planStages(model: DvcModel, request: StageRequest): Stage[] {
  refuseBroken(model, request.file);
  const targets = targetsOf(model, request);
  return request.single ? targets : withNeeds(model, targets);
}

function targetsOf(model: DvcModel, { names, file }: StageRequest): Stage[] {
  if (names.length === 0) return [...soundStages(model, file)];
  const targets = names.flatMap((written) => {
    const at = written.lastIndexOf(':');
    const isAddress = at > 0 && /\.ya?ml$/.test(written.slice(0, at));
    const from = isAddress ? resolveFrom(dirOf(file), written.slice(0, at)) : file;
    const name = isAddress ? written.slice(at + 1) : written;
    const stages = soundStages(model, from);
    const found = stages.filter((stage) => stage.name === name);
    const ofGroup = stages.filter((stage) => stage.group === name);
    const chosen = found.length > 0 ? found : ofGroup;
    if (chosen.length > 0) return chosen;
    throw new UserError(
      `There is no stage ${name} in ${relativeTo(model.root, from)}.`,
      stages.length === 0
        ? 'Check it with `trackline validate`.'
        : `Its stages are ${stages.map((stage) => stage.name).join(', ')}.`,
    );
  });
  return [...new Set(targets)];
}

function soundStages(model: DvcModel, file: string): readonly Stage[] {
  if (model.workspace.kindOf(file) !== 'file') {
    throw new UserError(
      `There is no ${relativeTo(model.root, file)}.`,
      'Name the pipeline file with --file, or go to its folder.',
    );
  }
  return model.pipeline(file).stages.filter(({ sound }) => sound);
}

function dirOf(file: string): string {
  return resolveFrom(file, '..');
}

/** DVC refuses a whole repository for one error in it; so do we, before anything is run. */
function refuseBroken(model: DvcModel, file: string): void {
  if (model.workspace.kindOf(file) !== 'file') return;
  const findings = [...model.pipeline(file).findings.all, ...model.lock(file).findings.all];
  const error = findings.find(({ severity }) => severity === 'error');
  const [problem] = model.graph.problems;
  const message = error?.message ?? problem?.message;
  if (message === undefined) return;
  throw new UserError(
    `The pipeline cannot be run. ${message}`,
    'See all that is wrong with `trackline validate`.',
  );
}

/** Depth first: what a stage needs stands before it. A frozen stage needs nothing. */
function withNeeds(model: DvcModel, targets: readonly Stage[]): Stage[] {
  const { nodes, edges } = model.graph;
  const needs = Map.groupBy(edges, ({ from }) => from);
  const ordered: Stage[] = [];
  const seen = new Set<GraphNode>();
  const visit = (node: GraphNode): void => {
    if (seen.has(node)) return;
    seen.add(node);
    const isFrozen = node.stage !== undefined && flag(node.stage, 'frozen');
    if (!isFrozen) for (const { to } of needs.get(node) ?? []) visit(to);
    if (node.stage !== undefined) ordered.push(node.stage);
  };
  const wanted = new Set(targets.map((stage) => stageAddress(model.root, stage)));
  for (const node of nodes) if (wanted.has(node.id)) visit(node);
  return ordered;
}
