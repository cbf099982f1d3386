import type { PipelineNode } from '../../model/pipelineGraph.ts';

/** Nodes that stand together. */
export interface NodeGroup {
  /** What a `foreach` or `matrix` made; nothing for a node by itself. */
  readonly group: string | undefined;
  readonly nodes: readonly PipelineNode[];
}

/** Nodes by the `foreach` or `matrix` that made them, in the order of the first of each. */
export function inGroups(nodes: readonly PipelineNode[]): NodeGroup[] {
  const groups = Map.groupBy(nodes, ({ group, id }) => group ?? id);
  return Array.from(groups.values(), (members) => ({ group: members[0]?.group, nodes: members }));
}
