import { numberOf } from '../columns.ts';
import { numberWord, type ExportTable, type ExportValue } from './table.ts';

/** Python that makes a data frame of a table, a column a line. */
export function toPandas({ columns, rows }: ExportTable): string {
  const lines = columns.map((title, index) => {
    const values = rows.map((row) => row[index]);
    // Text that is all numbers, such as parameters, is meant as numbers.
    const numeric = values.every(
      (value) =>
        value === undefined ||
        typeof value === 'number' ||
        !Number.isNaN(numberOf(value)) ||
        /^\s*nan\s*$/i.test(value),
    );
    return `    ${pythonText(title)}: [${values.map((value) => literal(value, numeric)).join(', ')}],`;
  });
  return `import pandas as pd\n\nruns = pd.DataFrame({\n${lines.join('\n')}\n})\n`;
}

function literal(value: ExportValue, numeric: boolean): string {
  if (value === undefined) return 'None';
  if (!numeric && typeof value === 'string') return pythonText(value);
  const number = typeof value === 'number' ? value : numberOf(value);
  return Number.isFinite(number) ? String(number) : `float("${numberWord(number)}")`;
}

/** JSON's strings are Python's too. */
function pythonText(text: string): string {
  return JSON.stringify(text);
}
