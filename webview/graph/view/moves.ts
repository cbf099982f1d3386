import { boxSize, type Layout, type PlacedBox } from '../layout.ts';

/** Where an arrow key goes. */
export type Direction = 'up' | 'down' | 'left' | 'right';

/**
 * The box that an arrow key leads to: up and down go along the edges, and where none does to the
 * nearest box above or below; left and right go through the layer. Nothing at the rim.
 */
export function neighbour(layout: Layout, id: string, direction: Direction): string | undefined {
  const from = layout.boxes.get(id);
  if (from === undefined) return undefined;
  switch (direction) {
    case 'up':
      return nearest(from, linked(layout, id, 'to', 'from')) ?? above(layout, from, -1);
    case 'down':
      return nearest(from, linked(layout, id, 'from', 'to')) ?? above(layout, from, 1);
    case 'left':
      return beside(layout, from, -1);
    case 'right':
      return beside(layout, from, 1);
  }
}

/** All boxes as they are read: layer by layer, from left to right. */
export function readingOrder(layout: Layout): PlacedBox[] {
  return [...layout.boxes.values()].sort((a, b) => a.y - b.y || a.x - b.x);
}

function linked(layout: Layout, id: string, own: 'from' | 'to', other: 'from' | 'to'): PlacedBox[] {
  return layout.edges
    .filter((edge) => edge[own] === id)
    .flatMap((edge) => layout.boxes.get(edge[other]) ?? []);
}

/** Those beside come before those that are only closer in height. */
function nearest(from: PlacedBox, boxes: readonly PlacedBox[]): string | undefined {
  const distance = ({ x, y }: PlacedBox) => Math.abs(x - from.x) + 2 * Math.abs(y - from.y);
  return boxes.toSorted((a, b) => distance(a) - distance(b))[0]?.id;
}

function above(layout: Layout, from: PlacedBox, sign: 1 | -1): string | undefined {
  const there = [...layout.boxes.values()].filter(
    ({ y }) => (y - from.y) * sign > boxSize.height / 2,
  );
  return nearest(from, there);
}

function beside(layout: Layout, from: PlacedBox, sign: 1 | -1): string | undefined {
  const row = [...layout.boxes.values()].filter(
    ({ x, y }) => Math.abs(y - from.y) < boxSize.height / 2 && (x - from.x) * sign > 0,
  );
  return nearest(from, row);
}
