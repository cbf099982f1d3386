import { svg, type TemplateResult } from 'lit';
import type { PlacedEdge, Point } from '../layout.ts';

/** An edge as a curve with a head; the wider path beneath is for the pointer. */
export function edge({ from, to, paths, points }: PlacedEdge, lit: boolean): TemplateResult {
  const curve = curveThrough(points);
  return svg`<g class="edge ${lit ? 'lit' : ''}" data-from=${from} data-to=${to}>
    <path class="hit" d=${curve}><title>${paths.join('\n')}</title></path>
    <path class="line" d=${curve} marker-end=${lit ? 'url(#head-lit)' : 'url(#head)'}></path>
  </g>`;
}

/** The heads of edges. */
export function heads(): TemplateResult {
  return svg`<defs>${head('head')}${head('head-lit')}</defs>`;
}

function head(id: string): TemplateResult {
  return svg`<marker
    id=${id}
    viewBox="0 0 8 8"
    refX="7"
    refY="4"
    markerWidth="8"
    markerHeight="8"
    orient="auto"
    markerUnits="userSpaceOnUse"
  ><path d="M 0 0.5 L 7.5 4 L 0 7.5 z"></path></marker>`;
}

/** A curve from the first point to the last that turns at the middles between the others. */
function curveThrough(points: readonly Point[]): string {
  const [first, ...rest] = points;
  const last = rest.at(-1);
  if (first === undefined || last === undefined) return '';
  const inner = rest.slice(0, -1);
  const turns = inner.map((point, index) => {
    const next = inner[index + 1];
    const end = next === undefined ? last : middle(point, next);
    return `Q ${at(point)} ${at(end)}`;
  });
  return [`M ${at(first)}`, ...(turns.length > 0 ? turns : [`L ${at(last)}`])].join(' ');
}

function middle(a: Point, b: Point): Point {
  return { x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 };
}

function at({ x, y }: Point): string {
  return `${Math.round(x * 10) / 10} ${Math.round(y * 10) / 10}`;
}
