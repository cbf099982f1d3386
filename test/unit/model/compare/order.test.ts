import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import type { ColumnData } from '../../../../src/model/compare/columns.ts';
import { sortedOrder, type SortKey } from '../../../../src/model/compare/order.ts';
import { seeded } from '../../../harness/seeded.ts';

const odd = [Number.NaN, -0, 0, Infinity, -Infinity, 1e308, -1e308, 1, 2];

describe('the order of a sorted table', () => {
  it('is that of comparing rows one by one, by several columns with many ties', () => {
    const random = seeded(7);
    const count = 2000;
    const column = (): ColumnData => ({
      kind: 'number',
      values: Float64Array.from(
        { length: count },
        () => odd[Math.floor(random() * odd.length)] ?? 0,
      ),
      present: Uint8Array.from({ length: count }, () => Number(random() < 0.9)),
    });
    const keys: SortKey[] = [
      { data: column(), ascending: false },
      { data: column(), ascending: true },
      { data: column(), ascending: false },
    ];
    const expected = Array.from({ length: count }, (_, row) => row).sort((a, b) => {
      for (const key of keys) {
        const result = compared(key, a, b);
        if (result !== 0) return result;
      }
      return a - b;
    });
    assert.deepEqual([...sortedOrder(count, keys)], expected);
  });
});

function compared({ data, ascending }: SortKey, a: number, b: number): number {
  if (data.kind !== 'number') throw new Error('only numbers are compared here');
  const [x = Number.NaN, y = Number.NaN] = [data.values[a], data.values[b]];
  const rank = (row: number, value: number): number =>
    data.present[row] === 1 ? Number(Number.isNaN(value)) : 2;
  const kind = rank(a, x) - rank(b, y);
  if (kind !== 0 || rank(a, x) !== 0 || x === y) return kind;
  return x < y === ascending ? -1 : 1;
}
