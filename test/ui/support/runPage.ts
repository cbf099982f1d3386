import type { Frame, FrameLocator, Locator } from 'playwright-core';
import type { Workbench } from '../../harness/workbench.ts';

/** A run's page, as a person reads it. */
export interface ShownRun {
  /** Its webview, also when VS Code shows it in another frame later. */
  readonly frame: FrameLocator;
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
  return shown(window, await window.webview(`main.run ${title}`));
}

/** The page of the run with that identifier, whatever it is named. */
export async function runPageOf(window: Workbench, id: string): Promise<ShownRun> {
  return shown(window, await window.webview(`#app[data-run-id="${id}"] main.run .name`));
}

async function shown(window: Workbench, found: Frame): Promise<ShownRun> {
  const frame = await window.surviving(found);
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

/** What the header says where the run is in that state: `Running`, `Finished`, … */
export function statusOf(page: ShownRun, word: string): Locator {
  return page.frame.locator('.summary .status', { hasText: word });
}

/** Waits until the header says that the run is in that state. */
export async function statusIs(page: ShownRun, word: string, timeout = 90_000): Promise<void> {
  await statusOf(page, word).waitFor({ timeout });
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
