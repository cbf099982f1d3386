import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import { inRoot } from '../../scripts/setup/root.ts';
import { bucketsFor } from '../../webview/compare/charts/metricFeed.ts';
import { BrowserPages } from '../unit/webview/page/browserPage.ts';
import type { ChartsBench, Load } from './charts/inPage.ts';
import type { PeerName } from './charts/peers.ts';
import type { Benchmark } from './support/benchmark.ts';
import { inPageScript } from './support/inPage.ts';
import { measurement, type Measurement } from './support/measurement.ts';

declare global {
  interface Window {
    chartsBench: ChartsBench;
  }
}

const seed = 42;
const rounds = 5;
const hoverFrames = 100;

/** Of DESIGN §8 and of what else is asked for; the first one has the budgets. */
const loads: readonly (Pick<Load, 'runs' | 'points'> & { readonly budgets: boolean })[] = [
  { runs: 50, points: 10_000, budgets: true },
  { runs: 200, points: 2000, budgets: false },
  { runs: 20, points: 100_000, budgets: false },
];

const peerNames: Readonly<Record<PeerName, string>> = { chartJs: 'chart.js', uPlot: 'uPlot' };

interface Times {
  readonly first: number[];
  readonly zoom: number[];
  readonly hover: number[];
}

/** The charts of the comparison panel in a browser, beside the same lines in plain libraries. */
export const charts: Benchmark = {
  name: 'charts',
  measure: async (kit) => {
    await kit.editor();
    const script = await inPageScript('charts');
    const pages = await BrowserPages.start('compare');
    try {
      const measured: Measurement[] = [];
      for (const { runs, points, budgets } of loads) {
        kit.say(`   ${runs} runs × ${points} points`);
        measured.push(...(await measureLoad(pages, script, { runs, points }, budgets)));
      }
      measured.push(await memory(pages, script));
      return measured;
    } finally {
      await pages.stop();
    }
  },
};

type Size = Pick<Load, 'runs' | 'points'>;

async function opened(
  pages: BrowserPages,
  script: string,
  { runs, points }: Size,
  keepsPoints: boolean,
): Promise<Page> {
  const page = await pages.open();
  await page.evaluate(script);
  const load = { runs, points, seed, buckets: bucketsFor(runs) };
  await page.evaluate(([given, keeps]) => window.chartsBench.begin(given, keeps), [
    load,
    keepsPoints,
  ] as const);
  return page;
}

async function measureLoad(
  pages: BrowserPages,
  script: string,
  size: Size,
  budgets: boolean,
): Promise<Measurement[]> {
  const ours: Times = { first: [], zoom: [], hover: [] };
  const others: Record<PeerName, Times> = {
    chartJs: { first: [], zoom: [], hover: [] },
    uPlot: { first: [], zoom: [], hover: [] },
  };
  for (let round = 0; round < rounds; round += 1) {
    // A page of its own each: what one has loaded or compiled helps no other.
    const page = await opened(pages, script, size, true);
    ours.first.push(await page.evaluate(() => window.chartsBench.firstPaint()));
    ours.hover.push(...(await page.evaluate((n) => window.chartsBench.hover(n), hoverFrames)));
    ours.zoom.push(await page.evaluate(() => window.chartsBench.zoom()));
    if (round < 2) {
      for (const name of ['chartJs', 'uPlot'] as const) {
        const { first, zoom, hover } = await page.evaluate(
          ([peer, n]) => window.chartsBench.peer(peer, n),
          [name, round === 0 ? 30 : 1] as const,
        );
        others[name].first.push(first);
        others[name].zoom.push(zoom);
        others[name].hover.push(...hover);
      }
    }
    await page.context().close();
  }
  const versions = await peerVersions();
  return (['first', 'zoom', 'hover'] as const).flatMap((what) =>
    (['chartJs', 'uPlot'] as const).map((peer) =>
      measurement({
        name: `charts.${what}.${size.runs}x${size.points}.beside-${peerNames[peer]}`,
        what: `${wording[what]}, ${size.runs} runs × ${size.points} points`,
        unit: 'ms',
        better: 'lower',
        values: ours[what],
        ...(budgets && { budget: limits[what] }),
        peer: {
          name: `${peerNames[peer]} ${versions[peer]}, all points`,
          values: others[peer][what],
          settings: { size: 'that of our chart', crosshairAndLegend: 'its own' },
        },
        settings: {
          seed,
          rounds,
          bucketsALine: bucketsFor(size.runs),
          browser: 'Chromium without a window and without a GPU',
          painted: 'the beginning of the second frame after the drawing',
          answers: 'in the page, whole series bucketed beforehand, stretches when asked for',
        },
      }),
    ),
  );
}

const wording = {
  first: 'From the click on Charts to the painted chart',
  zoom: 'From the end of a drag to the painted stretch',
  hover: 'A frame while the crosshair moves, with the values of all runs sorted beside it',
} as const;

const limits = {
  first: { of: 'median', atMost: 250 },
  zoom: { of: 'median', atMost: 100 },
  hover: { of: 'p95', atMost: 20 },
} as const;

async function peerVersions(): Promise<Record<PeerName, string>> {
  const version = async (name: string): Promise<string> => {
    const text = await readFile(inRoot('node_modules', name, 'package.json'), 'utf8');
    return String((JSON.parse(text) as { version: unknown }).version);
  };
  return { chartJs: await version('chart.js'), uPlot: await version('uplot') };
}

/** What the page's process holds with 50 runs × 100,000 points charted. */
async function memory(pages: BrowserPages, script: string): Promise<Measurement> {
  const size = { runs: 50, points: 100_000 };
  const page = await opened(pages, script, size, false);
  await page.evaluate(() => window.chartsBench.firstPaint());
  await page.evaluate(() => window.chartsBench.hover(20));
  const session = await page.context().newCDPSession(page);
  await session.send('HeapProfiler.collectGarbage');
  const { usedSize, backingStorageSize = 0 } = (await session.send('Runtime.getHeapUsage')) as {
    usedSize: number;
    backingStorageSize?: number;
  };
  await page.context().close();
  return measurement({
    name: 'charts.memory',
    what: 'Memory of the page (JavaScript heap and array buffers) with 50 runs × 100,000 points charted',
    unit: 'MB',
    better: 'lower',
    values: [(usedSize + backingStorageSize) / 1e6],
    budget: { of: 'max', atMost: 300 },
    noPeer: 'the others would have to hold all points',
    settings: { ...size, seed, after: 'a garbage collection', points: 'held by the tracker' },
  });
}
