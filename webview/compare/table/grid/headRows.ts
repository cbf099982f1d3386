import { html, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { parseColumnId } from '../../../../src/model/compare/columns.ts';
import { t } from '../../../shared/text.ts';
import type { ColumnSpan, PlacedColumn } from '../columns/columnLayout.ts';
import type { ColumnsInSight } from './columnsInSight.ts';
import type { Row } from '../rows.ts';
import { columnTitle, isNumeric, sourceTitle } from '../columns/columnText.ts';
import { placeStyle, tabIndex, type GridModel } from './gridModel.ts';
import { moving, stuck } from './rowParts.ts';
import { boxWidth } from './viewport.ts';

/** What the columns in sight come from, above their names. */
export function spanRow({ layout }: GridModel, columns: ColumnsInSight): TemplateResult {
  const first = columns.others[0]?.index ?? Infinity;
  const last = columns.others.at(-1)?.index ?? -1;
  const pinned = layout.pinned.length;
  const spans = layout.spans.filter((span) => span.first < pinned);
  const others = layout.spans.filter(
    (span) => span.first >= pinned && span.first <= last && span.first + span.count > first,
  );
  const cellsOf = (some: readonly ColumnSpan[], isPinned: boolean): unknown =>
    repeat(
      some,
      (span) => span.first,
      (span) => spanCell(span, isPinned, layout.pinnedSize),
    );
  return html`<div class="grid-row spans" role="row" aria-rowindex="1">
    ${stuck(
      layout,
      html`<div class="cell box" role="columnheader" aria-colindex="1">
        <span class="spoken">${t('Chosen')}</span>
      </div>`,
      cellsOf(spans, true),
    )}${moving(cellsOf(others, false))}
  </div>`;
}

function spanCell(span: ColumnSpan, pinned: boolean, pinnedSize: number): TemplateResult {
  const title = sourceTitle(span.source);
  return html`<div
    class="cell span ${pinned ? 'pinned' : ''}"
    role="columnheader"
    aria-colindex=${span.first + 2}
    aria-colspan=${span.count}
    .style=${placeStyle({ ...span, pinned }, pinnedSize)}
  >
    <span class="span-title" .style=${pinned ? '' : `left:${boxWidth + pinnedSize + 8}px`}
      >${title}</span
    >
  </div>`;
}

type Share = 'none' | 'some' | 'all';

/** What was counted last of each list of rows: nobody counts ten thousand runs for each frame. */
const lastShare = new WeakMap<
  readonly Row[],
  { readonly chosen: ReadonlySet<string>; readonly share: Share }
>();

/** How many of the runs in the table are chosen; those that a filter leaves out do not count. */
export function chosenShare({ page, rows }: GridModel): Share {
  const { chosen } = page.selection;
  const known = lastShare.get(rows);
  if (known?.chosen === chosen) return known.share;
  const runs = rows.flatMap((row) => (row.kind === 'run' ? [row.runId] : []));
  const count = runs.filter((id) => chosen.has(id)).length;
  const share = count === 0 ? 'none' : count < runs.length ? 'some' : 'all';
  lastShare.set(rows, { chosen, share });
  return share;
}

/** The names of the columns in sight. */
export function headRow(model: GridModel, columns: ColumnsInSight): TemplateResult {
  const { active, layout } = model;
  const chosen = chosenShare(model);
  const cellsOf = (some: readonly PlacedColumn[]): unknown =>
    repeat(
      some,
      ({ id }) => id,
      (column) => headCell(model, column),
    );
  return html`<div class="grid-row heads" role="row" aria-rowindex="2">
    ${stuck(
      layout,
      html`<div
        class="cell box"
        role="columnheader"
        aria-colindex="1"
        data-row="-1"
        data-column="0"
        tabindex=${tabIndex(active, -1, 0)}
      >
        <input
          type="checkbox"
          tabindex="-1"
          aria-label=${t('Choose all runs')}
          .checked=${chosen === 'all'}
          .indeterminate=${chosen === 'some'}
        />
      </div>`,
      cellsOf(columns.pinned),
    )}${moving(cellsOf(columns.others))}
  </div>`;
}

function headCell(model: GridModel, column: PlacedColumn): TemplateResult {
  const { state, layout, active, found } = model;
  const at = state.sorting.findIndex((order) => order.column === column.id);
  const order = state.sorting[at];
  const place = column.index + 1;
  const title = columnTitle(column.id);
  return html`<div
    class="cell head ${column.pinned ? 'pinned' : ''} ${isNumeric(parseColumnId(column.id)) ? 'number' : ''}"
    role="columnheader"
    aria-colindex=${place + 1}
    aria-sort=${order === undefined ? 'none' : order.ascending ? 'ascending' : 'descending'}
    data-row="-1"
    data-column=${place}
    tabindex=${tabIndex(active, -1, place)}
    draggable="true"
    title=${title}
    ?data-found=${found?.row === -1 && found.column === place}
    .style=${placeStyle(column, layout.pinnedSize)}
  >
    <bdi class="clipped">${title}</bdi>
    ${
      order === undefined
        ? nothing
        : html`<span class="sorted" aria-hidden="true"
            >${order.ascending ? '↑' : '↓'}${state.sorting.length > 1 ? at + 1 : ''}</span
          >`
    }
    <span class="resizer" data-resize=${column.id} aria-hidden="true"></span>
  </div>`;
}
