import { numberWord, type ExportTable, type ExportValue } from './table.ts';

/** A table as GitHub's Markdown has it; nothing in a value is taken for markup. */
export function toMarkdown({ columns, rows }: ExportTable): string {
  const numeric = columns.map((_, index) =>
    rows.every((row) => row[index] === undefined || typeof row[index] === 'number'),
  );
  const lines = [
    `| ${columns.map((title) => markdownText(title)).join(' | ')} |`,
    `| ${numeric.map((isNumber) => (isNumber ? '---:' : '---')).join(' | ')} |`,
    ...rows.map((row) => `| ${row.map((value) => cell(value)).join(' | ')} |`),
  ];
  return `${lines.join('\n')}\n`;
}

function cell(value: ExportValue): string {
  if (value === undefined) return '';
  return typeof value === 'number' ? numberWord(value) : markdownText(value);
}

/** Text that Markdown leaves as it is, on one line. */
export function markdownText(text: string): string {
  return text
    .replaceAll(/[\\`*_{}[\]|~$]/g, String.raw`\$&`)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll(/\r\n?|\n/g, '<br>');
}
