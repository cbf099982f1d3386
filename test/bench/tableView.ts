import { BrowserPages } from '../unit/webview/page/browserPage.ts';
import type { Benchmark } from './support/benchmark.ts';
import { inPageScript } from './support/inPage.ts';
import { measurement, type Measurement } from './support/measurement.ts';
import type { TableBench, TableLoad, TableTimes } from './table/inPage.ts';
import type { TablePeerName } from './table/peers.ts';

declare global {
  interface Window {
    tableBench: TableBench;
  }
}

const load: TableLoad = { runs: 10_000, metrics: 70, params: 30, seed: 6 };
const rounds = 3;
const frames = 120;
/** Pixels a frame: a fast turn of the wheel. */
const step = 240;

const peers: Readonly<Record<TablePeerName, string>> = {
  tanstack: '@tanstack/virtual-core and lit, rows and columns virtual, an element by its key',
  htmlTable: 'a plain HTML table of all rows, the first 20 columns',
};

/** The table of the comparison panel in a browser, beside the same values in other tables. */
export const tableView: Benchmark = {
  name: 'tableView',
  measure: async (kit) => {
    await kit.editor();
    const script = await inPageScript('table');
    const pages = await BrowserPages.start('compare');
    try {
      const ours: TableTimes[] = [];
      const others: Record<TablePeerName, TableTimes[]> = { tanstack: [], htmlTable: [] };
      for (let round = 0; round < rounds; round += 1) {
        kit.say(`   round ${round + 1} of ${rounds}`);
        const page = await pages.open();
        await page.evaluate(script);
        ours.push(
          await page.evaluate(
            ([given, count, pixels]) => window.tableBench.ours(given, count, pixels),
            [load, frames, step] as const,
          ),
        );
        // The plain table takes so long that once has to be enough.
        for (const name of round === 0
          ? (['tanstack', 'htmlTable'] as const)
          : (['tanstack'] as const)) {
          others[name].push(
            await page.evaluate(
              ([peer, count, pixels]) => window.tableBench.peer(peer, count, pixels),
              [name, frames, step] as const,
            ),
          );
        }
        await page.context().close();
      }
      return (['tanstack', 'htmlTable'] as const).flatMap((name) =>
        figures(name, ours, others[name]),
      );
    } finally {
      await pages.stop();
    }
  },
};

const wording = {
  first: 'From the first message of the editor to the painted table with its values',
  sort: 'From the click on a heading to the painted table in another order',
  down: 'A frame while the table scrolls down',
  across: 'A frame while the table scrolls sideways',
} as const;

const limits = {
  first: { of: 'median', atMost: 300 },
  sort: { of: 'median', atMost: 300 },
  down: { of: 'p95', atMost: 20 },
  across: { of: 'p95', atMost: 20 },
} as const;

function figures(
  name: TablePeerName,
  ours: readonly TableTimes[],
  theirs: readonly TableTimes[],
): Measurement[] {
  return (['first', 'sort', 'down', 'across'] as const).map((what) =>
    measurement({
      name: `tableView.${what}.${name}`,
      what: `${load.runs} runs × ${load.metrics + load.params} columns: ${wording[what]}`,
      unit: 'ms',
      better: 'lower',
      values: ours.flatMap((times) => times[what]),
      budget: limits[what],
      peer: {
        name: peers[name],
        values: theirs.flatMap((times) => times[what]),
        settings: { size: 'that of our table', values: 'in the page', rounds: theirs.length },
      },
      settings: {
        ...load,
        rounds,
        frames,
        pixelsAFrame: step,
        browser: 'Chromium without a window and without a GPU',
        answers: 'in the page; see `compareTable` for those of the store',
      },
    }),
  );
}
