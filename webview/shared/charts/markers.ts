import type { MarkerShape } from './drawing.ts';

/** A marker's outline around 0, 0 as an SVG path, about twice `size` wide. */
export function markerPath(shape: MarkerShape, size: number): string {
  const s = size;
  switch (shape) {
    case 'circle':
      return `M ${-s} 0 A ${s} ${s} 0 1 0 ${s} 0 A ${s} ${s} 0 1 0 ${-s} 0 Z`;
    case 'square':
      return `M ${-s} ${-s} H ${s} V ${s} H ${-s} Z`;
    case 'triangle':
      return `M 0 ${-s * 1.2} L ${s * 1.1} ${s} L ${-s * 1.1} ${s} Z`;
    case 'diamond':
      return `M 0 ${-s * 1.3} L ${s * 1.3} 0 L 0 ${s * 1.3} L ${-s * 1.3} 0 Z`;
    case 'cross': {
      const w = s * 0.4;
      return `M ${-s} ${-w} H ${-w} V ${-s} H ${w} V ${-w} H ${s} V ${w} H ${w} V ${s} H ${-w} V ${w} H ${-s} Z`;
    }
  }
}

const paths = new Map<string, Path2D>();

/** Fills a marker on a canvas. */
export function drawMarker(
  context: CanvasRenderingContext2D,
  shape: MarkerShape,
  left: number,
  top: number,
  size: number,
): void {
  const key = `${shape} ${size}`;
  const path = paths.get(key) ?? new Path2D(markerPath(shape, size));
  paths.set(key, path);
  context.translate(left, top);
  context.fill(path);
  context.translate(-left, -top);
}
