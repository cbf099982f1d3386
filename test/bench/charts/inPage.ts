import { bucketSeries, visiblePart } from '../../../src/model/buckets.ts';
import { seededRandom } from '../../../src/model/statistics/random.ts';
import type { ManySeriesQuery, RunSeries } from '../../../src/protocol/compare.ts';
import type { FromComparePage } from '../../../src/protocol/comparePage.ts';
import type { StubHost } from '../../unit/webview/page/stubHost.ts';
import { frames, painted, when } from './frames.ts';
import { peers, type PeerName, type PlainPlot } from './peers.ts';

/*
 * Runs inside of the measured page: makes the series, answers the panel as the editor would, and
 * takes the times. The buckets of whole series are made beforehand, as the tracker's time is
 * measured elsewhere; those of a stretch are made when they are asked for.
 */

/** How much is drawn. */
export interface Load {
  readonly runs: number;
  readonly points: number;
  readonly seed: number;
  /** Buckets that the panel will ask for. */
  readonly buckets: number;
}

interface Series {
  readonly x: Float64Array;
  readonly y: Float64Array;
}

/** What the bench calls in the page. */
export interface ChartsBench {
  begin: (load: Load, keepsPoints: boolean) => void;
  firstPaint: () => Promise<number>;
  zoom: () => Promise<number>;
  hover: (frames: number) => Promise<number[]>;
  peer: (
    name: PeerName,
    frames: number,
  ) => Promise<{ readonly first: number; readonly zoom: number; readonly hover: number[] }>;
}

declare global {
  interface Window {
    host: StubHost;
    chartsBench: ChartsBench;
  }
}

const ids = (runs: number): string[] =>
  Array.from({ length: runs }, (_, index) => index.toString(16).padStart(32, '0'));

let series: Series[] = [];
let overviews: RunSeries[] = [];

function makeSeries({ runs, points, seed, buckets }: Load, keepsPoints: boolean): void {
  const random = seededRandom(seed);
  series = [];
  overviews = ids(runs).map((runId) => {
    const x = Float64Array.from({ length: points }, (_, step) => step);
    const speed = 1 + 4 * random();
    const y = x.map((step) => Math.exp((-speed * step) / points) + 0.05 * random());
    y[Math.floor(points * random())] = 1.5;
    if (keepsPoints) series.push({ x, y });
    return { runId, key: 'loss', count: points, ...bucketSeries(x, y, buckets) };
  });
}

function answered(query: ManySeriesQuery): RunSeries[] {
  const { from, to, buckets } = query;
  if (from === undefined || to === undefined) return overviews;
  return series.map(({ x, y }, index) => {
    const [start, end] = visiblePart(x, from, to);
    const made = bucketSeries(x.subarray(start, end), y.subarray(start, end), buckets, {
      from,
      to,
    });
    return { runId: overviews[index]?.runId ?? '', key: 'loss', count: end - start, ...made };
  });
}

function result(message: Extract<FromComparePage, { kind: 'request' }>): unknown {
  const runIds = overviews.map(({ runId }) => runId);
  switch (message.method) {
    case 'runs':
      return { kind: 'found', runIds, total: runIds.length };
    case 'metricNames':
      return ['loss'];
    case 'series':
      return answered(message.params as ManySeriesQuery);
    case 'columns': {
      const { columns } = message.params as { columns: readonly string[] };
      const words = runIds.map((_, index) => `run-${index}`);
      return columns.map(() => ({ kind: 'text', codes: Int32Array.from(words.keys()), words }));
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
      select: overviews.map(({ runId }) => runId),
      strings: {},
      views: { views: {} },
    };
    host.deliver({ kind: 'open', opening });
  } else if (message.kind === 'request') {
    host.deliver({ kind: 'answer', id: message.id, result: result(message) });
  }
}

function element(selector: string): HTMLElement {
  const found = document.querySelector<HTMLElement>(selector);
  if (found === null) throw new Error(`There is no ${selector}.`);
  return found;
}

function send(target: Element, type: string, x: number, y: number): void {
  const box = target.getBoundingClientRect();
  const at = { clientX: box.left + x, clientY: box.top + y };
  target.dispatchEvent(new PointerEvent(type, { ...at, bubbles: true, pointerId: 1, button: 0 }));
}

async function peer(name: PeerName, count: number) {
  const plot = element('.card .plot').getBoundingClientRect();
  const place = document.createElement('div');
  place.style.cssText = `position:fixed;inset:0 auto auto 0;width:${plot.width}px;height:${plot.height}px;z-index:9;background:#222`;
  document.body.append(place);
  await painted();
  const begun = performance.now();
  const made: PlainPlot = peers[name](place, series, plot.width, plot.height);
  const first = (await painted()) - begun;
  const [low, high] = [0.4, 0.5].map((share) => share * (series[0]?.x.length ?? 0));
  const zoomed = performance.now();
  made.zoom(low ?? 0, high ?? 1);
  const zoom = (await painted()) - zoomed;
  const hover = await frames(count, (share) => made.hover(share * plot.width, plot.height / 2));
  made.destroy();
  place.remove();
  return { first, zoom, hover };
}

window.chartsBench = {
  begin: (load, keepsPoints) => {
    makeSeries(load, keepsPoints);
    const { host } = window;
    host.onSend = (message) => answer(message as FromComparePage);
    const waiting: readonly unknown[] = host.sent.splice(0);
    for (const message of waiting) answer(message as FromComparePage);
  },
  firstPaint: async () => {
    await when(() => document.querySelector('#tab-charts') !== null);
    await painted();
    const begun = performance.now();
    element('#tab-charts').click();
    // A canvas is 300 wide until the chart has drawn into it.
    await when(() => ![300, undefined].includes(document.querySelector('canvas')?.width));
    return (await painted()) - begun;
  },
  zoom: async () => {
    const plot = element('.card .plot');
    plot.setPointerCapture = () => undefined;
    const before = plot.getAttribute('aria-valuemin');
    const { width } = plot.getBoundingClientRect();
    send(plot, 'pointerdown', width * 0.4, 50);
    send(plot, 'pointermove', width * 0.6, 50);
    const begun = performance.now();
    send(plot, 'pointerup', width * 0.6, 50);
    await when(() => plot.getAttribute('aria-valuemin') !== before);
    return (await painted()) - begun;
  },
  hover: (count) => {
    const plot = element('.card .plot');
    const { width } = plot.getBoundingClientRect();
    return frames(count, (share) => send(plot, 'pointermove', share * width, 80));
  },
  peer,
};
