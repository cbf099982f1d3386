import { html, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { deltaOf, type Delta } from '../../../../src/model/compare/delta.ts';
import { numberOf, parseColumnId } from '../../../../src/model/compare/columns.ts';
import type { GroupStatistics, GroupWords } from '../../../../src/model/compare/groups.ts';
import type { RunGroups } from '../../../../src/protocol/compare.ts';
import { formatCount, formatNumber } from '../../../shared/format.ts';
import { icon } from '../../../shared/icons.ts';
import { t } from '../../../shared/text.ts';
import type { ComparePage } from '../../page.ts';
import type { Cells } from '../values/cells.ts';
import type { ColumnLayout, ColumnSpan, PlacedColumn } from '../columns/columnLayout.ts';
import { cellText, columnTitle, isNumeric, sourceTitle } from '../columns/columnText.ts';
import type { Ranges } from '../values/ranges.ts';
import type { Row } from '../rows.ts';
import type { Direction, TableState } from '../tableState.ts';
import { boxWidth, type Viewport } from './viewport.ts';

/** Where the focus is: row -1 is the head; column 0 has the boxes, then come the columns. */
export interface Place {
  readonly row: number;
  readonly column: number;
}

/** What the grid is drawn from. */
export interface GridModel {
  readonly page: ComparePage;
  readonly state: TableState;
  readonly layout: ColumnLayout;
  readonly viewport: Viewport;
  readonly rows: readonly Row[];
  readonly groups: RunGroups | undefined;
  /** The columns that the groups were asked for, by their places in the answer. */
  readonly groupColumns: ReadonlyMap<string, number>;
  readonly cells: Cells;
  readonly ranges: Ranges;
  readonly active: Place;
  readonly found: Place | undefined;
  readonly directionOf: (metric: string) => Direction | undefined;
}

/** The head and the rows in sight, within the element that scrolls. */
export function gridContent(model: GridModel): TemplateResult {
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

function spanRow({ layout }: GridModel, sight: readonly PlacedColumn[]): TemplateResult {
  const first = sight[0]?.index ?? Infinity;
  const last = sight.at(-1)?.index ?? -1;
  const pinned = layout.pinned.length;
  const seen = layout.spans.filter(
    (span) => span.first < pinned || (span.first <= last && span.first + span.count > first),
  );
  return html`<div class="grid-row spans" role="row" aria-rowindex="1">
    <div class="cell box pinned" role="columnheader" aria-colindex="1">
      <span class="spoken">${t('Chosen')}</span>
    </div>
    ${repeat(
      seen,
      (span) => span.first,
      (span) => spanCell(span, span.first < pinned, layout.pinnedSize),
    )}
  </div>`;
}

function spanCell(span: ColumnSpan, pinned: boolean, pinnedSize: number): TemplateResult {
  const title = sourceTitle(span.source);
  return html`<div
    class="cell span ${pinned ? 'pinned' : ''}"
    role="columnheader"
    aria-colindex=${span.first + 2}
    aria-colspan=${span.count}
    .style=${`left:${boxWidth + span.start + (pinned ? 0 : pinnedSize)}px;width:${span.size}px`}
  >
    <span class="span-title" .style=${pinned ? '' : `left:${boxWidth + pinnedSize + 8}px`}
      >${title}</span
    >
  </div>`;
}

function headRow(model: GridModel, columns: readonly PlacedColumn[]): TemplateResult {
  const { page, active, rows } = model;
  const runs = rows.filter((row) => row.kind === 'run').length;
  const chosen = page.selection.chosen.size;
  return html`<div class="grid-row heads" role="row" aria-rowindex="2">
    <div
      class="cell box pinned"
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
        .checked=${chosen > 0 && chosen >= runs}
        .indeterminate=${chosen > 0 && chosen < runs}
      />
    </div>
    ${repeat(
      columns,
      ({ id }) => id,
      (column) => headCell(model, column),
    )}
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
    .style=${placeStyle(column.pinned, column.start, column.size, layout.pinnedSize)}
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

function runRow(
  model: GridModel,
  row: Extract<Row, { kind: 'run' }>,
  index: number,
  start: number,
  columns: readonly PlacedColumn[],
): TemplateResult {
  const { page, cells } = model;
  const { runId } = row;
  const chosen = page.selection.chosen.has(runId);
  const gone = cells.has(runId, 'run:name') && cells.value(runId, 'run:name') === undefined;
  const classes = [
    'grid-row',
    chosen ? 'chosen' : '',
    gone ? 'gone' : '',
    page.hovered === runId ? 'hovered' : '',
    page.baseline === runId ? 'baseline' : '',
    row.inGroup ? 'in-group' : '',
  ];
  return html`<div
    class=${classes.join(' ')}
    role="row"
    aria-rowindex=${index + 3}
    aria-selected=${String(chosen)}
    data-run=${runId}
    .style=${`transform:translateY(${start}px)`}
  >
    <div
      class="cell box pinned"
      role="gridcell"
      aria-colindex="1"
      data-row=${index}
      data-column="0"
      tabindex=${tabIndex(model.active, index, 0)}
    >
      <input
        type="checkbox"
        tabindex="-1"
        aria-label=${t('Choose {0}', String(cells.value(runId, 'run:name') ?? runId.slice(0, 8)))}
        .checked=${chosen}
      />
    </div>
    ${repeat(
      columns,
      ({ id }) => id,
      (column) => runCell(model, runId, index, column, gone),
    )}
  </div>`;
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
  const number = typeof value === 'number' || isNumeric(parseColumnId(id));
  const classes = `cell ${column.pinned ? 'pinned' : ''} ${number ? 'number' : ''}`;
  const name = id === 'run:name';
  return html`<div
    class=${classes}
    role=${name ? 'rowheader' : 'gridcell'}
    aria-colindex=${place + 1}
    data-row=${row}
    data-column=${place}
    tabindex=${tabIndex(active, row, place)}
    ?data-found=${found?.row === row && found.column === place}
    .style=${placeStyle(column.pinned, column.start, column.size, layout.pinnedSize)}
  >
    ${state.heat && value !== undefined ? heatBar(model, id, value) : nothing}${
      name
        ? nameContent(model, runId, value, gone)
        : html`<bdi class="clipped">${cellText(id, value, page.language)}</bdi>`
    }${page.baseline === undefined || name ? nothing : deltaContent(model, runId, id, value)}
  </div>`;
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

function deltaContent(
  { page, cells, directionOf }: GridModel,
  runId: string,
  id: string,
  value: string | number | undefined,
): TemplateResult | typeof nothing {
  const { baseline = '' } = page;
  if (runId === baseline || id === 'run:start') return nothing;
  const base = cells.value(baseline, id);
  if (value === undefined || base === undefined) return nothing;
  const [now, before] = [toNumber(value), toNumber(base)];
  if (now === undefined || before === undefined) {
    return String(value) === String(base)
      ? nothing
      : html`<span class="delta" title=${t('Differs from the baseline: {0}', String(base))}
          >≠</span
        >`;
  }
  const name = parseColumnId(id);
  const delta = deltaOf(now, before, name?.source === 'metric' ? directionOf(name.key) : undefined);
  return delta === undefined ? nothing : deltaMark(delta);
}

function deltaMark({ difference, share, verdict }: Delta): TemplateResult {
  const sign = difference > 0 ? '+' : '';
  const text =
    share === undefined || Math.abs(share) > 99
      ? `${sign}${formatNumber(difference)}`
      : `${sign}${formatNumber(Math.round(share * 1000) / 10)} %`;
  const words =
    verdict === undefined
      ? nothing
      : html`<span class="spoken">${verdict === 'better' ? t('better') : t('worse')}</span>`;
  return html`<span class="delta ${verdict ?? ''}" title=${`${sign}${difference}`}
    >${text}${words}${
      verdict === undefined
        ? nothing
        : html`<span aria-hidden="true">${verdict === 'better' ? '✓' : '✗'}</span>`
    }</span
  >`;
}

function toNumber(value: string | number): number | undefined {
  if (typeof value === 'number') return value;
  const number = numberOf(value);
  return Number.isNaN(number) ? undefined : number;
}

function heatBar(
  { ranges }: GridModel,
  id: string,
  value: string | number,
): TemplateResult | typeof nothing {
  const number = toNumber(value);
  const share = number === undefined ? undefined : ranges.share(id, number);
  if (share === undefined) return nothing;
  const percent = Math.round(share * 100);
  return html`<span
    class="heat"
    aria-hidden="true"
    .style=${`--share:${percent}%;--strength:${(0.06 + share * 0.34).toFixed(2)}`}
  ></span>`;
}

function groupRow(
  model: GridModel,
  row: Extract<Row, { kind: 'group' }>,
  index: number,
  start: number,
  columns: readonly PlacedColumn[],
): TemplateResult {
  const { active, groups, state, layout, groupColumns } = model;
  const words = groups?.words[row.index] ?? [];
  const title = state.groupBy
    .map((id, at) => `${columnTitle(id)} = ${words[at] ?? '–'}`)
    .join(', ');
  const size = groups?.sizes[row.index] ?? 0;
  return html`<div
    class="grid-row group"
    role="row"
    aria-rowindex=${index + 3}
    aria-expanded=${String(row.open)}
    .style=${`transform:translateY(${start}px)`}
  >
    <div
      class="cell box pinned"
      role="gridcell"
      aria-colindex="1"
      data-row=${index}
      data-column="0"
      tabindex=${tabIndex(active, index, 0)}
    >
      ${icon('chevron-right', row.open ? 'open' : '')}
    </div>
    ${repeat(
      columns,
      ({ id }) => id,
      (column) => {
        const place = column.index + 1;
        const at = groupColumns.get(column.id);
        const summary = at === undefined ? undefined : groups?.columns[at];
        return html`<div
          class="cell ${column.pinned ? 'pinned' : ''} ${summary?.kind === 'number' ? 'number' : ''}"
          role=${column.id === 'run:name' ? 'rowheader' : 'gridcell'}
          aria-colindex=${place + 1}
          data-row=${index}
          data-column=${place}
          tabindex=${tabIndex(active, index, place)}
          .style=${placeStyle(column.pinned, column.start, column.size, layout.pinnedSize)}
        >
          <bdi class="clipped"
            >${
              column.id === 'run:name'
                ? `${title} (${formatCount(size)})`
                : summaryText(column.id, summary, row.index, model)
            }</bdi
          >
        </div>`;
      },
    )}
  </div>`;
}

function summaryText(
  id: string,
  summary: GroupStatistics | GroupWords | undefined,
  group: number,
  { page }: GridModel,
): string {
  if (summary === undefined) return '';
  if (summary.kind === 'text') {
    const word = summary.words[group];
    if (typeof word === 'string') return cellText(id, word, page.language);
    const distinct = summary.distinct[group] ?? 0;
    return distinct > 1 ? t('{0} different', formatCount(distinct)) : '';
  }
  if ((summary.count[group] ?? 0) === 0) return '';
  const mean = summary.mean[group] ?? Number.NaN;
  if (id.startsWith('run:')) return cellText(id, mean, page.language);
  const deviation = summary.deviation[group] ?? Number.NaN;
  return Number.isNaN(deviation)
    ? formatNumber(mean)
    : `${formatNumber(mean)} ± ${formatNumber(deviation)}`;
}

/** Pinned cells stand in the flow and stick; the others stand where they belong. */
function placeStyle(pinned: boolean, start: number, size: number, pinnedSize: number): string {
  return pinned
    ? `left:${boxWidth + start}px;width:${size}px`
    : `transform:translateX(${boxWidth + pinnedSize + start}px);width:${size}px`;
}

function tabIndex(active: Place, row: number, column: number): number {
  return active.row === row && active.column === column ? 0 : -1;
}
