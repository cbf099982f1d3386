import type { Project } from '../../protocol/tracker.ts';
import type { ExperimentRow, RunRow } from '../../protocol/views.ts';

/*
 * What the Runs view shows. A node stays the same object for as long as what it stands for is
 * shown, so that the view can be told of the one that changed; its row is replaced.
 */

export interface ProjectNode {
  readonly kind: 'project';
  readonly project: Project;
  /** `undefined` until it was asked for. */
  experiments: readonly ExperimentNode[] | undefined;
}

export interface ExperimentNode {
  readonly kind: 'experiment';
  readonly parent: ProjectNode;
  row: ExperimentRow;
  /** The newest runs, as far as they were asked for; `undefined` until then. */
  runs: readonly RunNode[] | undefined;
  /** How many runs there are. */
  total: number;
  /** How many are shown at most. */
  limit: number;
}

export interface RunNode {
  readonly kind: 'run';
  readonly parent: ExperimentNode;
  row: RunRow;
}

/** Stands after the runs that are shown, for those that are not. */
export interface MoreNode {
  readonly kind: 'more';
  readonly parent: ExperimentNode;
}

export type RunsNode = ProjectNode | ExperimentNode | RunNode | MoreNode;

/** How many runs of an experiment are shown at first, and are added by *Show more*. */
export const pageSize = 200;

/** The project that a node is in. */
export function projectOf(node: RunsNode): Project {
  switch (node.kind) {
    case 'project':
      return node.project;
    case 'experiment':
      return node.parent.project;
    case 'run':
    case 'more':
      return node.parent.parent.project;
  }
}

/** What came of reading rows again. */
export interface Reconciled<N> {
  readonly nodes: readonly N[];
  /** Nodes that stayed where they were and whose row is another one. */
  readonly changed: readonly N[];
  /** Whether nodes came, went or moved. */
  readonly moved: boolean;
}

/** Gives rows the nodes that they had before, and says what is different. */
export function reconcile<R, N extends { row: R }>(
  before: readonly N[],
  rows: readonly R[],
  idOf: (row: R) => string,
  make: (row: R) => N,
): Reconciled<N> {
  const known = new Map(before.map((node) => [idOf(node.row), node]));
  const changed: N[] = [];
  const nodes = rows.map((row) => {
    const node = known.get(idOf(row));
    if (node === undefined) return make(row);
    if (JSON.stringify(node.row) !== JSON.stringify(row)) {
      node.row = row;
      changed.push(node);
    }
    return node;
  });
  const moved =
    nodes.length !== before.length || nodes.some((node, index) => node !== before[index]);
  return { nodes, changed, moved };
}
