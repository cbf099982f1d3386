/** A table that a run logged. */
export interface LoggedTable {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** Rows that were left out. */
  readonly more: number;
  /** A confusion matrix: the first column names the true class, the others the foretold ones. */
  readonly confusion: boolean;
}

/** As much as can be taken in beside others. */
const mostRows = 100;
const mostColumns = 40;

/** Reads a file as a table, by its name's ending; nothing when it is none. */
export function loggedTable(path: string, text: string): LoggedTable | undefined {
  const ending = path.slice(path.lastIndexOf('.') + 1).toLowerCase();
  const lines =
    ending === 'csv' || ending === 'tsv'
      ? separated(text, ending === 'csv' ? ',' : '\t')
      : ending === 'json'
        ? fromJson(text)
        : undefined;
  const [columns, ...rows] = lines ?? [];
  if (columns === undefined || rows.length === 0) return undefined;
  return {
    columns: columns.slice(0, mostColumns),
    rows: rows.slice(0, mostRows).map((row) => row.slice(0, mostColumns)),
    more: Math.max(0, rows.length - mostRows),
    confusion: isConfusion(path, columns, rows),
  };
}

/** Reads fields as RFC 4180 describes them; quotes may hold separators and line ends. */
export function separated(text: string, separator: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  let field = '';
  let quoted = false;
  const endRow = (): void => {
    if (row.length > 0 || field !== '') rows.push([...row, field]);
    row = [];
    field = '';
  };
  for (let at = 0; at < text.length; at += 1) {
    const sign = text[at] ?? '';
    if (quoted) {
      if (sign !== '"') field += sign;
      else if (text[at + 1] === '"') {
        field += '"';
        at += 1;
      } else quoted = false;
    } else if (sign === '"' && field === '') quoted = true;
    else if (sign === separator) {
      row.push(field);
      field = '';
    } else if (sign === '\n') endRow();
    else if (sign !== '\r') field += sign;
  }
  endRow();
  return rows;
}

/**
 * Tables in JSON: MLflow's `log_table` (`columns` and `data`), lists of objects, a matrix with its
 * `labels`, and plain lists of lists.
 */
function fromJson(text: string): string[][] | undefined {
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (isRecord(content)) {
    const { columns, data, labels } = content;
    if (isList(columns) && isMatrix(data)) return [columns.map(word), ...data.map(words)];
    const matrix = content['matrix'] ?? content['confusion_matrix'];
    if (!isMatrix(matrix)) return undefined;
    const names = isList(labels) ? labels.map(word) : matrix.map((_, index) => String(index));
    return [['', ...names], ...matrix.map((row, index) => [names[index] ?? '', ...row.map(word)])];
  }
  if (isMatrix(content)) {
    const names = (content[0] ?? []).map((_, index) => String(index));
    return [names, ...content.map(words)];
  }
  if (!isList(content) || !content.every((each) => isRecord(each))) return undefined;
  const names = [...new Set(content.flatMap((each) => Object.keys(each)))];
  return [names, ...content.map((each) => names.map((name) => word(each[name] ?? '')))];
}

/** As many rows as columns, of counts or shares, in a file that says so or named alike both ways. */
function isConfusion(
  path: string,
  columns: readonly string[],
  rows: readonly (readonly string[])[],
): boolean {
  const names = columns.slice(1);
  const square = names.length > 1 && rows.length === names.length;
  if (!square || !rows.every((row) => row.slice(1).every((value) => Number(value) >= 0))) {
    return false;
  }
  return /confusion/i.test(path) || rows.every((row, index) => row[0] === names[index]);
}

function words(row: readonly unknown[]): string[] {
  return row.map(word);
}

function word(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function isMatrix(value: unknown): value is readonly (readonly unknown[])[] {
  return isList(value) && value.length > 0 && value.every((row) => isList(row));
}

function isList(value: unknown): value is readonly unknown[] {
  return Array.isArray(value);
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
