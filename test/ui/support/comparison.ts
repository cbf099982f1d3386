import type { FrameLocator, Locator } from 'playwright-core';
import { until } from '../../harness/wait.ts';
import type { Workbench } from '../../harness/workbench.ts';

/** The table of the comparison panel in front, whichever tab was shown there. */
export async function comparison(window: Workbench): Promise<FrameLocator> {
  const frame = await window.surviving(await window.webview('main.compare'));
  await frame.getByRole('tab', { name: 'Table', exact: true }).click();
  await frame.locator('.grid-row[data-run] [role=rowheader]').first().waitFor();
  return frame;
}

/** The names of the runs in sight, from top to bottom. */
export async function names(frame: FrameLocator): Promise<string[]> {
  return frame
    .locator('.grid-row[data-run]')
    .evaluateAll((rows) =>
      rows
        .toSorted(
          (a, b) =>
            Number(a.getAttribute('aria-rowindex')) - Number(b.getAttribute('aria-rowindex')),
        )
        .map((row) => row.querySelector('[role=rowheader] bdi')?.textContent ?? ''),
    );
}

/** The headings of the columns in sight, from left to right. */
export async function headings(frame: FrameLocator): Promise<string[]> {
  return frame
    .locator('.grid-row.heads [role=columnheader][draggable]')
    .evaluateAll((heads) =>
      heads
        .toSorted(
          (a, b) =>
            Number(a.getAttribute('aria-colindex')) - Number(b.getAttribute('aria-colindex')),
        )
        .map((head) => head.getAttribute('title') ?? ''),
    );
}

/** A column's heading. */
export function heading(frame: FrameLocator, title: string): Locator {
  return frame.locator(`.grid-row.heads [role=columnheader][title=${JSON.stringify(title)}]`);
}

/** Opens a menu and chooses an entry of it, once more where the menu had closed again. */
export async function chooseItem(
  frame: FrameLocator,
  open: () => Promise<void>,
  item: string | RegExp,
): Promise<void> {
  const entry = frame
    .locator('.menu.popup [role^=menuitem]')
    .filter({ hasText: typeof item === 'string' ? new RegExp(`^\\s*${item}\\s*$`) : item });
  await until(
    async () => {
      await open();
      await entry.first().click({ timeout: 5000 });
      return true;
    },
    `the menu entry ${String(item)}`,
    90_000,
  );
}

/** Chooses an entry of the menu of a button above the table. */
export async function chooseFrom(
  frame: FrameLocator,
  button: RegExp,
  item: string | RegExp,
): Promise<void> {
  const opener = frame.getByRole('button', { name: button });
  await chooseItem(frame, () => opener.click({ timeout: 3000 }), item);
}
