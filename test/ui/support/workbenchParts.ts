import type { Locator, Page } from 'playwright-core';
import { until } from '../../harness/wait.ts';

/** The row of the Runs view whose label is a run's name. */
export function runRow(page: Page, name: string): Locator {
  return page
    .locator('.part.sidebar .monaco-list-row')
    .filter({ has: page.locator('.label-name', { hasText: exactly(name) }) });
}

/** Selects these runs in the Runs view, until they are: rows lose it when they are drawn anew. */
export async function selectRuns(page: Page, first: string, second: string): Promise<void> {
  const row = (name: string): Locator => runRow(page, name).and(page.locator('.selected'));
  await until(
    async () => {
      await runRow(page, first).click({ timeout: 10_000 });
      await runRow(page, second).click({ modifiers: ['ControlOrMeta'], timeout: 10_000 });
      return (await row(first).isVisible()) && (await row(second).isVisible());
    },
    `${first} and ${second} to be selected`,
    60_000,
  );
}

/** Clicks until something is seen that comes of it: a click may hit what is just drawn anew. */
export async function clickUntil(target: Locator, seen: Locator): Promise<void> {
  await until(
    async () => {
      if (await seen.first().isVisible()) return true;
      await target.click({ timeout: 10_000 });
      await seen.first().waitFor({ timeout: 10_000 });
      return true;
    },
    `${String(seen)} after a click`,
    90_000,
  );
}

/** Chooses an entry of the context menu of something. */
export async function chooseFromMenu(page: Page, target: Locator, label: string): Promise<void> {
  const menu = page.locator('.monaco-menu');
  const entry = menu.locator('.action-label', { hasText: exactly(label) }).first();
  await until(
    async () => {
      await target.click({ button: 'right', timeout: 5000 });
      try {
        await entry.waitFor({ timeout: 5000 });
        return true;
      } catch {
        await page.keyboard.press('Escape');
        return false;
      }
    },
    `the menu entry ${label}`,
    90_000,
  );
  // A menu takes no click in its first moment, lest the one that opened it be taken for another.
  await until(async () => {
    // Chosen by the last click, which closed it late.
    if ((await menu.count()) === 0) return true;
    await entry.click({ timeout: 3000 });
    await menu.first().waitFor({ state: 'detached', timeout: 3000 });
    return true;
  }, `${label} to be chosen`);
}

/** Types into the input box that a command opened, and takes it. */
export async function answer(page: Page, text: string): Promise<void> {
  const box = page.locator('.quick-input-widget input').first();
  await box.waitFor();
  await box.fill(text);
  await page.keyboard.press('Enter');
}

/** The notification with that text. */
export function notification(page: Page, text: string | RegExp): Locator {
  return page.locator('.notifications-toasts .notification-list-item', { hasText: text });
}

/** The tab with that title, in the window or in a part of it. */
export function tab(within: Page | Locator, title: string): Locator {
  const alone = `.tab[aria-label=${JSON.stringify(title)}]`;
  const inGroup = `.tab[aria-label^=${JSON.stringify(`${title}, `)}]`;
  return within.locator(`${alone}, ${inGroup}`);
}

function exactly(text: string): RegExp {
  return new RegExp(`^\\s*${text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')}\\s*$`);
}

/**
 * Waits until VS Code has put something into its storage. In a browser it does so every few
 * seconds, and what came later is lost when the window is loaded anew.
 */
export async function keptByWindow(page: Page, text: string): Promise<void> {
  const holds = (wanted: string): Promise<boolean> => page.evaluate(anyDatabaseHolds, wanted);
  await until(() => holds(text), `VS Code to keep ${text}`, 60_000);
}

/** Runs in the window: whether a value in one of its databases has that text in it. */
async function anyDatabaseHolds(text: string): Promise<boolean> {
  // oxlint-disable-next-line unicorn/consistent-function-scoping -- goes into the window as text
  const done = <T>(request: IDBRequest<T>): Promise<T> =>
    new Promise((resolve, reject) => {
      request.addEventListener('success', () => resolve(request.result));
      request.addEventListener('error', () => reject(request.error ?? new Error('no database')));
    });
  for (const { name = '' } of await indexedDB.databases()) {
    const database = await done(indexedDB.open(name));
    try {
      for (const table of database.objectStoreNames) {
        const store = database.transaction(table, 'readonly').objectStore(table);
        const values: unknown[] = await done(store.getAll());
        if (values.some((value) => String(value).includes(text))) return true;
      }
    } finally {
      database.close();
    }
  }
  return false;
}
