import { collapsedGraph } from '../../model/collapsedGraph.ts';
import type { PipelineGraph, PipelineNode } from '../../model/pipelineGraph.ts';
import { inGroups } from './groups.ts';

/**
 * The graph as a flow chart of Mermaid (https://mermaid.js.org/syntax/flowchart.html), groups as
 * subgraphs. Its identifiers are numbers, since no name can be trusted to be one.
 */
export function mermaidText(graph: PipelineGraph): string {
  const labels = new Map(
    collapsedGraph(graph, () => true).nodes.map(({ id, label }) => [id, label]),
  );
  const numbers = new Map(graph.nodes.map(({ id }, index) => [id, `n${index}`]));
  const lines = ['flowchart LR'];
  const add = (node: PipelineNode, indent: string) => {
    const label = quoted(labels.get(node.id) ?? node.id);
    const [open, close] = node.kind === 'data' ? ['[(', ')]'] : ['[', ']'];
    lines.push(`${indent}${numbers.get(node.id) ?? ''}${open}${label}${close}`);
  };
  for (const [index, { group, nodes }] of inGroups(graph.nodes).entries()) {
    if (group === undefined) for (const node of nodes) add(node, '  ');
    else {
      lines.push(`  subgraph g${index}[${quoted(group)}]`);
      for (const node of nodes) add(node, '    ');
      lines.push('  end');
    }
  }
  for (const { from, to } of graph.edges) {
    lines.push(`  ${numbers.get(from) ?? ''} --> ${numbers.get(to) ?? ''}`);
  }
  return lines.join('\n');
}

/** A label, in which Mermaid takes characters by number: `#34;`. */
function quoted(text: string): string {
  const safe = text.replaceAll(
    /["#<>&`\\\n]/g,
    (character) => `#${character.codePointAt(0) ?? 0};`,
  );
  return `"${safe}"`;
}
