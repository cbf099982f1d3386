import assert from 'node:assert/strict';
import { setImmediate } from 'node:timers/promises';
import { layOut } from '../../../../webview/compare/table/columns/columnLayout.ts';
import { WantedCells } from '../../../../webview/compare/table/grid/wantedCells.ts';
import type { Viewport } from '../../../../webview/compare/table/grid/viewport.ts';
import { runRows, type Row } from '../../../../webview/compare/table/rows.ts';
import { readTableState } from '../../../../webview/compare/table/tableState.ts';
import { Cells } from '../../../../webview/compare/table/values/cells.ts';

const runIds = Array.from({ length: 1000 }, (_, index) => `run${index}`);
const rows = runRows(runIds);
const ids = ['run:name', ...Array.from({ length: 100 }, (_, index) => `metric:m${index}`)];
const layout = layOut(ids, readTableState(undefined), false);

/** Rows and columns in sight: the first of each, and how many. */
function sight(row: number, column: number, count = 30): Pick<Viewport, 'rows' | 'columns'> {
  return {
    rows: { from: row, to: row + count },
    columns: { from: column, to: column + 10 },
  };
}

describe('the cells that the table wants', () => {
  it('are those in sight, and stay the same while these do', () => {
    const wanted = new WantedCells();
    const window = wanted.of(rows, layout, sight(100, 20), undefined);
    assert.deepEqual(window.runIds, runIds.slice(100, 130));
    assert.deepEqual(window.columns, ['run:name', 'run:starred', ...ids.slice(21, 31)]);
    assert.equal(wanted.of(rows, layout, sight(100, 20), undefined), window);
  });

  it('are others when the table shows others', () => {
    const after = (...given: Parameters<WantedCells['of']>) => {
      const wanted = new WantedCells();
      wanted.of(rows, layout, sight(100, 20), undefined);
      return wanted.of(...given);
    };
    const other = layOut(ids.toReversed(), readTableState(undefined), false);
    const turned = runRows(runIds.toReversed());
    assert.ok(after(rows, layout, sight(500, 20), undefined).runIds.includes('run500'));
    assert.ok(after(rows, layout, sight(100, 80), undefined).columns.includes('metric:m89'));
    assert.ok(after(rows, other, sight(100, 20), undefined).columns.includes('metric:m79'));
    assert.ok(after(turned, layout, sight(100, 20), undefined).runIds.includes('run899'));
    assert.equal(after(rows, layout, sight(100, 20), 'run999').runIds[0], 'run999');
  });

  it('are followed by those where the table is scrolled to, many at once', () => {
    const wanted = new WantedCells();
    const after = (row: number, column: number) =>
      wanted.of(rows, layout, sight(row, column), undefined).ahead;
    assert.equal(after(100, 20), undefined);
    const down = after(110, 20);
    assert.deepEqual(down?.runIds, runIds.slice(110, 256));
    assert.deepEqual(after(120, 20)?.runIds.at(-1), down?.runIds.at(-1), 'no question a frame');
    assert.deepEqual(after(105, 20)?.runIds, runIds.slice(0, 135));
    const right = after(105, 24);
    assert.deepEqual(right?.columns, ['run:name', 'run:starred', ...ids.slice(25, 65)]);
    assert.deepEqual(right.runIds, runIds.slice(105, 135));
    assert.deepEqual(after(105, 20)?.columns.slice(2), ids.slice(1, 31));
  });

  it('are none where nothing is in sight, and no groups', () => {
    const wanted = new WantedCells();
    const nothing = { rows: { from: 0, to: 0 }, columns: { from: 0, to: 0 } };
    assert.deepEqual(wanted.of(rows, layout, nothing, undefined).runIds, []);
    const group: Row = { kind: 'group', index: 0, name: '[]', open: true };
    const inGroup: Row[] = [group, ...rows.slice(0, 2)];
    assert.deepEqual(wanted.of(inGroup, layout, sight(0, 0, 3), undefined).runIds, [
      'run0',
      'run1',
    ]);
  });
});

describe('the values of the table', () => {
  let asked: { runIds: readonly string[]; columns: readonly string[] }[];
  let down: boolean;
  let cells: Cells;

  beforeEach(() => {
    asked = [];
    down = false;
    cells = new Cells({
      request: (async (_method: string, params: (typeof asked)[number]) => {
        asked.push(params);
        await setImmediate();
        if (down) throw new Error('down');
        const words = params.runIds.map((id) => `of ${id}`);
        return params.columns.map(() => ({ kind: 'text', codes: [...words.keys()], words }));
      }) as unknown as ConstructorParameters<typeof Cells>[0]['request'],
      came: () => undefined,
      failed: () => undefined,
      directionOf: () => undefined,
    });
  });

  async function rested(): Promise<void> {
    for (let turn = 0; turn < 5; turn += 1) await setImmediate();
  }

  const window = {
    runIds: ['a', 'b'],
    columns: ['run:name', 'metric.best:loss'],
    ahead: undefined,
  };

  it('are asked for once', async () => {
    cells.want(window);
    await rested();
    cells.want(window);
    await rested();
    assert.equal(asked.length, 1);
    assert.equal(cells.value('b', 'run:name'), 'of b');
  });

  it('are asked for ahead of the sight when those in sight are there', async () => {
    const ahead = { runIds: ['a', 'b', 'c'], columns: window.columns };
    cells.want({ ...window, ahead });
    await rested();
    assert.deepEqual(
      asked.map((each) => each.runIds),
      [['a', 'b'], ['c']],
    );
    cells.want({ ...ahead, ahead: undefined });
    await rested();
    assert.equal(asked.length, 2);
  });

  it('are asked for again when they are forgotten, have changed or did not come', async () => {
    down = true;
    cells.want(window);
    await rested();
    down = false;
    cells.want(window);
    await rested();
    assert.equal(asked.length, 2);
    cells.forgetColumn('metric.best:loss');
    cells.want(window);
    await rested();
    assert.deepEqual(asked[2]?.columns, ['metric.max:loss']);
    cells.refresh(['b', 'elsewhere']);
    await rested();
    assert.deepEqual(asked[3]?.runIds, ['b']);
    assert.equal(asked.length, 4);
  });
});
