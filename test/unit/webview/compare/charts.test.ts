import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { until } from '../../../harness/wait.ts';
import { themes } from '../page/themes.ts';
import { drawnChart, falling, openTab, storeOf, type MadeRun } from './chartedRuns.ts';
import { ComparePages, type OpenComparison } from './comparePages.ts';
import { axeFinds } from './axeFinds.ts';

const markup = '<img src=x onerror=alert(1)>';

/** Rows of a chart's canvas, from its top, at which a colour stands out of the greys. */
async function coloured(page: Page, metric: string): Promise<{ top: number; bottom: number }> {
  return page.getByRole('slider', { name: `Chart of ${metric}` }).evaluate((plot) => {
    const canvas = plot.querySelector('canvas');
    const context = canvas?.getContext('2d');
    if (!canvas || !context) return { top: Number.NaN, bottom: Number.NaN };
    const { data, width, height } = context.getImageData(0, 0, canvas.width, canvas.height);
    let [top, bottom] = [Number.NaN, Number.NaN];
    for (let row = 0; row < height; row += 1) {
      for (let column = 60; column < width; column += 1) {
        const at = (row * width + column) * 4;
        const [red = 0, , blue = 0] = data.slice(at, at + 3);
        if (Math.abs(blue - red) < 40) continue;
        if (Number.isNaN(top)) top = row / height;
        bottom = row / height;
        break;
      }
    }
    return { top, bottom };
  });
}

/** The share of the rows in the middle of a chart's canvas that a line goes through. */
async function crossed(page: Page, metric: string): Promise<number> {
  return page.getByRole('slider', { name: `Chart of ${metric}` }).evaluate((plot) => {
    const canvas = plot.querySelector('canvas');
    const context = canvas?.getContext('2d');
    if (!canvas || !context) return Number.NaN;
    const { data, width, height } = context.getImageData(0, 0, canvas.width, canvas.height);
    const [first, last] = [Math.round(height * 0.25), Math.round(height * 0.7)];
    let rows = 0;
    for (let row = first; row < last; row += 1) {
      for (let column = 60; column < width; column += 1) {
        const at = (row * width + column) * 4;
        if (Math.abs((data[at] ?? 0) - (data[at + 2] ?? 0)) < 40) continue;
        rows += 1;
        break;
      }
    }
    return rows / (last - first);
  });
}

/** The x axis of a chart, as it is spoken. */
async function stretch(page: Page, metric: string): Promise<[number, number]> {
  const plot = page.getByRole('slider', { name: `Chart of ${metric}` });
  const [min, max] = await Promise.all([
    plot.getAttribute('aria-valuemin'),
    plot.getAttribute('aria-valuemax'),
  ]);
  return [Number(min), Number(max)];
}

describe('the charts of the comparison panel', function () {
  this.timeout(90_000);
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

  const show = async (runs: readonly MadeRun[], theme = themes[0]) => {
    const { at, ids } = await storeOf(runs);
    open = await pages.open(at.store, {
      opening: { select: ids, objective: { metric: 'loss', direction: 'minimize' } },
      ...(theme !== undefined && { theme }),
    });
    await openTab(open.page, 'Charts');
    return { at, ids, page: open.page };
  };

  const three = [1, 2, 3].map((speed): MadeRun => ({
    name: `run-${speed}`,
    params: { lr: String(speed / 10), kind: speed === 3 ? 'b' : 'a' },
    series: { loss: falling(1000, speed), 'val/accuracy': falling(50, speed) },
  }));

  it('draws a card a metric, the objective first, grouped by what names begin with', async () => {
    const { at, page } = await show(three);
    await using _ = at;
    await drawnChart(page, 'loss');
    await drawnChart(page, 'accuracy');
    const headings = await page.getByRole('heading', { level: 2 }).allInnerTexts();
    assert.deepEqual(
      headings.map((text) => text.replace(/\s+/g, ' ').replace(/^\W /, '')),
      ['Metrics 1', 'val 1'],
    );
    await page.getByRole('button', { name: /^val/ }).click();
    await page.getByRole('slider', { name: 'Chart of accuracy' }).waitFor({ state: 'detached' });
  });

  it('shows the values of all runs at the crosshair, the greatest first, in every chart', async () => {
    const { at, page } = await show(three);
    await using _ = at;
    await drawnChart(page, 'loss');
    const plot = page.getByRole('slider', { name: 'Chart of loss' });
    await plot.focus();
    await page.keyboard.press('Home');
    for (let step = 0; step < 5; step += 1) await page.keyboard.press('PageDown');
    for (let step = 0; step < 5; step += 1) await page.keyboard.press('PageUp');
    const spoken = await until(async () => {
      const text = await plot.getAttribute('aria-valuetext');
      return text?.startsWith('step 5') === true ? text : undefined;
    }, 'the crosshair in the middle');
    assert.match(spoken, /^step 5\d\d: run-1 0\.\d+, run-2 0\.\d+, run-3 0\.\d+$/);
    const places = await page.locator('.legend li').evaluateAll((rows) =>
      rows
        .map((row) => ({
          text: (row as HTMLElement).innerText,
          top: row.getBoundingClientRect().top,
        }))
        .sort((a, b) => a.top - b.top)
        .map(({ text }) => text.replace(/\s+/g, ' ')),
    );
    assert.deepEqual(
      places.map((text) => text.replace(/ 0\.\d+$/, ' n')),
      ['run-1 n', 'run-2 n', 'run-3 n'],
    );
    await page.keyboard.press('Escape');
    const box = await plot.boundingBox();
    assert.ok(box);
    await page.mouse.move(box.x + box.width * 0.51, box.y + 40);
    await until(
      async () => /^step \d+$/.test(await page.locator('.card .place').first().innerText()),
      'the crosshair at a step that there is',
    );
    await page.mouse.move(2, 2);
    await until(
      async () =>
        (await page.locator('.legend .number').allInnerTexts()).every((text) => text === ''),
      'the values to be gone',
    );
  });

  it('gives each run a line that stands out, where the theme’s colour is translucent too', async () => {
    const { at, page } = await show([...three, ...three.map((run) => ({ ...run, name: 'more' }))]);
    await using _ = at;
    await drawnChart(page, 'loss');
    const looks = await page
      .locator('.legend .line-key line')
      .evaluateAll((lines) => lines.map((each) => each.getAttribute('stroke')));
    assert.equal(new Set(looks).size, 6);
    assert.ok(
      looks.some((colour) => /^rgb\(20\d, 13\d, 2\d\)$/.test(colour ?? '')),
      looks.join(),
    );
  });

  it('zooms by a drag and by keys, with all detail of the stretch, and back', async () => {
    const values = falling(20_000, 2);
    values[10_001] = 3;
    const { at, page } = await show([{ name: 'spiky', series: { loss: values } }]);
    await using _ = at;
    await drawnChart(page, 'loss');
    const whole = await stretch(page, 'loss');
    const box = await page.getByRole('slider', { name: 'Chart of loss' }).boundingBox();
    assert.ok(box);
    await page.mouse.move(box.x + 200, box.y + 60);
    await page.mouse.down();
    await page.mouse.move(box.x + 260, box.y + 60, { steps: 4 });
    await page.mouse.up();
    const zoomed = await until(async () => {
      const now = await stretch(page, 'loss');
      return now[1] - now[0] < (whole[1] - whole[0]) / 2 ? now : undefined;
    }, 'the stretch to be shorter');
    const asked = await until(
      () => open.asked.find(({ from }) => from !== undefined),
      'the detail to be asked for',
    );
    assert.equal(asked.from, zoomed[0]);
    await page.getByRole('slider', { name: 'Chart of loss' }).focus();
    await page.keyboard.press('+');
    await until(async () => {
      const [from, to] = await stretch(page, 'loss');
      return to - from < (zoomed[1] - zoomed[0]) * 0.6;
    }, 'the key to zoom in');
    await page.getByRole('slider', { name: 'Chart of loss' }).dblclick();
    await until(async () => (await stretch(page, 'loss'))[1] === whole[1], 'all of it again');
  });

  it('shows a spike of a single point at every depth of zoom, with bands or without', async () => {
    const values = Array.from({ length: 30_000 }, () => 1);
    const spike = 17_001;
    values[spike] = 50;
    const { at, page } = await show([
      { name: 'spiky', series: { loss: values } },
      // It keeps the axis as high as the spike, so that a mean of it could not pass for it.
      { name: 'high', series: { loss: values.map(() => 50) } },
    ]);
    await using _ = at;
    await drawnChart(page, 'loss');
    const plot = page.getByRole('slider', { name: 'Chart of loss' });
    const bands = page.getByRole('button', { name: 'Bands' });
    for (let depth = 0; depth < 9; depth += 1) {
      await bands.click();
      await until(async () => (await crossed(page, 'loss')) > 0.95, `no bands at depth ${depth}`);
      await bands.click();
      await until(async () => (await crossed(page, 'loss')) > 0.95, `the spike at depth ${depth}`);
      const [from, to] = await stretch(page, 'loss');
      // A third of the stretch, with the spike in its middle.
      const share = (x: number): number => 60 + ((x - from) / (to - from)) * 320;
      await plot.evaluate(
        (element, [one, other]) => {
          const box = element.getBoundingClientRect();
          const send = (type: string, clientX: number): boolean =>
            element.dispatchEvent(
              new PointerEvent(type, { clientX, bubbles: true, pointerId: 1, button: 0 }),
            );
          element.setPointerCapture = () => undefined;
          send('pointerdown', box.left + one);
          send('pointermove', box.left + other);
          send('pointerup', box.left + other);
        },
        [share(spike) - 50, share(spike) + 50] as const,
      );
      await until(async () => (await stretch(page, 'loss'))[0] > from, 'the next depth');
    }
  });

  it('smooths, takes logarithms, averages groups, leaves outliers out and keeps it all', async () => {
    const { at, ids, page } = await show([
      ...three,
      {
        name: 'diverged',
        params: { lr: '9', kind: 'b' },
        series: { loss: [1, 1e6, ...falling(998, 1)] },
      },
    ]);
    await using _ = at;
    await drawnChart(page, 'loss');
    const ticks = async () =>
      (await coloured(page, 'loss')).bottom - (await coloured(page, 'loss')).top;
    const before = await ticks();
    await page.getByRole('button', { name: 'Ignore Outliers' }).click();
    await until(async () => Math.abs((await ticks()) - before) > 0.02, 'another y axis');
    await page.getByRole('button', { name: 'Log Y' }).click();
    await page.getByLabel('Smoothing').fill('0.9');
    await page.getByLabel('Mean over').selectOption('param:kind');
    await page.locator('.legend li', { hasText: 'a (2)' }).waitFor();
    await page.locator('.legend li', { hasText: 'b (2)' }).waitFor();
    const kept = await page.evaluate(() => JSON.stringify(Object.entries(sessionStorage)));
    await page.context().addInitScript((entries) => {
      for (const [name, value] of JSON.parse(entries)) sessionStorage.setItem(name, value);
    }, kept);
    const again = await pages.open(at.store, {
      context: page.context(),
      opening: { select: ids },
    });
    await again.page.locator('.legend li', { hasText: 'b (2)' }).waitFor();
    assert.equal(await again.page.getByLabel('Smoothing').inputValue(), '0.9');
    assert.equal(
      await again.page.getByRole('button', { name: 'Log Y' }).getAttribute('aria-pressed'),
      'true',
    );
  });

  it('finds a metric among 12,000, of which few have a card', async () => {
    const many = Object.fromEntries(
      Array.from({ length: 12_000 }, (_, index) => [`layer_${index % 100}/norm_${index}`, [1, 2]]),
    );
    const { at, page } = await show([{ name: 'wide', series: many }]);
    await using _ = at;
    await page.getByText('12,000 metrics').waitFor();
    assert.ok((await page.locator('trackline-metric-card').count()) < 40);
    await page.getByRole('textbox', { name: 'Search metrics' }).fill('norm_11999');
    await drawnChart(page, 'norm_11999');
    assert.equal(await page.locator('trackline-metric-card').count(), 1);
  });

  it('draws new points without losing the crosshair or the zoom', async () => {
    const { at, ids, page } = await show(three);
    await using _ = at;
    await drawnChart(page, 'loss');
    const plot = page.getByRole('slider', { name: 'Chart of loss' });
    await plot.focus();
    await page.keyboard.press('Home');
    const [run = ''] = ids;
    at.store.metrics.log(run, [{ key: 'loss', step: 5000, value: 0.5, timestamp: 1e12 }], 'logged');
    await open.changed(run);
    await until(async () => (await stretch(page, 'loss'))[1] === 5000, 'the new point');
    assert.match((await plot.getAttribute('aria-valuetext')) ?? '', /^step \d: run-/);
    assert.equal(await page.locator('.card .tag:not([hidden])').count(), 1);
  });

  it('shows bad values for what they are, and executes no name', async () => {
    const { at, ids, page } = await show([
      {
        name: markup,
        series: {
          loss: [1.7e308, -1.7e308, 1e301],
          nan: [Number.NaN, Number.NaN],
          one: [3],
          gaps: [1, Number.NaN, 2, Infinity, 3],
          [markup]: [1, 2],
        },
      },
      { name: 'gone soon', series: { loss: [1, 2], one: [4] } },
    ]);
    await using _ = at;
    await drawnChart(page, 'loss');
    await drawnChart(page, 'gaps');
    await page.getByText('None of its values is a number.').waitFor();
    await page.locator('.bar-row', { hasText: 'gone soon' }).waitFor();
    assert.equal(await page.locator('img').count(), 0);
    const [, gone = ''] = ids;
    at.store.runs.setLifecycle(gone, 'deleted');
    await open.changed(gone);
    await page.locator('.bar-row', { hasText: 'gone soon' }).waitFor({ state: 'detached' });
    await page.locator('.legend li', { hasText: 'gone soon' }).waitFor({ state: 'detached' });
    const logarithmic = page.getByRole('button', { name: 'Log Y' });
    await logarithmic.click();
    await page.getByText('Values of 0 or less are left out (Log Y).').first().waitFor();
    await logarithmic.click();
    await page.getByRole('button', { name: 'Show loss as Table' }).click();
    await page.getByRole('row', { name: /onerror/ }).waitFor();
    await page.getByRole('button', { name: `Save ${markup} as SVG` }).click();
    const saved = await until(
      () => open.actions.find((action) => action.kind === 'saveFile'),
      'the picture',
    );
    assert.match(saved.content, /^<svg[^]*&lt;img src=x onerror=alert\(1\)&gt;[^]*<\/svg>$/);
    assert.doesNotMatch(saved.content, /<img/);
    await page.getByRole('button', { name: 'Save gaps as PNG' }).click();
    const png = await until(
      () => open.actions.find((action) => action.kind === 'saveFile' && action.base64),
      'the other picture',
    );
    assert.ok(png.kind === 'saveFile' && png.content.startsWith('iVBORw0KGgo'));
  });

  for (const theme of themes) {
    it(`has nothing for axe to find, ${theme.name}`, async () => {
      const { at, page } = await show(three, theme);
      await using _ = at;
      await drawnChart(page, 'loss');
      await page.getByRole('button', { name: 'Show accuracy as Table' }).click();
      assert.deepEqual(await axeFinds(page), []);
    });
  }
});
