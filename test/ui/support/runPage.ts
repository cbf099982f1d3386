import type { Frame, Locator } from 'playwright-core';
import type { Workbench } from '../../harness/workbench.ts';

/** A run's page, as a person reads it. */
export interface ShownRun {
  readonly frame: Frame;
  /** A part of it by its heading's name in the page's markup: `metrics`, `params`, `data`, … */
  section(name: string): Locator;
  /** What stands under a label of the header: `Status`, `Exit code`, … */
  fact(label: string): Locator;
  button(label: string): Locator;
  /** The table's row of a metric. */
  metric(key: string): Locator;
}

/** The page in front, once it shows a run; that of a certain name where one is given. */
export async function runPage(window: Workbench, name?: string): Promise<ShownRun> {
  const title = name === undefined ? '.name' : `.name bdi:text-is(${JSON.stringify(name)})`;
  return parts(await window.webview(`main.run ${title}`, 60_000));
}

/** The page of the run with that identifier, whatever it is named. */
export async function runPageOf(window: Workbench, id: string): Promise<ShownRun> {
  return parts(await window.webview(`#app[data-run-id="${id}"] main.run .name`, 60_000));
}

function parts(frame: Frame): ShownRun {
  return {
    frame,
    section: (section) => frame.locator(`#section-${section}`),
    fact: (label) =>
      frame.locator('.summary .facts > div').filter({ hasText: label }).locator('dd'),
    button: (label) => frame.locator('vscode-button').filter({ hasText: label }),
    metric: (key) =>
      frame
        .locator('#section-metrics table.numbers tbody tr')
        .filter({ has: frame.locator(`th[title=${JSON.stringify(key)}]`) }),
  };
}

/** The name that the page in front has as its heading. */
export async function nameOn(page: ShownRun): Promise<string> {
  return (await page.frame.locator('h1 .name').innerText()).trim();
}

/** Waits until the header says that the run is in that state: `Running`, `Finished`, … */
export async function statusIs(page: ShownRun, word: string, timeout = 60_000): Promise<void> {
  await page.frame.locator('.summary .status', { hasText: word }).waitFor({ timeout });
}

/** The values in a metric's row: last, min, max, step, points. */
export async function metricCells(page: ShownRun, key: string): Promise<string[]> {
  const cells = await page.metric(key).locator('td').allInnerTexts();
  return cells.map((text) => text.replaceAll(/\s+/g, ' ').trim());
}

/** The parameters on the page: name → value and where it came from. */
export async function shownParams(page: ShownRun): Promise<Record<string, [string, string]>> {
  const rows = await page
    .section('params')
    .locator('tbody tr')
    .evaluateAll((found) =>
      found.map((row) => {
        const text = (selector: string): string =>
          row.querySelector(selector)?.textContent?.trim() ?? '';
        return [text('th'), [text('.value'), text('td:last-child')]];
      }),
    );
  return Object.fromEntries(rows) as Record<string, [string, string]>;
}
