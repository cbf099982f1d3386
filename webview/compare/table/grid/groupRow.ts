import { html, type TemplateResult } from 'lit';
import { parseColumnId } from '../../../../src/model/compare/columns.ts';
import type { GroupStatistics, GroupWords } from '../../../../src/model/compare/groups.ts';
import { formatCount, formatNumber } from '../../../shared/format.ts';
import { icon } from '../../../shared/icons.ts';
import { t } from '../../../shared/text.ts';
import type { PlacedColumn } from '../columns/columnLayout.ts';
import type { ColumnsInSight } from './columnsInSight.ts';
import { cellText, isNumeric, sharedText } from '../columns/columnText.ts';
import type { Row } from '../rows.ts';
import { placeStyle, tabIndex, type GridModel } from './gridModel.ts';
import { boxCell, moving, stuck } from './rowParts.ts';

/** A group of runs, with what its runs have on average. */
export function groupRow(
  model: GridModel,
  row: Extract<Row, { kind: 'group' }>,
  index: number,
  start: number,
  columns: ColumnsInSight,
): TemplateResult {
  const { active, groups, state, layout, groupColumns } = model;
  const words = groups?.words[row.index] ?? [];
  const title = state.groupBy
    .map((id, at) => sharedText(id, words[at] ?? null, model.page.language))
    .join(', ');
  const size = groups?.sizes[row.index] ?? 0;
  const cellsOf = (some: readonly PlacedColumn[]): unknown =>
    some.map((column) => {
      const place = column.index + 1;
      const at = groupColumns.get(column.id);
      const summary = at === undefined ? undefined : groups?.columns[at];
      const text =
        column.id === 'run:name'
          ? `${title} (${formatCount(size)})`
          : summaryText(column.id, summary, row.index, model);
      return html`<span
        class="cell clipped ${column.pinned ? 'pinned' : ''} ${isNumeric(parseColumnId(column.id)) ? 'number' : ''}"
        role=${column.id === 'run:name' ? 'rowheader' : 'gridcell'}
        aria-colindex=${place + 1}
        data-row=${index}
        data-column=${place}
        tabindex=${tabIndex(active, index, place)}
        title=${text}
        .style=${placeStyle(column, layout.pinnedSize)}
        >${text}</span
      >`;
    });
  return html`<div
    class="grid-row group"
    role="row"
    aria-rowindex=${index + 3}
    aria-expanded=${String(row.open)}
    .style=${`top:${start}px`}
  >
    ${stuck(
      layout,
      boxCell(active, index, icon('chevron-right', row.open ? 'open' : '')),
      cellsOf(columns.pinned),
    )}${moving(cellsOf(columns.slots))}
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
    : // No more digits than a deviation is good for.
      `${formatNumber(mean)} ± ${formatNumber(Number(deviation.toPrecision(3)))}`;
}
