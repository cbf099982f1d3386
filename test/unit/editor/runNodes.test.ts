import assert from 'node:assert/strict';
import { reconcile } from '../../../src/editor/runs/runNodes.ts';

interface Row {
  readonly id: string;
  readonly value: number;
}
interface Node {
  row: Row;
}

function again(before: readonly Node[], rows: readonly Row[]) {
  return reconcile(
    before,
    rows,
    ({ id }: Row) => id,
    (row): Node => ({ row }),
  );
}

describe('rows that are read again', () => {
  const before = again(
    [],
    [
      { id: 'a', value: 1 },
      { id: 'b', value: 2 },
    ],
  ).nodes;

  it('keep their nodes, and only what is different is told', () => {
    const { nodes, changed, moved } = again(before, [
      { id: 'a', value: 1 },
      { id: 'b', value: 3 },
    ]);
    assert.equal(nodes[0], before[0]);
    assert.equal(nodes[1], before[1]);
    assert.deepEqual(changed, [before[1]]);
    assert.equal(before[1]?.row.value, 3);
    assert.equal(moved, false);
  });

  it('tell when one came, went or moved', () => {
    const rows = before.map(({ row }) => row);
    assert.equal(again(before, [{ id: 'c', value: 0 }, ...rows]).moved, true);
    assert.equal(again(before, rows.slice(1)).moved, true);
    assert.equal(again(before, rows.toReversed()).moved, true);
    assert.equal(again(before, rows).moved, false);
  });
});
