import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { AxeResults } from 'axe-core';
import type { Locator, Page } from 'playwright-core';
import type { PipelineGraph } from '../../../src/model/pipelineGraph.ts';
import type { FromGraphPage, ToGraphPage } from '../../../src/protocol/graphPage.ts';
import { until } from '../../harness/wait.ts';
import { BrowserPages } from './page/browserPage.ts';
import { graphOf, loop, loopStates } from './page/pipelines.ts';
import { dark, themes, type Theme } from './page/themes.ts';

const modules = path.join(import.meta.dirname, '../../../node_modules');

async function give(page: Page, ...messages: readonly ToGraphPage[]): Promise<void> {
  for (const message of messages) {
    await page.evaluate((each) => window.host.deliver(each), message);
  }
}

/** What the page has sent since it was opened. */
async function sent(page: Page): Promise<readonly FromGraphPage[]> {
  return page.evaluate(() => window.host.sent as unknown[] as FromGraphPage[]);
}

async function last(page: Page): Promise<FromGraphPage | undefined> {
  return (await sent(page)).at(-1);
}

const message = (graph: PipelineGraph | null): ToGraphPage => ({
  kind: 'graph',
  graph,
  file: '/project/dvc.yaml',
  strings: {},
});

const box = (page: Page, name: string | RegExp): Locator => page.getByRole('treeitem', { name });

/** The box that has the keyboard's focus. */
async function focused(page: Page): Promise<string | null> {
  return page.evaluate(() => document.activeElement?.getAttribute('data-id') ?? null);
}

async function scale(page: Page): Promise<number> {
  const transform = await page
    .locator('.world')
    .evaluate((each: HTMLElement) => each.style.transform);
  return Number(/scale\(([\d.]+)\)/.exec(transform)?.[1]);
}

async function place(locator: Locator): Promise<{ x: number; y: number }> {
  const { x = 0, y = 0 } = (await locator.boundingBox()) ?? {};
  return { x: Math.round(x), y: Math.round(y) };
}

describe('the page of a pipeline', function () {
  this.timeout(60_000);
  let pages: BrowserPages;
  before(async () => {
    pages = await BrowserPages.start('graph');
  });
  after(() => pages.stop());

  const open = async (
    graph: PipelineGraph = graphOf(loop),
    theme: Theme = dark,
    reducedMotion = true,
  ): Promise<Page> => {
    const page = await pages.open(theme, reducedMotion);
    await give(page, message(graph), { kind: 'states', states: loopStates });
    await page.getByRole('tree').waitFor();
    return page;
  };

  it('shows stages in layers with their phases and states in words', async () => {
    const page = await open();
    await box(page, /^prepare Prepare Fresh needs data\/raw\.csv; feeds train, evaluate/).waitFor();
    await box(page, /^data\/raw\.csv Collect tracked data; feeds explore, prepare/).waitFor();
    await box(page, /^evaluate Evaluate Running/).waitFor();
    await box(page, /^serve\/ drift Monitor Failed/).waitFor();
    await box(page, /^package_model Package Missing/).waitFor();
    const above = async (one: string, other: string) =>
      assert.ok(
        (await place(box(page, new RegExp(`^${one} `)))).y <
          (await place(box(page, new RegExp(`^${other} `)))).y,
      );
    await above('data/raw\\.csv', 'prepare');
    await above('prepare', 'train');
    await above('train', 'evaluate');
    assert.equal(await page.locator('.edge').count(), 11);
    assert.deepEqual(await page.evaluate(() => window.host.violations), []);
    await page.context().close();
  });

  it('tells why a stage is stale, in the tooltip and beside the drawing', async () => {
    const page = await open();
    const train = box(page, /^train Show the 3 stages of train Train Stale/);
    assert.match(
      (await train.getAttribute('title')) ?? '',
      /Stale\n· lr 0\.01 → 0\.1\n· train\.py changed/,
    );
    await train.click();
    const about = page.getByRole('complementary', { name: 'About train' });
    await about.getByText('Stale: 2 of 3').waitFor();
    await about.getByText('train.py changed').waitFor();
    assert.match(await train.innerText(), /×3[\s\S]*Stale: 2 of 3/);
    await page.context().close();
  });

  it('closes what a foreach makes into one box, and opens it', async () => {
    const page = await open();
    assert.equal(await box(page, /^train@/).count(), 0);
    await page.getByRole('button', { name: 'Show the 3 stages of train' }).click();
    assert.equal(await box(page, /^train@/).count(), 3);
    assert.equal(await focused(page), 'dvc.yaml:train@forest');
    await page.keyboard.press('Space');
    await until(async () => (await box(page, /^train@/).count()) === 0, 'the group is one again');
    assert.equal(await focused(page), 'dvc.yaml:train');
    await page.context().close();
  });

  it('leads to the YAML by a click, a double click and Enter', async () => {
    const page = await open();
    await box(page, /^prepare /).click();
    assert.deepEqual(await last(page), { kind: 'open', node: 'dvc.yaml:prepare', focus: false });
    await box(page, /^evaluate /).dblclick();
    assert.deepEqual(await last(page), { kind: 'open', node: 'dvc.yaml:evaluate', focus: true });
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('Enter');
    assert.deepEqual(await last(page), { kind: 'open', node: 'dvc.yaml:train', focus: true });
    await page.context().close();
  });

  it('is gone through by keys along edges and layers', async () => {
    const page = await open();
    await page.getByRole('textbox', { name: 'Find a stage' }).press('ArrowDown');
    assert.equal(await focused(page), 'data/raw.csv.dvc');
    const way: (string | null)[] = [];
    for (const key of ['ArrowDown', 'ArrowDown', 'ArrowUp', 'ArrowUp']) {
      await page.keyboard.press(key);
      way.push(await focused(page));
    }
    const [first, second, third, end] = way;
    assert.match(String(first), /^dvc\.yaml:(explore|prepare)$/);
    assert.match(String(second), /^dvc\.yaml:/);
    assert.match(String(third), /^dvc\.yaml:(explore|prepare)$/);
    assert.equal(end, 'data/raw.csv.dvc');
    await box(page, /^prepare /).click();
    const beside =
      (await place(box(page, /^explore /))).x < (await place(box(page, /^prepare /))).x;
    await page.keyboard.press(beside ? 'ArrowLeft' : 'ArrowRight');
    assert.equal(await focused(page), 'dvc.yaml:explore');
    await page.keyboard.press('End');
    assert.equal(await focused(page), 'serve/dvc.yaml:retrain');
    await page.context().close();
  });

  it('asks for the context menu of a box by its keys and the other mouse button', async () => {
    const page = await open();
    await page.evaluate(() => {
      window.addEventListener('contextmenu', (event) => {
        const at = (event.target as Element).closest<HTMLElement>('[data-vscode-context]');
        document.title = at?.dataset['vscodeContext'] ?? '';
      });
    });
    await box(page, /^train /).click();
    const expected = { webviewSection: 'stage', root: '/project', node: 'dvc.yaml:train' };
    for (const press of ['Shift+F10', 'ContextMenu']) {
      await page.evaluate(() => (document.title = ''));
      await page.keyboard.press(press);
      assert.deepEqual(JSON.parse(await page.title()), expected);
    }
    await box(page, /^data\/raw\.csv /).click({ button: 'right' });
    assert.equal(
      (JSON.parse(await page.title()) as { webviewSection: string }).webviewSection,
      'data',
    );
    await page.context().close();
  });

  it('zooms by wheel, keys and buttons, pans by dragging, and fits', async () => {
    const page = await open();
    const fitted = await scale(page);
    await page.mouse.move(300, 400);
    await page.mouse.wheel(0, -200);
    await until(async () => (await scale(page)) > fitted, 'the wheel zooms in');
    await page.getByRole('button', { name: 'Zoom Out' }).click();
    const out = await scale(page);
    await page.getByRole('button', { name: 'Zoom In' }).click();
    assert.ok((await scale(page)) > out);
    await box(page, /^prepare /).focus();
    await page.keyboard.press('-');
    await page.keyboard.press('-');
    const small = await scale(page);
    await page.keyboard.press('+');
    assert.ok((await scale(page)) > small);
    await page.keyboard.press('0');
    assert.equal(await scale(page), 1);
    await page.keyboard.press('f');
    assert.equal(await scale(page), fitted);
    const before = await place(box(page, /^prepare /));
    await page.mouse.move(60, 800);
    await page.mouse.down();
    await page.mouse.move(110, 770, { steps: 4 });
    await page.mouse.up();
    const after = await place(box(page, /^prepare /));
    assert.deepEqual([after.x - before.x, after.y - before.y], [50, -30]);
    const opened = (await sent(page)).filter(({ kind }) => kind === 'open');
    assert.deepEqual(opened, [], 'dragging is no click');
    await page.context().close();
  });

  it('keeps place, zoom and selection while stages come and go', async () => {
    const page = await open();
    await box(page, /^prepare /).click();
    await page.keyboard.press('+');
    const before = { at: await place(box(page, /^prepare /)), scale: await scale(page) };
    const more = `${loop['dvc.yaml'] ?? ''}  summarise:\n    cmd: x\n    deps: [data/train.csv]\n`;
    await give(page, message(graphOf({ ...loop, 'dvc.yaml': more })));
    await box(page, /^summarise/).waitFor();
    assert.deepEqual({ at: await place(box(page, /^prepare /)), scale: await scale(page) }, before);
    assert.equal(await box(page, /^prepare /).getAttribute('aria-selected'), 'true');
    assert.equal(await focused(page), 'dvc.yaml:prepare');
    await page.context().close();
  });

  it('is as it was when it comes back', async () => {
    const page = await open();
    await box(page, /^train /).click();
    await page.keyboard.press('Space');
    await page.keyboard.press('-');
    const before = await scale(page);
    await until(
      () => page.evaluate(() => (sessionStorage.getItem('webview state') ?? '').includes('"view"')),
      'the view is kept',
    );
    await until(
      async () =>
        (await page.evaluate(
          () => JSON.parse(sessionStorage.getItem('webview state') ?? '{}').view?.scale as number,
        )) === before,
      'the last view is kept',
    );
    await page.reload();
    await page.evaluate((worn) => window.host.wear(worn), dark);
    await give(page, message(graphOf(loop)));
    await box(page, /^train@boosting/).waitFor();
    assert.equal(await scale(page), before);
    assert.equal(await box(page, /^train@forest/).getAttribute('aria-selected'), 'true');
    await page.context().close();
  });

  it('finds stages by name, command and path', async () => {
    const page = await open();
    await page.keyboard.press('Control+f');
    await page.keyboard.type('model');
    await page.getByText('3 found').waitFor();
    await page.keyboard.press('Enter');
    await page.getByRole('complementary', { name: 'About train' }).waitFor();
    await page.keyboard.press('Enter');
    await page.getByRole('complementary', { name: 'About train' }).waitFor({ state: 'detached' });
    await page.keyboard.press('Control+a');
    await page.keyboard.type('nowhere');
    await page.getByText('Nothing found').waitFor();
    await page.keyboard.press('Escape');
    await page.getByText('Nothing found').waitFor({ state: 'detached' });
    await page.context().close();
  });

  it('selects the stage that the editor names, also before there is a graph', async () => {
    const page = await pages.open(dark, true);
    await give(page, { kind: 'select', node: 'dvc.yaml:train@linear' }, message(graphOf(loop)));
    await page.getByRole('complementary', { name: 'About train' }).waitFor();
    await give(page, { kind: 'select', node: 'dvc.yaml:evaluate' });
    await page.getByRole('complementary', { name: 'About evaluate' }).waitFor();
    await page.context().close();
  });

  it('runs stages from beside the drawing', async () => {
    const page = await open();
    await box(page, /^prepare /).click();
    for (const [name, action] of [
      ['Run', 'run'],
      ['Run with What It Needs', 'runWithNeeds'],
      ['Show Last Run', 'showLastRun'],
    ] as const) {
      await page.getByRole('button', { name, exact: true }).click();
      assert.deepEqual(await last(page), { kind: 'act', node: 'dvc.yaml:prepare', action });
    }
    await box(page, /^explore /).click();
    assert.equal(await page.getByRole('button', { name: 'Show Last Run' }).count(), 0);
    await page.context().close();
  });

  it('says what is wrong with a file, and leads there', async () => {
    const broken = graphOf({ ...loop, 'serve/dvc.yaml': 'stages:\n  a:\n    cdm: x\n' });
    const files = broken.files.map((file) =>
      file.path === 'serve/dvc.yaml' ? { ...file, state: 'last-good' as const } : file,
    );
    const page = await open({ ...broken, files });
    await page
      .getByText('serve/dvc.yaml cannot be read now, so its stages are shown as they were.')
      .waitFor();
    await page.getByRole('button', { name: 'serve/dvc.yaml:2' }).click();
    assert.deepEqual(await last(page), { kind: 'openTrouble', index: 0 });
    await page.context().close();
  });

  it('says that there is no pipeline, and shows it as soon as there is one', async () => {
    const page = await pages.open(dark, true);
    await give(page, message(null));
    await page.getByRole('heading', { name: 'There is no pipeline here' }).waitFor();
    await give(page, message(graphOf(loop)));
    await box(page, /^prepare /).waitFor();
    await page.context().close();
  });

  it('says after ten seconds that nothing comes, and tries again', async () => {
    const page = await pages.open(dark, true);
    await page.clock.install();
    await page.reload();
    await page.getByText('Reading the pipeline…').waitFor();
    await page.clock.fastForward(10_100);
    await page.getByText('could not be read within ten seconds').waitFor();
    await page.getByRole('button', { name: 'Retry' }).click();
    await page.getByText('Reading the pipeline…').waitFor();
    assert.deepEqual(await last(page), { kind: 'retry' });
    await give(page, { kind: 'failed', sentence: 'The server is gone.', strings: {} });
    await page.getByRole('alert').getByText('The server is gone.').waitFor();
    await page.context().close();
  });

  it('keeps the drawing when it can no longer be brought up to date', async () => {
    const page = await open();
    await give(page, { kind: 'failed', sentence: 'The server is gone.', strings: {} });
    await page.getByRole('status').getByText('The server is gone.').waitFor();
    await box(page, /^prepare /).waitFor();
    await page.context().close();
  });

  it('treats names as text', async () => {
    const markup = '<img src=x onerror=window.broken=1>';
    const page = await open(
      graphOf({ 'dvc.yaml': `stages:\n  '${markup}': {cmd: '${markup}', desc: '${markup}'}\n` }),
    );
    await box(page, markup).click();
    await page.getByRole('complementary').getByText(markup).first().waitFor();
    assert.equal(await page.evaluate(() => 'broken' in window), false);
    await page.context().close();
  });

  it('draws 300 stages', async () => {
    const stages = Array.from(
      { length: 300 },
      (_, index) =>
        `  s${index}: {cmd: x, deps: [o${index - 1 - (index % 3)}], outs: [o${index}]}\n`,
    );
    const page = await open(graphOf({ 'dvc.yaml': `stages:\n${stages.join('')}` }));
    assert.equal(await page.getByRole('treeitem').count(), 300);
    await page.context().close();
  });

  it('stands still for who wants less motion', async () => {
    const glides = async (page: Page) => {
      await page.getByRole('button', { name: 'Zoom In' }).click();
      return page.locator('.world.gliding').count();
    };
    const still = await open();
    assert.equal(await glides(still), 0);
    const moving = await open(graphOf(loop), dark, false);
    assert.equal(await glides(moving), 1);
    await Promise.all([still.context().close(), moving.context().close()]);
  });

  for (const theme of themes) {
    it(`has nothing for axe to find, ${theme.name}`, async () => {
      const axe = await readFile(path.join(modules, 'axe-core/axe.min.js'), 'utf8');
      const wrongs = async (page: Page) => {
        await page.evaluate(axe);
        const { violations } = await page.evaluate(() =>
          (window as unknown as { axe: { run: () => Promise<AxeResults> } }).axe.run(),
        );
        return violations.flatMap(({ id, nodes }) =>
          nodes.map((node) => `${id}: ${node.html.slice(0, 160)} — ${node.failureSummary ?? ''}`),
        );
      };
      const page = await open(graphOf(loop), theme);
      assert.deepEqual(await wrongs(page), [], 'the drawing');
      await box(page, /^train /).click();
      await page.getByRole('textbox', { name: 'Find a stage' }).fill('prep');
      assert.deepEqual(await wrongs(page), [], 'searching');
      await give(page, message(graphOf({ 'dvc.yaml': 'stages:\n  a:\n    cdm: x\n' })));
      await page.getByRole('button', { name: 'dvc.yaml:2' }).waitFor();
      assert.deepEqual(await wrongs(page), [], 'broken');
      await page.context().close();
    });
  }
});
