import { valueAt, type ColumnData } from '../../../../src/model/compare/columns.ts';
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
import { formatTime } from '../../../shared/format.ts';
import { t } from '../../../shared/text.ts';
import type { PopupItem } from '../../popup.ts';
import type { ReportPicture } from '../../tab.ts';
import { columnTitle } from '../columns/columnText.ts';
import type { RunTable } from '../runTable.ts';

/** Values that are asked for at a time, so that no answer is very long. */
const valuesAtATime = 200_000;

type Form = 'markdown' | 'csv' | 'json' | 'pandas';

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
      table.page.post({ kind: 'copy', text: forms[form](await exported(table)) });
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
          content: toCsv(await exported(table)),
        }),
      ),
    },
    report(t('Save Report as Markdown…'), 'report.md', markdownReport),
    report(t('Save Report as HTML…'), 'report.html', htmlReport),
  ];
}

/** The chosen runs among those that are shown, else all of these, with the columns shown. */
async function exported(table: RunTable): Promise<ExportTable> {
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
  return {
    columns: ids.map((id) => columnTitle(id)),
    rows: runIds.map((_, row) =>
      data.map((column, index): ExportValue => {
        const value = valueAt(column, row);
        return ids[index] === 'run:start' && typeof value === 'number'
          ? new Date(value).toISOString()
          : value;
      }),
    ),
  };
}

async function reportOf(table: RunTable): Promise<Report> {
  const { page } = table;
  const { filter } = page.list.wanted;
  const [data, pictures] = [await exported(table), await page.pictures()];
  return {
    title: t('Runs of {0}', page.project),
    facts: [
      formatTime(Date.now(), page.language),
      t('{0} of {1} runs', data.rows.length, page.list.total),
      ...(filter.trim() === '' ? [] : [t('Filter: {0}', filter)]),
    ],
    table: data,
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
