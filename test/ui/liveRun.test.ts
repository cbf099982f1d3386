import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { until } from '../harness/wait.ts';
import { endedReport, recorded, reportOf } from './support/record.ts';
import { metricCells, nameOn, runPage, statusIs, statusOf } from './support/runPage.ts';
import { scriptProject, sessionOf } from './support/session.ts';
import { chooseFromMenu, clickUntil, keptByWindow, runRow, tab } from './support/workbenchParts.ts';

/** Trains until the file `enough` is there, so that a test decides how long. */
const endless = `import itertools, pathlib, time

for step in itertools.count(1):
    print(f"step {step} loss={1 / step:.4f}", flush=True)
    if pathlib.Path("enough").exists():
        break
    time.sleep(0.05)
print("enough is enough")
`;

describe('a run that is under way', () => {
  const session = sessionOf(() => scriptProject({ 'endless.py': endless }), {
    ready: ({ window }) => window.openView('Trackline'),
  });
  beforeEach(() => rm(session.project.path('enough'), { force: true }));
  afterEach(async () => {
    await session.project.write('enough', '');
    const over = async (): Promise<boolean> =>
      (await recorded(session.project)).every(({ status }) => status !== 'RUNNING');
    await until(over, 'every run to end');
  });

  const start = async (): Promise<string> => {
    const { window, project } = session;
    const before = new Set((await recorded(project)).map(({ name }) => name));
    await window.openFile('endless.py');
    await window.runCommand('Trackline: Run File as Experiment');
    return until(
      async () => (await recorded(project)).find(({ name }) => !before.has(name))?.name,
      'the new run to be on record',
    );
  };
  const stepsOnRecord = async (name: string): Promise<number> =>
    (await reportOf(session.project, name)).metrics['loss']?.count ?? 0;
  const stepOn = async (name: string): Promise<number> =>
    Number((await metricCells(await runPage(session.window, name), 'loss'))[3]);

  it('goes on while the window is loaded anew, and its page comes back', async () => {
    const { window, project } = session;
    const name = await start();
    await statusIs(await runPage(window, name), 'Running');
    await until(async () => (await stepOn(name)) > 1, 'the first steps');
    await keptByWindow(window.page, (await reportOf(project, name)).id);
    await window.page.reload();
    await window.page.locator('.monaco-workbench .part.statusbar').waitFor();
    const page = await runPage(window, name);
    await statusIs(page, 'Running');
    const before = await stepOn(name);
    await until(async () => (await stepOn(name)) > before, 'the page to grow again');

    await project.write('enough', '');
    await statusIs(page, 'Finished');
    const report = await endedReport(project, name);
    assert.equal(report.status, 'FINISHED');
    const { count, step } = report.metrics['loss'] ?? {};
    assert.equal(count, step, 'no step was lost on the way');
    assert.ok((step ?? 0) > before);
  });

  it('is followed by its log, a document that is only read', async () => {
    const { window, project } = session;
    const name = await start();
    const page = await runPage(window, name);
    await clickUntil(page.button('Show Log'), tab(window.page, `${name}.log`));
    const group = window.page.locator('.editor-group-container').filter({
      has: window.page.locator(`.tab[aria-label^="${name}.log"]`),
    });
    const lines = group.locator('.view-lines');
    const lastStep = async (): Promise<number> => {
      const steps = [...(await lines.innerText()).matchAll(/step.(\d+)/g)];
      return Math.max(0, ...steps.map(([, step]) => Number(step)));
    };
    const before = await until(async () => (await lastStep()) || undefined, 'the first lines');
    await until(async () => (await lastStep()) > before, 'the log to follow');
    await window.screenshot('log-live-dark');
    // Whoever reads further up is left there; from the end on it follows again.
    const first = async (): Promise<boolean> => /step.1.loss/.test(await lines.innerText());
    let reached = 0;
    // Pressed while what came is on its way into sight, the key may come too late once.
    await until(async () => {
      await window.page.keyboard.press('ControlOrMeta+Home');
      await until(first, 'the first line', 10_000);
      reached = await stepsOnRecord(name);
      await until(async () => (await stepsOnRecord(name)) > reached + 40, 'the log to grow');
      return first();
    }, 'the first line to stay in sight');
    await until(async () => {
      await window.page.keyboard.press('ControlOrMeta+End');
      return until(async () => (await lastStep()) > reached + 40, 'the last lines', 10_000);
    }, 'the end of the log');
    await window.page.locator('.part.sidebar .monaco-list').first().focus();
    const unwatched = await lastStep();
    await until(async () => (await lastStep()) > unwatched + 40, 'the log to follow unfocused');
    await window.page.locator('.tab[aria-label*=".log"]').click();
    await window.page.keyboard.type('x');
    await project.write('enough', '');
    await until(
      async () => /enough.is.enough/.test(await lines.innerText()),
      'the last line of the log',
    );
    assert.ok(!/x/.test((await lines.innerText()).replaceAll(/\s/g, '')), 'nothing was typed in');
    assert.equal((await endedReport(project, name)).status, 'FINISHED');
  });

  it('is stopped from its page, and started again from there', async () => {
    const { window, project } = session;
    const name = await start();
    const page = await runPage(window, name);
    await statusIs(page, 'Running');
    await clickUntil(page.button('Stop'), statusOf(page, 'Stopped'));
    const stopped = await endedReport(project, name);
    assert.equal(stopped.status, 'KILLED');
    assert.equal(await page.button('Stop').count(), 0);

    await page.button('Run Again').click();
    const again = await until(
      async () => (await recorded(project)).find(({ status }) => status === 'RUNNING'),
      'the second run',
    );
    assert.notEqual(again.name, name);
    const second = await runPage(window, again.name);
    await statusIs(second, 'Running');
    assert.deepEqual((await endedReport(project, name)).command, stopped.command);

    const row = runRow(window.page, again.name);
    await until(async () => {
      await row.hover();
      await row.locator('.action-label[aria-label^="Stop Run"]').click({ timeout: 5000 });
      await statusIs(second, 'Stopped', 10_000);
      return true;
    }, 'the run to be stopped from its row');
    assert.equal((await endedReport(project, again.name)).status, 'KILLED');
    assert.ok(!existsSync(project.path('enough')));
  });

  it('is named in the status bar, which opens its page', async () => {
    const { window, project } = session;
    const name = await start();
    const item = window.page.locator('.part.statusbar .statusbar-item', { hasText: name });
    await item.waitFor();
    await tab(window.page, 'endless.py').first().click();
    await item.locator('a').click();
    assert.equal(await nameOn(await runPage(window, name)), name);
    await chooseFromMenu(window.page, runRow(window.page, name), 'Stop Run');
    await item.waitFor({ state: 'detached' });
    assert.equal((await endedReport(project, name)).status, 'KILLED');
  });
});
