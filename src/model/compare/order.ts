import { asNumbers, type ColumnData } from './columns.ts';

/** One column of a sorted table, as values that can be compared. */
export interface SortKey {
  readonly data: ColumnData;
  readonly ascending: boolean;
}

/**
 * The order of rows sorted by several columns: indices into the columns. Numbers come before NaN,
 * and what has no value comes last, whichever way a column is sorted; rows that are equal stay as
 * they are.
 */
export function sortedOrder(count: number, keys: readonly SortKey[]): Int32Array {
  const order = Int32Array.from({ length: count }, (_, index) => index);
  const compares = keys.map(({ data, ascending }) => comparison(asNumbers(data), ascending));
  const [first, ...others] = compares;
  if (first === undefined) return order;
  return order.sort((a, b) => {
    let result = first(a, b);
    for (let index = 0; result === 0 && index < others.length; index += 1) {
      result = others[index]?.(a, b) ?? 0;
    }
    return result === 0 ? a - b : result;
  });
}

type Compare = (a: number, b: number) => number;

function comparison(data: ColumnData, ascending: boolean): Compare {
  const values = data.kind === 'number' ? data.values : ranks(data.words, data.codes);
  const present =
    data.kind === 'number'
      ? data.present
      : Uint8Array.from(data.codes, (code) => Number(code >= 0));
  // 0: a number, 1: NaN, 2: nothing. What is not a number is not turned around with the others.
  const rank = Uint8Array.from(values, (value, index) =>
    present[index] === 1 ? Number(Number.isNaN(value)) : 2,
  );
  return (a, b) => {
    const kind = (rank[a] ?? 0) - (rank[b] ?? 0);
    if (kind !== 0 || rank[a] !== 0) return kind;
    const [x = 0, y = 0] = [values[a], values[b]];
    if (x === y) return 0;
    return x < y === ascending ? -1 : 1;
  };
}

/** The places of words among each other, with the numbers in them compared as numbers. */
function ranks(words: readonly string[], codes: Int32Array): Float64Array {
  const keys = words.map((word) =>
    word.toLowerCase().replaceAll(/\d+/g, (digits) => digits.padStart(16, '0')),
  );
  const sorted = Array.from(keys.keys()).sort((a, b) => {
    const [x = '', y = ''] = [keys[a], keys[b]];
    return x < y ? -1 : x > y ? 1 : a - b;
  });
  const rankOf = new Float64Array(words.length);
  for (const [place, word] of sorted.entries()) rankOf[word] = place;
  return Float64Array.from(codes, (code) => rankOf[code] ?? Number.NaN);
}
