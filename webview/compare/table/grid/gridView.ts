import { html, nothing, type TemplateResult } from 'lit';
import { guard } from 'lit/directives/guard.js';
import { t } from '../../../shared/text.ts';
import type { ColumnLayout, PlacedColumn } from '../columns/columnLayout.ts';
import type { Row } from '../rows.ts';
import type { GridInput } from './gridInput.ts';
import type { GridModel } from './gridModel.ts';
import { groupRow } from './groupRow.ts';
import { chosenShare, headRow, spanRow } from './headRows.ts';
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

function gridContent(model: GridModel): TemplateResult {
  const { viewport, layout, rows } = model;
  const columns = columnsInSight(layout, viewport);
  const heads = headsDrawnFrom(model, columns);
  return html`<div
    class="grid-space"
    .style=${`width:${viewport.width}px;height:${viewport.height}px`}
  >
    <div class="grid-head" role="rowgroup">
      ${guard(heads, () => [spanRow(model, columns), headRow(model, columns)])}
    </div>
    <div role="rowgroup">
      ${viewport.slots.map((item) => {
        const row = item === undefined ? undefined : rows[item.index];
        if (item === undefined || row === undefined) return nothing;
        if (row.kind === 'group') return groupRow(model, row, item.index, item.start, columns);
        // While the table is scrolled, most rows stay as they are.
        const drawn = drawnFrom(model, row, item.index);
        return guard([columns, ...drawn], () =>
          runRow(model, row, { index: item.index, start: item.start, columns, drawn }),
        );
      })}
    </div>
  </div>`;
}

/** All that the head is drawn from. */
function headsDrawnFrom(model: GridModel, columns: readonly PlacedColumn[]): unknown[] {
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

/**
 * All that a row of a run is drawn from, but which columns: as long as that is the same, so are its
 * cells.
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
    cells.versionOf(runId),
    baseline,
    baseline === undefined ? 0 : cells.versionOf(baseline),
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

/** What was in sight last of each layout: first and last column, and the array of them. */
const lastInSight = new WeakMap<
  ColumnLayout,
  { readonly first: number; readonly last: number; readonly columns: readonly PlacedColumn[] }
>();

/** The pinned columns and those in sight: the same array as long as these are the same. */
export function columnsInSight(layout: ColumnLayout, viewport: Viewport): readonly PlacedColumn[] {
  const items = viewport.columns;
  const [first, last] = [items[0]?.index ?? -1, items.at(-1)?.index ?? -1];
  const known = lastInSight.get(layout);
  if (known?.first === first && known.last === last) return known.columns;
  const columns = [...layout.pinned, ...items.flatMap(({ index }) => layout.others[index] ?? [])];
  lastInSight.set(layout, { first, last, columns });
  return columns;
}
