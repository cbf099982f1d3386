import { seededRandom } from '../../../src/model/statistics/random.ts';
import { sortedOrder } from '../../../src/model/compare/order.ts';
import type { ColumnData, ColumnInfo } from '../../../src/model/compare/columns.ts';
import type { RunsQuery } from '../../../src/protocol/compare.ts';
import type { FromComparePage } from '../../../src/protocol/comparePage.ts';
import type { StubHost } from '../../unit/webview/page/stubHost.ts';
import { frames, painted, when } from '../charts/frames.ts';
import { peers, type PeerTable, type TablePeerName } from './peers.ts';

/*
 * Runs inside of the measured page: makes the columns, answers the panel as the editor would, and
 * takes the times. What the store takes for its answers is measured elsewhere.
 */

/** How large the table is. */
export interface TableLoad {
  readonly runs: number;
  readonly metrics: number;
  readonly params: number;
  readonly seed: number;
}

/** What is measured of a table; milliseconds. */
export interface TableTimes {
  readonly first: number;
  readonly sort: number;
  /** Of frames. */
  readonly down: readonly number[];
  readonly across: readonly number[];
}

/** What the bench calls in the page. */
export interface TableBench {
  ours: (load: TableLoad, frames: number, step: number) => Promise<TableTimes>;
  peer: (name: TablePeerName, frames: number, step: number) => Promise<TableTimes>;
}

declare global {
  interface Window {
    host: StubHost;
    tableBench: TableBench;
  }
}

let runIds: string[] = [];
const columns = new Map<string, Float64Array>();

function make({ runs, metrics, params, seed }: TableLoad): void {
  const random = seededRandom(seed);
  runIds = Array.from({ length: runs }, (_, index) => index.toString(16).padStart(32, '0'));
  const column = (): Float64Array => Float64Array.from(runIds, () => random());
  for (let index = 0; index < params; index += 1) columns.set(`param:p${index}`, column());
  for (let index = 0; index < metrics; index += 1) columns.set(`metric:m${index}`, column());
}

function dataOf(id: string, wanted: readonly string[]): ColumnData {
  const rows = wanted.map((runId) => Number.parseInt(runId, 16));
  const values = columns.get(id);
  if (values === undefined) {
    const words = rows.map((row) => (id === 'run:name' ? `run-${row}` : ''));
    return { kind: 'text', codes: Int32Array.from(words.keys()), words };
  }
  return {
    kind: 'number',
    values: Float64Array.from(rows, (row) => values[row] ?? 0),
    present: new Uint8Array(rows.length).fill(1),
  };
}

function ordered({ orderBy }: RunsQuery): readonly string[] {
  const keys = orderBy.map(({ column, ascending }) => ({
    data: dataOf(column, runIds),
    ascending,
  }));
  return Array.from(sortedOrder(runIds.length, keys), (row) => runIds[row] ?? '');
}

function result(message: Extract<FromComparePage, { kind: 'request' }>): unknown {
  switch (message.method) {
    case 'runs':
      return {
        kind: 'found',
        runIds: ordered(message.params as RunsQuery),
        total: runIds.length,
      };
    case 'catalogue':
      return [...columns.keys()].map((id): ColumnInfo => ({
        id,
        runs: runIds.length,
        differs: true,
      }));
    case 'columns': {
      const asked = message.params as { runIds: readonly string[]; columns: readonly string[] };
      return asked.columns.map((id) => dataOf(id, asked.runIds));
    }
    default:
      return [];
  }
}

function answer(message: FromComparePage): void {
  const { host } = window;
  if (message.kind === 'ready') {
    const opening = {
      store: '/s',
      project: 'bench',
      scope: { kind: 'experiments' },
      select: [],
      strings: {},
      views: { views: {} },
    };
    host.deliver({ kind: 'open', opening });
  } else if (message.kind === 'request') {
    host.deliver({ kind: 'answer', id: message.id, result: result(message) });
  }
}

/** To and fro, so that every frame has something new to show. */
async function scrolled(element: Element, x: number, y: number, count: number): Promise<number[]> {
  element.scrollTo(0, 0);
  await painted();
  let way = 1;
  return frames(count, () => {
    const { scrollLeft, scrollTop } = element;
    element.scrollBy(x * way, y * way);
    if (element.scrollLeft !== scrollLeft || element.scrollTop !== scrollTop) return;
    way = -way;
    element.scrollBy(x * way, y * way);
  });
}

function grid(): HTMLElement {
  const found = document.querySelector<HTMLElement>('.grid');
  if (found === null) throw new Error('There is no table.');
  return found;
}

window.tableBench = {
  ours: async (load, count, step) => {
    make(load);
    const { host } = window;
    host.onSend = (message) => answer(message as FromComparePage);
    const waiting: readonly unknown[] = host.sent.splice(0);
    const begun = performance.now();
    for (const message of waiting) answer(message as FromComparePage);
    const first = (): string => document.querySelector('.grid-row[data-run]')?.textContent ?? '';
    await when(() => first().includes('run-'));
    const opened = (await painted()) - begun;
    const down = await scrolled(grid(), 0, step, count);
    const across = await scrolled(grid(), step, 0, count);
    grid().scrollTo(0, 0);
    await painted();
    const head = [...document.querySelectorAll<HTMLElement>('.cell.head')].find(
      ({ title }) => title === 'p1',
    );
    const before = first();
    const clicked = performance.now();
    head?.click();
    await when(() => first() !== before && first().includes('run-'));
    return { first: opened, down, across, sort: (await painted()) - clicked };
  },
  peer: async (name, count, step) => {
    const { width, height } = grid().getBoundingClientRect();
    const place = document.createElement('div');
    place.style.cssText = `position:fixed;inset:0 auto auto 0;width:${width}px;height:${height}px;z-index:9;overflow:auto;background:#222`;
    document.body.append(place);
    await painted();
    const begun = performance.now();
    const table: PeerTable = peers[name](place, runIds, columns);
    const first = (await painted()) - begun;
    const down = await scrolled(place, 0, step, count);
    const across = await scrolled(place, step, 0, count);
    place.scrollTo(0, 0);
    await painted();
    const clicked = performance.now();
    table.sort('param:p1');
    const sort = (await painted()) - clicked;
    table.destroy();
    place.remove();
    return { first, sort, down, across };
  },
};
