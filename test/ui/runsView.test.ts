import assert from 'node:assert/strict';
import { trackline } from '../integration/launch/trackline.ts';
import type { Project } from '../harness/project.ts';
import { testPython } from '../harness/python.ts';
import { until } from '../harness/wait.ts';
import { listedAs, recorded, reportOf } from './support/record.ts';
import type { ListedRun } from './support/record.ts';
import { runPage, shownParams } from './support/runPage.ts';
import { scriptProject, sessionOf } from './support/session.ts';
import {
  answer,
  chooseFromMenu,
  clickUntil,
  notification,
  runRow,
  selectRuns,
} from './support/workbenchParts.ts';

describe('the Runs view', () => {
  let names: Record<'small' | 'large', ListedRun>;
  const make = async (): Promise<Project> => {
    const project = await scriptProject({ 'train.py': 'import sys\nprint("loss: 0.3")\n' });
    for (const lr of ['0.1', '0.5']) {
      await trackline(['run', '--', testPython(), 'train.py', '--lr', lr], { cwd: project.folder });
    }
    const [large, small] = await recorded(project);
    assert.ok(large && small);
    names = { small, large };
    return project;
  };
  const session = sessionOf(make, {
    ready: async ({ window }) => {
      await window.openView('Trackline');
      await runRow(window.page, names.small.name).waitFor();
    },
  });

  /** Names of the runs that are shown. */
  const shown = async (): Promise<string[]> => {
    const labels = session.window.page.locator(
      '.part.sidebar .monaco-list-row[aria-level="2"] .label-name',
    );
    return (await labels.allInnerTexts()).map((text) => text.trim()).sort();
  };
  const shows = (...wanted: string[]): Promise<boolean> =>
    until(
      async () => JSON.stringify(await shown()) === JSON.stringify([...wanted].sort()),
      `the view to show ${wanted.join(', ') || 'nothing'}`,
    );
  const choose = (name: string, label: string): Promise<void> =>
    chooseFromMenu(session.window.page, runRow(session.window.page, name), label);

  it('opens the page of a run that is clicked', async () => {
    const { window } = session;
    await runRow(window.page, names.small.name).click();
    const page = await runPage(window, names.small.name);
    assert.equal((await page.fact('Exit code').innerText()).trim(), '0');
    assert.deepEqual(await shownParams(page), { lr: ['0.1', 'command line'] });
  });

  it('filters by a parameter, says so, and clears the filter', async () => {
    const { window } = session;
    await window.runCommand('Trackline: Filter Runs…');
    await answer(window.page, 'lr=0.5');
    await shows(names.large.name);
    const title = window.page.locator('.part.sidebar .pane-header .title').first();
    await until(async () => /lr=0\.5/.test((await title.textContent()) ?? ''), 'the filter');
    await window.runCommand('Trackline: Filter Runs…');
    await answer(window.page, 'no such run');
    const welcome = window.page.locator('.part.sidebar .welcome-view');
    await welcome.getByText('No run matches the filter.').waitFor();
    await welcome.getByRole('button', { name: 'Clear Filter' }).click();
    await shows(names.small.name, names.large.name);
  });

  it('renames by F2, and by a click on the name on the page', async () => {
    const { project, window } = session;
    await until(async () => {
      await runRow(window.page, names.large.name).click();
      await window.page.keyboard.press('F2');
      await window.page.locator('.quick-input-widget input').first().waitFor({ timeout: 5000 });
      return true;
    }, 'the box for the name');
    await answer(window.page, 'large steps');
    await runRow(window.page, 'large steps').waitFor();
    const page = await runPage(window, 'large steps');
    const box = page.frame.locator('.name-box input');
    await clickUntil(page.frame.locator('h1 .name'), box);
    await box.fill('largest steps — 가장 큰');
    await box.press('Enter');
    await runRow(window.page, 'largest steps — 가장 큰').waitFor();
    await listedAs(
      project,
      names.large.id,
      ({ name }) => name === 'largest steps — 가장 큰',
      'renamed',
    );
    names.large = { ...names.large, name: 'largest steps — 가장 큰' };
  });

  it('stars, notes and tags a run, and shows it on the page', async () => {
    const { project, window } = session;
    const { id, name } = names.large;
    const row = runRow(window.page, name);
    await until(async () => {
      await row.hover();
      await row.locator('.action-label[aria-label^="Star"]').click({ timeout: 5000 });
      return true;
    }, 'the star to be clicked');
    await listedAs(project, id, ({ starred }) => starred, 'starred');
    await until(
      async () => (await row.locator('.label-description').innerText()).startsWith('★'),
      'the star',
    );
    await choose(name, 'Edit Note…');
    await answer(window.page, 'diverges at once');
    await listedAs(project, id, ({ note }) => note === 'diverges at once', 'noted');
    await choose(name, 'Add Tag…');
    await answer(window.page, 'verdict=too large');
    await until(
      async () => (await reportOf(project, id)).tags['verdict'] === 'too large',
      'the tag to be on record',
    );
    const page = await runPage(window, name);
    await page.frame.locator('.note', { hasText: 'diverges at once' }).waitFor();
    await page.section('tags').getByText('verdict').waitFor();
    await page.frame.locator('.title .icon-button.starred').waitFor();

    const noteBox = page.frame.locator('.note-box textarea');
    await clickUntil(page.frame.locator('button.note'), noteBox);
    await noteBox.fill('two\nlines');
    await page.button('Save').click();
    await listedAs(project, id, ({ note }) => note === 'two\nlines', 'noted in two lines');

    await window.runCommand('Trackline: Show Starred Runs');
    await shows(name);
    await window.runCommand('Trackline: Show All Runs');
    await shows(name, names.small.name);
  });

  it('archives a run out of sight and takes it back', async () => {
    const { project, window } = session;
    const { id, name } = names.small;
    await choose(name, 'Archive');
    await shows(names.large.name);
    await listedAs(project, id, ({ archived }) => archived, 'archived');
    await window.runCommand('Trackline: Show Archived Runs');
    await shows(name);
    await choose(name, 'Take Out of Archive');
    await listedAs(project, id, ({ archived }) => !archived, 'active');
    await window.runCommand('Trackline: Show All Runs');
    await shows(names.large.name, name);
  });

  it('deletes with an undo, several at once, and restores', async () => {
    const { project, window } = session;
    const { id, name } = names.small;
    await choose(name, 'Delete');
    const told = notification(window.page, `Deleted ${name}.`);
    // It goes away by itself, but not from under the pointer.
    await told.hover();
    await shows(names.large.name);
    await listedAs(project, id, ({ lifecycle }) => lifecycle === 'deleted', 'deleted');
    await told.getByRole('button', { name: 'Undo' }).click();
    await shows(name, names.large.name);
    await listedAs(project, id, ({ lifecycle }) => lifecycle === 'active', 'back');

    await selectRuns(window.page, name, names.large.name);
    await window.page.keyboard.press('Delete');
    await notification(window.page, 'Deleted 2 runs.').waitFor();
    await until(
      async () => (await recorded(project)).every(({ lifecycle }) => lifecycle === 'deleted'),
      'both to be deleted on record',
    );
    await window.runCommand('Trackline: Show Deleted Runs');
    await shows(name, names.large.name);
    await choose(name, 'Restore');
    await shows(names.large.name);
    await listedAs(project, id, ({ lifecycle }) => lifecycle === 'active', 'restored');
  });
});
