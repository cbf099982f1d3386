import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import type { Frame, Locator } from 'playwright-core';
import { until } from '../harness/wait.ts';
import { listedAs, recorded } from './support/record.ts';
import { scriptProject, sessionOf } from './support/session.ts';
import type { ListedRun } from './support/record.ts';
import type { Session } from './support/session.ts';
import { answer, notification } from './support/workbenchParts.ts';

const pipeline = `stages:
  quick:
    cmd: python write.py a.txt
    outs: [a.txt]
  endless:
    cmd: python wait.py
    outs: [b.txt]
`;

const files = {
  '.dvc/config': '',
  'dvc.yaml': pipeline,
  'other/dvc.yaml': 'stages:\n  alone:\n    cmd: python ../write.py c.txt\n    outs: [c.txt]\n',
  'write.py': 'import sys\nopen(sys.argv[1], "w").write("1")\n',
  'wait.py': 'import time\nopen("waits", "w").close()\nwhile True:\n    time.sleep(0.1)\n',
  'notes.md': 'Nothing.\n',
};

/** The links over the stages that say this, in the order of the stages. */
function links(session: Pick<Session, 'window'>, text: string): Locator {
  return session.window.page
    .locator('.codelens-decoration a')
    .filter({ hasText: new RegExp(`^\\s*${text}$`) });
}

/** Runs of a name that were not there before. */
async function newRun(
  session: Pick<Session, 'project'>,
  name: string,
  before: readonly ListedRun[],
): Promise<ListedRun> {
  const known = new Set(before.map(({ id }) => id));
  return until(
    async () =>
      (await recorded(session.project)).find((run) => run.name === name && !known.has(run.id)),
    `a run of ${name}`,
    120_000,
  );
}

/** Presses a link over a stage until what it does is seen; the list of links is made anew at times. */
async function press(link: Locator): Promise<void> {
  await until(
    async () => {
      await link.click({ timeout: 5000 });
      return true;
    },
    'the link to be pressed',
    60_000,
  );
}

describe('links over stages, by clicks', () => {
  const session = sessionOf(() => scriptProject(files), { width: 1400, height: 900 });

  it('lead to the stage in the drawing', async () => {
    const { window } = session;
    await window.openFile('dvc.yaml');
    await press(links(session, 'Show in graph').nth(1));
    const frame: Frame = await window.webview('main.graph .box');
    const box = frame.getByRole('treeitem', { name: /^endless / });
    await until(
      async () => (await box.getAttribute('aria-selected')) === 'true',
      'the stage to be selected in the drawing',
      60_000,
    );
    await window.runCommand('View: Close All Editors');
  });

  it('run a stage that can be called off from its notice', async () => {
    const { project, window } = session;
    const before = await recorded(project);
    await window.openFile('dvc.yaml');
    await press(links(session, 'Run').nth(1));
    await until(() => existsSync(project.path('waits')), 'the command to run', 120_000);
    const notice = notification(window.page, 'Running endless');
    await until(
      async () => {
        await window.runCommand('Notifications: Show Notifications');
        const shown = window.page.locator('.notification-list-item', {
          hasText: 'Running endless',
        });
        await shown.getByRole('button', { name: 'Cancel' }).click({ timeout: 5000 });
        return true;
      },
      'the run to be called off',
      60_000,
    );
    const { id } = await newRun(session, 'endless', before);
    await listedAs(project, id, ({ status }) => status !== 'RUNNING', 'ended');
    const ended = (await recorded(project)).filter(
      ({ name, status }) => name === 'endless' && status === 'RUNNING',
    );
    assert.deepEqual(ended, []);
    await notice.waitFor({ state: 'detached' });
    assert.ok(!existsSync(project.path('b.txt')));
  });

  it('have a command that asks for the pipeline and for the stage', async () => {
    const { project, window } = session;
    const before = await recorded(project);
    await window.runCommand('View: Close All Editors');
    await window.openFile('notes.md');
    await window.runCommand('Trackline: Run Stage…');
    const choice = window.page.locator('.quick-input-widget .monaco-list-row');
    await choice.filter({ hasText: 'other/dvc.yaml' }).waitFor();
    await window.screenshot('stage-choose-pipeline');
    await answer(window.page, 'other');
    await choice.filter({ hasText: 'alone' }).filter({ hasText: 'has never run' }).waitFor();
    await answer(window.page, 'alone');
    const { id } = await newRun(session, 'alone', before);
    await listedAs(project, id, ({ status }) => status === 'FINISHED', 'finished');
    await until(() => existsSync(project.path('other', 'c.txt')), 'what the stage writes');
  });

  it('run nothing when no stage is chosen', async () => {
    const { project, window } = session;
    const before = await recorded(project);
    await window.openFile('dvc.yaml');
    await window.runCommand('Trackline: Run Stage…');
    const choice = window.page.locator('.quick-input-widget .monaco-list-row');
    // Of either of the two files of that name: the editor opens the one that was open last.
    await choice.filter({ hasText: /quick|alone/ }).waitFor();
    await window.page.keyboard.press('Escape');
    await choice.first().waitFor({ state: 'hidden' });
    assert.equal((await recorded(project)).length, before.length);
  });
});

describe('a pipeline in a folder that is not trusted', () => {
  const session = sessionOf(() => scriptProject(files), {
    width: 1400,
    height: 900,
    restricted: true,
  });

  it('is checked and drawn, and nothing of it is run', async () => {
    const { project, window } = session;
    const { page } = window;
    await page.locator('.statusbar-item', { hasText: 'Restricted Mode' }).waitFor();
    await window.openFile('dvc.yaml');
    await page.locator('.view-line span span', { hasText: /^stages$/ }).dblclick();
    await page.keyboard.type('stage');
    await page.locator('.squiggly-error').first().waitFor({ timeout: 60_000 });
    await page.keyboard.press('ControlOrMeta+Z');
    await page.locator('.squiggly-error').first().waitFor({ state: 'detached' });
    await window.runCommand('Trackline: Run Stage…');
    const notice = notification(page, /trust/i);
    await notice.first().waitFor();
    await window.screenshot('stage-restricted');
    await window.runCommand('Trackline: Show Pipeline');
    const frame = await window.webview('main.graph .box');
    await frame.getByRole('treeitem', { name: /^quick / }).waitFor();
    assert.deepEqual(await recorded(project), []);
    assert.ok(!existsSync(project.path('a.txt')));
  });
});
