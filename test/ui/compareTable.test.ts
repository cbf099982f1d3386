import assert from 'node:assert/strict';
import type { FrameLocator } from 'playwright-core';
import type { Project } from '../harness/project.ts';
import { testPython } from '../harness/python.ts';
import { until } from '../harness/wait.ts';
import { trackline } from '../integration/launch/trackline.ts';
import { names } from './support/comparison.ts';
import { scriptProject, sessionOf } from './support/session.ts';
import { chooseFromMenu, runRow, selectRuns, tab } from './support/workbenchParts.ts';

const script = `import sys, trackline
rate = float(sys.argv[sys.argv.index("--lr") + 1])
for step in range(5):
    trackline.log(step=step, loss=rate / (step + 1), accuracy=1 - rate / (step + 1))
`;

describe('comparing runs in a table', () => {
  const make = async (): Promise<Project> => {
    const project = await scriptProject({
      'train.py': script,
      'trackline.yaml': 'objective:\n  metric: loss\n  direction: minimize\n',
    });
    for (const [name, rate] of Object.entries({ slow: '0.1', middling: '0.5', fast: '0.9' })) {
      await trackline(['run', '--name', name, '--', testPython(), 'train.py', '--lr', rate], {
        cwd: project.folder,
      });
    }
    return project;
  };
  const session = sessionOf(make, {
    ready: async ({ window }) => {
      await window.openView('Trackline');
      await runRow(window.page, 'fast').waitFor();
      await window.runCommand('Trackline: Compare Runs');
    },
  });

  const panel = async (): Promise<FrameLocator> =>
    session.window.surviving(await session.window.webview('.grid-row[data-run]'));
  /** Sorts by the loss, the least one first, where it is not sorted so. */
  const sorted = (frame: FrameLocator): Promise<unknown> =>
    until(async () => {
      if ((await names(frame))[0] === 'slow') return true;
      await frame.getByRole('columnheader', { name: 'loss', exact: true }).click();
      return until(async () => (await names(frame))[0] === 'slow', 'the least loss', 5000);
    }, 'the order');
  const filtered = async (frame: FrameLocator): Promise<void> => {
    await frame.getByRole('combobox', { name: 'Filter runs' }).fill('metrics.loss < 0.11');
    await until(async () => (await names(frame)).join() === 'slow,middling', 'two runs');
  };

  it('opens on all runs, sorts, and looks right in three themes', async () => {
    const { window } = session;
    const frame = await panel();
    await sorted(frame);
    await until(async () => (await names(frame)).join() === 'slow,middling,fast', 'the order');
    await frame.getByRole('button', { name: 'Heat' }).click();
    for (const theme of ['dark', 'light', 'contrast'] as const) {
      await window.setTheme(theme);
      await frame.locator('.heat').first().waitFor();
      await window.screenshot(`compare-table-${theme}`);
    }
    await window.setTheme('dark');
  });

  it('says which word of a filter is wrong, and narrows by one that is right', async () => {
    const frame = await panel();
    await sorted(frame);
    const box = frame.getByRole('combobox', { name: 'Filter runs' });
    await box.fill('metrics.loss >> 1');
    await frame.getByRole('alert').waitFor();
    assert.equal(await frame.locator('.filter-box .wrong').textContent(), '>>');
    await filtered(frame);
  });

  it('opens a run’s page from a row, and comes back as it was', async () => {
    const { page } = session.window;
    const frame = await panel();
    await sorted(frame);
    await filtered(frame);
    await frame.locator('.grid-row[data-run] [role=rowheader]').first().click();
    await tab(page, 'slow').waitFor();
    await tab(page, `Compare Runs: ${session.project.folder.split('/').at(-1)}`).click();
    const again = await panel();
    await until(async () => (await names(again)).join() === 'slow,middling', 'the same two runs');
  });

  it('is about the runs that are selected in the Runs view', async () => {
    const { page } = session.window;
    await session.window.openView('Trackline');
    await selectRuns(page, 'slow', 'fast');
    await chooseFromMenu(page, runRow(page, 'fast'), 'Compare Runs');
    const frame = await panel();
    await frame.getByRole('combobox', { name: 'Filter runs' }).fill('');
    await sorted(frame);
    await until(async () => (await names(frame)).join() === 'slow,fast', 'the two runs');
    assert.equal(await frame.locator('.grid-row[aria-selected=true]').count(), 2);
    assert.deepEqual(session.window.errors(), []);
  });
});
