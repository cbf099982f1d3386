import assert from 'node:assert/strict';
import type { Frame, Locator } from 'playwright-core';
import type { Theme } from '../harness/themes.ts';
import { until } from '../harness/wait.ts';
import { faults } from './support/axe.ts';
import { openSession, scriptProject } from './support/session.ts';
import type { Session } from './support/session.ts';
import { chooseFromMenu } from './support/workbenchParts.ts';

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
  let session: Session;
  let frame: Frame;
  before(async () => {
    const project = await scriptProject({
      'dvc.yaml': pipeline,
      'raw.csv.dvc': 'outs:\n- path: raw.csv\n',
      'raw.csv': '1,2\n',
      'params.yaml': 'lr: 0.1\n',
      'prepare.py': "open('clean.csv', 'w').write('1,2')\n",
      'train.py': 'raise SystemExit(3)\n',
      'evaluate.py': '',
    });
    session = await openSession(project, { width: 1400, height: 900 });
  });
  after(() => session[Symbol.asyncDispose]());

  const box = (name: RegExp): Locator => frame.getByRole('treeitem', { name });
  /** The page of the run is opened, too, so that ours is thrown away for a moment. */
  const becomes = (name: RegExp): Promise<unknown> =>
    until(
      async () => {
        frame = await session.window.webview('main.graph .box');
        return (await box(name).count()) > 0;
      },
      `a box ${String(name)}`,
      120_000,
    );
  const editor = (): Locator => session.window.page.locator('.monaco-editor[data-uri$="dvc.yaml"]');
  const position = (line: number): Locator =>
    session.window.page.locator('.statusbar-item', { hasText: new RegExp(`^Ln ${line},`) });

  it('is drawn by the button in the title of dvc.yaml', async () => {
    const { window } = session;
    await window.openFile('dvc.yaml');
    await window.page.locator('.editor-actions [aria-label^="Show Pipeline"]').click();
    frame = await window.webview('main.graph .box');
    await box(/^prepare .*needs raw\.csv; feeds train/).waitFor();
    await box(/^train .*Train .*feeds evaluate/).waitFor();
    // What dvc.lock does not know has never been run.
    await box(/^evaluate Evaluate Missing/).waitFor({ timeout: 60_000 });
    await window.screenshot('pipeline-beside-dark');
  });

  it('leads to the lines of a stage by a click, and by Enter with the keyboard alone', async () => {
    const { window } = session;
    await box(/^evaluate /).click();
    await editor().locator('.active-line-number', { hasText: /^14$/ }).waitFor();
    await box(/^evaluate /).press('ArrowUp');
    await box(/^train /)
      .and(frame.locator(':focus'))
      .waitFor();
    await box(/^train /).press('Enter');
    await position(7).waitFor();
    await until(
      () => editor().evaluate((each) => each.classList.contains('focused')),
      'the editor to have the focus',
    );
    await window.screenshot('pipeline-selected-dark');
  });

  it('has a stage as soon as it is typed, and keeps what it has while a line is broken', async () => {
    const { window } = session;
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
    await frame.getByRole('textbox', { name: 'Find a stage' }).fill('linear');
    await frame.getByText('1 found').waitFor();
    await frame.getByRole('textbox', { name: 'Find a stage' }).press('Enter');
    await frame.getByRole('button', { name: 'Show each stage' }).click();
    await box(/^train@linear /).waitFor();
    await frame.getByRole('textbox', { name: 'Find a stage' }).fill('');
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
    await window.runCommand('File: Save');
    await window.runCommand('Developer: Reload Window');
    frame = await window.webview('main.graph .box', 90_000);
    await box(/^train@linear /).waitFor();
    await window.page.locator('.tab[aria-label^="Pipeline: "]').first().waitFor();
  });
});
