import {
  parseColumnId,
  type ColumnData,
  type ColumnId,
  type ColumnName,
} from '../../model/compare/columns.ts';
import { fromSqlNumber, type Database } from '../database.ts';
import type { Store } from '../store.ts';
import { builtInColumn } from './builtInColumns.ts';

/** The store's own keys of runs; 0, which no run has, for one that is gone. */
export type RunKeys = Int32Array;

/** From here on a column is read whole through its index rather than run by run. */
const manyRuns = 400;

/** The store's own keys of runs, by their identifiers. */
export function runKeysOf(store: Store, runIds: readonly string[]): RunKeys {
  const rows = store.database
    .prepare<[string], [number, number]>(
      `SELECT wanted.key, runs.pk FROM json_each(?) AS wanted
       CROSS JOIN runs ON runs.id = wanted.value AND runs.lifecycle = 'active'`,
    )
    .raw()
    .all(JSON.stringify(runIds));
  const keys = new Int32Array(runIds.length);
  for (const [index, key] of rows) keys[index] = key;
  return keys;
}

/** The values of columns for those runs, in their order; a name of no column has no values. */
export function readColumns(
  store: Store,
  keys: RunKeys,
  columns: readonly ColumnId[],
): ColumnData[] {
  const places = placesOf(keys);
  return columns.map((id) => {
    const name = parseColumnId(id);
    return name === undefined ? noText(keys.length) : readColumn(store, keys, places, name);
  });
}

/** Where each run stands among those asked for, by its key; -1 for others. */
type Places = Int32Array;

/** The keys are small numbers, counted up by the store. */
function placesOf(keys: RunKeys): Places {
  let greatest = 0;
  for (const key of keys) greatest = Math.max(greatest, key);
  const places = new Int32Array(greatest + 1).fill(-1);
  for (let place = 0; place < keys.length; place += 1) places[keys[place] ?? 0] = place;
  places[0] = -1;
  return places;
}

function readColumn(store: Store, keys: RunKeys, places: Places, name: ColumnName): ColumnData {
  switch (name.source) {
    case 'param':
      return textColumn(keys, places, pairs(store.database, 'params', name.key, keys));
    case 'tag':
      return textColumn(keys, places, pairs(store.database, 'tags', name.key, keys));
    case 'metric': {
      // Which way is better is for the caller to say: `best` is asked for as one of these.
      const column = name.statistic === 'best' ? 'last' : name.statistic;
      return numberColumn(keys, places, pairs(store.database, 'series', name.key, keys, column));
    }
    case 'run':
    case 'system':
    case 'git':
    case 'data': {
      const column = builtInColumn(name);
      if (column === undefined) return noText(keys.length);
      const rows = store.database
        .prepare<[string], [number, string | number | null]>(
          `SELECT r.pk, ${column.expression} FROM json_each(?) AS wanted
           CROSS JOIN runs AS r ON r.pk = wanted.value ${column.join}`,
        )
        .raw()
        .all(JSON.stringify(Array.from(keys)));
      return column.kind === 'number'
        ? numberColumn(keys, places, rows)
        : textColumn(keys, places, rows);
    }
  }
}

type Row = readonly [run: number, value: string | number | null];

function pairs(
  database: Database,
  table: 'params' | 'tags' | 'series',
  key: string,
  keys: RunKeys,
  value: 'value' | 'last' | 'min' | 'max' = 'value',
): Row[] {
  if (keys.length >= manyRuns) {
    return database
      .prepare<[string], Row>(
        `SELECT run, ${value} FROM ${table} INDEXED BY ${table}_by_key WHERE key = ?`,
      )
      .raw()
      .all(key);
  }
  return database
    .prepare<[string, string], Row>(
      `SELECT run, ${table}.${value} FROM json_each(?) AS wanted
       CROSS JOIN ${table} ON run = wanted.value AND ${table}.key = ?`,
    )
    .raw()
    .all(JSON.stringify(Array.from(keys)), key);
}

function numberColumn(keys: RunKeys, places: Places, rows: readonly Row[]): ColumnData {
  const values = new Float64Array(keys.length);
  const present = new Uint8Array(keys.length);
  for (const [run, value] of rows) {
    const place = places[run] ?? -1;
    if (place < 0 || value === null) continue;
    values[place] = fromSqlNumber(value);
    present[place] = 1;
  }
  return { kind: 'number', values, present };
}

function textColumn(keys: RunKeys, places: Places, rows: readonly Row[]): ColumnData {
  const codes = new Int32Array(keys.length).fill(-1);
  const words: string[] = [];
  const known = new Map<string, number>();
  for (const [run, value] of rows) {
    const place = places[run] ?? -1;
    if (place < 0 || value === null) continue;
    const word = String(value);
    let code = known.get(word);
    if (code === undefined) {
      code = words.push(word) - 1;
      known.set(word, code);
    }
    codes[place] = code;
  }
  return { kind: 'text', codes, words };
}

function noText(count: number): ColumnData {
  return { kind: 'text', codes: new Int32Array(count).fill(-1), words: [] };
}
