import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Store } from '../../../../src/store/store.ts';
import { defaultArtifactUri, openStore } from '../../../../src/store/store.ts';
import { makeProject, type Project } from '../../../harness/project.ts';
import { until } from '../../../harness/wait.ts';
import { themes } from '../page/themes.ts';
import { ComparePages, type OpenComparison } from './comparePages.ts';
import { makeRuns, runIdOf } from './madeRuns.ts';

const axe = path.join(import.meta.dirname, '../../../../node_modules/axe-core/axe.min.js');
const objective = { metric: 'loss', direction: 'minimize' } as const;
const markup = '<img src=x onerror="window.broken=1">';

describe('the comparison panel', function () {
  this.timeout(300_000);
  let project: Project;
  let store: Store;
  let pages: ComparePages;
  let open: OpenComparison;

  before(async () => {
    pages = await ComparePages.start();
  });
  after(() => pages.stop());
  beforeEach(async () => {
    project = await makeProject({}, { git: false });
    store = openStore(project.path('.trackline'));
    makeRuns(store, 30);
  });
  afterEach(async () => {
    await open.page.context().close();
    store.close();
    await project[Symbol.asyncDispose]();
  });

  it('filters, and draws a line under the word that is wrong', async () => {
    open = await opened({});
    const box = open.page.getByRole('combobox', { name: 'Filter runs' });
    await box.fill("metrics.loss < 0.5 and params.lr >> 'x'");
    const alert = open.page.getByRole('alert');
    await alert.waitFor();
    assert.match((await alert.textContent()) ?? '', /'>>' does not suit this column/);
    const wrong = open.page.locator('.filter-box .wrong');
    assert.equal(await wrong.textContent(), '>>');
    const [mark, around] = [await wrong.boundingBox(), await box.boundingBox()];
    assert.ok(mark && around);
    const inBox = mark.y >= around.y && mark.y + mark.height <= around.y + around.height;
    assert.ok(inBox, 'the line is drawn in the box');
    const told = await alert.boundingBox();
    assert.ok(Math.abs((told?.x ?? 0) - mark.x) < 3, 'what is wrong stands under its word');
    assert.equal(await box.getAttribute('aria-invalid'), 'true');
    await box.fill("params.lr = '0.1'");
    await until(async () => (await counted(open)) === '10 of 30 runs', 'ten runs to be left');
    assert.equal(await alert.count(), 0);
  });

  it('completes names, comparisons and statuses by keys', async () => {
    open = await opened({});
    const box = open.page.getByRole('combobox', { name: 'Filter runs' });
    await box.pressSequentially('acc');
    await open.page.getByRole('option', { name: 'metrics.accuracy' }).waitFor();
    await box.press('ArrowDown');
    await box.press('Enter');
    await open.page.getByRole('option', { name: '>=', exact: true }).waitFor();
    await box.pressSequentially('> 0.9 ');
    await open.page.getByRole('option', { name: 'and', exact: true }).waitFor();
    await box.press('ArrowDown');
    await box.press('Tab');
    await box.pressSequentially('status = ');
    await open.page.getByRole('option', { name: "'FINISHED'" }).waitFor();
    await box.press('ArrowDown');
    await box.press('Enter');
    assert.equal(await box.inputValue(), "metrics.accuracy > 0.9 and status = 'FINISHED' ");
  });

  it('shows how runs stand to a baseline, and which way is better', async () => {
    open = await opened({});
    await rowOf(open, 'run-29').click({ button: 'right' });
    await open.page.getByRole('menuitem', { name: 'Set as Baseline' }).click();
    const cell = open.page.locator(`[data-run="${runIdOf(28)}"] .delta.better`).first();
    // 1/12 against 1/13 is worse, as the loss is to be small: looked at from the other side below.
    const worse = open.page.locator(`[data-run="${runIdOf(28)}"] .delta.worse`).first();
    await worse.waitFor();
    assert.match((await worse.textContent()) ?? '', /\+8\.3 %/);
    assert.equal(await cell.count(), 0);
  });

  it('groups runs by words and numbers as its cells show them', async () => {
    open = await opened({});
    const by = async (name: string): Promise<void> => {
      await open.page.getByRole('columnheader', { name, exact: true }).click({ button: 'right' });
      await open.page.getByRole('menuitemcheckbox', { name: 'Group by This Column' }).click();
    };
    await by('Status');
    await open.page.getByRole('row', { name: /Status = Finished \(30\)/ }).waitFor();
    await by('lr');
    await open.page.getByRole('row', { name: /Status = Finished, lr = 0\.1 \(10\)/ }).waitFor();
  });

  it('groups runs, with mean and deviation, and opens a group', async () => {
    open = await opened({});
    await open.page
      .getByRole('columnheader', { name: 'lr', exact: true })
      .click({ button: 'right' });
    await open.page.getByRole('menuitemcheckbox', { name: 'Group by This Column' }).click();
    const groups = open.page.locator('.grid-row.group');
    await until(async () => (await groups.count()) === 3, 'three groups');
    assert.match((await groups.first().textContent()) ?? '', /lr = 0\.1 \(10\)[\s\S]* ± /);
    await groups.first().click();
    await until(
      async () => (await open.page.locator('.grid-row.in-group').count()) === 10,
      'the runs of the group',
    );
  });

  it('leaves rows where they are while runs come, until asked', async () => {
    open = await opened({});
    const first = async (): Promise<string | null> =>
      open.page.locator('.grid-row[aria-rowindex="3"]').getAttribute('data-run');
    const before = await first();
    await open.page.locator('.grid-row[aria-rowindex="4"] input').click();
    makeRuns(store, 2, 30);
    await open.changed(runIdOf(30), runIdOf(31));
    const pill = open.page.getByRole('button', { name: '2 new runs' });
    await pill.waitFor();
    assert.equal(await first(), before);
    await pill.click();
    await until(async () => (await first()) === runIdOf(31), 'the newest run to be first');
    assert.equal(
      await open.page.locator(`[data-run="${runIdOf(28)}"]`).getAttribute('aria-selected'),
      'true',
    );
  });

  it('shows new values of a run in sight, and says of one that is gone that it is', async () => {
    open = await opened({});
    await open.page.getByRole('button', { name: 'Heat' }).click();
    const head = open.page.getByRole('columnheader', { name: 'loss', exact: true }).first();
    const place = await head.getAttribute('aria-colindex');
    const bar = open.page.locator(`[data-run="${runIdOf(17)}"] [aria-colindex="${place}"] .heat`);
    const length = (): Promise<string> =>
      bar.evaluate((drawn: HTMLElement) => drawn.style.getPropertyValue('--share').trim());
    await until(async () => (await length()) === '100%', 'the greatest loss');
    store.metrics.log(
      runIdOf(29),
      [{ key: 'loss', value: 12_345, timestamp: 2_000_000_000_000, step: 9 }],
      'logged',
    );
    await open.changed(runIdOf(29));
    await open.page.locator(`[data-run="${runIdOf(29)}"]`, { hasText: '12,345' }).waitFor();
    await until(async () => (await length()) === '0%', 'the heat of another run to follow');
    store.runs.setLifecycle(runIdOf(28), 'deleted');
    await open.changed(runIdOf(28));
    await open.page
      .locator(`[data-run="${runIdOf(28)}"].gone`, { hasText: 'Deleted run' })
      .waitFor();
    const { page } = open;
    assert.ok((await page.locator('.grid-row[data-run]').count()) > 10);
  });

  it('shows in each tab what came, changed and went while another one was in sight', async () => {
    open = await opened({});
    const { page } = open;
    const log = (step: number): unknown =>
      store.metrics.log(
        runIdOf(29),
        [{ key: 'loss', value: 12_345, timestamp: 2_000_000_000_000, step }],
        'logged',
      );
    const tab = (name: string): Promise<void> =>
      page.getByRole('tab', { name, exact: true }).click();
    await tab('Charts');
    const plot = page.getByRole('slider', { name: 'Chart of loss' });
    await until(async () => (await plot.getAttribute('aria-valuemax')) === '1', 'the chart');
    log(9);
    store.runs.setLifecycle(runIdOf(28), 'deleted');
    await open.changed(runIdOf(28), runIdOf(29));
    await page.locator('.legend li', { hasText: 'run-28' }).waitFor({ state: 'detached' });
    await tab('Table');
    await page.locator(`[data-run="${runIdOf(29)}"]`, { hasText: '12,345' }).waitFor();
    await page.locator(`[data-run="${runIdOf(28)}"].gone`, { hasText: 'Deleted run' }).waitFor();
    log(77);
    await open.changed(runIdOf(29));
    await tab('Charts');
    await until(async () => (await plot.getAttribute('aria-valuemax')) === '77', 'the new point');
  });

  it('says in every tab what could not be read, with a way to try again and to the log', async () => {
    open = await opened({});
    const { page } = open;
    // Once the columns are counted nothing but the person asks again.
    await page.getByRole('button', { name: 'Only What Differs' }).click();
    await until(async () => !(await heads(open)).includes('model'), 'the columns to be counted');
    for (const [name, content, ...methods] of [
      ['Charts', '.charts [role=slider] canvas', 'metricNames'],
      ['Why', '#panel-why h2', 'importance'],
      ['Side by Side', '#panel-side tbody tr', 'details'],
    ] as const) {
      open.refused = { methods, sentence: 'The store is locked.' };
      open.actions.length = 0;
      await page.getByRole('tab', { name, exact: true }).click();
      const alert = page.locator(`[role=tabpanel]:not([hidden]) [role=alert]`);
      await alert.getByText('The store is locked.').waitFor();
      await alert.getByText('Show Log').click();
      await until(() => open.actions.some(({ kind }) => kind === 'showExtensionLog'), 'the log');
      open.refused = undefined;
      await alert.getByText('Retry').click();
      await alert.waitFor({ state: 'detached' });
      await page.locator(content).first().waitFor();
      await page.getByText('Reading…').first().waitFor({ state: 'detached' });
    }
  });

  it('ends the wait for what does not come after ten seconds, in every tab', async () => {
    open = await opened({});
    const { page } = open;
    await page.clock.install();
    await open.reload();
    await rowOf(open, 'run-29').waitFor();
    for (const [name, method, waiting, content] of [
      ['Table', 'runs', '#panel-table', '#panel-table .grid-row[data-run]'],
      ['Charts', 'metricNames', '.cards', '.charts [role=slider] canvas'],
      ['Charts', 'series', '.card', '.charts [role=slider] canvas'],
      ['Why', 'columns', '#panel-why', '#panel-why h2'],
      ['Why', 'importance', '#panel-why', '#panel-why table.importance, #panel-why p'],
      ['Side by Side', 'details', '#panel-side', '#panel-side tbody tr'],
    ] as const) {
      await page.getByRole('tab', { name: 'Table', exact: true }).click();
      await open.reload();
      await rowOf(open, 'run-29').waitFor();
      open.unanswered = [method];
      open.leftOpen.length = 0;
      if (name === 'Table') await open.reload();
      await page.getByRole('tab', { name, exact: true }).click();
      await until(() => open.leftOpen.includes(method), `${method} to be asked for`);
      const alert = page.getByRole('alert').first();
      const reading = page.locator(waiting).getByText(/Reading.*…/);
      await reading.first().waitFor();
      await page.clock.fastForward(8_000);
      assert.equal(await alert.count(), 0, `${method} is waited for`);
      await page.clock.fastForward(2_100);
      await alert.getByText('Nothing came within ten seconds.').waitFor();
      if (method !== 'series') assert.equal(await reading.count(), 0);
      await alert.getByText('Show Log').waitFor();
      // Whoever tries again sees that it is tried.
      await alert.getByText('Retry').click();
      await reading.first().waitFor();
      open.unanswered = [];
      await page.clock.fastForward(10_100);
      await alert.waitFor();
      // Each card of a metric has its own.
      await until(async () => {
        if ((await alert.count()) === 0) return true;
        await alert.getByText('Retry').click();
        return false;
      }, `${method} to come`);
      await page.locator(content).first().waitFor();
    }
  });

  it('keeps filter, order, columns, choice and tab for the next time', async () => {
    open = await opened({});
    const { page } = open;
    await page.getByRole('combobox', { name: 'Filter runs' }).fill("tags.team = 'red'");
    await until(async () => (await counted(open)) === '15 of 30 runs', 'fifteen runs');
    const head = page.getByRole('columnheader', { name: 'accuracy', exact: true });
    await head.click();
    const ordered = async () => (await head.getAttribute('aria-sort')) === 'ascending';
    await until(ordered, 'the order');
    const chosen = async () =>
      (await rowOf(open, 'run-28').getAttribute('aria-selected')) === 'true';
    // A row may go to another place while the new order comes.
    await until(async () => {
      if (!(await chosen())) await rowOf(open, 'run-28').locator('input').click();
      return await chosen();
    }, 'the choice');
    await page.getByRole('columnheader', { name: 'model', exact: true }).focus();
    await page.keyboard.press('Delete');
    await until(async () => !(await heads(open)).includes('model'), 'the column to go');
    await open.reload();
    await until(async () => (await counted(open)) === '15 of 30 runs', 'fifteen runs again');
    await until(ordered, 'the order again');
    await until(chosen, 'the choice again');
    assert.ok(!(await heads(open)).includes('model'));
  });

  it('keeps what Ctrl+A has chosen, the focus and the place while runs come', async () => {
    makeRuns(store, 300, 100);
    open = await opened({});
    const { page } = open;
    await page.locator('.grid').evaluate((grid) => grid.scrollTo(0, 4800));
    const row = page.locator(`[data-run="${runIdOf(199)}"] [role=rowheader]`);
    await row.getByText('run-199', { exact: true }).waitFor();
    await row.focus();
    await page.keyboard.press('Control+a');
    await page.getByRole('button', { name: '330 chosen' }).waitFor();
    const top = await page.locator('.grid').evaluate((grid) => grid.scrollTop);
    makeRuns(store, 3, 1000);
    await open.changed(runIdOf(1000));
    await page.getByRole('button', { name: '3 new runs' }).waitFor();
    assert.equal(await page.locator('.grid').evaluate((grid) => grid.scrollTop), top);
    assert.equal(await page.evaluate(() => document.activeElement?.textContent?.trim()), 'run-199');
    await page.getByRole('button', { name: '3 new runs' }).click();
    await page.getByText('333 runs').waitFor();
    await page.getByRole('button', { name: '330 chosen' }).waitFor();
  });

  it('leaves out what does not differ, and what is hidden by hand', async () => {
    open = await opened({});
    assert.ok((await heads(open)).includes('model'));
    await open.page.getByRole('button', { name: 'Only What Differs' }).click();
    await until(async () => !(await heads(open)).includes('model'), 'the same model to go');
    assert.ok((await heads(open)).includes('lr'));
  });

  it('shows hostile names, odd numbers and single points as they are, and runs nothing', async () => {
    const id = runIdOf(99);
    store.runs.create(
      {
        id,
        name: markup,
        experimentId: '0',
        status: 'RUNNING',
        startTime: 1_800_000_000_000,
        userId: 'mina',
        artifactUri: defaultArtifactUri(id),
        lifecycle: 'active',
      },
      {},
    );
    store.runs.logParams(id, { [markup]: markup });
    const values = { nan: Number.NaN, up: Infinity, down: -Infinity, vast: 1.5e301 };
    store.metrics.log(
      id,
      Object.entries(values).map(([key, value]) => ({ key, value, timestamp: 1, step: 0 })),
      'logged',
    );
    open = await opened({});
    await open.page.setViewportSize({ width: 3000, height: 900 });
    const row = open.page.locator(`[data-run="${id}"]`);
    for (const text of [markup, 'NaN', '∞', '−∞', '1.5e301']) {
      await row.getByText(text, { exact: true }).first().waitFor();
    }
    assert.equal(await open.page.evaluate(() => 'broken' in window), false);
  });

  it('takes 12,000 metrics in its stride', async () => {
    const points = Array.from({ length: 12_000 }, (_, index) => ({
      key: `layer/${index}/norm`,
      value: index,
      timestamp: 1,
      step: 0,
    }));
    store.metrics.log(runIdOf(29), points, 'logged');
    open = await opened({});
    await open.page.getByRole('button', { name: /^Columns/ }).click();
    const box = open.page.getByRole('textbox', { name: 'Find a column' });
    await box.fill('layer/11999/norm');
    await open.page.getByRole('checkbox', { name: /^layer\/11999\/norm Metrics/ }).check();
    await open.page.keyboard.press('Escape');
    await open.page.locator('.grid').evaluate((grid) => grid.scrollTo(grid.scrollWidth, 0));
    await open.page.locator(`[data-run="${runIdOf(29)}"]`, { hasText: '11,999' }).waitFor();
  });

  it('ticks all runs only when those in the table are chosen, whatever the filter leaves out', async () => {
    open = await opened({});
    const { page } = open;
    const all = page.getByRole('checkbox', { name: 'Choose all runs' });
    await rowOf(open, 'run-29').locator('input').click();
    await until(() => all.evaluate((box: HTMLInputElement) => box.indeterminate), 'some');
    await page.getByRole('combobox', { name: 'Filter runs' }).fill("run_name = 'run-28'");
    await rowOf(open, 'run-29').waitFor({ state: 'detached' });
    assert.equal(await all.isChecked(), false);
    await rowOf(open, 'run-28').locator('input').click();
    await until(() => all.isChecked(), 'all of those in the table');
  });

  it('shows the columns that most runs have, where one run has thousands', async () => {
    const points = Array.from({ length: 1000 }, (_, at) => ({
      key: `a/${at}`,
      value: at,
      timestamp: 1,
      step: 0,
    }));
    store.metrics.log(runIdOf(29), points, 'logged');
    open = await opened({});
    await until(async () => {
      await open.page.locator('.grid').evaluate((grid) => grid.scrollTo(1e6, 0));
      return (await heads(open)).at(-1) === 'team';
    }, 'the column that all runs have, behind those of one run');
  });

  it('copies what is chosen, and keeps a view by name', async () => {
    open = await opened({});
    const { page } = open;
    await rowOf(open, 'run-29').locator('input').click();
    await page.getByRole('button', { name: 'Copy or Save Chosen' }).click();
    await page.getByRole('menuitem', { name: 'Copy as CSV' }).click();
    await until(() => open.actions.some(({ kind }) => kind === 'copy'), 'something to be copied');
    const copied = open.actions.find((action) => action.kind === 'copy');
    assert.match(
      copied?.kind === 'copy' ? copied.text : '',
      /^Name,Status,[^\r]*\r\nrun-29,FINISHED,/,
    );
    await page.getByRole('button', { name: 'Copy or Save Chosen' }).click();
    await page.getByRole('menuitem', { name: 'Copy as Markdown' }).click();
    await until(
      () =>
        open.actions.some(
          (action) => action.kind === 'copy' && action.text.includes('| run-29 | Finished |'),
        ),
      'words for people',
    );
    await page.getByRole('button', { name: 'Views' }).click();
    await page.getByRole('menuitem', { name: 'Save View…' }).click();
    await page.getByRole('textbox', { name: 'Name of the view' }).fill('mine');
    await page.keyboard.press('Enter');
    await until(() => open.actions.some(({ kind }) => kind === 'saveViews'), 'the view to be kept');
    const saved = open.actions.find((action) => action.kind === 'saveViews');
    assert.deepEqual(saved?.kind === 'saveViews' ? Object.keys(saved.views.views) : [], ['mine']);
  });

  it('finds a text in cells that are not drawn', async () => {
    makeRuns(store, 300, 100);
    open = await opened({});
    await open.page.locator('.grid').focus();
    await open.page.keyboard.press('Control+f');
    await open.page.getByRole('textbox', { name: 'Find in the table' }).fill('run-7');
    await open.page.locator('[data-found]', { hasText: /run-7\b/ }).waitFor();
  });

  for (const theme of themes) {
    it(`has nothing for axe to find, ${theme.name}`, async () => {
      open = await opened({ theme });
      const { page } = open;
      await page.evaluate(await readFile(axe, 'utf8'));
      // Every cell is looked at: a few are as good as many.
      await page.setViewportSize({ width: 800, height: 320 });
      await rowOf(open, 'run-29').locator('input').click();
      await page.getByRole('button', { name: 'Heat' }).click();
      await rowOf(open, 'run-28').click({ button: 'right' });
      await page.getByRole('menuitem', { name: 'Set as Baseline' }).click();
      await page.locator('.delta').first().waitFor();
      await page.getByRole('combobox', { name: 'Filter runs' }).fill('metrics.');
      await page.getByRole('option').first().waitFor();
      await nothingWrong(open, 'with a baseline and completions');
      await page.keyboard.press('Escape');
      await page.getByRole('button', { name: /^Columns/ }).click();
      await nothingWrong(open, 'with the list of columns');
      await page.keyboard.press('Escape');
      await rowOf(open, 'run-29').click({ button: 'right' });
      await nothingWrong(open, 'with a menu');
      assert.deepEqual(await page.evaluate(() => window.host.violations), []);
    });
  }

  async function opened(options: Parameters<ComparePages['open']>[1]): Promise<OpenComparison> {
    const made = await pages.open(store, { ...options, opening: { objective } });
    await made.page
      .locator('.grid-row[data-run] [role=rowheader] bdi:not(:empty)')
      .first()
      .waitFor();
    return made;
  }
});

async function nothingWrong({ page }: OpenComparison, state: string): Promise<void> {
  const { violations } = await page.evaluate(() => window.axe.run());
  const lines = violations.flatMap(({ id, nodes }) =>
    nodes.map((node) => `${id}: ${node.html.slice(0, 200)} — ${node.failureSummary ?? ''}`),
  );
  assert.deepEqual(lines, [], state);
}

function rowOf({ page }: OpenComparison, name: string) {
  return page.locator('.grid-row[data-run]', { has: page.getByText(name, { exact: true }) });
}

async function counted({ page }: OpenComparison): Promise<string> {
  return (await page.locator('.toolbar .count').textContent())?.trim() ?? '';
}

async function heads({ page }: OpenComparison): Promise<string[]> {
  return page.locator('.cell.head bdi').allTextContents();
}
