import { valueAt, type ColumnData, type ColumnInfo } from '../model/compare/columns.ts';
import type { Run } from '../model/run.ts';
import { catalogue } from '../store/compare/catalogue.ts';
import { readColumns, runKeysOf } from '../store/compare/columnValues.ts';
import type { Store } from '../store/store.ts';
import { toJsonNumber } from '../store/views/runReport.ts';
import { parseArguments } from './arguments.ts';
import { durationText, numberText, table, type Output } from './output.ts';
import { findRun, openProjectStore } from './projectStore.ts';
import { UsageError } from './usage.ts';

/** A column of the comparison, with its value for each run. */
interface ComparedColumn {
  readonly id: string;
  readonly differs: boolean;
  readonly values: readonly (string | number | undefined)[];
}

/**
 * `trackline compare RUN RUN…`: runs beside each other, what differs between them first of all.
 *
 * The stable form of `--json` is `{runs: [{id, name}…], columns: [{id, differs, values}…]}`: a
 * column's `id` is `param:lr`, `metric:loss` (its last value), `tag:…`, `run:…`, `system:…`,
 * `git:…` or `data:…`, and `values` has one for each run, `null` where a run has none.
 */
export async function compare(args: readonly string[], output: Output): Promise<number> {
  const { values, positionals } = parseArguments({
    args: [...args],
    options: {
      json: { type: 'boolean', default: false },
      all: { type: 'boolean', default: false },
    },
    allowPositionals: true,
  });
  if (positionals.length < 2) {
    throw new UsageError('Name two runs or more: `trackline compare RUN RUN…`.');
  }
  const { store } = await openProjectStore(process.cwd(), output);
  try {
    const runs = positionals.map((name) => findRun(store, name));
    const columns = comparedColumns(store, runs);
    if (values.json) output.line(JSON.stringify(report(runs, columns), undefined, 2));
    else for (const line of linesOf(runs, columns, values.all)) output.line(line);
    return 0;
  } finally {
    store.close();
  }
}

function comparedColumns(store: Store, runs: readonly Run[]): ComparedColumn[] {
  const runIds = runs.map(({ id }) => id);
  const own: ColumnInfo[] = ['status', 'start', 'duration'].map((key) => ({ id: `run:${key}` }));
  const scope = { kind: 'runs', runIds } as const;
  const columns = [...own, ...catalogue(store, { scope, counted: true })];
  const data = readColumns(
    store,
    runKeysOf(store, runIds),
    columns.map(({ id }) => id),
  );
  return columns.map(({ id }, index) => {
    const column: ColumnData | undefined = data[index];
    const values = runs.map((_, run) => column && valueAt(column, run));
    return { id, values, differs: values.some((value) => !Object.is(value, values[0])) };
  });
}

function report(runs: readonly Run[], columns: readonly ComparedColumn[]): unknown {
  return {
    runs: runs.map(({ id, name }) => ({ id, name })),
    columns: columns.map(({ id, differs, values }) => ({
      id,
      differs,
      values: values.map((value) =>
        typeof value === 'number' ? toJsonNumber(value) : (value ?? null),
      ),
    })),
  };
}

function linesOf(runs: readonly Run[], columns: readonly ComparedColumn[], all: boolean): string[] {
  const shown = columns.filter(({ differs }) => all || differs);
  const rows = shown.map(({ id, values }) => [id, ...values.map((value) => text(id, value))]);
  const same = columns.length - shown.length;
  return [
    ...table(['', ...runs.map(({ name }) => name)], rows),
    ...(same === 0 ? [] : [`${same} the same in all of them; --all shows them too`]),
  ];
}

function text(id: string, value: string | number | undefined): string {
  if (value === undefined) return '–';
  if (id === 'run:start') return new Date(value).toISOString();
  if (typeof value !== 'number') return value;
  return id === 'run:duration' ? durationText(value) : numberText(value);
}
