import { valueAt, type ColumnData, type ColumnId } from '../../../../src/model/compare/columns.ts';
import { toCsv } from '../../../../src/model/compare/export/csv.ts';
import { toJson } from '../../../../src/model/compare/export/json.ts';
import { toMarkdown } from '../../../../src/model/compare/export/markdown.ts';
import { toPandas } from '../../../../src/model/compare/export/pandas.ts';
import {
  htmlReport,
  markdownReport,
  type Report,
} from '../../../../src/model/compare/export/report.ts';
import type { ExportTable, ExportValue } from '../../../../src/model/compare/export/table.ts';
import { svgTheme } from '../../charts/saveDrawing.ts';
import { formatTime } from '../../../shared/format.ts';
import { t } from '../../../shared/text.ts';
import type { PopupItem } from '../../popup.ts';
import type { ReportPicture } from '../../tab.ts';
import { cellText, columnTitle } from '../columns/columnText.ts';
import type { RunTable } from '../runTable.ts';

/** Values that are asked for at a time, so that no answer is very long. */
const valuesAtATime = 200_000;

type Form = 'markdown' | 'csv' | 'json' | 'pandas';

/** People read words, as in the table; programs the values as they are on record. */
type Reader = 'people' | 'programs';

const forms: Readonly<Record<Form, (table: ExportTable) => string>> = {
  markdown: toMarkdown,
  csv: toCsv,
  json: toJson,
  pandas: toPandas,
};

/** Ways of taking the chosen runs, or all that are shown, out of the panel. */
export function takeOutItems(table: RunTable): readonly PopupItem[] {
  const attempt = (work: () => Promise<void>) => () =>
    void work().catch((error: unknown) => table.fail(error));
  const copy = (label: string, form: Form): PopupItem => ({
    label,
    onSelect: attempt(async () => {
      const reader = form === 'markdown' ? 'people' : 'programs';
      table.page.post({ kind: 'copy', text: forms[form](await exported(table, reader)) });
      table.say(t('Copied'));
    }),
  });
  const report = (label: string, name: string, write: (report: Report) => string): PopupItem => ({
    label,
    onSelect: attempt(async () =>
      table.page.post({ kind: 'saveFile', name, content: write(await reportOf(table)) }),
    ),
  });
  return [
    copy(t('Copy as Markdown'), 'markdown'),
    copy(t('Copy as CSV'), 'csv'),
    copy(t('Copy as JSON'), 'json'),
    copy(t('Copy as pandas'), 'pandas'),
    'line',
    {
      label: t('Save as CSV…'),
      onSelect: attempt(async () =>
        table.page.post({
          kind: 'saveFile',
          name: 'runs.csv',
          content: toCsv(await exported(table, 'programs')),
        }),
      ),
    },
    report(t('Save Report as Markdown…'), 'report.md', markdownReport),
    report(t('Save Report as HTML…'), 'report.html', htmlReport),
  ];
}

/** The chosen runs among those that are shown, else all of these, with the columns shown. */
async function exported(table: RunTable, reader: Reader): Promise<ExportTable> {
  const { page, layout, cells } = table;
  const chosen = table.runIds.filter((id) => page.selection.chosen.has(id));
  const runIds = chosen.length > 0 ? chosen : table.runIds;
  const ids = layout.columns.map(({ id }) => id);
  const step = Math.max(1, Math.floor(valuesAtATime / Math.max(1, runIds.length)));
  const data: ColumnData[] = [];
  for (let start = 0; start < ids.length; start += step) {
    const columns = ids.slice(start, start + step).map((id) => cells.inStore(id));
    data.push(...(await page.request('columns', { runIds, columns })));
  }
  const valueOf = reader === 'people' ? readValue : plainValue;
  return {
    columns: ids.map((id) =>
      reader === 'programs' && id === 'run:duration' ? t('Duration (s)') : columnTitle(id),
    ),
    rows: runIds.map((_, row) =>
      data.map((column, index) => valueOf(ids[index] ?? '', valueAt(column, row), page.language)),
    ),
  };
}

/** Times as ISO 8601 writes them, durations in seconds, the rest as it is on record. */
function plainValue(id: ColumnId, value: ExportValue): ExportValue {
  if (typeof value !== 'number') return value;
  if (id === 'run:start') return new Date(value).toISOString();
  return id === 'run:duration' ? value / 1000 : value;
}

/** What the table says of the run and its machine; parameters and metrics with all their digits. */
function readValue(id: ColumnId, value: ExportValue, language: string): ExportValue {
  const isOwn = /^(?:param|metric|tag)[.:]/.test(id);
  return isOwn || value === undefined ? value : cellText(id, value, language);
}

async function reportOf(table: RunTable): Promise<Report> {
  const { page } = table;
  const { filter } = page.list.wanted;
  const [data, pictures] = [await exported(table, 'people'), await page.pictures()];
  const { background, text } = svgTheme();
  return {
    title: t('Runs of {0}', page.project),
    facts: [
      formatTime(Date.now(), page.language),
      t('{0} of {1} runs', data.rows.length, page.list.total),
      ...(filter.trim() === '' ? [] : [t('Filter: {0}', filter)]),
    ],
    table: data,
    language: page.language,
    colours: { background, text },
    pictures: pictures.map((picture) => ({ title: picture.title, address: addressOf(picture) })),
  };
}

function addressOf({ format, data }: ReportPicture): string {
  if (format === 'png') return `data:image/png;base64,${data}`;
  const bytes = new TextEncoder().encode(data);
  let binary = '';
  for (const byte of bytes) binary += String.fromCodePoint(byte);
  return `data:image/svg+xml;base64,${btoa(binary)}`;
}
