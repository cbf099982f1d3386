import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { AxeResults } from 'axe-core';
import type { Page } from 'playwright-core';
import { BrowserPages, deliver } from './page/browserPage.ts';
import { empty, failed, finished, hostile, large, notFinite, running } from './page/fixtures.ts';
import { themes, type Theme } from './page/themes.ts';

declare global {
  interface Window {
    readonly axe: { run: () => Promise<AxeResults> };
  }
}

const axe = path.join(import.meta.dirname, '../../../node_modules/axe-core/axe.min.js');

/** What axe finds wrong, one line each. */
async function wrongs(page: Page): Promise<string[]> {
  const { violations } = await page.evaluate(() => window.axe.run());
  return violations.flatMap(({ id, nodes }) =>
    nodes.map((node) => `${id}: ${node.html.slice(0, 160)} — ${node.failureSummary ?? ''}`),
  );
}

/** Everything that folds away, opened. */
async function unfold(page: Page): Promise<void> {
  for (;;) {
    const closed = page.locator('details:not([open]) > summary');
    if ((await closed.count()) === 0) return;
    await closed.first().click();
  }
}

describe('the page of a run, for everybody', function () {
  this.timeout(300_000);
  let pages: BrowserPages;
  let script: string;

  before(async () => {
    pages = await BrowserPages.start();
    script = await readFile(axe, 'utf8');
  });

  after(() => pages.stop());

  const open = async (theme: Theme): Promise<Page> => {
    const page = await pages.open(theme);
    await page.evaluate(script);
    return page;
  };

  const states = { running, finished, failed, empty, hostile, large, notFinite };
  for (const theme of themes) {
    it(`has nothing for axe to find in any state, ${theme.name}`, async () => {
      for (const [state, made] of Object.entries(states)) {
        const page = await open(theme);
        await deliver(page, made());
        if (state === 'finished') await unfold(page);
        assert.deepEqual(await wrongs(page), [], state);
        await page.context().close();
      }
    });

    it(`has nothing for axe to find while it is edited or has no run, ${theme.name}`, async () => {
      const page = await open(theme);
      assert.deepEqual(await wrongs(page), [], 'waiting');
      await page.evaluate(() => window.host.deliver({ kind: 'failed', sentence: 'No.' }));
      await page.getByRole('alert').waitFor();
      assert.deepEqual(await wrongs(page), [], 'failed');
      await deliver(page, finished());
      await page.keyboard.press('F2');
      await page.getByRole('textbox', { name: 'Name of the run' }).waitFor();
      await page.getByRole('button', { name: /Wider embedding/ }).click();
      await page.getByRole('button', { name: 'More Actions' }).click();
      assert.deepEqual(await wrongs(page), [], 'editing');
      await page.evaluate(() => window.host.deliver({ kind: 'gone' }));
      await page.getByRole('heading', { name: 'This run is no longer there' }).waitFor();
      assert.deepEqual(await wrongs(page), [], 'gone');
      await page.context().close();
    });
  }

  it('shows where the keyboard is, on everything that it reaches', async () => {
    const page = await open(themes[0] as Theme);
    await deliver(page, finished());
    const unseen: string[] = [];
    for (let stop = 0; stop < 60; stop += 1) {
      await page.keyboard.press('Tab');
      const missing = await page.evaluate(() => {
        let at = document.activeElement;
        while (at?.shadowRoot?.activeElement) at = at.shadowRoot.activeElement;
        if (at === null || at === document.body) return undefined;
        const { outlineStyle, outlineWidth } = getComputedStyle(at);
        return outlineStyle === 'none' || outlineWidth === '0px'
          ? at.outerHTML.slice(0, 120)
          : undefined;
      });
      if (missing !== undefined) unseen.push(missing);
    }
    assert.deepEqual(unseen, []);
    await page.context().close();
  });
});
