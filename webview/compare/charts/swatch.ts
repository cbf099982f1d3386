import { html, svg, type TemplateResult } from 'lit';
import type { LineLook } from '../../shared/charts/drawing.ts';
import { markerPath } from '../../shared/charts/markers.ts';

/** How a run's line looks, in small. */
export function swatch(look: LineLook): TemplateResult {
  return html`<svg class="line-key" width="28" height="10" viewBox="0 0 28 10" aria-hidden="true">
    ${svg`<line x1="0" x2="28" y1="5" y2="5" stroke=${look.colour} stroke-width="2" stroke-dasharray=${look.dash.join(' ')}></line>
    <path d=${markerPath(look.marker, 3.4)} transform="translate(14 5)" fill=${look.colour}></path>`}
  </svg>`;
}
