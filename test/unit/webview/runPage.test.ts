import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import type { FromRunPage } from '../../../src/protocol/runPage.ts';
import { BrowserPages, deliver } from './page/browserPage.ts';
import {
  empty,
  failed,
  finished,
  fixture,
  hostile,
  large,
  notFinite,
  running,
  type Fixture,
} from './page/fixtures.ts';

/** Messages of one kind that the page has sent. */
async function sent<K extends FromRunPage['kind']>(
  page: Page,
  kind: K,
): Promise<Extract<FromRunPage, { kind: K }>[]> {
  const all = await page.evaluate(() => window.host.sent);
  return all.filter(
    (message): message is Extract<FromRunPage, { kind: K }> => message.kind === kind,
  );
}

/** Waits until a chart has been drawn. */
async function drawn(page: Page, metric: string): Promise<void> {
  await page.waitForFunction((label) => {
    const plot = document.querySelector(`[role=slider][aria-label="${label}"]`);
    const canvas = plot?.querySelector('canvas');
    if (!canvas || canvas.width === 0) return false;
    const pixels = canvas.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height).data;
    return pixels?.some((part) => part !== 0) ?? false;
  }, `Chart of ${metric}`);
}

/** Rows of the canvas, from the top, on which the line's colour is found in the given columns. */
async function highest(page: Page, metric: string): Promise<number> {
  return page.getByRole('slider', { name: `Chart of ${metric}` }).evaluate((plot) => {
    const canvas = plot.querySelector('canvas');
    const context = canvas?.getContext('2d');
    if (!canvas || !context) return Number.NaN;
    const { data, width, height } = context.getImageData(0, 0, canvas.width, canvas.height);
    for (let row = 0; row < height; row += 1) {
      for (let column = 60; column < width; column += 1) {
        const at = (row * width + column) * 4;
        // The series is blue; grid and text are grey.
        if ((data[at + 2] ?? 0) - (data[at] ?? 0) > 40) return row / height;
      }
    }
    return Number.NaN;
  });
}

function lines(count: number): string {
  return Array.from({ length: count }, (_, index) => `line ${index}`).join('\n');
}

function withLog(count: number): Fixture {
  const made = running();
  return { ...made, details: { ...made.details, logTail: lines(count) } };
}

describe('the page of a run', function () {
  this.timeout(60_000);
  let pages: BrowserPages;
  let page: Page;

  before(async () => {
    pages = await BrowserPages.start();
  });

  after(() => pages.stop());

  beforeEach(async () => {
    page = await pages.open();
  });

  afterEach(async () => {
    const violations = await page.evaluate(() => window.host.violations);
    await page.context().close();
    assert.deepEqual(violations, []);
  });

  it('asks for its run once, and shows what it did', async () => {
    await deliver(page, finished());
    assert.equal((await sent(page, 'ready')).length, 1);
    await page.getByRole('heading', { level: 1, name: 'brave-fox-127' }).waitFor();
    const facts = await page.locator('header dl').innerText();
    assert.match(
      facts.replaceAll('\u202f', ' '),
      /Finished[^]*churn[^]*Nov 20, 2026, 9:30:12 AM[^]*3 min 7 s[^]*Exit code\s0/,
    );
    assert.match(
      await page.getByLabel('Objective').innerText(),
      /val\/accuracy[^]*0\.9\d+[^]*best/,
    );
    const row = page.getByRole('row', { name: /^val\/accuracy/ });
    assert.match(await row.innerText(), /best\s*0\.9/);
    assert.match(await page.locator('#section-data').innerText(), /100,000 files\s+3\.9 GB/);
    assert.match(
      await page.locator('#section-code').innerText(),
      /9fceb02d0a[^]*4 uncommitted files/,
    );
  });

  it('draws charts of what was logged often, with the spike of a single point', async () => {
    await deliver(page, finished());
    await drawn(page, 'grad_norm');
    // The spike reaches 3.4 of 4; all else stays below 1.2.
    assert.ok((await highest(page, 'grad_norm')) < 0.3);
    assert.equal(await page.getByRole('slider', { name: 'test/auc' }).count(), 0);
    assert.match(await page.locator('.tile').first().innerText(), /test\/auc\s+0\.98417\s+step 0/);
  });

  it('fetches points only for charts in sight', async () => {
    const points = Object.fromEntries(
      Array.from({ length: 60 }, (_, index) => [`metric_${index}`, [1, 2, 3]]),
    );
    await deliver(page, fixture(points));
    await page.evaluate(() => window.scrollTo(0, 0));
    await page.getByText('metric_59', { exact: true }).first().waitFor();
    assert.deepEqual(await sent(page, 'series'), []);
    const last = page.getByRole('slider', { name: 'Chart of metric_59' });
    await last.scrollIntoViewIfNeeded();
    await drawn(page, 'metric_59');
    const asked = (await sent(page, 'series')).flatMap(({ queries }) => queries);
    assert.ok(asked.length < 40, String(asked.length));
    assert.ok(asked.every((query) => query.buckets <= 300 && query.x === 'step'));
  });

  it('moves a crosshair by pointer and by keyboard, and says the value', async () => {
    await deliver(page, fixture({ loss: [0.9, 0.7, 0.4, 0.3] }));
    await drawn(page, 'loss');
    const plot = page.getByRole('slider', { name: 'Chart of loss' });
    await plot.focus();
    await page.keyboard.press('ArrowLeft');
    assert.equal(await plot.getAttribute('aria-valuetext'), '0.4 at step 2');
    await page.keyboard.press('Home');
    assert.equal(await plot.getAttribute('aria-valuetext'), '0.9 at step 0');
    assert.equal(await page.locator('.reading').innerText(), '0.9');
    assert.equal(await page.locator('.tag').innerText(), 'step 0');
    await page.keyboard.press('Escape');
    const box = await plot.boundingBox();
    assert.ok(box);
    await page.mouse.move(box.x + box.width - 12, box.y + 40);
    await page.locator('.tag', { hasText: 'step 3' }).waitFor();
    assert.equal(await page.locator('.reading').innerText(), '0.3');
  });

  it('changes the axes of all charts, and keeps them when it is reloaded', async () => {
    await deliver(page, finished());
    await drawn(page, 'loss');
    await page.getByRole('button', { name: 'Time' }).click();
    await page.getByRole('button', { name: 'Logarithmic' }).click();
    await page.waitForFunction(() =>
      window.host.sent.some((each) => each.kind === 'series' && each.queries[0]?.x === 'time'),
    );
    await page.reload();
    await deliver(page, finished());
    const pressed = page.locator('.axes-bar [aria-pressed=true]');
    assert.deepEqual(await pressed.allInnerTexts(), ['Time', 'Logarithmic']);
  });

  it('follows a live run in place', async () => {
    await deliver(page, running(400));
    await drawn(page, 'accuracy');
    await page.locator('#section-environment > summary').click();
    await page.getByText('AMD Ryzen').waitFor();
    await page.getByRole('button', { name: 'Add a note' }).click();
    const note = page.getByRole('textbox', { name: 'Note', exact: true });
    await note.fill('half a thought');
    const before = await page.evaluate(() => window.scrollY);
    await deliver(page, running(900));
    await page
      .getByRole('row', { name: /^accuracy/ })
      .getByText('900')
      .waitFor();
    await page.waitForFunction(
      () => window.host.sent.filter((m) => m.kind === 'series').length >= 2,
    );
    assert.equal(await note.inputValue(), 'half a thought');
    assert.ok(await note.evaluate((box) => box.matches(':focus')));
    assert.ok(await page.getByText('AMD Ryzen').isVisible());
    assert.equal(await page.evaluate(() => window.scrollY), before);
  });

  it('lets a running script be stopped, and its time pass', async () => {
    await deliver(page, running());
    await page.locator('.status', { hasText: 'Running' }).waitFor();
    const duration = page.locator('header dd').nth(3);
    const first = await duration.innerText();
    await page.waitForFunction(
      (text) => document.querySelectorAll('header dd')[3]?.textContent !== text,
      first,
    );
    await page.getByRole('button', { name: 'Stop' }).click();
    assert.equal((await sent(page, 'stop')).length, 1);
    assert.match(await page.locator('#section-data').innerText(), /hashing…/);
  });

  it('passes on what is clicked', async () => {
    await deliver(page, finished());
    await page.getByRole('button', { name: 'Run Again' }).click();
    await page.getByRole('button', { name: 'Show Log' }).click();
    await page.getByRole('button', { name: 'Star' }).click();
    await page.getByRole('button', { name: 'data/train.csv' }).click();
    await page.getByRole('button', { name: '9fceb02d0a' }).click();
    await page.getByRole('button', { name: 'roc.png' }).click();
    await page.getByRole('button', { name: 'More Actions' }).click();
    await page.getByRole('menuitem', { name: 'Copy Command' }).click();
    const messages = await page.evaluate(() => window.host.sent);
    assert.deepEqual(
      messages.filter(({ kind }) => kind !== 'ready' && kind !== 'series'),
      [
        { kind: 'rerun' },
        { kind: 'showLog' },
        { kind: 'star', on: false },
        { kind: 'openFile', path: 'data/train.csv' },
        { kind: 'openCommit', commit: '9fceb02d0ae598e95dc970b74767f19372d61af8' },
        { kind: 'openArtifact', path: 'plots/roc.png' },
        { kind: 'copy', text: "python train.py --lr 0.05 --note 'wide & deep'" },
      ],
    );
  });

  it('opens its menu by keyboard, and gives the focus back', async () => {
    await deliver(page, finished());
    const more = page.getByRole('button', { name: 'More Actions' });
    await more.focus();
    await page.keyboard.press('Enter');
    await page.waitForFunction(() => document.activeElement?.textContent?.includes('Code Changes'));
    await page.keyboard.press('ArrowDown');
    assert.match((await page.locator(':focus').innerText()).trim(), /Restore Run in Worktree/);
    await page.keyboard.press('Escape');
    await page.getByRole('menu').waitFor({ state: 'hidden' });
    assert.equal(await page.locator(':focus').getAttribute('aria-label'), 'More Actions');
  });

  it('brings a run back from its menu', async () => {
    await deliver(page, finished());
    for (const [label, kind] of [
      ['Show Code Changes', 'showCodeChanges'],
      ['Restore Run in Worktree…', 'restore'],
      ['Reproduce Run', 'reproduce'],
    ] as const) {
      await page.getByRole('button', { name: 'More Actions' }).click();
      await page.getByRole('menuitem', { name: label }).click();
      assert.deepEqual(await sent(page, kind), [{ kind }]);
    }
  });

  it('opens code as the run had it, and goes back to it from beside it', async () => {
    await deliver(page, finished());
    const code = page.locator('#section-code');
    await code.getByRole('button', { name: 'features/encode.py' }).click();
    assert.deepEqual(await sent(page, 'openCode'), [
      { kind: 'openCode', path: 'features/encode.py' },
    ]);
    // It was deleted, so the run had none.
    assert.equal(await code.getByRole('button', { name: 'old_notes.md' }).count(), 0);
    for (const [label, kind] of [
      ['Show Code Changes', 'showCodeChanges'],
      ['Restore Run in Worktree…', 'restore'],
      ['Reproduce Run', 'reproduce'],
    ] as const) {
      await code.getByRole('button', { name: label }).click();
      assert.deepEqual(await sent(page, kind), [{ kind }]);
    }
  });

  it('names the run that it reproduces, and says how near it came', async () => {
    const made = finished();
    const reproduces = { id: 'a1b2', name: 'old-otter-7' };
    await deliver(page, { ...made, details: { ...made.details, reproduces } });
    const fact = page.locator('header dl > div', { hasText: 'Reproduces' });
    await fact.getByRole('button', { name: 'old-otter-7' }).click();
    await fact.getByRole('button', { name: 'Show Differences' }).click();
    assert.equal((await sent(page, 'openOriginal')).length, 1);
    assert.equal((await sent(page, 'compareWithOriginal')).length, 1);
  });

  it('offers to choose an objective where the project has none', async () => {
    const made = finished();
    await deliver(page, made);
    const link = page.getByRole('button', { name: 'Choose the Objective…' });
    assert.equal(await link.count(), 0);
    const { objective: _objective, ...details } = made.details;
    await deliver(page, { ...made, details });
    await link.click();
    assert.deepEqual(await sent(page, 'chooseObjective'), [{ kind: 'chooseObjective' }]);
  });

  it('renames with F2 and Enter, and thinks better of it with Escape', async () => {
    await deliver(page, finished());
    const name = page.getByRole('textbox', { name: 'Name of the run' });
    await page.keyboard.press('F2');
    await name.fill('  wider net ');
    await page.keyboard.press('Enter');
    assert.deepEqual(await sent(page, 'rename'), [{ kind: 'rename', name: 'wider net' }]);
    await page.getByRole('button', { name: 'brave-fox-127' }).click();
    await name.fill('something else');
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'brave-fox-127' }).waitFor();
    assert.equal((await sent(page, 'rename')).length, 1);
  });

  it('saves a note of several lines', async () => {
    await deliver(page, finished());
    await page.getByRole('button', { name: /Wider embedding/ }).click();
    await page.getByRole('textbox', { name: 'Note', exact: true }).fill('one\ntwo');
    await page.getByRole('button', { name: 'Save' }).click();
    assert.deepEqual(await sent(page, 'note'), [{ kind: 'note', text: 'one\ntwo' }]);
  });

  it('shows a failure with its reasons', async () => {
    await deliver(page, failed());
    assert.match(await page.locator('header dl').innerText(), /Failed[^]*Exit code\s1/);
    assert.match(await page.locator('.notice').innerText(), /nvidia-smi[^]*Hydra/);
    // What it said at its end comes before all that it has measured.
    const parts = await page
      .locator('main > details')
      .evaluateAll((all) => all.map(({ id }) => id));
    assert.deepEqual(parts.slice(0, 2), ['section-log', 'section-metrics']);
    assert.equal(parts.filter((id) => id === 'section-log').length, 1);
    assert.match(await page.locator('#section-code').innerText(), /not in a git repository/);
    const error = page.getByText('ValueError: Input contains NaN.');
    // A red that can be read.
    assert.match(
      await error.evaluate((span) => getComputedStyle(span).color),
      /rgb\(2\d\d, 1?\d\d, 1?\d\d\)/,
    );
  });

  it('says what to do when there is nothing', async () => {
    await deliver(page, empty());
    const text = await page.locator('main').innerText();
    assert.match(text, /No metrics\. Print lines such as "loss: 0\.3"/);
    assert.match(text, /No parameters\. Arguments such as --lr 0\.1/);
    assert.equal(await page.getByRole('button', { name: 'Run Again' }).count(), 0);
  });

  it('takes names for names, whatever is in them', async () => {
    await deliver(page, hostile());
    await drawn(page, '🚀/loss 🧪');
    assert.equal(await page.evaluate(() => 'broken' in window), false);
    assert.equal(await page.locator('main img, main script').count(), 0);
    assert.match(await page.locator('h1').innerText(), /<script>window\.broken=1<\/script>/);
    const { width, room } = await page.evaluate(() => ({
      width: document.documentElement.scrollWidth,
      room: document.documentElement.clientWidth,
    }));
    assert.equal(width, room);
    const value = page.getByRole('row', { name: /^text/ });
    await value.getByRole('button', { name: 'Show more' }).click();
    await value.getByText(/second line/).waitFor();
  });

  it('stays at hand with hundreds of parameters and thousands of packages', async () => {
    await deliver(page, large());
    const params = page.locator('#section-params');
    assert.equal(await params.locator('tbody tr').count(), 100);
    await params.getByRole('textbox', { name: 'Filter parameters' }).fill('BLOCK_29.');
    await params.getByText('1 of 300').waitFor();
    assert.equal(await params.locator('tbody tr').count(), 1);
    await page.locator('#section-environment > summary').click();
    await page.locator('#section-packages > summary').click();
    const packages = page.locator('#section-packages');
    await packages.getByRole('button', { name: 'Show all 2,000' }).click();
    await packages.getByText('package-1999').waitFor();
    assert.equal(await packages.locator('tbody tr').count(), 2000);
  });

  it('writes out values that are no numbers or have no end', async () => {
    await deliver(page, notFinite());
    await drawn(page, 'gaps');
    const rows = await page.locator('table.numbers tbody tr').allInnerTexts();
    const cells = rows.map((row) => row.split(/\s+/));
    assert.deepEqual(cells.slice(0, 4), [
      ['all_nan', 'NaN', '–', '–', '2', '3'],
      ['constant', '7', '7', '7', '3', '4'],
      ['diverged', '∞', '1', '∞', '4', '5'],
      ['falls', '−∞', '−∞', '1', '1', '2'],
    ]);
    await page.getByText('None of its values is a number.').waitFor();
    assert.equal(await page.getByRole('slider', { name: 'all_nan' }).count(), 0);
  });

  it('keeps the log at its end until somebody scrolls up', async () => {
    await deliver(page, withLog(200));
    const log = page.getByRole('region', { name: 'Last lines of the log' });
    const fromEnd = (): Promise<number> =>
      log.evaluate((box) => box.scrollHeight - box.scrollTop - box.clientHeight);
    await log.getByText('line 199').waitFor();
    assert.ok((await fromEnd()) < 2);
    await deliver(page, withLog(300));
    await log.getByText('line 299').waitFor();
    assert.ok((await fromEnd()) < 2);
    await log.evaluate(async (box) => {
      const scrolled = new Promise((resolve) =>
        box.addEventListener('scroll', resolve, { once: true }),
      );
      box.scrollTop = 40;
      await scrolled;
    });
    await deliver(page, withLog(400));
    await log.getByText('line 399').waitFor();
    assert.equal(await log.evaluate((box) => box.scrollTop), 40);
  });

  it('shows a progress bar as a terminal does', async () => {
    await deliver(page, finished());
    const log = await page.getByRole('region', { name: 'Last lines of the log' }).innerText();
    assert.match(log, /100%\|█+\| 10\/10/);
    assert.doesNotMatch(log, /50%|\[1m/);
  });

  it('speaks the person’s language', async () => {
    await deliver(page, finished(), { Metrics: '메트릭', '{0} min {1} s': '{0}분 {1}초' });
    await page.getByRole('heading', { name: /메트릭/ }).waitFor();
    await page.getByText('3분 7초').waitFor();
  });

  it('stands still for those who asked for less motion', async () => {
    const still = await pages.open(undefined, true);
    await deliver(still, running());
    const spinner = still.locator('.status .icon');
    assert.equal(await spinner.evaluate((icon) => getComputedStyle(icon).animationName), 'none');
    await still.context().close();
  });

  it('comes back to where it was scrolled to', async () => {
    await deliver(page, finished());
    await drawn(page, 'loss');
    await page.evaluate(() => window.scrollTo(0, 700));
    await page.waitForFunction(() =>
      sessionStorage.getItem('webview state')?.includes('"scroll":700'),
    );
    await page.reload();
    await deliver(page, finished());
    await page.waitForFunction(() => window.scrollY === 700);
    const state = await page.evaluate(() => sessionStorage.getItem('webview state'));
    const { runId, store } = JSON.parse(state ?? '{}');
    assert.deepEqual([runId, store], [finished().details.row.run.id, '/store']);
  });

  it('says that a run is gone', async () => {
    await deliver(page, finished());
    await page.evaluate(() => window.host.deliver({ kind: 'gone' }));
    await page.getByRole('heading', { name: 'This run is no longer there' }).waitFor();
  });

  it('keeps what it shows when it cannot be brought up to date', async () => {
    await deliver(page, finished());
    await page.evaluate(() =>
      window.host.deliver({ kind: 'failed', sentence: 'The disk is away.' }),
    );
    await page.getByRole('alert').getByText('The disk is away.').waitFor();
    await page.getByRole('heading', { name: 'brave-fox-127' }).waitFor();
    await page.getByRole('button', { name: 'Retry' }).click();
    assert.equal((await sent(page, 'retry')).length, 1);
  });

  it('offers another try when the run does not come within ten seconds', async () => {
    await page.clock.install();
    await page.reload();
    await page.getByText('Reading the run…').waitFor();
    await page.clock.fastForward(9_000);
    assert.equal(await page.getByRole('button', { name: 'Retry' }).count(), 0);
    await page.clock.fastForward(2_000);
    await page.getByRole('button', { name: 'Show Log' }).click();
    assert.equal((await sent(page, 'showExtensionLog')).length, 1);
    await page.getByRole('button', { name: 'Retry' }).click();
    await page.getByText('Reading the run…').waitFor();
  });
});
