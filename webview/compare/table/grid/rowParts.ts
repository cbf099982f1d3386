import { html, type TemplateResult } from 'lit';
import { tabIndex, type Place } from './gridModel.ts';

/**
 * The first cells of a row, which stay in sight while the others move below them. One element
 * sticks for all of them: each that does is a layer of its own to the browser.
 */
export function stuck(box: TemplateResult, pinned: unknown): TemplateResult {
  return html`<div class="stuck" role="none">${box}${pinned}</div>`;
}

/** The first cell of a row below the head: its box or arrow. */
export function boxCell(active: Place, row: number, content: TemplateResult): TemplateResult {
  return html`<div
    class="cell box"
    role="gridcell"
    aria-colindex="1"
    data-row=${row}
    data-column="0"
    tabindex=${tabIndex(active, row, 0)}
  >
    ${content}
  </div>`;
}
