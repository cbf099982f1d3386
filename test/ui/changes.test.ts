import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import path from 'node:path';
import type { Project } from '../harness/project.ts';
import { testPython } from '../harness/python.ts';
import { until } from '../harness/wait.ts';
import { trackline } from '../integration/launch/trackline.ts';
import { recorded, reportOf } from './support/record.ts';
import { runPage } from './support/runPage.ts';
import { scriptProject, sessionOf } from './support/session.ts';
import { chooseFromMenu, notification, runRow, selectRuns } from './support/workbenchParts.ts';

describe('what changed between runs', () => {
  const make = async (): Promise<Project> => {
    const project = await scriptProject({ 'train.py': 'import sys\nprint("loss: 0.3")\n' });
    const run = (name: string, lr: string) =>
      trackline(['run', '--name', name, '--', testPython(), 'train.py', '--lr', lr], {
        cwd: project.folder,
      });
    await run('first', '0.1');
    await project.write('train.py', 'import sys\nprint("loss: 0.25")\n');
    await project.write('notes.txt', 'Untracked notes\n');
    await run('second', '0.5');
    return project;
  };
  const session = sessionOf(make, {
    ready: async ({ window }) => {
      await window.openView('Trackline');
      await runRow(window.page, 'second').waitFor();
    },
  });

  it('is shown of two selected runs in the editor’s own diff, the rest beside it', async () => {
    const { window } = session;
    const { page } = window;
    await selectRuns(page, 'first', 'second');
    await chooseFromMenu(page, runRow(page, 'second'), 'Show Code Changes');
    const diff = page.locator('.multiDiffEditor').first();
    await diff.locator('.view-line', { hasText: '"loss: 0.25"' }).first().waitFor();
    await diff.locator('.view-line', { hasText: 'Untracked notes' }).first().waitFor();
    const others = await window.surviving(await window.webview('.markdown-body td'));
    await others.locator('td', { hasText: '0.5' }).first().waitFor();
    await window.screenshot('changes-two-runs');
  });

  it('is undone in a worktree beside the project, which is offered in a new window', async () => {
    const { page } = session.window;
    await runRow(page, 'first').click();
    await chooseFromMenu(page, runRow(page, 'first'), 'Restore Run in Worktree…');
    const box = page.locator('.quick-input-widget input').first();
    await box.waitFor();
    const target = await box.inputValue();
    assert.equal(target, `${session.project.folder}-first`);
    try {
      await page.keyboard.press('Enter');
      await notification(page, 'The files of first are in').waitFor();
      await page.getByRole('button', { name: 'Open in New Window' }).first().waitFor();
      assert.equal(existsSync(path.join(target, 'notes.txt')), false);
      assert.equal(existsSync(path.join(target, 'train.py')), true);
    } finally {
      await rm(target, { recursive: true, force: true });
    }
  });

  it('is answered question by question when a run is reproduced', async () => {
    const { page } = session.window;
    await runRow(page, 'first').click();
    await chooseFromMenu(page, runRow(page, 'first'), 'Reproduce Run');
    const places = page.locator('.quick-input-widget .monaco-list-row');
    await places.filter({ hasText: 'Temporary' }).click();
    await notification(page, 'came out as first: same code, data, environment').waitFor();
    const [newest] = await recorded(session.project);
    const report = await until(() => reportOf(session.project, newest?.id ?? ''), 'a report');
    const first = await reportOf(session.project, 'first');
    assert.equal(report.tags['trackline.reproduces'], first.id);
    assert.equal(report.git?.snapshot, first.git?.snapshot);
    const shown = await runPage(session.window, newest?.name);
    await shown.fact('Reproduces').getByRole('button', { name: 'first' }).waitFor();
    await shown.fact('Reproduces').getByRole('button', { name: 'Show Differences' }).click();
    const verdict = await session.window.webview('.markdown-body li:has-text("✓ Same data")');
    await verdict.locator('li', { hasText: '✓ Same metrics' }).waitFor();
  });
});
