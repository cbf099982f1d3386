import { numberWord, type ExportTable } from './table.ts';

/** One object a row, without the values that it does not have; NaN and ±∞ as words. */
export function toJson({ columns, rows }: ExportTable): string {
  const objects = rows.map((row) => {
    const entries = row.flatMap((value, index) => {
      if (value === undefined) return [];
      const held = typeof value === 'number' && !Number.isFinite(value) ? numberWord(value) : value;
      return [`${JSON.stringify(columns[index] ?? '')}: ${JSON.stringify(held)}`];
    });
    return `  {${entries.join(', ')}}`;
  });
  return `[\n${objects.join(',\n')}\n]\n`;
}
