import { collapsedGraph, inOrderOfData } from '../../model/collapsedGraph.ts';
import type { PipelineGraph } from '../../model/pipelineGraph.ts';
import { printable, table } from '../output.ts';

/** The graph for people: a line for each stage, behind those that it needs. */
export function graphLines(graph: PipelineGraph): string[] {
  const { nodes, edges } = collapsedGraph(graph);
  if (nodes.length === 0) return [];
  const labels = new Map(nodes.map(({ id, label }) => [id, label]));
  const rows = inOrderOfData(nodes, edges).map(({ id, label, kind, members, phase }) => {
    const needs = edges.filter(({ to }) => to === id).map(({ from }) => labels.get(from) ?? from);
    const missing = new Set(members.flatMap((member) => member.missing));
    const { file, range } = members[0].location;
    return [
      kind === 'group' ? `${label} ×${members.length}` : label,
      phase ?? '',
      `${file}:${range.start.line + 1}`,
      [...needs, ...Array.from(missing, (path) => `${path} (missing)`)].join(', '),
    ];
  });
  return table(['STAGE', 'PHASE', 'WHERE', 'NEEDS'], rows).map(printable);
}
