import assert from 'node:assert/strict';
import type { FrameLocator } from 'playwright-core';
import { editRuns } from '../../src/store/runEdits.ts';
import { defaultArtifactUri, openStore, type Store } from '../../src/store/store.ts';
import { makeProject, type Project } from '../harness/project.ts';
import { until } from '../harness/wait.ts';
import { makeRuns, runIdOf } from '../unit/webview/compare/madeRuns.ts';
import { faults } from './support/axe.ts';
import { chooseFrom, comparison, heading, names } from './support/comparison.ts';
import { descendants } from './support/processes.ts';
import { sessionOf } from './support/session.ts';

const many = 10_000;
const markup = '<img src=x onerror="window.broken=1">';

describe('ten thousand runs in a comparison', () => {
  let store: Store;
  let frame: FrameLocator;

  const make = async (): Promise<Project> => {
    const project = await makeProject(
      { 'trackline.yaml': 'objective: { metric: loss, direction: minimize }\n' },
      { git: false },
    );
    store?.close();
    store = openStore(project.path('.trackline'));
    makeRuns(store, many);
    store.transaction(() => makeOddRun(store));
    return project;
  };
  const session = sessionOf(make, { width: 1700, height: 800 });
  after(() => store?.close());

  beforeEach(async () => {
    await session.window.runCommand('Trackline: Compare Runs');
    frame = await comparison(session.window);
    await chooseFrom(frame, /^Views/, 'Begin Anew');
    await frame.locator('.grid').evaluate((grid) => grid.scrollTo(0, 0));
  });

  const count = (): Promise<string> => frame.locator('.toolbar .count').innerText();
  const filter = async (text: string): Promise<void> =>
    frame.getByRole('combobox', { name: 'Filter runs' }).fill(text);

  it('are gone through by keys to the last one, and found by a filter', async () => {
    const { keyboard } = session.window.page;
    await heading(frame, 'Name').focus();
    await keyboard.press('Control+End');
    const last = frame.locator(`[data-run="${runIdOf(0)}"]`);
    await last.getByText('run-0', { exact: true }).waitFor();
    await keyboard.press('Home');
    await session.window.screenshot('compare-many');
    await filter("params.lr = '0.1' and metrics.loss < 0.06");
    await until(
      async () => /^\d+ of 10,00\d runs$/.test(await count()) && (await names(frame)).length > 0,
      'the runs that are left',
    );
    assert.deepEqual(await faults(frame), []);
  });

  it('stay chosen and in their places while others arrive', async () => {
    const { page } = session.window;
    await until(async () => (await names(frame)).length > 5, 'the runs');
    await frame.locator('.grid').evaluate((grid) => grid.scrollTo(0, 4800));
    const row = frame.locator(`[data-run="${runIdOf(9800)}"] [role=rowheader]`);
    await row.getByText('run-9800').waitFor();
    await row.focus();
    await page.keyboard.press('ControlOrMeta+A');
    const chosen = frame.getByRole('button', { name: / chosen$/ });
    await chosen.waitFor();
    const order = await until(async () => {
      const shown = await names(frame);
      return shown.every((name) => name !== '') && shown;
    }, 'every name in sight');
    const words = await chosen.innerText();
    const before = countOf(await count());
    assert.match(words, new RegExp(`^${before.toLocaleString('en')} chosen`));
    makeRuns(store, 3, 20_000 + before);
    store.metrics.log(
      runIdOf(9800),
      [{ key: 'loss', value: 0.8125, timestamp: Date.now(), step: 9 }],
      'logged',
    );
    const news = frame.getByRole('button', { name: '3 new runs' });
    await news.waitFor();
    await frame.locator(`[data-run="${runIdOf(9800)}"]`, { hasText: '0.8125' }).waitFor();
    assert.deepEqual(await names(frame), order);
    assert.equal(await chosen.innerText(), words);
    assert.equal(
      await frame.locator('body').evaluate(() => document.activeElement?.textContent?.trim()),
      'run-9800',
    );
    await news.click();
    await until(async () => countOf(await count()) === before + 3, 'the new ones');
    assert.equal(await chosen.innerText(), words);
    await chosen.click();
  });

  it('says of one that is deleted while it is shown that it is', async () => {
    await filter("run_name LIKE 'run-501%' and params.lr = '0.001'");
    const [gone, stays] = await until(async () => {
      const [one = '', other = '', ...more] = await names(frame);
      const all = [one, other, ...more];
      return all.every((name) => name.startsWith('run-501')) && ([one, other] as const);
    }, 'the few runs that are left');
    const id = runIdOf(Number(gone.slice('run-'.length)));
    await frame.locator(`[data-run="${id}"]`).getByRole('checkbox').click();
    await frame.locator('.grid-row[data-run]', { hasText: stays }).getByRole('checkbox').click();
    await frame.getByRole('tab', { name: 'Charts', exact: true }).click();
    const line = frame.locator('.legend li', { hasText: gone }).first();
    await line.waitFor();
    editRuns(store, [id], { kind: 'delete' });
    await line.waitFor({ state: 'detached' });
    await frame.locator('.legend li', { hasText: stays }).first().waitFor();
    await frame.getByRole('tab', { name: 'Table', exact: true }).click();
    await frame.getByText(`Deleted run ${id.slice(0, 8)}`).waitFor();
    await frame.getByRole('button', { name: 'Order again' }).click();
    await frame.locator(`[data-run="${id}"]`).waitFor({ state: 'detached' });
    await filter('');
    await frame.getByRole('button', { name: / chosen$/ }).click();
  });

  it('shows odd numbers and hostile names as they are, among 12,000 metrics', async () => {
    await filter("params.odd = 'yes'");
    await until(async () => (await names(frame)).join() === markup, 'the odd run');
    await frame.getByRole('button', { name: /^Columns/ }).click();
    const box = frame.getByRole('textbox', { name: 'Find a column' });
    for (const key of ['nan', 'up', 'vast', 'layer/11999/norm']) {
      await box.fill(key);
      const label = new RegExp(`^${key.replaceAll(/[/\\^$*+?.()|[\]{}]/g, '\\$&')} Metrics`);
      await frame.getByRole('checkbox', { name: label }).check();
    }
    await box.press('Escape');
    const grid = frame.locator('.grid');
    const stands = (text: string): Promise<true> =>
      until(
        async () => (await grid.getByText(text, { exact: true }).count()) > 0,
        `${text} in the table`,
      );
    await stands('−∞');
    await grid.evaluate((element) => element.scrollTo(element.scrollWidth, 0));
    for (const text of ['NaN', '∞', '1.5e301', '11,999']) await stands(text);
    await session.window.screenshot('compare-odd');
    await frame.getByRole('tab', { name: 'Charts', exact: true }).click();
    await frame.getByRole('textbox', { name: 'Search metrics' }).fill('nan');
    await frame.locator('.card .bar-row', { hasText: 'NaN' }).waitFor();
    await session.window.screenshot('compare-odd-charts');
    await frame.getByRole('textbox', { name: 'Search metrics' }).fill('');
    assert.equal(await frame.locator('body').evaluate(() => 'broken' in window), false);
    assert.equal(await frame.locator('img').count(), 0);
    assert.deepEqual(session.window.errors(), []);
  });

  it('becomes an error with Retry and Show Log when nothing comes for ten seconds', async function () {
    // The tracker is found by Linux's own list of processes.
    if (process.platform !== 'linux') this.skip();
    const { window } = session;
    await heading(frame, 'loss').waitFor();
    const tracker = await until(
      () => descendants().find(({ command }) => command.includes('tracker.js'))?.pid,
      'the tracker',
    );
    process.kill(tracker, 'SIGSTOP');
    try {
      await heading(frame, 'loss').click();
      const alert = frame.getByRole('alert').first();
      await alert.waitFor({ timeout: 30_000 });
      await window.screenshot('compare-no-answer');
      await alert.getByText('Show Log').click();
      await window.page
        .locator('.part.panel .output-view, .part.panel .monaco-editor')
        .first()
        .waitFor();
      process.kill(tracker, 'SIGCONT');
      await alert.getByText('Retry').click();
      await alert.waitFor({ state: 'detached', timeout: 30_000 });
      await until(async () => (await names(frame)).length > 5, 'the runs to be there again');
    } finally {
      process.kill(tracker, 'SIGCONT');
    }
  });
});

function countOf(text: string): number {
  return Number(/[\d,]+/.exec(text)?.[0].replaceAll(',', ''));
}

/** A run with numbers that are none, with markup in all its names, and with 12,000 metrics. */
function makeOddRun(store: Store): void {
  const id = 'f'.repeat(32);
  store.runs.create(
    {
      id,
      name: markup,
      experimentId: '0',
      status: 'FINISHED',
      startTime: 1_600_000_000_000,
      userId: 'mina',
      artifactUri: defaultArtifactUri(id),
      lifecycle: 'active',
    },
    { [markup]: markup },
  );
  store.runs.logParams(id, { odd: 'yes', [markup]: markup });
  const numbers = { nan: Number.NaN, up: Infinity, down: -Infinity, vast: 1.5e301, [markup]: 1 };
  const layers = Array.from({ length: 12_000 }, (_, layer) => [`layer/${layer}/norm`, layer]);
  store.metrics.log(
    id,
    [...Object.entries(numbers), ...layers].map(([key, value]) => ({
      key: String(key),
      value: Number(value),
      timestamp: 1,
      step: 0,
    })),
    'logged',
  );
}
