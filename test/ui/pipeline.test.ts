import assert from 'node:assert/strict';
import type { FrameLocator, Locator } from 'playwright-core';
import type { Theme } from '../harness/themes.ts';
import { until } from '../harness/wait.ts';
import { faults } from './support/axe.ts';
import { scriptProject, sessionOf } from './support/session.ts';
import { chooseFromMenu, clickUntil, tab } from './support/workbenchParts.ts';

const themes: readonly Theme[] = ['dark', 'light', 'contrast'];

const pipeline = `stages:
  prepare:
    desc: Split the rows
    cmd: python prepare.py
    deps: [raw.csv]
    outs: [clean.csv]
  train:
    foreach: [forest, linear]
    do:
      cmd: python train.py \${item}
      deps: [clean.csv]
      params: [lr]
      outs: ["models/\${item}"]
  evaluate:
    cmd: python evaluate.py
    deps: [models]
    metrics: [scores.json]
`;

describe('the pipeline', () => {
  let frame: FrameLocator;
  const make = () =>
    scriptProject({
      'dvc.yaml': pipeline,
      'raw.csv.dvc': 'outs:\n- path: raw.csv\n',
      'raw.csv': '1,2\n',
      'params.yaml': 'lr: 0.1\n',
      'prepare.py': "open('clean.csv', 'w').write('1,2')\n",
      'train.py': 'raise SystemExit(3)\n',
      'evaluate.py': '',
    });
  const session = sessionOf(make, { width: 1400, height: 900 });
  /** Opens the drawing where it is not, beside its file. */
  beforeEach(async () => {
    const { window } = session;
    if ((await pipelineTab().count()) === 0) {
      await window.openFile('dvc.yaml');
      const button = window.page.locator('.editor-actions [aria-label^="Show Pipeline"]');
      await clickUntil(button, pipelineTab());
    }
    frame = await window.surviving(await window.webview('main.graph .box'));
  });

  const box = (name: RegExp): Locator => frame.getByRole('treeitem', { name });
  const pipelineTab = (): Locator => session.window.page.locator('.tab[aria-label^="Pipeline: "]');
  const becomes = (name: RegExp): Promise<void> => box(name).waitFor({ timeout: 120_000 });
  const findBox = (): Locator => frame.getByRole('textbox', { name: 'Find a stage' });
  /** Shows the stages of the group one by one, where they are not. */
  const opened = async (): Promise<void> => {
    if ((await box(/^train@linear /).count()) > 0) return;
    await findBox().fill('linear');
    await frame.getByText('1 found').waitFor();
    await findBox().press('Enter');
    await clickUntil(frame.getByRole('button', { name: 'Show each stage' }), box(/^train@linear /));
    await findBox().fill('');
  };
  const editor = (): Locator => session.window.page.locator('.monaco-editor[data-uri$="dvc.yaml"]');
  const hasFocus = (): Promise<boolean> =>
    editor().evaluate((each) => each.classList.contains('focused'));
  /** Goes to the editor by its tab: what is typed before it has the focus goes elsewhere. */
  const toEditor = (): Promise<unknown> =>
    until(async () => {
      await tab(session.window.page, 'dvc.yaml').first().click();
      return until(hasFocus, 'the focus', 5000);
    }, 'the editor to have the focus');
  const position = (line: number): Locator =>
    session.window.page.locator('.statusbar-item', { hasText: new RegExp(`^Ln ${line},`) });

  it('is drawn by the button in the title of dvc.yaml', async () => {
    const { window } = session;
    await box(/^prepare .*needs raw\.csv; feeds train/).waitFor();
    await box(/^train .*Train .*feeds evaluate/).waitFor();
    // What dvc.lock does not know has never been run.
    await box(/^evaluate Evaluate Missing/).waitFor({ timeout: 60_000 });
    await window.screenshot('pipeline-beside-dark');
  });

  it('leads to the lines of a stage by a click, and by Enter with the keyboard alone', async () => {
    const { window } = session;
    const line14 = editor().locator('.active-line-number', { hasText: /^14$/ });
    await clickUntil(box(/^evaluate /), line14);
    await box(/^evaluate /).press('ArrowUp');
    await box(/^train /)
      .and(frame.locator(':focus'))
      .waitFor();
    await box(/^train /).press('Enter');
    await position(7).waitFor();
    await until(hasFocus, 'the editor to have the focus');
    await window.screenshot('pipeline-selected-dark');
  });

  it('has a stage as soon as it is typed, and keeps what it has while a line is broken', async () => {
    const { window } = session;
    await box(/^train /).press('Enter');
    await position(7).waitFor();
    await until(hasFocus, 'the editor to have the focus');
    await window.page.keyboard.press('ControlOrMeta+End');
    await window.page.keyboard.insertText('  report: {cmd: python report.py, deps: [scores.json]}');
    await box(/^report .*needs evaluate/).waitFor();
    await window.page.keyboard.type('\nout');
    await frame.getByText('dvc.yaml cannot be read now').waitFor();
    await box(/^report /).waitFor();
    await window.screenshot('pipeline-broken-dark');
    await window.page.keyboard.type('er: {cmd: x}');
    await frame.getByText('dvc.yaml cannot be read now').waitFor({ state: 'detached' });
    await box(/^outer /).waitFor();
  });

  it('has a menu for each stage, by the mouse and by keys', async () => {
    const { window } = session;
    await chooseFromMenu(window.page, box(/^prepare /), 'Open in Editor');
    await position(2).waitFor();
    await box(/^prepare /).press('Shift+F10');
    const entry = window.page.locator('.monaco-menu .action-label', { hasText: 'Show Last Run' });
    await entry.waitFor();
    await window.screenshot('pipeline-menu');
    await window.page.keyboard.press('Escape');
    await entry.waitFor({ state: 'detached' });
  });

  it('runs a stage from its menu, and shows how it ended', async () => {
    const { window } = session;
    await box(/^prepare Prepare Missing/).waitFor();
    await chooseFromMenu(window.page, box(/^prepare /), 'Run');
    await becomes(/^prepare Prepare Fresh/);
    await window.screenshot('pipeline-ran');
    await chooseFromMenu(window.page, box(/^train /), 'Run');
    await becomes(/^train Show the 2 stages of train Train Failed/);
  });

  it('finds a stage, and shows each of a group', async () => {
    await opened();
    await box(/^train@linear /).waitFor();
  });

  it('has nothing for axe to find in any theme', async () => {
    const { window } = session;
    for (const theme of themes) {
      await window.setTheme(theme);
      await window.screenshot(`pipeline-${theme}`);
      assert.deepEqual(await faults(frame), [], theme);
    }
    await window.setTheme('dark');
  });

  it('is as it was after the window is loaded anew', async () => {
    const { window } = session;
    await opened();
    await toEditor();
    await window.runCommand('File: Save');
    await window.reload();
    frame = await window.surviving(await window.webview('main.graph .box', 120_000));
    await box(/^train@linear /).waitFor();
    await pipelineTab().first().waitFor();
  });
});
