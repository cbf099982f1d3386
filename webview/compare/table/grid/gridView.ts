import { html, nothing, type TemplateResult } from 'lit';
import { guard } from 'lit/directives/guard.js';
import { t } from '../../../shared/text.ts';
import type { Row } from '../rows.ts';
import { columnsInSight, type ColumnsInSight } from './columnsInSight.ts';
import type { GridInput } from './gridInput.ts';
import type { GridModel } from './gridModel.ts';
import { groupRow } from './groupRow.ts';
import { chosenShare, headRow, spanRow } from './headRows.ts';
import { isGone, runRow } from './runRow.ts';
import { inSlots } from './stretch.ts';
import { headHeight, rowHeight } from './viewport.ts';

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

function gridContent(model: GridModel): TemplateResult {
  const { viewport, layout, rows } = model;
  const columns = columnsInSight(layout, viewport);
  const heads = headsDrawnFrom(model, columns);
  const { from, to } = viewport.rows;
  const indexes = Array.from({ length: to - from }, (_, at) => from + at);
  return html`<div
    class="grid-space"
    .style=${`width:${viewport.width}px;height:${viewport.height}px`}
  >
    <div class="grid-head" role="rowgroup">
      ${guard(heads, () => [spanRow(model, columns), headRow(model, columns)])}
    </div>
    <div role="rowgroup">
      ${inSlots(indexes, from).map((index) => {
        const row = rows[index];
        if (row === undefined) return nothing;
        const start = headHeight + index * rowHeight;
        if (row.kind === 'group') return groupRow(model, row, index, start, columns);
        // While the table is scrolled, most rows stay as they are.
        const drawn = drawnFrom(model, row, index);
        return guard([columns, ...versionsOf(model, row.runId), ...drawn], () =>
          runRow(model, row, { index, start, columns, drawn }),
        );
      })}
    </div>
  </div>`;
}

/** All that the head is drawn from. */
function headsDrawnFrom(model: GridModel, columns: ColumnsInSight): unknown[] {
  const { state, layout, active, found } = model;
  return [
    columns,
    layout,
    state,
    chosenShare(model),
    active.row === -1 ? active.column : -1,
    found?.row === -1 ? found.column : -1,
  ];
}

/** Which values of a run are there, and of the run that it is compared with. */
function versionsOf({ page, cells }: GridModel, runId: string): number[] {
  const { baseline } = page;
  return [cells.versionOf(runId), baseline === undefined ? 0 : cells.versionOf(baseline)];
}

/**
 * All that a row of a run is drawn from, but which columns and values: as long as that is the same,
 * so are the cells whose values are.
 */
function drawnFrom(
  { page, state, layout, cells, ranges, active, found, directionOf }: GridModel,
  { runId, inGroup }: Extract<Row, { kind: 'run' }>,
  index: number,
): unknown[] {
  const { baseline, selected } = page;
  const isCharted = selected.some(({ id }) => id === runId);
  const look = isCharted ? page.look(runId) : undefined;
  return [
    runId,
    inGroup,
    index,
    layout,
    state,
    baseline,
    cells.value(runId, 'run:starred'),
    isGone(cells, runId),
    state.heat ? ranges.version : 0,
    page.objective,
    directionOf,
    page.selection.chosen.has(runId),
    page.hovered === runId,
    look?.colour,
    look?.marker,
    active.row === index ? active.column : -1,
    found?.row === index ? found.column : -1,
  ];
}
