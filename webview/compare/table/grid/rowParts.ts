import { html, type TemplateResult } from 'lit';
import type { ColumnLayout } from '../columns/columnLayout.ts';
import { tabIndex, type Place } from './gridModel.ts';
import { boxWidth } from './viewport.ts';

/**
 * The first cells of a row, which stay in sight while the others move below them. One element
 * sticks for all of them: each that does is a layer of its own to the browser.
 */
export function stuck(
  { pinnedSize }: Pick<ColumnLayout, 'pinnedSize'>,
  box: TemplateResult,
  pinned: unknown,
): TemplateResult {
  return html`<div class="stuck" role="none" .style=${`width:${boxWidth + pinnedSize}px`}>
    ${box}${pinned}
  </div>`;
}

/** The other cells of a row. */
export function moving(cells: unknown): TemplateResult {
  return html`<div class="moving" role="none">${cells}</div>`;
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

/** At least the pixels that a letter takes: of numbers, of Latin and its like, of all others. */
const letters = [
  { like: /^[\d.,+\-−e%\s]*$/, pixels: 9 },
  { like: /^[ -ɏ]*$/, pixels: 13 },
] as const;
const widestLetter = 20;
/** Pixels of a cell that its text does not have. */
const padding = 16;

/**
 * Whether a text may not fit into a cell of so many pixels. A cell that clips costs the browser
 * more, so that only those do that may have to.
 */
export function mayBeCut(text: string, size: number): boolean {
  const pixels = letters.find(({ like }) => like.test(text))?.pixels ?? widestLetter;
  return text.length * pixels > size - padding;
}
