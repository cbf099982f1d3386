import type { LoopPhase, PipelineEdge, PipelineGraph, PipelineNode } from './pipelineGraph.ts';

/** What is drawn as one box: a node, or all stages of a `foreach` or `matrix`. */
export interface DrawnNode {
  /** The node's, or the group's. */
  readonly id: string;
  readonly kind: PipelineNode['kind'] | 'group';
  /** Short and unique in its graph: stages of the dvc.yaml at the root go by their names alone. */
  readonly label: string;
  /** At least one. */
  readonly members: readonly [PipelineNode, ...PipelineNode[]];
  readonly phase?: LoopPhase;
}

/** The graph as it is drawn: groups that are closed are one box. */
export interface DrawnGraph {
  readonly nodes: readonly DrawnNode[];
  readonly edges: readonly PipelineEdge[];
}

/** The graph with its groups closed, except for those that were opened. */
export function collapsedGraph(
  graph: PipelineGraph,
  isOpen: (group: string) => boolean = () => false,
): DrawnGraph {
  const boxOf = new Map<string, string>();
  const nodes = new Map<string, DrawnNode>();
  for (const node of graph.nodes) {
    const closed = node.group !== undefined && !isOpen(node.group) ? node.group : undefined;
    const id = closed ?? node.id;
    boxOf.set(node.id, id);
    const known = nodes.get(id);
    nodes.set(id, {
      id,
      kind: closed === undefined ? node.kind : 'group',
      label: labelOf(node, id),
      members: known === undefined ? [node] : [...known.members, node],
      ...(node.phase !== undefined && { phase: node.phase }),
    });
  }
  return { nodes: [...nodes.values()], edges: joined(graph.edges, boxOf) };
}

/** Nodes with those that write what they read before them; those of a circle as they come. */
export function inOrderOfData<Node extends { readonly id: string }>(
  nodes: readonly Node[],
  edges: readonly PipelineEdge[],
): Node[] {
  const writers = new Map<string, string[]>();
  for (const { from, to } of edges) writers.set(to, [...(writers.get(to) ?? []), from]);
  const placed = new Set<string>();
  const ordered: Node[] = [];
  let rest = [...nodes];
  while (rest.length > 0) {
    const waits = (node: Node) =>
      (writers.get(node.id) ?? []).some((writer) => !placed.has(writer) && writer !== node.id);
    const ready = rest.filter((node) => !waits(node));
    const next = ready.length > 0 ? ready : rest.slice(0, 1);
    for (const node of next) placed.add(node.id);
    ordered.push(...next);
    rest = rest.filter((node) => !placed.has(node.id));
  }
  return ordered;
}

function labelOf(node: PipelineNode, id: string): string {
  if (node.kind === 'data') return node.outs[0] ?? node.name;
  return id.startsWith('dvc.yaml:') ? id.slice('dvc.yaml:'.length) : id;
}

/** Edges between boxes; what goes on inside of one is not seen. */
function joined(
  edges: readonly PipelineEdge[],
  boxOf: ReadonlyMap<string, string>,
): PipelineEdge[] {
  const found = new Map<string, { from: string; to: string; paths: Set<string> }>();
  for (const edge of edges) {
    const [from, to] = [boxOf.get(edge.from) ?? edge.from, boxOf.get(edge.to) ?? edge.to];
    if (from === to && edge.from !== edge.to) continue;
    const key = JSON.stringify([from, to]);
    const one = found.get(key) ?? { from, to, paths: new Set<string>() };
    found.set(key, one);
    for (const path of edge.paths) one.paths.add(path);
  }
  return Array.from(found.values(), ({ from, to, paths }) => ({ from, to, paths: [...paths] }));
}
