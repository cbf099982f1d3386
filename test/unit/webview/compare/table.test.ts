import assert from 'node:assert/strict';
import type { Store } from '../../../../src/store/store.ts';
import { openStore } from '../../../../src/store/store.ts';
import { makeProject, type Project } from '../../../harness/project.ts';
import { until } from '../../../harness/wait.ts';
import { ComparePages, type OpenComparison } from './comparePages.ts';
import { makeRuns } from './madeRuns.ts';

describe('the table of the comparison panel', function () {
  this.timeout(60_000);
  let project: Project;
  let store: Store;
  let pages: ComparePages;
  let open: OpenComparison;

  before(async () => {
    project = await makeProject({}, { git: false });
    store = openStore(project.path('.trackline'));
    makeRuns(store, 300);
    pages = await ComparePages.start();
  });
  after(async () => {
    await pages.stop();
    store.close();
    await project[Symbol.asyncDispose]();
  });
  beforeEach(async () => {
    open = await pages.open(store, {
      opening: { objective: { metric: 'loss', direction: 'minimize' } },
    });
    await open.page.locator('.grid-row[data-run]').first().waitFor();
    await rowsAre(open, (names) => names[0] !== '');
  });
  afterEach(async () => {
    assert.deepEqual(await open.page.evaluate(() => window.host.violations), []);
    await open.page.context().close();
  });

  it('draws only what is in sight, and counts the rest', async () => {
    const grid = open.page.getByRole('grid', { name: 'Runs' });
    assert.equal(await grid.getAttribute('aria-rowcount'), '302');
    const drawn = await open.page.locator('.grid-row[data-run]').count();
    assert.ok(drawn > 10 && drawn < 80, `${drawn} rows`);
    await grid.evaluate((element) => element.scrollTo(0, element.scrollHeight));
    await rowsAre(open, (names) => names.at(-1) === 'run-0');
  });

  it('shows the same in each cell wherever the table was scrolled to before', async () => {
    await open.page.setViewportSize({ width: 1800, height: 900 });
    await rowsAre(
      open,
      (_, rows) => rows.length > 25 && rows.every(({ team = '' }) => team !== ''),
    );
    const unmoved = new Map((await shownRows(open)).map((row) => [row['Name'], row]));
    await open.page.setViewportSize({ width: 600, height: 420 });
    const grid = open.page.getByRole('grid', { name: 'Runs' });
    for (const [left, top] of [
      [400, 3000],
      [900, 1200],
      [150, 2000],
      [700, 240],
    ] as const) {
      await grid.evaluate((element, place) => element.scrollTo(...place), [left, top] as const);
      await rowsAre(open, (names) => !names.includes('') && !names.includes('run-299'));
    }
    await rowsAre(open, (names, rows) => names.includes('run-280') && rows.length < 30);
    for (const row of await shownRows(open)) {
      const whole = unmoved.get(row['Name']);
      if (whole === undefined) continue;
      assert.ok(
        Object.keys(row).length < Object.keys(whole).length,
        'some columns are out of sight',
      );
      for (const [column, text] of Object.entries(row)) assert.equal(text, whole[column], column);
    }
  });

  it('sorts by a column up, down and not at all, and by several with Shift', async () => {
    const head = (name: string) => open.page.getByRole('columnheader', { name, exact: true });
    await head('lr').click();
    await rowsAre(open, (_, rows) => rows[0]?.['lr'] === '0.001');
    assert.equal(await head('lr').getAttribute('aria-sort'), 'ascending');
    await head('lr').click();
    await rowsAre(open, (_, rows) => rows[0]?.['lr'] === '0.1');
    await head('loss')
      .first()
      .click({ modifiers: ['Shift'] });
    await rowsAre(open, (_, rows) => {
      const losses = rows.slice(0, 5).map((row) => Number(row['loss']));
      return (
        rows[0]?.['lr'] === '0.1' &&
        losses.every((loss, at) => at === 0 || loss >= (losses[at - 1] ?? 0))
      );
    });
  });

  it('is gone through, chosen in and opened by keys alone', async () => {
    const { page } = open;
    await page.locator('.grid-row[data-run] [role=rowheader]').first().focus();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Space');
    await page.keyboard.press('Shift+ArrowDown');
    await until(
      async () => (await page.locator('.grid-row[aria-selected=true]').count()) >= 2,
      'two rows to be chosen',
    );
    await page.keyboard.press('Control+End');
    await until(
      async () =>
        page.evaluate(() =>
          document.activeElement?.closest('[role=row]')?.getAttribute('aria-rowindex'),
        ) === undefined
          ? false
          : (await page.evaluate(() =>
              document.activeElement?.closest('[role=row]')?.getAttribute('aria-rowindex'),
            )) === '302',
      'the focus to be in the last row',
    );
    await page.keyboard.press('Enter');
    await until(() => open.actions.some(({ kind }) => kind === 'openRun'), 'a run to be opened');
  });
});

type Cells = Readonly<Record<string, string>>;

/** Waits until the rows in sight are as wanted. */
async function rowsAre(
  open: OpenComparison,
  holds: (names: readonly string[], rows: readonly Cells[]) => boolean,
): Promise<void> {
  await until(async () => {
    const rows = await shownRows(open);
    return (
      rows.length > 0 &&
      holds(
        rows.map((row) => row['Name'] ?? ''),
        rows,
      )
    );
  }, 'the rows to be as wanted');
}

/** The cells in sight, row by row, by the headings of their columns. */
async function shownRows(open: OpenComparison): Promise<Cells[]> {
  return open.page.evaluate(() => {
    const heads = new Map(
      [...document.querySelectorAll('.cell.head')].map((head) => [
        head.getAttribute('aria-colindex'),
        head.querySelector('bdi')?.textContent ?? '',
      ]),
    );
    const rows = [...document.querySelectorAll('.grid-row[data-run]')];
    rows.sort(
      (a, b) => Number(a.getAttribute('aria-rowindex')) - Number(b.getAttribute('aria-rowindex')),
    );
    return rows.map((row) =>
      Object.fromEntries(
        [...row.querySelectorAll('.cell:not(.box)')].map((cell) => [
          heads.get(cell.getAttribute('aria-colindex')) ?? '',
          (cell.querySelector('bdi') ?? cell).textContent,
        ]),
      ),
    );
  });
}
