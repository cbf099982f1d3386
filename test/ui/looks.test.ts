import assert from 'node:assert/strict';
import { trackline } from '../integration/launch/trackline.ts';
import type { Project } from '../harness/project.ts';
import { testPython } from '../harness/python.ts';
import type { Theme } from '../harness/themes.ts';
import { until } from '../harness/wait.ts';
import { faults } from './support/axe.ts';
import { recorded } from './support/record.ts';
import { runPageOf, statusOf } from './support/runPage.ts';
import type { ShownRun } from './support/runPage.ts';
import { exampleProject, sessionOf } from './support/session.ts';
import { answer, clickUntil, runRow } from './support/workbenchParts.ts';

const themes: readonly Theme[] = ['dark', 'light', 'contrast'];

/** Whether everything fits: nothing makes the page scroll sideways. */
async function fits({ frame }: ShownRun): Promise<void> {
  const [inner, whole] = await frame
    .locator('body')
    .evaluate((body) => [innerWidth, body.scrollWidth]);
  assert.ok((whole ?? 0) <= (inner ?? 0), `the page is ${whole} wide in a window of ${inner}`);
}

describe('the run page', () => {
  let finished: { id: string; name: string };
  const make = async (): Promise<Project> => {
    const project = await exampleProject();
    await project.write('ideas.txt', 'a wider layer\n');
    const done = await trackline(['run', '--', testPython(), 'train.py', '--epochs=12'], {
      cwd: project.folder,
    });
    assert.equal(done.code, 0, done.err.toString('utf8'));
    const [run] = await recorded(project);
    assert.ok(run);
    finished = run;
    return project;
  };
  const session = sessionOf(make, {
    width: 1400,
    height: 900,
    ready: ({ window }) => window.openView('Trackline'),
  });

  /** Does something in each theme, and dark again at the end. */
  const inEachTheme = async (work: (theme: Theme) => Promise<void>): Promise<void> => {
    for (const theme of themes) {
      await session.window.setTheme(theme);
      await work(theme);
    }
    await session.window.setTheme('dark');
  };

  it('of a finished run reads well and is accessible in every kind of theme', async () => {
    const { window } = session;
    await window.openFile('train.py');
    await runRow(window.page, finished.name).click();
    const page = await runPageOf(window, finished.id);
    await page.section('environment').locator('summary').first().click();
    await page.section('metrics').locator('canvas').first().waitFor();
    await inEachTheme(async (theme) => {
      await fits(page);
      for (const [part, selector] of [
        ['top', 'header'],
        ['charts', '.charts'],
        ['data', '#section-params'],
        ['end', '#section-command'],
      ] as const) {
        await page.frame
          .locator(selector)
          .first()
          .evaluate((element) => element.scrollIntoView());
        await window.screenshot(`run-finished-${part}-${theme}`);
      }
      assert.deepEqual(await faults(page.frame), [], theme);
      await page.frame.locator('body').evaluate(() => scrollTo(0, 0));
    });
  });

  it('of a live run and its log are accessible in every kind of theme', async () => {
    const { window, project } = session;
    await window.openFile('train.py');
    await window.runCommand('Trackline: Run Command as Experiment…');
    await answer(window.page, 'python train.py --epochs 100000');
    const live = await until(
      async () => (await recorded(project)).find(({ status }) => status === 'RUNNING'),
      'the run to be under way',
    );
    const page = await runPageOf(window, live.id);
    await page.section('metrics').locator('canvas').first().waitFor({ timeout: 60_000 });
    await inEachTheme(async (theme) => {
      await fits(page);
      await window.screenshot(`run-live-${theme}`);
      assert.deepEqual(await faults(page.frame), [], theme);
    });
    await page.button('Show Log').click();
    const lines = window.page.locator('.editor-group-container.active .view-lines');
    await until(async () => /epoch/.test(await lines.innerText()), 'the log');
    await inEachTheme(async (theme) => {
      await window.screenshot(`log-${theme}`);
    });
    await runRow(window.page, live.name).click();
    const again = await runPageOf(window, live.id);
    await clickUntil(again.button('Stop'), statusOf(again, 'Stopped'));
  });
});
