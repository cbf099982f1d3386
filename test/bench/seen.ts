import type { Frame } from 'playwright-core';
import { startCodeServer } from '../harness/codeServer.ts';
import { makeProject } from '../harness/project.ts';
import { until } from '../harness/wait.ts';
import { openWorkbench } from '../harness/workbench.ts';
import type { Benchmark } from './support/benchmark.ts';
import { measurement } from './support/measurement.ts';

const values = 80;
const everyMs = 300;
const patienceMs = 3 * 60_000;

/** Each value is the time at which it was logged, so that a page that shows it tells its age. */
const script = `import json
import os
import time

import trackline

logged = []
for step in range(${values}):
    now = time.time() * 1000
    trackline.log(step=step, t=now)
    logged.append(now)
    time.sleep(${everyMs / 1000})
with open("logged.part", "w") as file:
    json.dump(logged, file)
os.replace("logged.part", "logged.json")
`;

/** A value as the page showed it. */
interface Sighting {
  /** Milliseconds since the epoch at which it was logged. */
  readonly logged: number;
  /** And at which the frame was drawn that shows it. */
  readonly shown: number;
}

declare global {
  interface Window {
    /** What the observer below has seen so far. */
    sightings?: Sighting[];
  }
}

/** From `trackline.log` in a script to the number in the run's open page. */
export const seen: Benchmark = {
  name: 'seen',
  measure: async (kit) => {
    await kit.editor();
    const { file: vsix } = await kit.vsix();
    const interpreter = await kit.python();
    const settings = { 'trackline.python.interpreter': interpreter };
    await using project = await makeProject({ 'clock.py': script });
    await using server = await startCodeServer({ vsix: [vsix], settings });
    await using window = await openWorkbench(server, project.folder);
    await window.openFile('clock.py');
    await window.runCommand('Trackline: Run File as Experiment');
    kit.say(`   waiting for ${values} values in the run’s page`);
    const frame = await window.webview('td.number.last', 60_000);
    await observe(frame);
    const sightings = await until(
      async () => (await isOver(frame)) && frame.evaluate(() => globalThis.window.sightings),
      'the last value to be shown',
      patienceMs,
    );
    const text = await until(() => project.read('logged.json'), 'the script to end');
    const logged = JSON.parse(text) as number[];
    return [
      measurement({
        name: 'seen',
        what: 'From the call of trackline.log to the number in the run’s open page',
        unit: 'ms',
        better: 'lower',
        values: latencies(logged, sightings),
        budget: { of: 'p95', atMost: 500 },
        noPeer: 'no other tracker’s page shows values of a local run as they come without a reload',
        settings: {
          valuesLogged: values,
          everyMs,
          shown: 'the beginning of the next frame after the table holds the value',
          unseen: 'a value that was overtaken counts up to the one that came in its place',
          page: 'code-server in Chromium without a window',
        },
      }),
    ];
  },
};

/** Notes when the metric's last value changes in the page's table. */
async function observe(frame: Frame): Promise<void> {
  await frame.evaluate(() => {
    const sightings: Sighting[] = [];
    window.sightings = sightings;
    let latest = '';
    const look = (): void => {
      for (const row of document.querySelectorAll('table.numbers tr')) {
        const name = row.querySelector('th')?.textContent.trim();
        const value = row.querySelector('td.last')?.getAttribute('title') ?? '';
        if (name !== 't' || value === latest) continue;
        latest = value;
        requestAnimationFrame(() => sightings.push({ logged: Number(value), shown: Date.now() }));
      }
    };
    new MutationObserver(look).observe(document.body, {
      subtree: true,
      childList: true,
      characterData: true,
      attributes: true,
    });
  });
}

/** Whether the last value has come: its row says which step it was. */
async function isOver(frame: Frame): Promise<boolean> {
  const step = frame.locator('table.numbers tr', { has: frame.locator('td.last') }).first();
  return (await step.locator('td').nth(3).innerText()) === String(values - 1);
}

/** How long each value took that was logged while the page was watched. */
function latencies(logged: readonly number[], sightings: readonly Sighting[]): number[] {
  // The first one may have been there before the watching began.
  const [first, ...watched] = sightings;
  return logged
    .filter((time) => time > (first?.logged ?? Infinity))
    .map((time) => (watched.find((one) => one.logged >= time)?.shown ?? Infinity) - time);
}
