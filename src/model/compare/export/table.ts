/** A value of an exported table; `undefined` where a run has none. */
export type ExportValue = string | number | undefined;

/** A table on its way out. */
export interface ExportTable {
  /** Headings, one a column. */
  readonly columns: readonly string[];
  /** Rows of as many values. */
  readonly rows: readonly (readonly ExportValue[])[];
}

/** A number as Python and other tools write it. */
export function numberWord(value: number): string {
  if (Number.isNaN(value)) return 'nan';
  if (value === Infinity) return 'inf';
  return value === -Infinity ? '-inf' : String(value);
}
