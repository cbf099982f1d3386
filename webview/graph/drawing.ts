import { collapsedGraph, type DrawnGraph, type DrawnNode } from '../../src/model/collapsedGraph.ts';
import type { PipelineGraph } from '../../src/model/pipelineGraph.ts';
import { layOut, type Layout } from './layout.ts';

/** The graph with its layout, worked out anew only where boxes or edges came or went. */
export class Drawing {
  readonly graph: PipelineGraph;
  readonly drawn: DrawnGraph;
  readonly layout: Layout;
  readonly #shape: string;
  readonly #nodes: ReadonlyMap<string, DrawnNode>;
  readonly #boxOf: ReadonlyMap<string, string>;

  constructor(graph: PipelineGraph, open: ReadonlySet<string>, before: Drawing | undefined) {
    this.graph = graph;
    this.drawn = collapsedGraph(graph, (group) => open.has(group));
    const { nodes, edges } = this.drawn;
    const ids = nodes.map(({ id }) => id);
    this.#shape = JSON.stringify([ids, edges.map(({ from, to }) => [from, to])]);
    const known =
      before !== undefined && before.#shape === this.#shape ? before.layout : layOut(ids, edges);
    // What goes along an edge may have changed without its way.
    const paths = new Map(edges.map((edge) => [`${edge.from}\n${edge.to}`, edge.paths]));
    this.layout = {
      ...known,
      edges: known.edges.map((edge) => ({
        ...edge,
        paths: paths.get(`${edge.from}\n${edge.to}`) ?? edge.paths,
      })),
    };
    this.#nodes = new Map(nodes.map((node) => [node.id, node]));
    this.#boxOf = new Map(nodes.flatMap(({ id, members }) => members.map((one) => [one.id, id])));
  }

  /** A box by its identifier. */
  node(id: string | undefined): DrawnNode | undefined {
    return id === undefined ? undefined : this.#nodes.get(id);
  }

  /** The box that a stage, a group or data is in now. */
  boxFor(id: string | undefined): string | undefined {
    if (id === undefined || this.#nodes.has(id)) return id;
    const member = this.graph.nodes.find(({ group }) => group === id)?.id ?? id;
    return this.#boxOf.get(member);
  }

  /** What a box needs (`up`) or feeds (`down`) directly, by its labels. */
  linked(id: string, way: 'up' | 'down'): string[] {
    const [own, other] = way === 'up' ? (['to', 'from'] as const) : (['from', 'to'] as const);
    return this.drawn.edges
      .filter((edge) => edge[own] === id)
      .map((edge) => this.#nodes.get(edge[other])?.label ?? edge[other]);
  }

  /** The boxes that hold a text in the name of a stage, a command or a path. */
  matching(text: string): ReadonlySet<string> {
    const wanted = text.trim().toLowerCase();
    const holds = (node: DrawnNode) =>
      [
        node.label,
        ...node.members.flatMap((member) => [member.name, ...member.commands, ...member.outs]),
      ].some((each) => each.toLowerCase().includes(wanted));
    return new Set(wanted === '' ? [] : this.drawn.nodes.filter(holds).map(({ id }) => id));
  }
}
