import type { GraphView } from '../../../src/protocol/graphPage.ts';
import type { Point } from '../layout.ts';

/* Which part of the drawing is seen, as pure functions of a view. */

/** A width and a height in pixels. */
export interface Size {
  readonly width: number;
  readonly height: number;
}

/** The smallest and the largest scale. */
export const scales = { min: 0.05, max: 2 } as const;
/** How much a press of a key or button zooms. */
export const zoomStep = 1.25;
/** Pixels that are kept free around the drawing when it is fitted in. */
const margin = 24;

/** Zooms so that what is under `at` (pixels from the corner of the window) stays there. */
export function zoomedAt(view: GraphView, factor: number, at: Point): GraphView {
  const scale = Math.min(scales.max, Math.max(scales.min, view.scale * factor));
  const by = scale / view.scale;
  return { scale, x: at.x - (at.x - view.x) * by, y: at.y - (at.y - view.y) * by };
}

/** The whole drawing in the middle, never larger than its natural size. */
export function fitted(drawing: Size, window: Size): GraphView {
  const scale = Math.max(
    scales.min,
    Math.min(
      1,
      (window.width - 2 * margin) / Math.max(1, drawing.width),
      (window.height - 2 * margin) / Math.max(1, drawing.height),
    ),
  );
  return {
    scale,
    x: (window.width - drawing.width * scale) / 2,
    y: Math.max(margin, (window.height - drawing.height * scale) / 2),
  };
}

/** The view moved just as far as it takes to see a box. */
export function showing(view: GraphView, box: Point & Size, window: Size): GraphView {
  const { x, y, scale } = view;
  return {
    scale,
    x: x + shift(x + box.x * scale, box.width * scale, window.width),
    y: y + shift(y + box.y * scale, box.height * scale, window.height),
  };
}

/** How far something has to move along one axis to be seen. */
function shift(start: number, size: number, room: number): number {
  if (size > room - 2 * margin || start < margin) return margin - start;
  const end = start + size;
  return end > room - margin ? room - margin - end : 0;
}

/** The view under which a point of a new drawing is where one of the old drawing was. */
export function anchored(view: GraphView, before: Point, after: Point): GraphView {
  return {
    ...view,
    x: view.x + (before.x - after.x) * view.scale,
    y: view.y + (before.y - after.y) * view.scale,
  };
}

/** The point of the drawing that is in the middle of the window. */
export function middleOf(view: GraphView, window: Size): Point {
  return {
    x: (window.width / 2 - view.x) / view.scale,
    y: (window.height / 2 - view.y) / view.scale,
  };
}
