import { markdownText, toMarkdown } from './markdown.ts';
import { numberWord, type ExportTable, type ExportValue } from './table.ts';

/** What a report on a comparison says. */
export interface Report {
  readonly title: string;
  /** Facts in a line each, such as the filter and the time. */
  readonly facts: readonly string[];
  readonly table: ExportTable;
  readonly pictures: readonly ReportImage[];
  /** BCP 47 tag of the language that it is in. */
  readonly language: string;
  /** Those that the pictures have, as CSS writes colours, so that a page suits them. */
  readonly colours: { readonly background: string; readonly text: string };
}

/** A picture in a report. */
export interface ReportImage {
  readonly title: string;
  /** `data:` address of the whole picture. */
  readonly address: string;
}

/** A report in one Markdown file, its pictures within. */
export function markdownReport({ title, facts, table, pictures }: Report): string {
  const parts = [
    `# ${markdownText(title)}`,
    facts.map((fact) => `- ${markdownText(fact)}`).join('\n'),
    toMarkdown(table).trimEnd(),
    ...pictures.map(
      (picture) =>
        `## ${markdownText(picture.title)}\n\n![${markdownText(picture.title)}](${picture.address})`,
    ),
  ];
  return `${parts.join('\n\n')}\n`;
}

/** A report in one HTML file, its pictures within; it holds no script and asks for nothing. */
export function htmlReport(report: Report): string {
  const { title, facts, table, pictures, language, colours } = report;
  return `<!doctype html>
<html lang="${htmlText(language)}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; style-src 'unsafe-inline'">
<title>${htmlText(title)}</title>
<style>
body { font: 14px/1.5 system-ui, sans-serif; margin: 2rem; background: ${cssColour(colours.background)}; color: ${cssColour(colours.text)}; }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; }
th, td { padding: 2px 10px; border: 1px solid #8884; text-align: left; white-space: nowrap; }
.number { text-align: right; }
.frame { overflow-x: auto; }
img { max-width: 100%; }
</style>
</head>
<body>
<h1>${htmlText(title)}</h1>
<ul>
${facts.map((fact) => `<li>${htmlText(fact)}</li>`).join('\n')}
</ul>
<div class="frame"><table>
<thead>${headRow(table)}</thead>
<tbody>
${table.rows.map(tableRow).join('\n')}
</tbody>
</table></div>
${pictures
  .map(
    (picture) =>
      `<h2>${htmlText(picture.title)}</h2>\n<img alt="${htmlText(picture.title)}" src="${htmlText(picture.address)}">`,
  )
  .join('\n')}
</body>
</html>
`;
}

/** A colour as it may stand in a style sheet; that of the browser for what is none. */
function cssColour(text: string): string {
  return /^(?:#[\da-f]{3,8}|rgba?\([\d\s.,/%]+\))$/i.test(text.trim()) ? text.trim() : 'revert';
}

/** Headings stand over their values: right over numbers. */
function headRow({ columns, rows }: ExportTable): string {
  const heads = columns.map((title, at) => {
    const isNumber = rows.some((values) => typeof values[at] === 'number');
    return `<th${isNumber ? ' class="number"' : ''}>${htmlText(title)}</th>`;
  });
  return `<tr>${heads.join('')}</tr>`;
}

function tableRow(values: readonly ExportValue[]): string {
  return `<tr>${values.map(cell).join('')}</tr>`;
}

function cell(value: ExportValue): string {
  if (typeof value === 'number') return `<td class="number">${numberWord(value)}</td>`;
  return `<td>${htmlText(value ?? '')}</td>`;
}

function htmlText(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}
