import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type * as Axe from 'axe-core';
import type { Frame, FrameLocator } from 'playwright-core';

/** What axe finds wrong, a line each. */
export async function faults(frame: Frame | FrameLocator): Promise<string[]> {
  // The page's content policy lets no script tag in; what is evaluated needs none.
  const axe = createRequire(import.meta.url).resolve('axe-core/axe.min.js');
  const page = frame.locator(':root');
  await page.evaluate(await readFile(axe, 'utf8'));
  return page.evaluate(async () => {
    const { axe: loaded } = globalThis as unknown as { axe: typeof Axe };
    const { violations } = await loaded.run(document, { resultTypes: ['violations'] });
    return violations.flatMap(({ id, nodes }) =>
      nodes.map((node) => `${id}: ${node.html.slice(0, 120)} ${node.failureSummary ?? ''}`),
    );
  });
}
