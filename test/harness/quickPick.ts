import type { Locator, Page } from 'playwright-core';
import { pause } from './wait.ts';

/** How far down a list an entry is looked for; those that match best come first. */
const mostSteps = 15;
/** How often it is looked whether an entry was taken. */
const mostLooks = 50;

/** Opens a quick pick, types, and takes the entry with exactly that label; false when none came. */
export async function pick(
  page: Page,
  open: () => Promise<void>,
  text: string,
  label: string,
): Promise<boolean> {
  const widget = page.locator('.quick-input-widget');
  const input = widget.locator('input').first();
  try {
    await open();
    await input.waitFor({ timeout: 5000 });
    await input.fill(text);
    const wanted = { has: page.locator('.label-name', { hasText: exactly(label) }) };
    await widget.locator('.monaco-list-row').filter(wanted).first().waitFor({ timeout: 5000 });
    // By keys, for rows move under the mouse while more of them come.
    const focused = widget.locator('.monaco-list-row.focused').filter(wanted);
    for (let step = 0; !(await focused.isVisible()); step += 1) {
      if (step === mostSteps) return await givenUp(page);
      await page.keyboard.press('ArrowDown');
    }
    return await take(page, focused, input, text);
  } catch (error) {
    const closed = await givenUp(page);
    // Too slow or not there: the caller tries again. Anything else is a fault.
    if (error instanceof Error && error.name === 'TimeoutError') return closed;
    throw error;
  }
}

/** Presses Enter until it is taken: while the list is made anew, it finds nothing to take. */
async function take(page: Page, row: Locator, input: Locator, text: string): Promise<boolean> {
  await page.keyboard.press('Enter');
  for (let look = 0; look < mostLooks; look += 1) {
    if (!(await isOpen(input, text))) return true;
    if (await row.isVisible()) await page.keyboard.press('Enter');
    await pause(100);
  }
  return givenUp(page);
}

/** Whether the list is the one that this was typed into: a command may open another at once. */
async function isOpen(input: Locator, text: string): Promise<boolean> {
  try {
    return (await input.isVisible()) && (await input.inputValue({ timeout: 1000 })) === text;
  } catch {
    // It closed at this moment, or the whole window did.
    return false;
  }
}

async function givenUp(page: Page): Promise<false> {
  await page.keyboard.press('Escape');
  return false;
}

/** Matches that text alone. */
export function exactly(text: string): RegExp {
  return new RegExp(`^${text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}$`);
}
