import { Graph, layout as layOutByDagre } from '@dagrejs/dagre';
import type { PipelineEdge } from '../../src/model/pipelineGraph.ts';

/* The one place that knows the layout library, so that it can be changed for another. */

/** Size of every box, in pixels at scale 1. */
export const boxSize = { width: 216, height: 58 } as const;
/** Pixels between boxes: beside each other, from layer to layer, and between parts. */
const gap = { beside: 24, layer: 44, part: 48 } as const;
/** How much wider than high the drawing may become by putting parts beside each other. */
const proportion = 1.4;

/** A connected part with more boxes than this is spared the slow search for the fewest crossings. */
const manyBoxes = 80;

/** A point of the drawing. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/** Where a box is: its upper left corner. */
export interface PlacedBox extends Point {
  readonly id: string;
  /** From 0, the boxes that need nothing. */
  readonly layer: number;
}

/** An edge with the points that it goes through, from below its writer to above its reader. */
export interface PlacedEdge extends PipelineEdge {
  readonly points: readonly Point[];
}

/** The drawing. */
export interface Layout {
  readonly boxes: ReadonlyMap<string, PlacedBox>;
  readonly edges: readonly PlacedEdge[];
  readonly width: number;
  readonly height: number;
}

/**
 * Lays boxes out in layers, data going downwards. Parts that nothing connects are laid out by
 * themselves and put beside and below each other, so that many small pipelines make no endless row.
 * The same graph always gives the same drawing.
 */
export function layOut(ids: readonly string[], edges: readonly PipelineEdge[]): Layout {
  return packed(partsOf(ids, edges).map(layOutPart));
}

interface Part {
  readonly ids: readonly string[];
  readonly edges: readonly PipelineEdge[];
}

/** The parts that are connected, in the order of their first boxes. */
function partsOf(ids: readonly string[], edges: readonly PipelineEdge[]): Part[] {
  const near = new Map<string, string[]>(ids.map((id) => [id, []]));
  for (const { from, to } of edges) {
    near.get(from)?.push(to);
    near.get(to)?.push(from);
  }
  const partOf = new Map<string, number>();
  let count = 0;
  for (const id of ids) {
    if (partOf.has(id)) continue;
    const open = [id];
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
      if (partOf.has(next)) continue;
      partOf.set(next, count);
      open.push(...(near.get(next) ?? []));
    }
    count += 1;
  }
  const idsOf = Map.groupBy(ids, (id) => partOf.get(id));
  const edgesOf = Map.groupBy(edges, ({ from }) => partOf.get(from));
  return Array.from(idsOf, ([part, members]) => ({ ids: members, edges: edgesOf.get(part) ?? [] }));
}

function layOutPart({ ids, edges }: Part): Layout {
  const graph = new Graph<
    object,
    { width: number; height: number; x?: number; y?: number },
    { points?: Point[] }
  >();
  graph.setGraph({ rankdir: 'TB', nodesep: gap.beside, ranksep: gap.layer, edgesep: 12 });
  for (const id of ids) graph.setNode(id, { ...boxSize });
  // A box that reads what it writes itself is told of as trouble, not drawn as a loop.
  const drawn = edges.filter(({ from, to }) => from !== to);
  for (const { from, to } of drawn) graph.setEdge(from, to, {});
  layOutByDagre(graph, { disableOptimalOrderHeuristic: ids.length > manyBoxes });
  const centres = ids.map((id) => ({ id, x: 0, y: 0, ...graph.node(id) }));
  const rows = [...new Set(centres.map(({ y }) => y))].sort((a, b) => a - b);
  const left = Math.min(...centres.map(({ x }) => x)) - boxSize.width / 2;
  const top = (rows[0] ?? 0) - boxSize.height / 2;
  const boxes = centres.map(({ id, x, y }) => ({
    id,
    x: x - boxSize.width / 2 - left,
    y: y - boxSize.height / 2 - top,
    layer: rows.indexOf(y),
  }));
  return {
    boxes: new Map(boxes.map((box) => [box.id, box])),
    edges: drawn.map((edge) => ({
      ...edge,
      points: (graph.edge(edge.from, edge.to).points ?? []).map(({ x, y }: Point) => ({
        x: x - left,
        y: y - top,
      })),
    })),
    width: Math.max(...boxes.map(({ x }) => x)) + boxSize.width,
    height: Math.max(...boxes.map(({ y }) => y)) + boxSize.height,
  };
}

/** Puts parts into rows: the large ones first, so that what stands alone gathers at the end. */
function packed(parts: readonly Layout[]): Layout {
  const area = parts.reduce(
    (sum, { width, height }) => sum + (width + gap.part) * (height + gap.part),
    0,
  );
  const widest = Math.max(0, ...parts.map(({ width }) => width));
  const limit = Math.max(widest, Math.sqrt(area * proportion));
  const boxes = new Map<string, PlacedBox>();
  const edges: PlacedEdge[] = [];
  let [x, y, rowHeight, width] = [0, 0, 0, 0];
  for (const part of parts.toSorted((a, b) => b.boxes.size - a.boxes.size)) {
    if (x > 0 && x + part.width > limit) [x, y, rowHeight] = [0, y + rowHeight + gap.part, 0];
    const [dx, dy] = [x, y];
    for (const [id, box] of part.boxes) boxes.set(id, { ...box, x: box.x + dx, y: box.y + dy });
    for (const edge of part.edges) {
      edges.push({ ...edge, points: edge.points.map((at) => ({ x: at.x + dx, y: at.y + dy })) });
    }
    width = Math.max(width, x + part.width);
    rowHeight = Math.max(rowHeight, part.height);
    x += part.width + gap.part;
  }
  return { boxes, edges, width, height: y + rowHeight };
}
