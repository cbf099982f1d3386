import type { PipelineGraph, PipelineNode } from '../../model/pipelineGraph.ts';
import { collapsedGraph } from '../../model/collapsedGraph.ts';
import { inGroups } from './groups.ts';

/** The graph in Graphviz's language (https://graphviz.org/doc/info/lang.html), groups as clusters. */
export function dotText(graph: PipelineGraph): string {
  const labels = new Map(
    collapsedGraph(graph, () => true).nodes.map(({ id, label }) => [id, label]),
  );
  const lines = ['digraph pipeline {', '  rankdir=LR;', '  node [shape=box];'];
  const add = (node: PipelineNode, indent: string) => {
    const attributes = [
      `label=${quoted(labels.get(node.id) ?? node.id)}`,
      ...(node.kind === 'data' ? ['shape=cylinder'] : []),
      ...(node.phase === undefined ? [] : [`class=${quoted(node.phase)}`]),
      `tooltip=${quoted(node.commands.join('\n') || node.id)}`,
    ];
    lines.push(`${indent}${quoted(node.id)} [${attributes.join(', ')}];`);
  };
  for (const [index, { group, nodes }] of inGroups(graph.nodes).entries()) {
    if (group === undefined) for (const node of nodes) add(node, '  ');
    else {
      lines.push(`  subgraph cluster_${index} {`, `    label=${quoted(group)};`);
      for (const node of nodes) add(node, '    ');
      lines.push('  }');
    }
  }
  for (const { from, to, paths } of graph.edges) {
    lines.push(`  ${quoted(from)} -> ${quoted(to)} [tooltip=${quoted(paths.join('\n'))}];`);
  }
  return [...lines, '}'].join('\n');
}

/** A quoted string; a backslash would begin an escape in a label. */
function quoted(text: string): string {
  return `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')}"`;
}
