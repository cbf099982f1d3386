import { numberOf } from '../columns.ts';
import { numberWord, type ExportTable, type ExportValue } from './table.ts';

/**
 * A table as RFC 4180 has it. Text that a spreadsheet would take for a formula gets an apostrophe
 * before it; numbers, also negative ones, stay as they are.
 */
export function toCsv({ columns, rows }: ExportTable): string {
  const lines = [columns, ...rows].map((row: readonly ExportValue[]) => row.map(field).join(','));
  return `${lines.join('\r\n')}\r\n`;
}

function field(value: ExportValue): string {
  if (value === undefined) return '';
  if (typeof value === 'number') return numberWord(value);
  const text = /^[=+\-@\t\r]/.test(value) && Number.isNaN(numberOf(value)) ? `'${value}` : value;
  return /[",\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
