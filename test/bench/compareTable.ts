import type { Frame } from 'playwright-core';
import { comparedRuns } from '../../src/store/compare/comparedRuns.ts';
import { readColumns, runKeysOf } from '../../src/store/compare/columnValues.ts';
import type { ColumnOrder } from '../../src/protocol/compare.ts';
import { openStore } from '../../src/store/store.ts';
import { startCodeServer } from '../harness/codeServer.ts';
import { makeProject } from '../harness/project.ts';
import { until } from '../harness/wait.ts';
import { openWorkbench, type Workbench } from '../harness/workbench.ts';
import type { Benchmark } from './support/benchmark.ts';
import { columns, fillStore, runCount, seed } from './support/madeRuns.ts';
import { measurement } from './support/measurement.ts';

const rounds = 20;
/** How often the panel is opened; the first time is not counted. */
const openings = 6;
const scrollFrames = 240;
/** Pixels a frame: a fast turn of the wheel. */
const scrollStep = 240;

/** The table of the comparison panel: what the store takes, and what a person waits for. */
export const compareTable: Benchmark = {
  name: 'compareTable',
  measure: async (kit) => {
    await kit.editor();
    const { file: vsix } = await kit.vsix();
    await using project = await makeProject({}, { git: false });
    kit.say(`   making ${runCount} runs with ${columns.total} columns`);
    const root = project.path('.trackline');
    fillStore(root);
    const store = timeStore(root);
    await using server = await startCodeServer({ vsix: [vsix] });
    await using window = await openWorkbench(server, project.folder);
    kit.say('   opening the panel');
    const opened: number[] = [];
    for (let round = 0; round < openings; round += 1) {
      if (round > 0) await window.runCommand('View: Close Editor');
      const frame = await openPanel(window);
      if (round > 0) opened.push(await paintedAfter(frame));
    }
    const frame = await window.webview('.grid-row[data-run]');
    const down = await scroll(frame, 0, scrollStep);
    const across = await scroll(frame, scrollStep, 0);
    const settings = { seed, runs: runCount, columns };
    const scrolled = (name: string, what: string, values: readonly number[]) =>
      measurement({
        name: `compareTable.${name}`,
        what: `A frame of that table while it scrolls ${what}`,
        unit: 'ms',
        better: 'lower',
        values,
        budget: { of: 'p95', atMost: 20 },
        noPeer: 'measured in the editor’s own webview; `tableView` has other tables beside it',
        settings: { ...settings, frames: scrollFrames, pixelsAFrame: scrollStep },
      });
    return [
      ...Object.entries(store).map(([name, values]) =>
        measurement({
          name: `compareTable.store.${name}`,
          what: `What the panel asks the store of ${runCount} runs × ${columns.total} columns: ${storeWork[name] ?? name}`,
          unit: 'ms',
          better: 'lower',
          values,
          budget: { of: 'median', atMost: 30 },
          noPeer: 'see `search` for the same against MLflow',
          settings: { ...settings, differentQueries: rounds },
        }),
      ),
      measurement({
        name: 'compareTable.painted',
        what: 'From the beginning of the panel’s document to a painted table with its values',
        unit: 'ms',
        better: 'lower',
        values: opened,
        budget: { of: 'median', atMost: 300 },
        noPeer: 'measured in the editor’s own webview; `tableView` has other tables beside it',
        settings,
      }),
      scrolled('scrollDown', 'down', down),
      scrolled('scrollAcross', 'sideways', across),
    ];
  },
};

const storeWork: Readonly<Record<string, string>> = {
  sorted: 'all runs in the order of a metric',
  filtered: 'those that a filter leaves, in the order of a metric',
  window: 'the values of 60 rows and 30 columns in sight',
};

function timeStore(root: string): Record<string, number[]> {
  const store = openStore(root);
  try {
    const scope = { kind: 'experiments' } as const;
    const by = (round: number): ColumnOrder[] => [
      { column: `metric:m${round % columns.metrics}`, ascending: false },
    ];
    const { runIds } = comparedRuns(store, { scope, filter: '', orderBy: [] });
    const work: Readonly<Record<string, (round: number) => unknown>> = {
      sorted: (round) => comparedRuns(store, { scope, filter: '', orderBy: by(round) }),
      filtered: (round) =>
        comparedRuns(store, {
          scope,
          filter: `metrics.m${round} > 0.5 and params.p${round} = 'v3'`,
          orderBy: by(round * 7),
        }),
      window: (round) =>
        readColumns(
          store,
          runKeysOf(store, runIds.slice(round * 100, round * 100 + 60)),
          Array.from({ length: 30 }, (_, index) => `metric:m${(round + index) % columns.metrics}`),
        ),
    };
    return Object.fromEntries(
      Object.entries(work).map(([name, ask]) => [
        name,
        Array.from({ length: rounds }, (_, round) => {
          const begun = performance.now();
          ask(round);
          return performance.now() - begun;
        }),
      ]),
    );
  } finally {
    store.close();
  }
}

async function openPanel(window: Workbench): Promise<Frame> {
  await window.runCommand('Trackline: Compare Runs');
  return window.webview('.grid-row[data-run]', 60_000);
}

/** Milliseconds from the beginning of the panel's document until the table stood there. */
async function paintedAfter(frame: Frame): Promise<number> {
  return until(
    () => frame.evaluate(() => performance.getEntriesByName('table painted')[0]?.startTime),
    'the table to be painted',
  );
}

/**
 * Times of frames in milliseconds, while the table is scrolled by so much in each: to and fro, so
 * that every frame has something new to show.
 */
async function scroll(frame: Frame, x: number, y: number): Promise<number[]> {
  return frame.evaluate(
    async ([right, down, frames]) => {
      const grid = document.querySelector('.grid');
      if (grid === null) throw new Error('There is no table.');
      grid.scrollTo(0, 0);
      let way = 1;
      const times: number[] = [];
      await new Promise<void>((done) => {
        let last = performance.now();
        const next = (now: number): void => {
          times.push(now - last);
          last = now;
          if (times.length > frames) {
            done();
            return;
          }
          const { scrollLeft, scrollTop } = grid;
          grid.scrollBy(right * way, down * way);
          if (grid.scrollLeft === scrollLeft && grid.scrollTop === scrollTop) {
            way = -way;
            grid.scrollBy(right * way, down * way);
          }
          requestAnimationFrame(next);
        };
        requestAnimationFrame(next);
      });
      return times.slice(1);
    },
    [x, y, scrollFrames] as const,
  );
}
