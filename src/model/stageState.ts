import type { DrawnNode } from './collapsedGraph.ts';
import type { PipelineNode } from './pipelineGraph.ts';

/** How a stage stands, the most urgent first. */
export const stageStateKinds = ['running', 'failed', 'missing', 'stale', 'fresh'] as const;

/**
 * How a stage stands. `fresh`: running it would change nothing; `stale`: something that it reads, or
 * what it is itself, has changed since; `missing`: it has never run, or something that it reads or
 * writes is not there.
 */
export interface StageState {
  readonly kind: (typeof stageStateKinds)[number];
  /** Why it is not fresh, a few words each: `lr 0.01 → 0.1`. */
  readonly reasons: readonly string[];
  /** Its newest run on record. */
  readonly lastRun?: StageRun;
}

/** A run of a stage. */
export interface StageRun {
  readonly store: string;
  readonly runId: string;
}

/** States of stages by the identifiers of their nodes. */
export type StageStates = Readonly<Record<string, StageState>>;

/** How a box stands: its stage, or the most urgent of its stages. */
export interface BoxState {
  readonly kind: StageState['kind'];
  readonly reasons: readonly string[];
  /** How many of the box's stages stand like that. */
  readonly count: number;
}

/** How a box stands; nothing where that is not known. */
export function boxState(box: DrawnNode, states: StageStates): BoxState | undefined {
  const all = box.members.flatMap((member) => stateOf(member, states) ?? []);
  for (const kind of stageStateKinds) {
    const alike = all.filter((state) => state.kind === kind);
    if (alike.length === 0) continue;
    return {
      kind,
      reasons: [...new Set(alike.flatMap(({ reasons }) => reasons))],
      count: alike.length,
    };
  }
  return undefined;
}

/** How a node stands. What it needs and nobody has counts more than what was true when it last ran. */
export function stateOf(node: PipelineNode, states: StageStates): StageState | undefined {
  const known = Object.hasOwn(states, node.id) ? states[node.id] : undefined;
  if (node.missing.length === 0 || known?.kind === 'running' || known?.kind === 'failed')
    return known;
  const reasons = new Set([...node.missing, ...(known?.kind === 'missing' ? known.reasons : [])]);
  return { ...known, kind: 'missing', reasons: [...reasons] };
}
