import assert from 'node:assert/strict';
import type { FrameLocator } from 'playwright-core';
import type { SavedViews } from '../../src/model/compare/savedViews.ts';
import type { Project } from '../harness/project.ts';
import { testPython } from '../harness/python.ts';
import { until } from '../harness/wait.ts';
import { openWorkbench, type Workbench } from '../harness/workbench.ts';
import { trackline } from '../integration/launch/trackline.ts';
import {
  chooseFrom,
  chooseItem,
  comparison,
  heading,
  headings,
  names,
} from './support/comparison.ts';
import { scriptProject, sessionOf } from './support/session.ts';
import { keptByWindow } from './support/workbenchParts.ts';

const script = `import sys, trackline
rate = float(sys.argv[sys.argv.index("--lr") + 1])
for step in range(5):
    trackline.log(step=step, loss=rate / (step + 1), accuracy=1 - rate / (step + 1))
`;

describe('a table of runs that a person sets up', () => {
  let window: Workbench;
  let frame: FrameLocator;

  const make = async (): Promise<Project> => {
    const project = await scriptProject({
      'train.py': script,
      'trackline.yaml': 'objective: { metric: loss, direction: minimize }\n',
    });
    for (const [name, rate] of Object.entries({ slow: '0.1', middling: '0.5', fast: '0.9' })) {
      await trackline(
        ['run', '--name', name, '--', testPython(), 'train.py', '--lr', rate, `--who=${name}'s`],
        { cwd: project.folder },
      );
    }
    return project;
  };
  const session = sessionOf(make, {
    width: 1500,
    height: 800,
    ready: (opened) => {
      ({ window } = opened);
    },
  });

  /** The panel as it is at the beginning. */
  beforeEach(async () => {
    await window.runCommand('Trackline: Compare Runs');
    frame = await comparison(window);
    await frame.getByRole('tab', { name: 'Table', exact: true }).click();
    await chooseFrom(frame, /^Views/, 'Begin Anew');
    await until(async () => (await names(frame)).length === 3, 'all runs');
  });

  const width = async (title: string): Promise<number> =>
    (await heading(frame, title).boundingBox())?.width ?? 0;

  it('completes the values of a parameter in the filter', async () => {
    const { keyboard } = window.page;
    const box = frame.getByRole('combobox', { name: 'Filter runs' });
    await box.click();
    await keyboard.type('params.lr = ');
    const offered = frame.locator('[role=option]');
    await until(
      async () => (await offered.allInnerTexts()).sort().join() === "'0.1','0.5','0.9'",
      'the three values',
    );
    await window.screenshot('compare-completion');
    await keyboard.type("'0.5");
    await until(async () => (await offered.count()) === 1, 'the one that begins so');
    await keyboard.press('ArrowDown');
    await keyboard.press('Enter');
    await until(async () => (await names(frame)).join() === 'middling', 'the run with it');
    await keyboard.type('and params.who = fast');
    await until(async () => (await offered.allInnerTexts()).join() === "'fast''s'", 'its value');
  });

  it('moves, widens, pins, hides and shows columns with the mouse', async () => {
    await until(async () => (await headings(frame)).includes('accuracy'), 'the columns');
    await heading(frame, 'accuracy').dragTo(heading(frame, 'Status'), {
      sourcePosition: { x: 20, y: 10 },
    });
    await until(async () => (await headings(frame))[1] === 'accuracy', 'accuracy to come first');
    const before = await width('accuracy');
    const edge = await heading(frame, 'accuracy').locator('.resizer').boundingBox();
    assert.ok(edge);
    const { mouse } = window.page;
    const [x, y] = [edge.x + edge.width / 2, edge.y + edge.height / 2];
    await mouse.move(x, y);
    await mouse.down();
    await mouse.move(x + 30, y, { steps: 3 });
    await mouse.move(x + 60, y, { steps: 3 });
    await mouse.up();
    await until(async () => (await width('accuracy')) === before + 60, 'a wider column');
    const onHead = (title: string) => () =>
      heading(frame, title).click({ button: 'right', timeout: 3000 });
    await chooseItem(frame, onHead('accuracy'), 'Pin');
    await frame.locator('.heads .pinned[title=accuracy]').waitFor();
    await chooseItem(frame, onHead('Status'), 'Hide Column');
    await until(async () => !(await headings(frame)).includes('Status'), 'Status to go');
    await window.screenshot('compare-columns');
    await frame.getByRole('button', { name: /^Columns/ }).click();
    await frame.getByRole('textbox', { name: 'Find a column' }).fill('status');
    await window.screenshot('compare-chooser');
    await frame.getByRole('checkbox', { name: /^Status/ }).check();
    await frame.getByRole('textbox', { name: 'Find a column' }).press('Escape');
    await until(async () => (await headings(frame)).includes('Status'), 'Status to be back');
  });

  it('moves, widens, pins, hides and sorts columns by keys alone', async () => {
    const { keyboard } = window.page;
    await heading(frame, 'loss').focus();
    const at = (await headings(frame)).indexOf('loss');
    await keyboard.press('Alt+ArrowLeft');
    await until(async () => (await headings(frame)).indexOf('loss') === at - 1, 'a place earlier');
    const before = await width('loss');
    await keyboard.press('Shift+ArrowRight');
    await until(async () => (await width('loss')) === before + 16, 'a wider column');
    await keyboard.press('Enter');
    await until(async () => (await names(frame)).join() === 'slow,middling,fast', 'the order');
    await keyboard.press('Shift+F10');
    await frame.getByRole('menu', { name: 'loss' }).waitFor();
    await window.screenshot('compare-heading-menu');
    for (let steps = 0; steps < 3; steps += 1) await keyboard.press('ArrowDown');
    await keyboard.press('Enter');
    await until(async () => (await headings(frame))[1] === 'loss', 'loss to be pinned');
    await heading(frame, 'accuracy').focus();
    await keyboard.press('Delete');
    await until(async () => !(await headings(frame)).includes('accuracy'), 'accuracy to go');
  });

  it('keeps views in a file that git shows, and shows those that others write there', async () => {
    const { project } = session;
    const saved = '.trackline/views.json';
    await heading(frame, 'loss').click();
    await frame.getByRole('button', { name: 'Heat' }).click();
    await chooseFrom(frame, /^Views/, 'Save View…');
    await frame.getByRole('textbox', { name: 'Name of the view' }).fill('least loss');
    await window.page.keyboard.press('Enter');
    const views = await until(
      async () => JSON.parse(await project.read(saved)) as SavedViews,
      'the view to be on disk',
    );
    assert.deepEqual(Object.keys(views.views), ['least loss']);
    assert.equal(
      await project.git('status', '--porcelain', '--untracked-files=all'),
      `?? ${saved}`,
    );
    await chooseFrom(frame, /^Views/, 'Begin Anew');
    await until(async () => (await names(frame))[0] === 'fast', 'the order of itself');
    await chooseFrom(frame, /^Views/, 'least loss');
    await until(async () => (await names(frame))[0] === 'slow', 'the order of the view');
    await frame.locator('.heat').first().waitFor();
    const theirs = { views: { ...views.views, theirs: { filter: 'metrics.loss > 0.15' } } };
    await project.write(saved, JSON.stringify(theirs));
    await chooseFrom(frame, /^Views/, 'theirs');
    await until(async () => (await names(frame)).join() === 'fast', 'the filter of their view');
  });

  it('groups runs with their means and deviations, and finds a text', async () => {
    const { keyboard } = window.page;
    const onStatus = () => heading(frame, 'Status').click({ button: 'right', timeout: 3000 });
    await chooseItem(frame, onStatus, 'Group by This Column');
    const group = frame.getByRole('row', { name: /Status = Finished \(3\)/ });
    await group.getByText('0.1 ± 0.08').first().waitFor();
    await group.getByRole('rowheader').click();
    await until(async () => (await names(frame)).length === 3, 'the runs of the group');
    await window.screenshot('compare-group');
    await heading(frame, 'Name').focus();
    await keyboard.press('ControlOrMeta+F');
    await frame.getByRole('textbox', { name: 'Find in the table' }).fill('middl');
    await frame.locator('[data-found]', { hasText: 'middling' }).waitFor();
    await keyboard.press('Escape');
    await frame.locator('[data-found]').waitFor({ state: 'detached' });
  });

  it('comes back as it was in a window that is opened again', async () => {
    const { page } = window;
    await heading(frame, 'loss').click();
    await until(async () => (await names(frame)).join() === 'slow,middling,fast', 'the order');
    const row = (name: string) => frame.locator('.grid-row[data-run]', { hasText: name });
    await row('middling').getByRole('checkbox').click();
    const onFast = () => row('fast').click({ button: 'right', timeout: 3000 });
    await chooseItem(frame, onFast, 'Set as Baseline');
    await frame.locator('.delta').first().waitFor();
    await frame.getByRole('tab', { name: 'Charts', exact: true }).click();
    await frame.getByRole('combobox', { name: 'Filter runs' }).fill('metrics.loss < 0.19');
    await keptByWindow(page, 'metrics.loss < 0.19');
    await page.close();
    const { server, project } = session;
    window = await openWorkbench(server, project.folder, { storage: page.context() });
    frame = await window.surviving(await window.webview('main.compare [role=slider]', 120_000));
    const charts = frame.getByRole('tab', { name: 'Charts', exact: true });
    assert.equal(await charts.getAttribute('aria-selected'), 'true');
    await frame.getByRole('tab', { name: 'Table', exact: true }).click();
    await until(async () => (await names(frame)).join() === 'slow,middling,fast', 'the order');
    assert.equal(
      await frame.getByRole('combobox', { name: 'Filter runs' }).inputValue(),
      'metrics.loss < 0.19',
    );
    await frame.locator('.grid-row.baseline', { hasText: 'fast' }).waitFor();
    const chosen = frame.locator('.grid-row[aria-selected=true]');
    assert.deepEqual(await chosen.locator('[role=rowheader] bdi').allInnerTexts(), ['middling']);
    await window.screenshot('compare-restored');
  });
});
