import { html, nothing, type TemplateResult } from 'lit';
import { guard } from 'lit/directives/guard.js';
import { parseColumnId } from '../../../../src/model/compare/columns.ts';
import { icon } from '../../../shared/icons.ts';
import { t } from '../../../shared/text.ts';
import type { PlacedColumn } from '../columns/columnLayout.ts';
import { cellText, isNumeric } from '../columns/columnText.ts';
import type { Row } from '../rows.ts';
import type { Cells } from '../values/cells.ts';
import { deltaContent, heatBar } from './cellMarks.ts';
import type { ColumnsInSight } from './columnsInSight.ts';
import { placeStyle, tabIndex, type GridModel } from './gridModel.ts';
import { boxCell, mayBeCut, moving, stuck } from './rowParts.ts';

/** Where a row stands, and what it shows. */
interface PlacedRow {
  readonly index: number;
  /** Pixels. */
  readonly start: number;
  readonly columns: ColumnsInSight;
  /** All that its cells are drawn from, but their values. */
  readonly drawn: readonly unknown[];
}

/** A run with its values in the columns in sight. */
export function runRow(
  model: GridModel,
  row: Extract<Row, { kind: 'run' }>,
  { index, start, columns, drawn }: PlacedRow,
): TemplateResult {
  const { page, cells, layout } = model;
  const { runId } = row;
  const chosen = page.selection.chosen.has(runId);
  const gone = isGone(cells, runId);
  const classes = [
    'grid-row',
    chosen ? 'chosen' : '',
    gone ? 'gone' : '',
    page.hovered === runId ? 'hovered' : '',
    page.baseline === runId ? 'baseline' : '',
    row.inGroup ? 'in-group' : '',
  ];
  // While the table is scrolled sideways, most cells stay as they are.
  const cellsOf = (some: readonly PlacedColumn[]): unknown =>
    some.map((column) => {
      const value = cells.value(runId, column.id);
      const base = page.baseline && cells.value(page.baseline, column.id);
      return guard([column, value, base, ...drawn], () =>
        runCell(model, runId, index, column, gone),
      );
    });
  return html`<div
    class=${classes.join(' ')}
    role="row"
    aria-rowindex=${index + 3}
    aria-selected=${String(chosen)}
    data-run=${runId}
    .style=${`top:${start}px`}
  >
    ${stuck(
      layout,
      boxCell(
        model.active,
        index,
        html`<input
          type="checkbox"
          tabindex="-1"
          aria-label=${t('Choose {0}', String(cells.value(runId, 'run:name') ?? runId.slice(0, 8)))}
          .checked=${chosen}
        />`,
      ),
      cellsOf(columns.pinned),
    )}${moving(cellsOf(columns.slots))}
  </div>`;
}

/** Whether a run that is shown has been deleted meanwhile. */
export function isGone(cells: Cells, runId: string): boolean {
  return cells.has(runId, 'run:name') && cells.value(runId, 'run:name') === undefined;
}

function runCell(
  model: GridModel,
  runId: string,
  row: number,
  column: PlacedColumn,
  gone: boolean,
): TemplateResult {
  const { cells, page, state, layout, active, found } = model;
  const { id } = column;
  const place = column.index + 1;
  const value = cells.value(runId, id);
  // As under its heading; a time is a number, and reads like a text.
  const number = isNumeric(parseColumnId(id)) || (typeof value === 'number' && id !== 'run:start');
  const name = id === 'run:name';
  const heat = state.heat && value !== undefined ? heatBar(model, id, value) : nothing;
  const delta =
    page.baseline === undefined || name ? nothing : deltaOrRoom(model, runId, id, value, number);
  const text = cellText(id, value, page.language);
  const hasParts = name ? isMarked(model, runId) : heat !== nothing || delta !== nothing;
  const classes = [
    'cell',
    column.pinned ? 'pinned' : '',
    number ? 'number' : '',
    hasParts ? 'parts' : name || mayBeCut(text, column.size) ? 'clipped' : '',
  ];
  return html`<span
    class=${classes.join(' ')}
    role=${name ? 'rowheader' : 'gridcell'}
    aria-colindex=${place + 1}
    data-row=${row}
    data-column=${place}
    tabindex=${tabIndex(active, row, place)}
    ?data-found=${found?.row === row && found.column === place}
    .style=${placeStyle(column, layout.pinnedSize)}
    >${
      name
        ? nameContent(model, runId, value, gone)
        : hasParts
          ? html`${heat}<bdi class="clipped">${text}</bdi>${delta}`
          : text
    }</span
  >`;
}

/** How a number stands to the baseline's; room for it where it does not, so that numbers line up. */
function deltaOrRoom(
  model: GridModel,
  runId: string,
  id: string,
  value: string | number | undefined,
  number: boolean,
): TemplateResult | typeof nothing {
  const delta = deltaContent(model, runId, id, value);
  return delta === nothing && number ? html`<span class="delta-room"></span>` : delta;
}

/** Whether there is something beside the name of a run. */
function isMarked({ page, cells }: GridModel, runId: string): boolean {
  return (
    page.baseline === runId ||
    page.selected.some(({ id }) => id === runId) ||
    cells.value(runId, 'run:starred') === 'true'
  );
}

function nameContent(
  { page, cells }: GridModel,
  runId: string,
  value: string | number | undefined,
  gone: boolean,
): TemplateResult {
  const look = page.look(runId);
  const charted = page.selected.some(({ id }) => id === runId);
  return html`${
      charted
        ? html`<span
            class="swatch ${look.marker}"
            aria-hidden="true"
            .style=${`--swatch:var(${look.colour})`}
          ></span>`
        : nothing
    }<bdi class="clipped"
      >${gone ? t('Deleted run {0}', runId.slice(0, 8)) : String(value ?? '')}</bdi
    >${
      cells.value(runId, 'run:starred') === 'true' ? icon('star-full', 'starred') : nothing
    }${page.baseline === runId ? html`<span class="mark">${t('Baseline')}</span>` : nothing}`;
}
