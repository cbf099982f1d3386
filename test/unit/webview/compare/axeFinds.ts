import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Page } from 'playwright-core';

const file = path.join(import.meta.dirname, '../../../../node_modules/axe-core/axe.min.js');

/** What axe finds wrong with a page as it is now, one line each. */
export async function axeFinds(page: Page): Promise<string[]> {
  await page.evaluate(await readFile(file, 'utf8'));
  const { violations } = await page.evaluate(() => window.axe.run());
  return violations.flatMap(({ id, nodes }) =>
    nodes.map((node) => `${id}: ${node.html.slice(0, 160)} — ${node.failureSummary ?? ''}`),
  );
}
