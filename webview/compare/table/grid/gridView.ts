import { html, nothing, type TemplateResult } from 'lit';
import { t } from '../../../shared/text.ts';
import type { ColumnLayout } from '../columns/columnLayout.ts';
import type { Row } from '../rows.ts';
import type { CellWindow } from '../values/cells.ts';
import type { GridInput } from './gridInput.ts';
import type { GridModel } from './gridModel.ts';
import { groupRow } from './groupRow.ts';
import { headRow, spanRow } from './headRows.ts';
import { runRow } from './runRow.ts';
import type { Viewport } from './viewport.ts';

/** The element that scrolls, with the head and the rows in sight. */
export function grid(model: GridModel, input: GridInput): TemplateResult {
  const { page, rows, layout } = model;
  return html`<div
    class="grid"
    role="grid"
    aria-label=${t('Runs')}
    aria-rowcount=${rows.length + 2}
    aria-colcount=${layout.columns.length + 1}
    aria-multiselectable="true"
    aria-busy=${String(!page.list.loaded)}
    tabindex=${model.inSight ? -1 : 0}
    @scroll=${() => model.scrolled()}
    @focusin=${(event: FocusEvent) => input.focusIn(event)}
    @click=${(event: MouseEvent) => input.click(event)}
    @contextmenu=${(event: MouseEvent) => input.contextMenu(event)}
    @keydown=${(event: KeyboardEvent) => input.key(event)}
    @pointerdown=${(event: PointerEvent) => input.pointerDown(event)}
    @mouseover=${(event: MouseEvent) => input.mouseOver(event)}
    @mouseleave=${() => page.hover(undefined)}
    @dragstart=${(event: DragEvent) => input.dragStart(event)}
    @dragover=${(event: DragEvent) => input.dragOver(event)}
    @drop=${(event: DragEvent) => input.drop(event)}
  >
    ${gridContent(model)}
  </div>`;
}

/** The runs and columns whose values can be seen. */
export function cellsInSight(
  rows: readonly Row[],
  layout: ColumnLayout,
  viewport: Viewport,
): CellWindow {
  return {
    columns: [
      ...layout.pinned,
      ...viewport.columns.flatMap(({ index }) => layout.others[index] ?? []),
    ].map(({ id }) => id),
    runIds: viewport.rows.flatMap(({ index }) => {
      const row = rows[index];
      return row?.kind === 'run' ? [row.runId] : [];
    }),
  };
}

function gridContent(model: GridModel): TemplateResult {
  const { viewport, layout, rows } = model;
  const sight = viewport.columns.flatMap(({ index }) => layout.others[index] ?? []);
  const columns = [...layout.pinned, ...sight];
  return html`<div
    class="grid-space"
    .style=${`width:${viewport.width}px;height:${viewport.height}px`}
  >
    <div class="grid-head" role="rowgroup">${spanRow(model, sight)}${headRow(model, columns)}</div>
    <div role="rowgroup">
      ${viewport.slots.map((item) => {
        const row = item === undefined ? undefined : rows[item.index];
        if (item === undefined || row === undefined) return nothing;
        return row.kind === 'run'
          ? runRow(model, row, item.index, item.start, columns)
          : groupRow(model, row, item.index, item.start, columns);
      })}
    </div>
  </div>`;
}
