import assert from 'node:assert/strict';
import type { Locator } from 'playwright-core';
import { seededRandom } from '../../../../src/model/statistics/random.ts';
import { until } from '../../../harness/wait.ts';
import { themes } from '../page/themes.ts';
import { axeFinds } from './axeFinds.ts';
import { openTab, storeOf, type MadeRun } from './chartedRuns.ts';
import { ComparePages, type OpenComparison } from './comparePages.ts';

const markup = '<img src=x onerror=alert(1)>';

/** Forty runs whose accuracy hangs on `lr` alone. */
function runs(count = 40): MadeRun[] {
  const random = seededRandom(11);
  return Array.from({ length: count }, (_, index): MadeRun => {
    const lr = 10 ** -(1 + 3 * random());
    return {
      name: `run-${index}`,
      params: {
        lr: String(lr),
        seed: String(Math.floor(random() * 1000)),
        kind: index % 2 === 0 ? 'a' : 'b',
        [markup]: String(random()),
      },
      series: { accuracy: [0.1, 0.5 + 0.1 * Math.log10(lr) + 0.005 * random()] },
    };
  });
}

async function spoken(chart: Locator): Promise<string> {
  return (await chart.getAttribute('aria-valuetext')) ?? '';
}

describe('the reasons of the comparison panel', function () {
  this.timeout(60_000);
  let pages: ComparePages;
  let open: OpenComparison;

  before(async () => {
    pages = await ComparePages.start();
  });

  after(() => pages.stop());

  afterEach(async () => {
    const violations = await open.page.evaluate(() => window.host.violations);
    await open.page.context().close();
    assert.deepEqual(violations, []);
  });

  const show = async (made: readonly MadeRun[] = runs(), theme = themes[0]) => {
    const { at, ids } = await storeOf(made);
    open = await pages.open(at.store, {
      opening: { objective: { metric: 'accuracy', direction: 'maximize' } },
      ...(theme !== undefined && { theme }),
    });
    await openTab(open.page, 'Why');
    await open.page.getByRole('heading', { name: 'Best so far' }).waitFor();
    return { at, ids, page: open.page };
  };

  it('says which parameter did it, and that others may be chance', async () => {
    const { at, page } = await show();
    await using _ = at;
    const table = page.locator('table.importance');
    await table.waitFor();
    const [first = '', ...others] = await table.locator('tbody tr').allInnerTexts();
    assert.match(first, /^lr\s[^]*matters$/);
    assert.equal(others.length, 3);
    for (const other of others) assert.match(other, /may be chance$/);
    assert.equal(await page.locator('img').count(), 0);
  });

  it('takes the ranks where runs diverged to infinity, and says so', async () => {
    const made = runs(60).map((run) => ({
      ...run,
      series: { accuracy: [Number(run.params?.['lr']) > 0.01 ? -Infinity : 0.5] },
    }));
    const { at, page } = await show(made);
    await using _ = at;
    await page
      .getByText(/From the ranks of 60 runs, .* \d\d % of the differences in rank/)
      .waitFor();
    const first = page.locator('table.importance tbody tr').first();
    assert.match(await first.innerText(), /^lr\s[^]*matters$/);
  });

  it('says that it cannot tell from few runs', async () => {
    const { at, page } = await show(runs(5));
    await using _ = at;
    await page.getByText(/Nobody can tell: only 5 runs have a value/).waitFor();
  });

  it('narrows the table by a drag along an axis, until it is cleared', async () => {
    const { at, page } = await show();
    await using _ = at;
    await page.getByText('40 of 40 runs', { exact: false }).waitFor();
    const box = await page.locator('canvas.parallel').boundingBox();
    assert.ok(box);
    const place = await page.locator('canvas.parallel').evaluate((canvas) => canvas.clientWidth);
    // The last axis is the objective: its upper half.
    const x = box.x + place - 72;
    await page.mouse.move(x, box.y + 40);
    await page.mouse.down();
    await page.mouse.move(x, box.y + 170, { steps: 5 });
    await page.mouse.up();
    const count = page.locator('.toolbar .count');
    const narrowed = await until(async () => {
      const text = await count.innerText();
      return /^\d+ of 40 runs$/.test(text) ? text : undefined;
    }, 'fewer runs in the table');
    assert.notEqual(narrowed, '40 of 40 runs');
    await page.getByRole('button', { name: 'Clear', exact: true }).click();
    await until(async () => (await count.innerText()) === '40 runs', 'all runs again');
    await page.getByText('Axes and their ranges').click();
    await page.getByLabel('lr: from').fill('0.5');
    await until(async () => (await count.innerText()) !== '40 runs', 'fewer runs by the keyboard');
    await page.getByRole('button', { name: /^Narrowed in a chart/ }).click();
    await until(async () => (await page.getByLabel('lr: from').inputValue()) === '0', 'no range');
  });

  it('fits a line through two columns, and correlates them', async () => {
    const { at, page } = await show();
    await using _ = at;
    await page.getByLabel('Across').selectOption('param:lr');
    const text = page.getByText(/^Line: slope/);
    await text.waitFor();
    assert.match(await text.innerText(), /R² 0\.\d{3}, 40 runs/);
    const cell = page
      .locator('table.correlation tbody tr', { hasText: 'lr' })
      .locator('td')
      .first();
    assert.ok(Number(await cell.locator('.correlation-value').innerText()) > 0.9);
    await page.getByText(/of 40 runs were better than all before them/).waitFor();
  });

  it('sets any two columns against each other, kinds and times by their names', async () => {
    const { at, page } = await show();
    await using _ = at;
    const across = page.getByLabel('Across');
    for (const [column, label] of [
      ['param:kind', 'a'],
      ['run:start', '22:20'],
      ['param:kind', 'b'],
    ] as const) {
      await across.selectOption(column);
      await page.locator('.point-chart svg').first().getByText(label, { exact: true }).waitFor();
      assert.equal(await across.inputValue(), column);
    }
  });

  it('names the runs in a chart of points by keys, and opens one', async () => {
    const { at, page, ids } = await show();
    await using _ = at;
    await page.getByLabel('Across').selectOption('run:start');
    const chart = page.getByRole('slider', { name: / against Started$/ });
    await chart.focus();
    await page.keyboard.press('End');
    await until(
      async () => /^run-39: Started .*2023.*, accuracy -?0\.\d+$/.test(await spoken(chart)),
      'the last run',
    );
    await page.keyboard.press('ArrowLeft');
    await until(async () => (await spoken(chart)).startsWith('run-38: '), 'the run before it');
    await page.getByText(/^run-38: /).waitFor();
    await page.keyboard.press('Enter');
    const opened = await until(
      () => open.actions.find((action) => action.kind === 'openRun'),
      'its page',
    );
    assert.equal(opened.runId, ids[38]);
  });

  it('takes the best so far to be the greatest or the least, as the person says', async () => {
    const made = runs(20).map((run, index) => ({
      ...run,
      series: { ...run.series, rising: [index], constant: [1] },
    }));
    const { at, page } = await show(made);
    await using _ = at;
    await page.getByLabel('Explain').selectOption('metric:rising');
    await page.getByText('1 of 20 runs were better than all before them.').waitFor();
    await page.getByLabel('Better is').selectOption('maximize');
    await page.getByText('20 of 20 runs were better than all before them.').waitFor();
  });

  it('saves each of its pictures as SVG and as PNG', async () => {
    const { at, page } = await show();
    await using _ = at;
    const names = ['Parallel coordinates', 'Two columns', 'Best so far', 'Correlation'];
    const saved = () => open.actions.filter((action) => action.kind === 'saveFile');
    for (const [index, name] of names.entries()) {
      await page.getByRole('button', { name: `Save ${name} as SVG` }).click();
      await until(() => saved().length === 2 * index + 1, `the SVG of ${name}`);
      await page.getByRole('button', { name: `Save ${name} as PNG` }).click();
      await until(() => saved().length === 2 * index + 2, `the PNG of ${name}`);
    }
    const titles = await page.evaluate(
      (svgs) =>
        svgs.map((text) => {
          const parsed = new DOMParser().parseFromString(text, 'image/svg+xml');
          return parsed.querySelector('parsererror') === null
            ? parsed.querySelector('title')?.textContent
            : 'not well-formed';
        }),
      saved().flatMap(({ name, content }) => (name.endsWith('.svg') ? [content] : [])),
    );
    assert.match(titles[0] ?? '', /^Parallel coordinates of .*lr/);
    assert.match(titles[1] ?? '', / against /);
    assert.match(titles[2] ?? '', /^Best .* so far$/);
    assert.equal(titles[3], 'Correlation (spearman)');
    const [parallel] = saved();
    const path = /<path d="([^"]*)"[^>]* opacity/.exec(parallel?.content ?? '')?.[1];
    assert.equal(path?.match(/M/g)?.length, 40, 'a line a run');
    for (const { content } of saved().filter(({ name }) => name.endsWith('.png'))) {
      assert.equal(Buffer.from(content, 'base64').subarray(1, 4).toString('latin1'), 'PNG');
    }
  });

  for (const theme of themes) {
    it(`has nothing for axe to find, ${theme.name}`, async () => {
      const { at, page } = await show(runs(), theme);
      await using _ = at;
      await page.locator('table.importance').waitFor();
      await page.getByText('Axes and their ranges').click();
      assert.deepEqual(await axeFinds(page), []);
    });
  }
});
